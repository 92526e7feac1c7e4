"""Lines with Arabic or Hebrew: one style a line, and colours that never cut a stretch of it. Pure.

Scintilla's Qt backend measures each run of one style by itself, as text of its own direction: a
run that begins right-to-left gets a width near nothing, and what follows is drawn over it. A line
of one style is measured as a whole. Colours are then laid over it by indicators, which cut the
line again where it is drawn: so a right-to-left stretch, with the signs between its words, has
one colour, and a line that begins right-to-left one in all. (NotepadNext issues 754 and 1116;
pyside6-scintilla 5.6.3.7.)
"""

import re

_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_RIGHT_TO_LEFT = re.compile(_LETTER)
_STRONG = re.compile(r"[^\W\d_]")
_STRETCH = re.compile(rf"{_LETTER}(?:(?:(?!{_LETTER})[\W\d_])*{_LETTER})*")


def has_right_to_left(text: str) -> bool:
    """Return whether a text holds a right-to-left letter."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def colours_to_lay_over(line: str, styles: bytes) -> bytes:
    """Return the colours of a line with right-to-left text that can be laid over one style.

    Args:
        line: The line; bytes that are no UTF-8 as ``surrogateescape`` reads them.
        styles: The style of each of its bytes; 0 is plain text.
    """
    first = _STRONG.search(line)
    if first is not None and has_right_to_left(first.group()):
        inside = styles[len(line) - len(line.lstrip(" \t")) : _size(line.rstrip())]
        return bytes((_only(inside),)) * len(styles)
    found = bytearray(styles)
    for stretch in _STRETCH.finditer(line):
        start, end = (_size(line[:at]) for at in stretch.span())
        found[start:end] = bytes((_only(styles[start:end]),)) * (end - start)
    return bytes(found)


def runs_of(styles: bytes) -> list[tuple[int, int, int]]:
    """Return the runs of equal styles as (start, end, style), style 0 left out."""
    runs: list[tuple[int, int, int]] = []
    start = 0
    for place in range(1, len(styles) + 1):
        if place == len(styles) or styles[place] != styles[start]:
            if styles[start]:
                runs.append((start, place, styles[start]))
            start = place
    return runs


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def _only(styles: bytes) -> int:
    """Return the one style there is, else that of plain text."""
    return styles[0] if styles and styles.count(styles[0]) == len(styles) else 0
