"""Changes of a text that do not come from the keyboard, each one step to undo."""

from collections.abc import Iterable

from openfn_studio.language.problem import TextEdit
from openfn_studio.ui.editor.scintilla import Surface
from openfn_studio.ui.editor.typing.carets import one_step


def apply_edits(surface: Surface, edits: Iterable[TextEdit]) -> None:
    """Carry out edits that do not overlap; carets and marks stay with their text."""
    placed = [
        (surface.position_of(edit.range.start), surface.position_of(edit.range.end), edit.new_text)
        for edit in edits
    ]
    with one_step(surface):
        # From the end, so that what is still to come stays where it is.
        for start, end, text in sorted(placed, key=lambda each: each[:2], reverse=True):
            surface.replace(start, end, text.encode("utf-8", "surrogatepass"))


def replace_text(surface: Surface, text: str) -> None:
    """Write another text; what both begin and end with is not touched."""
    old, new = surface.raw(), text.encode("utf-8", "surrogatepass")
    if old == new:
        return
    start = _common(old, new)
    most = min(len(old), len(new)) - start
    end = _common(old[::-1][:most], new[::-1][:most])
    # Never cut inside a character.
    while start and start < len(old) and old[start] & 0xC0 == 0x80:
        start -= 1
    while end and old[len(old) - end] & 0xC0 == 0x80:
        end -= 1
    with one_step(surface):
        surface.replace(start, len(old) - end, new[start : len(new) - end])


def _common(one: bytes, other: bytes) -> int:
    """Return how many first bytes are equal, by halving: comparing slices is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
