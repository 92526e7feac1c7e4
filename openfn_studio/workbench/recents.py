"""Projects that were open before, and whether they are still where they were."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.session import Recent, SessionBench


@dataclass(frozen=True, slots=True)
class RecentFact:
    """A recent project as it is listed."""

    folder: Path
    name: str
    opened_at: datetime
    """UTC."""
    is_there: bool | None = None
    """Whether its folder exists; None while nobody knows, for example on a slow network drive."""


class RecentsBench(QObject):
    """Lists recent projects, newest first; looks for their folders on the lane.

    Signals:
        listed: A tuple of ``RecentFact``.
    """

    listed = Signal(object)

    def __init__(self, session: SessionBench, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._lane = lane
        self._ticket: Ticket | None = None
        self._there: dict[Path, bool] = {}
        session.changed.connect(self._on_session_changed)

    @property
    def facts(self) -> tuple[RecentFact, ...]:
        """What is known now."""
        return tuple(
            RecentFact(each.folder, each.name, each.opened_at, self._there.get(each.folder))
            for each in self._session.recents
        )

    def look(self) -> None:
        """See again which folders are there; ``listed`` follows, at once and when it is known."""
        if self._ticket:
            self._ticket.cancel()
        recents = self._session.recents
        self._ticket = self._lane.run(
            lambda _: _which_are_there(recents), self._take, self._failed, owner=self
        )
        self.listed.emit(self.facts)

    def forget(self, folder: Path) -> None:
        """Take a project off the list; the folder itself is let be."""
        self._session.forget(folder)

    def _take(self, there: dict[Path, bool]) -> None:
        self._there = there
        self.listed.emit(self.facts)

    def _failed(self, _: StudioError) -> None:
        self._take({})

    def _on_session_changed(self, key: str) -> None:
        if key == "recents":
            self.look()


def _which_are_there(recents: tuple[Recent, ...]) -> dict[Path, bool]:
    return {each.folder: _is_there(each.folder) for each in recents}


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # a name too long, a drive that answers with an error
        return False
