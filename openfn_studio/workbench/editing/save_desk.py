"""Carries texts to the disk: one save of a text at a time, the newest text last."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.workbench.editing.buffer import Buffer, OutsideChange, SaveFailure
from openfn_studio.workbench.editing.open_text import OpenText
from openfn_studio.workbench.editing.saving import (
    SaveOutcome,
    SaveRequest,
    save_alone,
    save_in_project,
)
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench

Guard = Callable[[Buffer, str], Callable[[], None]]
"""Gets a buffer and its text; returns what is done on the lane just before it is saved."""


class SaveDesk(QObject):
    """Saves open texts.

    Signals:
        written: The ``OpenText`` that is on disk now, and the version that was written.
        conflicted: ``OutsideChange``; nothing was written over what another program wrote.
        save_failed: ``SaveFailure``; the buffer stays unsaved.
        history_failed: The ``StudioError`` of a save that left no local history.

    Args:
        project: Whose folder is written.
        lanes: Where files of no project are written.
    """

    written = Signal(object, object)
    conflicted = Signal(object)
    save_failed = Signal(object)
    history_failed = Signal(object)

    def __init__(self, project: ProjectBench, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._lanes = lanes
        self.guard: Guard = lambda _buffer, _text: lambda: None
        """What keeps a text safe before it is saved; the journal sets it."""

    def save(self, found: OpenText) -> None:
        """Save a text; one of the signals follows, but for one that is being saved already.

        That one is saved once more when its save is done.
        """
        buffer = found.buffer
        if found.is_saving:
            found.must_save_again = True
            return
        if buffer.is_read_only:
            problem = UserInputProblem(f"{buffer.title} was not saved.",
                                       means=buffer.read_only_reason)  # fmt: skip
            self.save_failed.emit(SaveFailure(buffer, problem))
            return
        found.is_saving = True
        text = found.pulled()
        request = SaveRequest(buffer.file, buffer.job, text, found.disk)
        self._carry(request, self.guard(buffer, text), found, buffer.version)

    def _carry(
        self, request: SaveRequest, guard: Callable[[], None], found: OpenText, version: int
    ) -> None:
        done = partial(self._on_done, found, version)
        failed = partial(self._on_failed, found)
        door = self._project.door
        if door:
            door.run(
                lambda folder: save_in_project(folder, request, guard), done, failed, owner=self
            )
        else:
            self._lanes.work.run(lambda _: save_alone(request, guard), done, failed, owner=self)

    def _on_done(self, found: OpenText, version: int, outcome: SaveOutcome) -> None:
        must_save_again = found.must_save_again and outcome.is_saved
        found.is_saving = found.must_save_again = False
        if outcome.history_problem:
            self.history_failed.emit(outcome.history_problem)
        if not outcome.is_saved:
            self.conflicted.emit(OutsideChange(found.buffer, outcome.disk_text))
            return
        found.disk = outcome.disk_text
        self.written.emit(found, version)
        if must_save_again:
            self.save(found)

    def _on_failed(self, found: OpenText, problem: StudioError) -> None:
        found.is_saving = found.must_save_again = False
        self.save_failed.emit(SaveFailure(found.buffer, problem))
