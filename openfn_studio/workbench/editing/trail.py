"""Where the caret was: back and forward, as in a browser. Pure."""

from dataclasses import dataclass

from openfn_studio.workbench.editing.buffer import BufferId

KEPT = 100
FAR = 8
"""So many lines away is another place; nearer ones are the same."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in an open text."""

    buffer: BufferId
    line: int
    column: int = 1

    def is_near(self, other: "Spot") -> bool:
        """Return whether two spots are one place to a person."""
        return self.buffer == other.buffer and abs(self.line - other.line) < FAR


class Trail:
    """The spots the caret was at. The present one is the last of ``back``."""

    def __init__(self) -> None:
        self._back: list[Spot] = []
        self._forward: list[Spot] = []

    @property
    def can_go_back(self) -> bool:
        """True when there is an earlier spot."""
        return len(self._back) > 1

    @property
    def can_go_forward(self) -> bool:
        """True when the caret went back before."""
        return bool(self._forward)

    def note(self, spot: Spot) -> None:
        """Take the caret's present spot."""
        if self._back and self._back[-1].is_near(spot):
            self._back[-1] = spot
            return
        self._back.append(spot)
        self._forward.clear()
        del self._back[:-KEPT]

    def back(self) -> Spot | None:
        """Go to the spot before; None when there is none."""
        if not self.can_go_back:
            return None
        self._forward.append(self._back.pop())
        return self._back[-1]

    def forward(self) -> Spot | None:
        """Go to where ``back`` came from; None when there is none."""
        if not self._forward:
            return None
        self._back.append(self._forward.pop())
        return self._back[-1]

    def forget(self, buffer: BufferId) -> None:
        """Drop the spots of a text that was closed."""
        self._back = [spot for spot in self._back if spot.buffer != buffer]
        self._forward = [spot for spot in self._forward if spot.buffer != buffer]
