"""Edits at every caret at once, as one step to undo."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.ui.editor.typing.pairs import Keystroke


@dataclass(frozen=True, slots=True)
class Selection:
    """A caret and where its selection begins; positions in bytes."""

    caret: int
    anchor: int

    @property
    def start(self) -> int:
        """The smaller of the two."""
        return min(self.caret, self.anchor)

    @property
    def end(self) -> int:
        """The larger of the two."""
        return max(self.caret, self.anchor)


@contextmanager
def one_step(surface: Surface) -> Iterator[None]:
    """Make all edits inside one step to undo."""
    surface.beginUndoAction()
    try:
        yield
    finally:
        surface.endUndoAction()


def selections(surface: Surface) -> list[Selection]:
    """Return all carets, in Scintilla's order."""
    return [
        Selection(surface.selectionNCaret(number), surface.selectionNAnchor(number))
        for number in range(surface.selections())
    ]


def set_selections(surface: Surface, wanted: list[Selection], main: int = 0) -> None:
    """Put the carets at some places."""
    surface.setSelection(wanted[0].caret, wanted[0].anchor)
    for one in wanted[1:]:
        surface.addSelection(one.caret, one.anchor)
    surface.setMainSelection(main)


def line_around(surface: Surface, one: Selection) -> tuple[str, str, str]:
    """Return the line before a selection, what is selected, and the line behind it."""
    line_start = surface.positionFromLine(surface.lineFromPosition(one.start))
    line_end = surface.lineEndPosition(surface.lineFromPosition(one.end))
    parts = ((line_start, one.start), (one.start, one.end), (one.end, line_end))
    before, selected, after = (
        surface.part(first, last).decode("utf-8", "surrogatepass") for first, last in parts
    )
    return before, selected, after


def press_everywhere(surface: Surface, decide: Callable[[Selection], Keystroke | None]) -> bool:
    """Carry out a key press at every caret, if there is something to do at all of them.

    Args:
        surface: Where.
        decide: Returns what the key does at a caret.

    Returns:
        Whether it was done; if not, nothing was.
    """
    places = selections(surface)
    found = [decide(one) for one in places]
    strokes = [stroke for stroke in found if stroke is not None]
    if len(strokes) < len(places) or surface.selectionIsRectangle():
        return False
    main = surface.mainSelection()
    shift = 0
    after: dict[int, Selection] = {}
    with one_step(surface):
        for number in sorted(range(len(places)), key=lambda each: places[each].start):
            moved, grown = _press(surface, places[number], strokes[number], shift)
            after[number] = moved
            shift += grown
    set_selections(surface, [after[number] for number in range(len(places))], main)
    surface.scrollCaret()
    surface.chooseCaretX()
    return True


def _press(
    surface: Surface, one: Selection, stroke: Keystroke, shift: int
) -> tuple[Selection, int]:
    """Carry out one key press; return the selection afterwards and how much longer the text is."""
    start = (
        surface.positionRelative(one.start + shift, -stroke.gives)
        if stroke.gives
        else (one.start + shift)
    )
    end = (
        surface.positionRelative(one.end + shift, stroke.takes)
        if stroke.takes
        else (one.end + shift)
    )
    data = stroke.insert.encode("utf-8", "surrogatepass")
    if start != end or data:
        surface.replace(start, end, data)
    caret, anchor = (start + _size(stroke.insert, count) for count in (stroke.caret, stroke.anchor))
    return Selection(caret, anchor), len(data) - (end - start)


def _size(text: str, count: int) -> int:
    """Return the bytes of a text's first characters; past its end each counts one."""
    part = text[:count]
    return len(part.encode("utf-8", "surrogatepass")) + max(0, count - len(text))
