"""Where rows stand: all of one height, but for the few that are unfolded."""

from bisect import bisect_left, insort
from itertools import accumulate


class RowPlaces:
    """Tops and heights of rows in pixels; a million rows cost nothing, each unfolded one a little.

    Args:
        height: Of a folded row.
    """

    def __init__(self, height: int) -> None:
        self.height = height
        self._extra: dict[int, int] = {}
        self._rows: list[int] = []
        self._sums: list[int] = []

    def clear(self, height: int | None = None) -> None:
        """Fold all rows."""
        self.height = self.height if height is None else height
        self._extra.clear()
        self._rows.clear()
        self._sums.clear()

    def set_height(self, row: int, height: int) -> None:
        """Give one row another height than the rest."""
        extra = height - self.height
        is_known = row in self._extra
        if extra == self._extra.get(row, 0):
            return
        if not extra:
            self._rows.remove(row)
            del self._extra[row]
        else:
            self._extra[row] = extra
            if not is_known:
                insort(self._rows, row)
        self._sums = list(accumulate(self._extra[one] for one in self._rows))

    def height_of(self, row: int) -> int:
        """Return a row's height."""
        return self.height + self._extra.get(row, 0)

    def top(self, row: int) -> int:
        """Return where a row begins; of the number of rows, where they all end."""
        before = bisect_left(self._rows, row)
        return row * self.height + (self._sums[before - 1] if before else 0)

    def row_at(self, y: int, count: int) -> int:
        """Return the row at a height, of ``count`` rows; -1 above the first, below the last."""
        if y < 0 or not count:
            return -1
        # The answer lies between the row if nothing were unfolded and the one if all of it came
        # before: bisect between them.
        low, high = 0, min(y // self.height, count - 1)
        if self._rows:
            low = max(0, (y - self._sums[-1]) // self.height)
        while low < high:
            middle = (low + high + 1) // 2
            if self.top(middle) <= y:
                low = middle
            else:
                high = middle - 1
        low = min(low, count - 1)
        return low if self.top(low) <= y < self.top(low) + self.height_of(low) else -1
