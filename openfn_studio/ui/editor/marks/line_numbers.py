"""Lines as people and JavaScript count them, and as Scintilla does.

JavaScript also ends a line at U+2028 and U+2029, which Scintilla draws and goes on. Texts with
those are rare: only they take the long way.
"""

import re

from openfn_studio.ui.editor.scintilla import Surface

_ODD_LINE_END = re.compile(rb"\xe2\x80[\xa8\xa9]")
_LINE_END = re.compile(rb"\r\n|[\n\r]|\xe2\x80[\xa8\xa9]")


def line_number(surface: Surface, position: int) -> int:
    """Return the line of a position, from 1, as JavaScript counts."""
    number = surface.lineFromPosition(position) + 1
    if not surface.has_odd_line_ends:
        return number
    return number + len(_ODD_LINE_END.findall(surface.part(0, position)))


def position_of_line(surface: Surface, number: int) -> int:
    """Return where a line begins; of a line that is not there, the nearest end of the text."""
    if not surface.has_odd_line_ends:
        line = min(max(number, 1), surface.lineCount()) - 1
        return surface.positionFromLine(line)
    ends = [match.end() for match in _LINE_END.finditer(surface.raw())]
    return ([0, *ends])[min(max(number, 1) - 1, len(ends))]


def place_of(surface: Surface, number: int, column: int) -> int:
    """Return the position of a line and column from 1, the column in UTF-16 code units."""
    start = position_of_line(surface, number)
    end = surface.lineEndPosition(surface.lineFromPosition(start))
    return min(end, surface.position_of(surface.utf16_of(start) + max(0, column - 1)))


def column_number(surface: Surface, position: int) -> int:
    """Return the column of a position, from 1, in UTF-16 code units."""
    line_start = surface.positionFromLine(surface.lineFromPosition(position))
    if surface.has_odd_line_ends:
        before = surface.part(line_start, position)
        line_start += max((match.end() for match in _ODD_LINE_END.finditer(before)), default=0)
    return surface.utf16_of(position) - surface.utf16_of(line_start) + 1
