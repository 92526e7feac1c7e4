"""The text that is searched, and what is found in it, as positions in bytes. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST = 10_000
"""Matches that are found at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A match, in positions of the searched bytes."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Results:
    """All matches in order."""

    found: tuple[Found, ...]
    matches: tuple[re.Match[str], ...]
    """The same, for what replaces them."""
    is_cut: bool
    """Whether there are more."""


class Haystack:
    """A text made ready for searching.

    Line ends of CR LF are searched as LF, so that ``;$`` means the same in every file, unless the
    pattern itself asks for CR.

    Args:
        data: The text in UTF-8, lone surrogates as ``surrogatepass`` writes them.
        start: Where the searched part begins.
        end: Where it ends.
        keeps_cr: Whether CR LF is searched as it is.
    """

    def __init__(self, data: bytes, start: int, end: int, *, keeps_cr: bool) -> None:
        self._start = start
        part = data[start:end]
        crlf = [] if keeps_cr else [match.start() for match in re.finditer(b"\r\n", part)]
        self._dropped: Sequence[int] = [at - number for number, at in enumerate(crlf)]
        """Where a CR was left out, counted in the bytes that are searched."""
        self._searched = part.replace(b"\r\n", b"\n") if crlf else part
        self._text = self._searched.decode("utf-8", "surrogatepass")

    def search(self, pattern: re.Pattern[str]) -> Results:
        """Return what is found; a match of nothing, such as of ``x*``, counts as well."""
        matches: list[re.Match[str]] = []
        for match in pattern.finditer(self._text):
            if len(matches) == MOST:
                return Results(tuple(self._placed(matches)), tuple(matches), is_cut=True)
            matches.append(match)
        return Results(tuple(self._placed(matches)), tuple(matches), is_cut=False)

    def _placed(self, matches: list[re.Match[str]]) -> Iterator[Found]:
        offsets = [offset for match in matches for offset in match.span()]
        placed = dict(zip(offsets, self._positions(offsets), strict=True))
        for match in matches:
            yield Found(placed[match.start()], placed[match.end()])

    def _positions(self, offsets: list[int]) -> Iterator[int]:
        """Yield the positions of offsets that only grow, counted in code points."""
        is_ascii = len(self._text) == len(self._searched)
        at = 0
        for before, offset in pairwise([0, *offsets]):
            if is_ascii:
                at = offset
            else:
                at += len(self._text[before:offset].encode("utf-8", "surrogatepass"))
            yield self._start + at + bisect_left(self._dropped, at)
