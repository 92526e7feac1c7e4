"""The settings as they are now: everybody reads them, the preferences page changes them."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.errors import StudioError
from openfn_studio.settings import BY_NAME, Value
from openfn_studio.workbench import preference_file
from openfn_studio.workbench.lanes import Lane

_SAVE_AFTER_MS = 400
"""How long the last change rests before it is saved: a slider changes many times a second."""

_Names = set[str]


class PreferenceBench(QObject):
    """Every setting of the table by its name.

    A change holds at once and is saved on the lane soon after; only what was changed here is
    written, so two windows do not undo each other's settings.

    Signals:
        changed: The name of the setting that has a new value.
        save_failed: A ``StudioError``; the settings hold until the program ends.
        read_failed: A ``StudioError`` about the file, when ``reload`` read it.

    Args:
        file: The settings file; it need not exist.
        lane: Where it is written.
    """

    changed = Signal(object)
    save_failed = Signal(object)
    read_failed = Signal(object)

    def __init__(self, file: Path, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._lane = lane
        content = preference_file.read(file)
        self._values = dict(content.values)
        self.problems = content.problems
        """What was wrong with the file when it was read, for a notice."""
        self._unsaved: dict[str, Value | None] = {}
        self._in_writing: list[Mapping[str, Value | None]] = []
        self._in_reading: list[_Names] = []
        """For each reading that is on: the settings that are newer here than in the file."""
        self._writing = threading.Lock()
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_later)

    @property
    def file(self) -> Path:
        """Where the settings are kept."""
        return self._file

    # ------------------------------------------------------------------ reading

    def value(self, name: str) -> Value:
        """Return the setting's value, or its default.

        Raises:
            KeyError: The table has no such setting.
        """
        return self._values.get(name, BY_NAME[name].default)

    def flag(self, name: str) -> bool:
        """Return a setting that is yes or no."""
        return bool(self.value(name))

    def number(self, name: str) -> int:
        """Return a setting that is a whole number."""
        return cast("int", self.value(name))

    def text(self, name: str) -> str:
        """Return a setting that is a text or one of a few words."""
        return str(self.value(name))

    def is_changed(self, name: str) -> bool:
        """Tell whether the setting differs from its default."""
        return self.value(name) != BY_NAME[name].default

    def changed_values(self) -> dict[str, Value]:
        """Return the settings that differ from their defaults, for diagnostics."""
        return {name: self.value(name) for name in BY_NAME if self.is_changed(name)}

    # ------------------------------------------------------------------ changing

    def set(self, name: str, value: Value) -> None:
        """Give a setting a value; its default takes it out of the file.

        Raises:
            KeyError: The table has no such setting.
            ValueError: The value cannot be this setting's; the text says why.
        """
        setting = BY_NAME[name]
        problem = setting.problem_with(value)
        if problem:
            raise ValueError(f"{name}: {problem}")
        if value == self.value(name):
            return
        self._values[name] = value
        self._unsaved[name] = None if value == setting.default else value
        for newer in self._in_reading:
            newer.add(name)
        self._timer.start()
        self.changed.emit(name)

    def reset(self, name: str) -> None:
        """Give a setting its default."""
        self.set(name, BY_NAME[name].default)

    def reload(self) -> None:
        """Read the file again, which somebody else may have changed; ``changed`` follows."""
        newer = {*self._unsaved, *(name for changes in self._in_writing for name in changes)}
        self._in_reading.append(newer)

        def fail(problem: StudioError) -> None:
            self._in_reading = [other for other in self._in_reading if other is not newer]
            self.read_failed.emit(problem)

        self._lane.run(
            lambda _: preference_file.read(self._file, may_set_aside=False),
            lambda content: self._take(content, newer),
            fail,
            owner=self,
        )

    def _take(self, content: preference_file.FileContent, newer: _Names) -> None:
        self._in_reading = [other for other in self._in_reading if other is not newer]
        for problem in content.problems:
            self.read_failed.emit(problem)
        if content.is_damaged:
            return
        before = {name: self.value(name) for name in BY_NAME}
        kept = {name: self._values[name] for name in newer if name in self._values}
        self._values = {**content.values, **kept}
        for name, value in before.items():
            if self.value(name) != value:
                self.changed.emit(name)

    def close(self) -> None:
        """Save at once what is not saved yet; the program ends. A refusal is told by the signal."""
        self._timer.stop()
        changes: dict[str, Value | None] = {}
        # What is on its way may never start: the lane drops what waits when it closes.
        for each in (*self._in_writing, self._unsaved):
            changes |= each
        self._unsaved = {}
        try:
            self._write(changes)
        except StudioError as problem:
            self.save_failed.emit(problem)

    def _save_later(self) -> None:
        changes, self._unsaved = self._unsaved, {}
        self._in_writing.append(changes)

        def done(_: None) -> None:
            self._in_writing = [other for other in self._in_writing if other is not changes]

        def fail(problem: StudioError) -> None:
            done(None)
            self.save_failed.emit(problem)

        self._lane.run(lambda _: self._write(changes), done, fail, owner=self)

    def _write(self, changes: Mapping[str, Value | None]) -> None:
        if changes:
            # Two saves may run on two threads; each reads and writes the whole file.
            with self._writing:
                preference_file.change(self._file, changes)
