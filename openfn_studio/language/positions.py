"""The only column arithmetic: offsets in three units, lines and columns of one text.

A *unit* is what an offset counts: UTF-8 bytes (tree-sitter, Scintilla), UTF-16 code units
(JavaScript, ``TextRange``) or code points (Python). Offsets count from 0, lines and columns from 1.
Lines end where JavaScript says: LF, CR, CR LF, U+2028 and U+2029.

Lone surrogates, which Python's text may hold and UTF-8 may not, are read as U+FFFD, as a browser
and Node do when they write text. It is as long as the surrogate in every unit (3 bytes, 1 UTF-16
code unit, 1 code point), so no offset moves.
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum

from openfn_studio.domain.text import TextRange

_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_CHUNK = 512
"""Code points between two marks of the offset tables: the most text one conversion looks at."""


class Unit(Enum):
    """What an offset counts."""

    UTF8 = "utf-8"
    """Bytes of the text in UTF-8."""
    UTF16 = "utf-16-le"
    """Code units, as JavaScript's strings count."""
    CODE_POINT = "code-point"
    """Characters of a Python ``str``."""


class Positions:
    """Converts places in one text; built once a text, each question answered in O(log n).

    An offset inside a character (the middle of an emoji's bytes) means the character's start; one
    outside the text means its nearest end. Nothing raises on a number.

    Args:
        text: The text. Lone surrogates are read as U+FFFD.
    """

    def __init__(self, text: str) -> None:
        self._is_ascii = text.isascii()
        self._text = text if self._is_ascii else _SURROGATE.sub("\ufffd", text)
        self._data = self._text.encode()
        self._marks: dict[Unit, Sequence[int]] = {}
        self._lines: dict[Unit, Sequence[int]] = {}

    @property
    def text(self) -> str:
        """The text, lone surrogates replaced."""
        return self._text

    @property
    def data(self) -> bytes:
        """The text in UTF-8."""
        return self._data

    @property
    def line_count(self) -> int:
        """Lines of the text; an empty text has one, and so has one without a line end."""
        return len(self._line_starts(Unit.CODE_POINT))

    def length(self, unit: Unit) -> int:
        """Return how long the text is in ``unit``."""
        return self.convert(len(self._text), Unit.CODE_POINT, unit)

    def convert(self, offset: int, source: Unit, target: Unit) -> int:
        """Return ``offset``, which counts ``source`` units, counted in ``target`` units."""
        if self._is_ascii:
            return min(max(offset, 0), len(self._text))
        return self._from_code_point(self._to_code_point(offset, source), target)

    def line_column(self, offset: int, unit: Unit = Unit.UTF16) -> tuple[int, int]:
        """Return line and column of an offset, both from 1, the column counted in ``unit``."""
        offset = self.convert(offset, unit, unit)
        starts = self._line_starts(unit)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int, unit: Unit = Unit.UTF16) -> int:
        """Return the offset of a line and column, both from 1, column and result in ``unit``.

        A column past the line's end means the line's end, before its line end characters.
        """
        starts = self._line_starts(unit)
        if line < 1:
            return 0
        if line > len(starts):
            return self.length(unit)
        start = starts[line - 1]
        wanted = start + max(column, 1) - 1
        return self.convert(min(wanted, self._line_end(line, unit)), unit, unit)

    def range(self, start: int, end: int, unit: Unit = Unit.UTF8) -> TextRange:
        """Return the ``TextRange`` between two offsets counted in ``unit``."""
        first = self.convert(start, unit, Unit.UTF16)
        last = self.convert(end, unit, Unit.UTF16)
        line, column = self.line_column(first)
        end_line, end_column = self.line_column(last)
        return TextRange(first, last, line, column, end_line, end_column)

    def _line_end(self, line: int, unit: Unit) -> int:
        starts = self._line_starts(unit)
        if line == len(starts):
            return self.length(unit)
        # Two looks back are enough: a line end is one character, or CR LF.
        end = self._line_starts(Unit.CODE_POINT)[line] - 1
        if self._text[end] == "\n" and end > 0 and self._text[end - 1] == "\r":
            end -= 1
        return self._from_code_point(end, unit)

    def _line_starts(self, unit: Unit) -> Sequence[int]:
        if self._is_ascii:
            unit = Unit.CODE_POINT
        starts = self._lines.get(unit)
        if starts is None:
            starts = self._lines[unit] = self._find_line_starts(unit)
        return starts

    def _find_line_starts(self, unit: Unit) -> list[int]:
        if unit is Unit.CODE_POINT:
            return [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        starts = self._line_starts(Unit.CODE_POINT)
        found = [0]
        for begin, end in itertools.pairwise(starts):
            found.append(found[-1] + _size(self._text[begin:end], unit))
        return found

    def _marks_of(self, unit: Unit) -> Sequence[int]:
        marks = self._marks.get(unit)
        if marks is None:
            found = [0]
            for begin in range(0, len(self._text), _CHUNK):
                found.append(found[-1] + _size(self._text[begin : begin + _CHUNK], unit))
            marks = self._marks[unit] = found
        return marks

    def _to_code_point(self, offset: int, unit: Unit) -> int:
        if unit is Unit.CODE_POINT or offset <= 0:
            return min(max(offset, 0), len(self._text))
        marks = self._marks_of(unit)
        if offset >= marks[-1]:
            return len(self._text)
        chunk = bisect_right(marks, offset) - 1
        begin = chunk * _CHUNK
        encoded = self._text[begin : begin + _CHUNK].encode(unit.value)
        width = 2 if unit is Unit.UTF16 else 1
        part = encoded[: (offset - marks[chunk]) * width]
        return begin + len(part.decode(unit.value, "ignore"))

    def _from_code_point(self, offset: int, unit: Unit) -> int:
        if unit is Unit.CODE_POINT:
            return offset
        chunk = offset // _CHUNK
        return self._marks_of(unit)[chunk] + _size(self._text[chunk * _CHUNK : offset], unit)


def _size(text: str, unit: Unit) -> int:
    if text.isascii():
        return len(text)
    if unit is Unit.UTF8:
        return len(text.encode())
    return len(text) + len(_ASTRAL.findall(text))
