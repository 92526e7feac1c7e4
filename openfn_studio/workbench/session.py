"""What the window remembers between starts: recent projects, open tabs, layouts, pinned inputs.

One JSON file in the data folder, shared by all windows: a save reads it again under a lock and
changes only what this window changed, so that two windows do not forget each other's part.
"""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem, Place, StudioError
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workspace.atomic import remove_remains, save_atomically
from openfn_studio.workspace.files import read_optional

FILE_NAME = "session.json"
SAVE_DELAY_MS = 500
KEPT_RECENTS = 30

_RECENTS = "recents"
_LOCK_SECONDS = 5.0

Change = tuple[tuple[str, ...], Any]
"""A path of keys and the JSON value that stands there now; None removes it."""


@dataclass(frozen=True, slots=True)
class Recent:
    """A project that was open before."""

    folder: Path
    name: str
    opened_at: datetime
    """UTC."""


class SessionBench(QObject):
    """Remembers JSON values by key. Nothing here is a truth: lost, the window starts plain.

    Signals:
        changed: The key whose value was set, as text.
        failed: The ``StudioError`` of a file that cannot be read or written; told once.

    Args:
        root: The user data folder.
        lanes: Where the file is written.
        clock: What time it is.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, root: Path, lanes: Lanes, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._file = root / FILE_NAME
        self._lanes = lanes
        self._clock = clock
        self._pending: list[Change] = []
        self.problem: StudioError | None = None
        """Why what was remembered could not be read, or cannot be kept; None while all is well."""
        self._values = self._read()
        self._timer = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._timer.timeout.connect(self._save_on_lane)

    # ------------------------------------------------------------------ values

    def get(self, key: str, default: Any = None) -> Any:
        """Return the JSON value of a key; ``default`` when there is none."""
        value = self._values.get(key)
        return default if value is None else value

    def set(self, key: str, value: Any) -> None:
        """Remember a JSON value; None forgets it."""
        if self._values.get(key) != value:
            self._change((key,), value)

    def rename_entry(self, key: str, old: str, new: str) -> None:
        """Let one entry of a mapping that is remembered have another name."""
        kept: object = self.get(key)
        if isinstance(kept, dict) and old in kept:
            entries = cast("dict[str, Any]", kept)
            others = {name: entry for name, entry in entries.items() if name != old}
            self.set(key, {**others, new: entries[old]})

    def get_bytes(self, key: str) -> bytes:
        """Return bytes, e.g. a window layout; empty when there are none."""
        try:
            return base64.b64decode(str(self.get(key, "")), validate=True)
        except ValueError:
            return b""

    def set_bytes(self, key: str, value: bytes) -> None:
        """Remember bytes."""
        self.set(key, base64.b64encode(value).decode("ascii"))

    # ------------------------------------------------------------------ recent projects

    @property
    def recents(self) -> tuple[Recent, ...]:
        """The projects that were open before, the last one first."""
        found = [_recent(folder, value) for folder, value in self._recent_values().items()]
        known = [recent for recent in found if recent]
        return tuple(sorted(known, key=lambda recent: recent.opened_at, reverse=True))

    def remember(self, folder: Path, name: str) -> None:
        """Note that a project is open now."""
        value = {"name": name, "opened_at": self._clock.now().isoformat()}
        self._change((_RECENTS, str(folder)), value)
        for old in self.recents[KEPT_RECENTS:]:
            self.forget(old.folder)

    def forget(self, folder: Path) -> None:
        """Take a project off the list of recent ones."""
        self._change((_RECENTS, str(folder)), None)

    def _recent_values(self) -> dict[str, Any]:
        value = self._values.get(_RECENTS)
        return cast(dict[str, Any], value) if isinstance(value, dict) else {}

    # ------------------------------------------------------------------ the file

    def flush(self) -> None:
        """Write what is not written yet, now; for the end of the program."""
        self._timer.stop()
        pending, self._pending = self._pending, []
        try:
            _write(self._file, pending)
        except StudioError as error:
            self._tell(error)

    def _change(self, path: tuple[str, ...], value: Any) -> None:
        self._values = _with(self._values, path, value)
        self._pending.append((path, value))
        self._timer.start()
        self.changed.emit(path[0])

    def _save_on_lane(self) -> None:
        pending, self._pending = self._pending, []
        self._lanes.work.run(
            lambda _: _write(self._file, pending), lambda _: None, self._tell, owner=self
        )

    def _read(self) -> dict[str, Any]:
        try:
            return _read_or_set_aside(self._file, self._clock.now())
        except StudioError as error:
            self.problem = error
            return {}

    def _tell(self, problem: StudioError) -> None:
        if self.problem is None:
            self.problem = problem
            self.failed.emit(problem)


def _read_or_set_aside(file: Path, now: datetime) -> dict[str, Any]:
    """Return what a session file holds; one that is damaged is renamed, not lost.

    Raises:
        StudioError: It was damaged, or cannot be read.
    """
    data = read_optional(file)
    if data is None:
        return {}
    values = _decoded(data)
    if values is not None:
        return values
    aside = file.with_name(f"{file.name}.damaged-{now:%Y%m%dT%H%M%S}")
    try:
        file.replace(aside)
    except OSError:
        aside = file
    raise EnvironmentProblem(
        "What the window remembered of last time cannot be read: the file is damaged.",
        means="Recent projects, open tabs and the layout start anew; your projects are untouched.",
        remedy=f"The damaged file was kept as {aside.name}.",
        place=Place(aside),
    )


def _decoded(data: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return cast(dict[str, Any], values) if isinstance(values, dict) else None


def _write(file: Path, changes: list[Change]) -> None:
    """Carry changes into the file, keeping what other windows wrote there.

    Raises:
        EnvironmentProblem: The data folder cannot be written.
    """
    if not changes:
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(file.with_name(f"{file.name}.lock"), timeout=_LOCK_SECONDS):
            values = _decoded(read_optional(file) or b"{}") or {}
            for path, value in changes:
                values = _with(values, path, value)
            remove_remains(file.parent, time.time())
            text = json.dumps(values, ensure_ascii=True, indent=1)
            save_atomically(file, text.encode())
    except (OSError, Timeout) as error:
        raise EnvironmentProblem(
            f"What the window looks like cannot be remembered: {error}.",
            means="Recent projects, tabs and the layout will be as they were before.",
            remedy="Check the rights and the room of the data folder.",
            place=Place(file),
        ) from error


def _with(values: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed = dict(values)
    key, rest = path[0], path[1:]
    if rest:
        inner = changed.get(key)
        inner_values = cast(dict[str, Any], inner) if isinstance(inner, dict) else {}
        changed[key] = _with(inner_values, rest, value)
    elif value is None:
        changed.pop(key, None)
    else:
        changed[key] = value
    return changed


def _recent(folder: str, value: Any) -> Recent | None:
    """Return a remembered project; None when what stands there is none."""
    try:
        opened_at = datetime.fromisoformat(value["opened_at"])
        return Recent(Path(folder), str(value["name"]), opened_at) if opened_at.tzinfo else None
    except (KeyError, TypeError, ValueError):
        return None
