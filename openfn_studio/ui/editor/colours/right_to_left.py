"""Lines with Arabic or Hebrew: their colours are laid over one style, or their text overlaps.

Scintilla's Qt backend measures each run of one style by itself, as text of its own direction, so
that a run which begins right-to-left gets a width near nothing. A line of one style is measured
as a whole. Lines that begin right-to-left must keep their styles: with one style they vanish.
(NotepadNext issues 754 and 1116; pyside6-scintilla 5.6.3.7.)
"""

import re

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_STRONG = re.compile(r"[^\W\d_]")


def has_right_to_left(text: str) -> bool:
    """Return whether a text holds a right-to-left letter."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def needs_one_style(line: str) -> bool:
    """Return whether a line's colours have to be laid over one style."""
    if not has_right_to_left(line):
        return False
    first = _STRONG.search(line)
    return first is not None and not has_right_to_left(first.group())


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
