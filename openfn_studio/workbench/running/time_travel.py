"""Which run and which operation are looked at, and what the state was there.

Everything that decodes or compares happens on the work lane; a newer request of the same owner
takes an older one's place.
"""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.state.history import History
from openfn_studio.state.pointer import Path
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.running.facts import OperationFact, RunFact, RunId
from openfn_studio.workbench.running.moments import (
    Followed,
    Point,
    PointRef,
    SetBy,
    StatePair,
    compared,
    followed,
    not_kept,
    pair_at,
)

T = TypeVar("T")


class TimeTravelBench(QObject):
    """The run and the operation in view.

    Signals:
        run_changed: The ``RunFact`` that is looked at, again whenever it is another; or None.
        point_changed: The ``Point`` that is looked at; or None without a run.

    Args:
        lane: Where states are decoded and compared.
        history_source: Returns a run's states; None when they were not kept.
        run_source: Returns what is known of a run.
    """

    run_changed = Signal(object)
    point_changed = Signal(object)

    def __init__(
        self,
        lane: Lane,
        history_source: Callable[[RunId], History | None],
        run_source: Callable[[RunId], RunFact | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._lane = lane
        self._history_source = history_source
        self._run_source = run_source
        self._run: RunFact | None = None
        self._operation: int | None = None
        self._preferred: int | None = None
        self._tickets: dict[tuple[int, str], Ticket] = {}
        # A history is not safe for threads, and the lane has several.
        self._reading = threading.Lock()

    # ------------------------------------------------------------ what is looked at

    @property
    def run(self) -> RunFact | None:
        """The run that is looked at."""
        return self._run

    @property
    def point(self) -> Point | None:
        """The point that is looked at."""
        return Point(self._run.id, self._operation) if self._run else None

    @property
    def operation(self) -> OperationFact | None:
        """The operation that is looked at."""
        if self._run is None or self._operation is None:
            return None
        return self._run.operations[self._operation]

    @property
    def has_previous(self) -> bool:
        """Whether there is an operation before the one in view."""
        return self._operation is not None and self._operation > 0

    @property
    def has_next(self) -> bool:
        """Whether there is an operation behind the one in view."""
        following = 0 if self._operation is None else self._operation + 1
        return self._run is not None and following < len(self._run.operations)

    def look_at(self, run_id: RunId | None) -> None:
        """Look at a run, at the operation of most interest; None at none."""
        self.follow(None if run_id is None else self._run_source(run_id))

    def follow(self, fact: RunFact | None) -> None:
        """Look at a run that begins, or at one that was opened.

        Who chose an operation and runs the same job again goes on looking at that operation.
        """
        is_same_job = fact is not None and self._run is not None and fact.job == self._run.job
        self._preferred = self._preferred if is_same_job else None
        self._run = fact
        self._operation = _of_interest(fact, self._preferred)
        self.run_changed.emit(fact)
        self.point_changed.emit(self.point)

    def update(self, fact: RunFact) -> None:
        """Take what is new of the run in view; other runs are let be."""
        if self._run is None or self._run.id != fact.id:
            return
        before, is_news = self._operation, _stage(fact) != _stage(self._run)
        self._run = fact
        if is_news:
            self._operation = _of_interest(fact, self._preferred)
        self.run_changed.emit(fact)
        if self._operation != before:
            self.point_changed.emit(self.point)

    def choose(self, operation: int | None) -> None:
        """Look at an operation of the run, from 0; a number it does not have is let be."""
        count = len(self._run.operations) if self._run else 0
        if operation is not None and not 0 <= operation < count:
            return
        self._preferred = operation
        if operation != self._operation:
            self._operation = operation
            self.point_changed.emit(self.point)

    def previous(self) -> None:
        """Look at the operation before."""
        if self._operation is not None:
            self.choose(self._operation - 1)

    def next(self) -> None:
        """Look at the operation behind; at the first one if none is in view."""
        self.choose(0 if self._operation is None else self._operation + 1)

    # ------------------------------------------------------------ what it was

    def states(self, on_done: Callable[[StatePair], None], owner: QObject) -> None:
        """Hand over the states before and after the operation in view."""
        operation, history = self._operation, self._history()
        if operation is None or history is None:
            self._cancel(owner, "states")
            is_missing = operation is not None
            on_done(StatePair(None, None, problem=not_kept() if is_missing else None))
            return
        self._ask(
            lambda ticket: pair_at(history, operation, lambda: ticket.is_cancelled),
            on_done,
            lambda problem: StatePair(None, None, problem=problem),
            (owner, "states"),
        )

    def compare(
        self, one: PointRef, other: PointRef, on_done: Callable[[StatePair], None], owner: QObject
    ) -> None:
        """Hand over the states of two moments, of one run or two, and what differs."""
        histories = [self._history_source(ref.run_id) for ref in (one, other)]
        points = (one.point, other.point)
        self._ask(
            lambda ticket: compared(histories, points, lambda: ticket.is_cancelled),
            on_done,
            lambda problem: StatePair(None, None, problem=problem),
            (owner, "compare"),
        )

    def who_set(self, path: Path, on_done: Callable[[SetBy], None], owner: QObject) -> None:
        """Hand over which operation, up to the one in view, set the value at a path last."""
        operation, history = self._operation, self._history()
        if operation is None or history is None:
            self._cancel(owner, "who set")
            on_done(SetBy(path, None, None if operation is None else not_kept()))
            return
        self._ask(
            lambda _: SetBy(path, history.who_set(path, min(operation + 1, len(history)))),
            on_done,
            lambda problem: SetBy(path, None, problem),
            (owner, "who set"),
        )

    def values_over(
        self,
        paths: Sequence[Path],
        on_done: Callable[[tuple[Followed, ...]], None],
        owner: QObject,
    ) -> None:
        """Hand over what the values at paths were at every point of the run."""
        history = self._history()
        if history is None or not paths:
            self._cancel(owner, "values")
            on_done(())
            return
        self._ask(
            lambda ticket: followed(history, paths, lambda: ticket.is_cancelled),
            on_done,
            lambda _: (),
            (owner, "values"),
        )

    # ------------------------------------------------------------ inside

    def _history(self) -> History | None:
        return self._history_source(self._run.id) if self._run else None

    def _ask(
        self,
        work: Callable[[Ticket], T],
        on_done: Callable[[T], None],
        on_failed: Callable[[StudioError], T],
        purpose: tuple[QObject, str],
    ) -> None:
        owner, kind = purpose
        self._cancel(owner, kind)

        def alone(ticket: Ticket) -> T:
            with self._reading:
                return work(ticket)

        self._tickets[id(owner), kind] = self._lane.run(
            alone, on_done, lambda problem: on_done(on_failed(problem)), owner=owner
        )

    def _cancel(self, owner: QObject, kind: str) -> None:
        ticket = self._tickets.pop((id(owner), kind), None)
        if ticket is not None:
            ticket.cancel()


def _stage(fact: RunFact) -> tuple[bool, int, int | None]:
    """Return what a run is doing: when that changes, another operation may be of interest."""
    waiting = fact.waiting_at
    return fact.is_over, len(fact.operations), waiting.index if waiting else None


def _of_interest(fact: RunFact | None, preferred: int | None) -> int | None:
    """Return the operation a person wants to see: where the run waits, failed or ended."""
    if fact is None:
        return None
    if fact.waiting_at is not None:
        return fact.waiting_at.index
    if not fact.is_over:
        return preferred if preferred is not None and preferred < len(fact.operations) else None
    stuck = [one.index for one in fact.operations if one.status in ("failed", "interrupted")]
    if stuck:
        return stuck[0]
    ended = [one.index for one in fact.operations if one.status == "finished"]
    if preferred in ended:
        return preferred
    return ended[-1] if ended else None
