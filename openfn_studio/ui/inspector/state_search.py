"""Searching a state on the lane, a slice at a time: hits are shown as they are found."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.state.search import Hit, Progress, Query, search_steps
from openfn_studio.state.tree import Document
from openfn_studio.workbench.lanes import Lane, Ticket

MOST_HITS = 10_000
"""Nobody steps through more."""
_SLICE_SECONDS = 0.06


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found so far."""

    hits: Sequence[Hit] = ()
    """It grows: who keeps it sees later hits too."""
    share: float = 0.0
    """How much was looked through, 0 to 1."""
    is_over: bool = False
    problem: StudioError | None = None

    @property
    def is_cut(self) -> bool:
        """True when there may be more hits than were looked for."""
        return len(self.hits) >= MOST_HITS


@dataclass(frozen=True, slots=True)
class _Slice:
    hits: list[Hit]
    offset: int
    is_over: bool


class StateSearch(QObject):
    """One search at a time; a newer one ends the older.

    Signals:
        progressed: A ``Found``, after every slice.
    """

    progressed = Signal(object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._ticket: Ticket | None = None
        self._hits: list[Hit] = []
        self._size = 1

    @property
    def is_running(self) -> bool:
        """True while it is not over."""
        return self._ticket is not None

    def start(self, document: Document, query: Query) -> None:
        """Search a document; ``progressed`` follows."""
        self.stop()
        self._hits = []
        self._size = max(1, len(document.data))
        try:
            steps = search_steps(document, query)
        except StudioError as problem:
            self.progressed.emit(Found(is_over=True, problem=problem))
            return
        self._go_on(steps)

    def stop(self) -> None:
        """End the search; nothing more is told of it."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    def _go_on(self, steps: Iterator[Hit | Progress]) -> None:
        room = MOST_HITS - len(self._hits)
        self._ticket = self._lane.run(
            lambda ticket: _slice_of(steps, room, ticket, is_first=room == MOST_HITS),
            lambda part: self._take(part, steps),
            self._on_failed,
            owner=self,
        )

    def _take(self, part: _Slice, steps: Iterator[Hit | Progress]) -> None:
        self._hits += part.hits
        is_over = part.is_over or len(self._hits) >= MOST_HITS
        share = 1.0 if is_over else min(1.0, part.offset / self._size)
        # While a hit is shown the lane rests: both would hold each other up.
        resting = self._ticket = None if is_over else Ticket()
        self.progressed.emit(Found(self._hits, share, is_over))
        if resting is not None and self._ticket is resting:
            self._go_on(steps)

    def _on_failed(self, problem: StudioError) -> None:
        self._ticket = None
        self.progressed.emit(Found(self._hits, 1.0, is_over=True, problem=problem))


def _slice_of(
    steps: Iterator[Hit | Progress], room: int, ticket: Ticket, *, is_first: bool
) -> _Slice:
    """Take steps for a while; on a thread. The next slice goes on where this one ends.

    The first hit is handed over at once: it is what the user waits for.
    """
    end = time.monotonic() + _SLICE_SECONDS
    hits: list[Hit] = []
    offset = 0
    for step in steps:
        if isinstance(step, Progress):
            offset = step.offset
        else:
            hits.append(step)
        is_enough = len(hits) >= room or (is_first and bool(hits))
        if is_enough or ticket.is_cancelled or time.monotonic() > end:
            return _Slice(hits, offset, is_over=False)
    return _Slice(hits, offset, is_over=True)
