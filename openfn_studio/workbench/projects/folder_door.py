"""The one way to an open project folder: one piece of work after the other, away from the window.

``ProjectFolder`` is not safe for threads, and two saves of one file must reach the disk in the
order they were asked for.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from openfn_studio.errors import StudioError
from openfn_studio.workbench.lanes import Lane
from openfn_studio.workspace.folder import ProjectFolder

T = TypeVar("T")


class FolderDoor(QObject):
    """Lets work into a project folder, in order, on a lane.

    Args:
        folder: The open folder; from now on only the work that is let in touches it.
        lane: Where the work is done.
    """

    def __init__(self, folder: ProjectFolder, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lane = lane
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_busy = False
        self._is_retired = False

    @property
    def is_busy(self) -> bool:
        """True while work is going on or waits."""
        return self._is_busy

    def retire(self) -> None:
        """Go away once the work that was let in is done."""
        self._is_retired = True
        if not self._is_busy:
            self.deleteLater()

    def run(
        self,
        work: Callable[[ProjectFolder], T],
        on_done: Callable[[T], None],
        on_failed: Callable[[StudioError], None],
        *,
        owner: QObject,
    ) -> None:
        """Do ``work`` when all work before it is done; exactly one of the two callbacks follows.

        Work that was let in is done even when ``owner`` is gone by then: it may be a save.
        """

        def start() -> None:
            self._lane.run(
                lambda _: work(self._folder),
                lambda value: self._end(owner, on_done, value),
                lambda problem: self._end(owner, on_failed, problem),
                owner=self,
            )

        self._waiting.append(start)
        if not self._is_busy:
            self._start_next()

    def _start_next(self) -> None:
        self._is_busy = bool(self._waiting)
        if self._waiting:
            self._waiting.popleft()()
        elif self._is_retired:
            self.deleteLater()

    def _end(self, owner: QObject, receive: Callable[[Any], None], value: Any) -> None:
        try:
            if isValid(owner):
                receive(value)
        finally:
            self._start_next()
