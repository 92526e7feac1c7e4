"""Text of many lines, put together in slices for the clipboard or lazily for a file."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.sieve import SLICE_S
from openfn_studio.ui.log.wording import Wording

_CHUNK = 500


def pieces(lines: LineStore, wording: Wording) -> Iterator[str]:
    """Return all lines as they are now, as text, made while it is gone through on any thread."""
    # The columns of a store only grow, and forgetting gives it new ones: a shallow copy stays.
    frozen = wording.about(copy(lines))
    positions = range(len(lines))
    return _pieces(frozen, positions)


def _pieces(wording: Wording, positions: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(positions), _CHUNK):
        yield wording.plain_lines(positions[start : start + _CHUNK])


class Copying(QObject):
    """Makes the text of lines without holding up the window. A new wish replaces an older one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: Iterator[str] = iter(())
        self._made: list[str] = []
        self._hand_over: Callable[[str], None] = lambda _: None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    def start(
        self, wording: Wording, positions: Sequence[int], on_done: Callable[[str], None]
    ) -> None:
        """Make the text of some lines and hand it over."""
        self._left = _pieces(wording, positions)
        self._made = []
        self._hand_over = on_done
        # A few lines are copied before the key is up again.
        self._slice()

    def _slice(self) -> None:
        end = perf_counter() + SLICE_S
        for piece in self._left:
            self._made.append(piece)
            if perf_counter() > end:
                self._timer.start()
                return
        self._timer.stop()
        text = "".join(self._made)
        self._made = []
        self._hand_over(text.removesuffix("\n"))
