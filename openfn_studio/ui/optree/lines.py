"""The lines of a tree as the model keeps them, and how one of a level is found."""

from bisect import bisect_right
from collections.abc import Sequence

from openfn_studio.language.rework.siblings import Side
from openfn_studio.ui.optree.entry import Entry, OperationEntry

_MOVABLE = frozenset({"operation", "nested", "code", "dropped"})


class Line:
    """A line of the tree and, once somebody looked, the lines below it.

    Args:
        entry: What it stands for; None for the root.
        parent: The line around it.
        row: Which of its level it is.
        line_id: Tells it from all others the model ever had.
    """

    __slots__ = ("entry", "id", "lines", "parent", "row")

    def __init__(self, entry: Entry | None, parent: "Line | None", row: int, line_id: int) -> None:
        self.entry = entry
        self.parent = parent
        self.row = row
        self.id = line_id
        self.lines: list[Line] | None = None


def renumber(lines: Sequence[Line]) -> None:
    """Tell the lines of a level which they are, after some came, went or moved."""
    for row, line in enumerate(lines):
        line.row = row


def is_movable(entry: Entry | None) -> bool:
    """Return whether a line can change places with others of its level."""
    return isinstance(entry, OperationEntry) and entry.item.kind in _MOVABLE


def line_at(lines: Sequence[Line], offset: int, reach: int) -> Line | None:
    """Return the line of a level that is around an offset of the text.

    Args:
        lines: The level.
        offset: In UTF-16 units.
        reach: How far behind its end a line still counts: a semicolon belongs to it.
    """
    starts = [line.entry.range.start for line in lines if line.entry]
    place = bisect_right(starts, offset) - 1
    entry = lines[place].entry if place >= 0 else None
    return lines[place] if entry is not None and offset <= entry.range.end + reach else None


def place_of_drop(lines: Sequence[Line], source: Line, row: int) -> tuple[Line, Side] | None:
    """Return beside which line of its level a line is dropped, and on which side.

    Args:
        lines: The level.
        source: The line that is dropped.
        row: Before which of the level; its length for the end.
    """
    for line in reversed(lines[:row]):
        if line is source or is_movable(line.entry):
            return line, "after"
    for line in lines[row:]:
        if line is source or is_movable(line.entry):
            return line, "before"
    return None
