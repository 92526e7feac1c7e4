"""Where a place of a text is after the text was changed."""

from bisect import bisect_right
from collections.abc import Sequence

from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document, common_prefix, common_suffix
from openfn_studio.language.positions import Positions, Unit
from openfn_studio.language.problem import TextEdit, apply_edits


def focus_after(
    document: Document, where: TextRange, edits: Sequence[TextEdit]
) -> tuple[str, TextRange]:
    """Return the text after some edits, and where what stood at a range is then.

    What was moved or written a second time is found where it was written; of what was taken out or
    changed only the beginning is.

    Args:
        document: The text before.
        where: The range.
        edits: The edits; they do not overlap.
    """
    source = _units(document.text)[2 * where.start : 2 * where.end]
    start, grown = where.start, 0
    for edit in sorted(edits, key=lambda edit: edit.range.start):
        written = _units(edit.new_text)
        found = written.find(source) if source else -1
        if found >= 0 and found % 2 == 0:
            start = edit.range.start + grown + found // 2
            break
        if edit.range.start < where.start:
            start += len(written) // 2 - (min(edit.range.end, where.start) - edit.range.start)
        grown += len(written) // 2 - (edit.range.end - edit.range.start)
    text = apply_edits(document.text, edits)
    size = len(source) // 2
    is_there = _units(text)[2 * start : 2 * (start + size)] == source
    return text, Positions(text).range(start, start + size if is_there else start, Unit.UTF16)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


class Shift:
    """Tells where places of one text are in another that differs in one stretch.

    Args:
        old: The one.
        new: The other.
    """

    def __init__(self, old: Document, new: Document) -> None:
        prefix = common_prefix(old.data, new.data)
        suffix = common_suffix(old.data, new.data, prefix)
        self._old, self._new = old.positions, new.positions
        self._same = self._old.convert(prefix, Unit.UTF8, Unit.UTF16)
        self._old_end = self._old.convert(len(old.data) - suffix, Unit.UTF8, Unit.UTF16)
        self._new_end = self._new.convert(len(new.data) - suffix, Unit.UTF8, Unit.UTF16)

    def to_new(self, where: TextRange) -> TextRange:
        """Return where a range of the old text is in the new one."""
        start = _moved(where.start, self._same, self._old_end, self._new_end)
        end = _moved(where.end, self._same, self._old_end, self._new_end)
        return self._new.range(start, max(start, end), Unit.UTF16)

    def to_old(self, offset: int) -> int:
        """Return where an offset of the new text, in UTF-16 units, was in the old one."""
        return _moved(offset, self._same, self._new_end, self._old_end)


def _moved(offset: int, same: int, end: int, other_end: int) -> int:
    places = bisect_right((same, end), offset)
    if places == 0 or offset == same:
        return offset
    return offset - end + other_end if offset >= end else min(offset, other_end)
