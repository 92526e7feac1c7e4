"""Finding in one text: every hit with its line, a preview, and what it would be replaced by. Pure.

Line ends of CR LF are searched as LF, so that ``;$`` means the same in every file, unless the
pattern itself asks for CR.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openfn_studio.workbench.editing.query import replacement

_BEFORE, _AFTER = 60, 160
"""How much of a long line is shown before a hit, and from its beginning on."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place where the text was found. Offsets count characters of the text from 0."""

    start: int
    end: int
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    preview: str
    """The line, cut when it is long."""
    span: tuple[int, int]
    """Where the hit is in the preview; one that goes on over lines ends with the first."""
    replacement: str | None = None
    """What it would be replaced by; None when nothing is to be replaced."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines of a text: long texts are searched piece by piece, so that nothing waits."""

    text: str
    start: int = 0
    """Where it begins in the whole text."""
    line: int = 1
    """The number of its first line."""


@dataclass(frozen=True, slots=True)
class _Searched:
    """A text with its CR LF as LF, and the way back."""

    text: str
    piece: Piece
    crlf: Sequence[int]
    """Where, in ``text``, an LF stands that was CR LF."""

    def original(self, offset: int) -> int:
        """Return the offset in the whole text as it is."""
        return self.piece.start + offset + bisect_left(self.crlf, offset)


def pieces(text: str, size: int) -> Iterator[Piece]:
    """Yield a text in pieces of about so many characters that end where lines end."""
    start, line = 0, 1
    while len(text) - start > size:
        end = text.find("\n", start + size) + 1 or len(text)
        part = text[start:end]
        yield Piece(part, start, line)
        line += part.count("\n") + part.count("\r") - part.count("\r\n")
        start = end
    yield Piece(text[start:], start, line)


def find_hits(
    piece: Piece, pattern: re.Pattern[str], template: str | None, *, is_regex: bool, most: int
) -> list[SearchHit]:
    r"""Return the hits of a pattern in a piece of a text, in order.

    Args:
        piece: Where to look.
        pattern: What to look for.
        template: What to replace it by; None replaces nothing.
        is_regex: Whether ``\1`` in the template means a group.
        most: How many hits are returned at most.

    Raises:
        QueryError: The template cannot be used.
    """
    keeps_cr = "\\r" in pattern.pattern or "\r" in pattern.pattern
    searched = _prepared(piece, keeps_cr=keeps_cr)
    starts: list[int] = []
    hits: list[SearchHit] = []
    for match in _matches(pattern, searched.text):
        if len(hits) == most:
            break
        starts = starts or _line_starts(searched.text)
        new = None if template is None else replacement(match, template, is_regex=is_regex)
        if new is not None and searched.crlf:
            # What is put in ends lines as the text around it does.
            new = new.replace("\r\n", "\n").replace("\n", "\r\n")
        hits.append(_hit(searched, match, starts, new))
    return hits


def replaced(text: str, hits: Sequence[SearchHit]) -> str:
    """Return a text with hits replaced; they are in order and none reaches into another."""
    parts: list[str] = []
    done = 0
    for hit in hits:
        parts += [text[done : hit.start], hit.replacement or ""]
        done = hit.end
    return "".join([*parts, text[done:]])


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    # A match of nothing, such as of "x*", is no hit anybody looks for.
    return (match for match in pattern.finditer(text) if match.end() > match.start())


def _prepared(piece: Piece, *, keeps_cr: bool) -> _Searched:
    text = piece.text
    if keeps_cr or "\r\n" not in text:
        return _Searched(text, piece, ())
    ends = [match.start() - number for number, match in enumerate(re.finditer("\r\n", text))]
    return _Searched(text.replace("\r\n", "\n"), piece, ends)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n|\r", text))]


def _hit(
    searched: _Searched, match: re.Match[str], starts: Sequence[int], new: str | None
) -> SearchHit:
    start, end = match.span()
    number = bisect_right(starts, start)
    begin = starts[number - 1]
    after = starts[number] if number < len(starts) else len(searched.text) + 1
    line = searched.text[begin : after - 1]
    shown = _indent(line) if start - begin >= _indent(line) else 0
    if start - begin - shown > _BEFORE:
        shown = start - begin - _BEFORE
    preview = line[shown : start - begin + _AFTER]
    at = start - begin - shown
    return SearchHit(
        searched.original(start),
        searched.original(end),
        searched.piece.line + number - 1,
        start - begin + 1,
        preview,
        (at, min(at + end - start, len(preview))),
        new,
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
