"""The members of one long array, gathered piece by piece into buckets of a thousand."""

from array import array
from dataclasses import dataclass

from openfn_studio.state.members import BUCKET, Contents, Members, is_compact, starts_of

_KEPT = 1 << 21


@dataclass(slots=True)
class _Piece:
    """Some members that follow each other."""

    text: bytes
    first: int
    """Where the first of them begins."""
    last: int
    """Where the last of them ends."""
    sizes: "array[int]"
    known: "array[int] | None" = None

    def start_of(self, place: int) -> int:
        """Return where one of them begins."""
        if self.known is None and is_compact(self.first, self.last, self.sizes):
            return self.first + sum(self.sizes[:place]) + place
        return self.starts()[place]

    def end_of(self, place: int) -> int:
        """Return where one of them ends."""
        return self.start_of(place) + self.sizes[place]

    def starts(self) -> "array[int]":
        """Return where each of them begins."""
        if self.known is None:
            self.known = starts_of(self.text, self.first, self.last, self.sizes)
        return self.known


class Buckets:
    """Takes an array's members in order and tells its contents at the end."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._marks = array("Q")
        self._parts: dict[int, Members] = {}
        self._waiting: list[tuple[_Piece, int, int]] = []
        self._room = BUCKET
        self.count = 0

    def add(self, first: int, last: int, sizes: "array[int]") -> None:
        """Take members that begin at ``first``, the last of which ends at ``last``."""
        piece = _Piece(self._text, first, last, sizes)
        self.count += len(sizes)
        place = 0
        while place < len(sizes):
            if self._room == BUCKET:
                self._marks.append(piece.start_of(place))
            end = min(len(sizes), place + self._room)
            self._waiting.append((piece, place, end))
            self._room -= end - place
            place = end
            if not self._room:
                self._close()

    def contents(self) -> Contents:
        """Return what the array holds; no more members follow."""
        if self._waiting:
            self._close()
        return Contents(self.count, self._marks, self._parts)

    def _close(self) -> None:
        piece, _, end = self._waiting[-1]
        # A bucket of little text is found again at once; only where it is long it is kept.
        if piece.end_of(end - 1) - self._marks[-1] > _KEPT:
            self._parts[len(self._marks) - 1] = self._members()
        self._waiting = []
        self._room = BUCKET

    def _members(self) -> Members:
        starts, ends = array("Q"), array("Q")
        for piece, begin, end in self._waiting:
            places = range(begin, end)
            found = piece.starts()
            starts.extend(found[begin:end])
            ends.extend(array("Q", [found[place] + piece.sizes[place] for place in places]))
        return Members(starts, ends)
