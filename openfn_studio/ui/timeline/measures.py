"""How wide each operation's cell is. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 4
FLOOR = 2.1
POWER = 0.34
"""(ms + 1) ** 0.34: so that 2 ms and 2 s both fit."""
NARROWEST = 34.0
"""Pixels of one unit of weight: below, a name is no longer readable, and the strip scrolls."""
WIDEST = 84.0
"""Pixels of one unit of weight: a job of few operations does not fill the window."""
WIDEST_CELL = 300.0
"""Nor does one slow operation."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a cell lies, in pixels."""

    left: float
    width: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


def spans(times_ms: Sequence[float], room: float, scale: float = 1.0) -> tuple[Span, ...]:
    """Return a cell for each time, in a room that may be too narrow for them.

    Args:
        times_ms: How long each operation took; 0 for those that did not run.
        room: Pixels there are.
        scale: The user's scale; 1.0 is 100 %.
    """
    if not times_ms:
        return ()
    weights = [max(FLOOR, (max(ms, 0.0) + 1) ** POWER) for ms in times_ms]
    gap = GAP * scale
    free = room - gap * (len(weights) - 1)
    unit = min(max(free / sum(weights), NARROWEST * scale), WIDEST * scale)
    found: list[Span] = []
    left = 0.0
    for weight in weights:
        width = min(weight * unit, max(WIDEST_CELL * scale, free / 2))
        found.append(Span(left, width))
        left += width + gap
    return tuple(found)
