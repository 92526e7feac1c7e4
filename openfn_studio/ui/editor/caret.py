"""Where the caret is, as the rest of the window is told."""

from dataclasses import dataclass

from openfn_studio.domain.text import TextRange
from openfn_studio.ui.editor.marks.line_numbers import column_number, line_number
from openfn_studio.ui.editor.scintilla import Surface


@dataclass(frozen=True, slots=True)
class CaretFact:
    """The main caret, and what is selected."""

    line: int
    """From 1."""
    column: int
    """From 1, in UTF-16 code units."""
    offset_utf16: int
    """From the beginning of the text, in UTF-16 code units."""
    selection: TextRange | None = None
    """What is selected at the main caret; None for nothing."""
    carets: int = 1
    """How many carets there are."""


def caret_fact(surface: Surface) -> CaretFact:
    """Return where a surface's caret is."""
    caret = surface.currentPos()
    start, end = surface.selectionStart(), surface.selectionEnd()
    return CaretFact(
        line_number(surface, caret),
        column_number(surface, caret),
        surface.utf16_of(caret),
        text_range(surface, start, end) if end > start else None,
        surface.selections(),
    )


def text_range(surface: Surface, start: int, end: int) -> TextRange:
    """Return the range between two positions."""
    return TextRange(
        surface.utf16_of(start),
        surface.utf16_of(end),
        line_number(surface, start),
        column_number(surface, start),
        line_number(surface, end),
        column_number(surface, end),
    )
