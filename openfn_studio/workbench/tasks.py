"""Long work that shows how far it is and can be cancelled: installations, searches, exports."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.workbench.lanes import Lane, Ticket

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is."""

    text: str
    fraction: float | None = None
    """0.0 to 1.0; None when nobody can say."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task that is on."""

    id: int
    title: str
    progress: Progress


class TaskBench(QObject):
    """All tasks that are on. The status bar lists them; each can be cancelled.

    Signals:
        changed: The tasks that are on now, as a tuple of ``Task``.
    """

    changed = Signal(object)
    _progressed = Signal(object, object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._numbers = itertools.count(1)
        self._tasks: dict[int, Task] = {}
        self._tickets: dict[int, Ticket] = {}
        self._progressed.connect(self._on_progressed)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks that are on, the oldest first."""
        return tuple(self._tasks.values())

    def run(
        self,
        title: str,
        work: Callable[[Ticket, Callable[[Progress], None]], T],
        on_done: Callable[[T], None],
        on_failed: Callable[[StudioError], None],
        *,
        owner: QObject,
    ) -> int:
        """Do ``work`` on the lane and list it while it is on; return its id.

        ``work`` gets the ticket and a function that tells its progress from any thread. After
        ``cancel`` neither callback follows.
        """
        number = next(self._numbers)

        def tell(progress: Progress) -> None:
            self._progressed.emit(number, progress)

        def done(value: T) -> None:
            self._end(number)
            on_done(value)

        def failed(problem: StudioError) -> None:
            self._end(number)
            on_failed(problem)

        self._tasks[number] = Task(number, title, Progress(title))
        self._tickets[number] = self._lane.run(
            lambda ticket: work(ticket, tell), done, failed, owner=owner
        )
        self.changed.emit(self.tasks)
        return number

    def cancel(self, number: int) -> None:
        """Stop a task; nothing happens when it is over."""
        if number in self._tickets:
            self._tickets[number].cancel()
            self._end(number)

    def _on_progressed(self, number: int, progress: Progress) -> None:
        if number in self._tasks:
            self._tasks[number] = replace(self._tasks[number], progress=progress)
            self.changed.emit(self.tasks)

    def _end(self, number: int) -> None:
        self._tasks.pop(number, None)
        self._tickets.pop(number, None)
        self.changed.emit(self.tasks)
