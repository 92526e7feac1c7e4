"""Which lines are shown and which are found, worked out in slices so that nothing ever waits."""

from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.ui.log.lines import LEVELS, LineStore
from openfn_studio.ui.log.model import LogModel
from openfn_studio.ui.log.needle import Needle, NeedleProblem
from openfn_studio.workbench.running.facts import LogFact

SLICE_S = 0.008
"""How long one slice may take: half a frame."""
_CHUNK = 2_000
"""Lines that are taken in, or passed on without looking at their text, at once."""
Arrival: TypeAlias = Sequence[LogFact] | Callable[[], None]
"""Lines that came, or what is to be done when all before are in."""


class Sieve(QObject):
    """Takes lines in, shows those that pass levels and filter, finds those a search wants.

    Args:
        lines: Where lines are kept.
        model: Where the shown ones are listed.

    Signals:
        moved: Something was taken in, shown or found; ``is_busy``, counts and progress changed.
        found_row: The row a search wanted next was found after all.
        failed: Why the expression cannot go on, a sentence.
    """

    moved = Signal()
    found_row = Signal(object)
    failed = Signal(object)

    def __init__(self, lines: LineStore, model: LogModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._model = model
        self._arrived: deque[Arrival] = deque()
        self._levels = [True] * len(LEVELS)
        self._filter: Needle | None = None
        self._search: Needle | None = None
        self._sieved = 0
        self._searched = 0
        self._found = array("I")
        self._wanted: tuple[int, int] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    # ------------------------------------------------------------ what is known

    @property
    def is_busy(self) -> bool:
        """True while lines wait to be taken in, sieved or searched."""
        return self._timer.isActive()

    @property
    def progress(self) -> float:
        """How much of the filter's or the search's work is done, 0 to 1."""
        if self._sieved < len(self._lines):
            return self._sieved / len(self._lines)
        return self._searched / max(self._model.rowCount(), 1) if self._search else 1.0

    @property
    def found(self) -> int:
        """How many rows the search has found so far."""
        return len(self._found)

    def place_of(self, row: int) -> int | None:
        """Return which of the found rows a row is, from 0; None when it is none."""
        place = bisect_left(self._found, row)
        is_found = place < len(self._found) and self._found[place] == row
        return place if is_found else None

    # ------------------------------------------------------------ what is asked for

    def clear(self) -> None:
        """Forget all lines, those on their way, too."""
        self._arrived.clear()
        self._lines.clear()
        self._restart()

    def take(self, arrival: Arrival) -> None:
        """Take lines in, or do something when those before are in."""
        self._arrived.append(arrival)
        self._timer.start()

    def show_levels(self, levels: Sequence[bool]) -> None:
        """Show only lines of some levels, in the order of ``LEVELS``."""
        if list(levels) != self._levels:
            self._levels = list(levels)
            self._restart()

    def filter_by(self, needle: Needle | None) -> None:
        """Show only lines that hold something."""
        if needle != self._filter:
            self._filter = needle
            self._restart()

    def search_for(self, needle: Needle | None) -> None:
        """Find the shown lines that hold something."""
        if needle != self._search:
            self._search = needle
            self._restart_search()

    def next_found(self, row: int, step: int) -> int | None:
        """Return the found row after (``step`` 1) or before (-1) a row, round the ends.

        None when there is none, or none yet: then ``found_row`` tells it when it is found.
        """
        found = self._found
        if step > 0:
            place = bisect_right(found, row)
            if place == len(found) and self.is_busy and self._search:
                self._wanted = (row, step)
                return None
        else:
            place = bisect_left(found, row) - 1
        return found[place % len(found)] if found else None

    # ------------------------------------------------------------ slices

    def _restart(self) -> None:
        self._sieved = 0
        self._model.clear()
        self._restart_search()
        # The first slice at once: a log of usual length never shows an empty moment.
        self._slice()

    def _restart_search(self) -> None:
        self._searched = 0
        self._found = array("I")
        self._wanted = None
        self._timer.start()

    def _slice(self) -> None:
        """Work for a moment; the timer comes again while there is more to do."""
        end = perf_counter() + SLICE_S
        try:
            while perf_counter() < end:
                if not (self._take_in() or self._sift(end) or self._look(end)):
                    self._timer.stop()
                    break
            else:
                self._timer.start()
        except NeedleProblem as problem:
            self._filter = self._search = None
            self._restart()
            self.failed.emit(str(problem))
        self._answer_wanted()
        self.moved.emit()

    def _take_in(self) -> bool:
        if not self._arrived:
            return False
        arrival = self._arrived.popleft()
        if callable(arrival):
            arrival()
            return True
        self._lines.extend(arrival[:_CHUNK])
        if len(arrival) > _CHUNK:
            self._arrived.appendleft(_Rest(arrival, _CHUNK))
        return True

    def _sift(self, end: float) -> bool:
        """Show the next lines that pass."""
        count = len(self._lines)
        if self._sieved == count:
            return False
        last = min(self._sieved + _CHUNK, count)
        passed = self._lines.with_levels(self._sieved, last, self._levels)
        if self._filter is not None:
            texts = self._lines.texts
            passed, last = _holding(self._filter, texts, passed, last, end)
        self._sieved = last
        self._model.append(passed)
        return True

    def _look(self, end: float) -> bool:
        """Find among the next rows."""
        count = self._model.rowCount()
        if self._search is None or self._searched == count:
            return False
        last = min(self._searched + _CHUNK, count)
        positions = self._model.positions(self._searched, last - 1)
        texts = self._lines.texts
        for place, position in enumerate(positions):
            if self._search.is_in(texts[position]):
                self._found.append(self._searched + place)
            if perf_counter() > end:
                last = self._searched + place + 1
                break
        self._searched = last
        return True

    def _answer_wanted(self) -> None:
        if self._wanted is None:
            return
        row, step = self._wanted
        is_over = not self.is_busy
        if is_over or (self._found and self._found[-1] > row):
            self._wanted = None
            found = self.next_found(row, step)
            if found is not None:
                self.found_row.emit(found)


class _Rest(Sequence[LogFact]):
    """What is left of a sequence, without copying it."""

    def __init__(self, whole: Sequence[LogFact], start: int) -> None:
        if isinstance(whole, _Rest):
            whole, start = whole.whole, whole.start + start
        self.whole = whole
        self.start = start

    def __len__(self) -> int:
        return len(self.whole) - self.start

    def __getitem__(self, place: slice | int) -> Sequence[LogFact] | LogFact:  # pyright: ignore[reportIncompatibleMethodOverride]
        if isinstance(place, slice):
            first, last, _ = place.indices(len(self))
            return self.whole[self.start + first : self.start + last]
        return self.whole[self.start + place]


def _holding(
    needle: Needle, texts: Sequence[str], positions: list[int], last: int, end: float
) -> tuple[list[int], int]:
    """Return the positions whose text holds the needle, and where time ran out."""
    passed: list[int] = []
    for position in positions:
        if needle.is_in(texts[position]):
            passed.append(position)
        if perf_counter() > end:
            return passed, position + 1
    return passed, last
