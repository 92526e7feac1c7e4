"""Saving a log as a text file, on the work lane."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workspace.atomic import save_atomically


@dataclass(frozen=True, slots=True)
class LogToSave:
    """A log that is to be written."""

    file: Path
    pieces: Iterable[str]
    """Its text, made while it is written; another thread goes through it."""


class LogSaver(QObject):
    """Writes logs, whole or not at all.

    Signals:
        saved: The ``Path`` of a log that is written.
        failed: The ``StudioError`` of one that could not be.
    """

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane

    def save(self, log: LogToSave) -> None:
        """Write a log; ``saved`` or ``failed`` follows."""

        def work(_: Ticket) -> Path:
            save_atomically(log.file, "".join(log.pieces).encode("utf-8", "replace"))
            return log.file

        self._lane.run(work, self.saved.emit, self.failed.emit, owner=self)
