"""Taking a unit out of its row and putting code into one, with the commas, semicolons and lines."""

from dataclasses import dataclass

from openfn_studio.language.rework.draft import Draft
from openfn_studio.language.rework.gaps import span_of_removal
from openfn_studio.language.rework.siblings import Siblings, Side, Unit
from openfn_studio.language.rework.trivia import (
    LINE_END,
    begins_line,
    ends_line,
    eol_of,
    indentation,
    spaces_after,
    spaces_before,
    tokens,
)

_CARRY_ON = frozenset("([`+-/*")
"""What a line may begin with that carries on a statement without a semicolon."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Code to put into a row."""

    text: str
    code_end: int
    """Where a comma or semicolon goes: offset in ``text``."""
    is_open: bool = False
    """Whether it is a statement without a semicolon."""

    def with_mark(self, mark: str) -> str:
        """Return the text with a comma or semicolon after its code."""
        return self.text[: self.code_end] + mark + self.text[self.code_end :]

    @property
    def code_start(self) -> int:
        """Offset of the code in ``text``, after the comments."""
        return max((token.end for token in tokens(self.text, 0, self.code_end)), default=0)

    @property
    def needs_lines(self) -> bool:
        """Whether it cannot share a line with other code."""
        tail = tokens(self.text, self.code_end, len(self.text))
        return bool(LINE_END.search(self.text)) or any(token.kind == "line" for token in tail)


def piece_of(siblings: Siblings, index: int) -> Piece:
    """Return a unit with its comments, without the comma after it."""
    unit, text = siblings.unit(index), siblings.text
    end = unit.last if unit.comma is None else unit.comma
    tail = "" if unit.comma is None else text[unit.comma + 1 : unit.last]
    return Piece(text[unit.first : end] + tail, unit.end - unit.first, unit.is_open)


def cut(draft: Draft, siblings: Siblings, index: int) -> None:
    """Take a unit out, with its comma, and with its lines when it has them for itself."""
    unit = siblings.unit(index)
    if unit.comma is None and siblings.is_list and index:
        before = siblings.unit(index - 1).comma
        if before is not None:
            draft.replace(before, before + 1)
    draft.replace(*span_of_removal(siblings.text, unit.first, unit.last))
    _close(draft, siblings, index - 1, siblings.text, _start(siblings, index + 1))


def put(
    draft: Draft, siblings: Siblings, index: int, side: Side, piece: Piece, *, gap: bool
) -> int:
    """Put code beside a unit.

    Args:
        draft: Where the changes go.
        siblings: The row.
        index: The unit.
        side: On which side of it.
        piece: The code.
        gap: Whether an empty line is to stand between both.

    Returns:
        The offset, in the text after all changes of ``draft`` so far, where the piece begins.
    """
    seam = _seam(siblings, index, side, piece, gap=gap)
    do = _put_before if side == "before" else _put_after
    return do(draft, siblings, index, piece, seam)


@dataclass(frozen=True, slots=True)
class _Seam:
    """How a piece and the unit it is put beside are joined."""

    shares: bool
    """Whether both stand on one line."""
    line: str
    """A line end, and the spaces the unit's line begins with."""
    between: str
    needs_semicolon: bool
    needs_line: bool
    """Whether other code stands on the line where the piece goes, which it cannot share."""


def _seam(siblings: Siblings, index: int, side: Side, piece: Piece, *, gap: bool) -> _Seam:
    unit, text = siblings.unit(index), siblings.text
    begins, ends = begins_line(text, unit.first), ends_line(text, unit.last)
    tail = tokens(text, unit.end if unit.comma is None else unit.comma + 1, unit.last)
    is_joinable = side == "before" or all(token.kind != "line" for token in tail)
    shares = is_joinable and not piece.needs_lines and not (begins and ends)
    line = eol_of(text) + indentation(text, unit.first)
    # tree-sitter sees no line end in a lone CR: no statement may rely on one there.
    return _Seam(
        shares=shares,
        line=line,
        between=" " if shares else (eol_of(text) if gap else "") + line,
        needs_semicolon=shares or eol_of(text) == "\r",
        needs_line=not shares and not (begins if side == "before" else ends),
    )


def _put_before(draft: Draft, siblings: Siblings, index: int, piece: Piece, seam: _Seam) -> int:
    unit, text = siblings.unit(index), siblings.text
    if seam.needs_line:
        draft.replace(spaces_before(text, unit.first), unit.first, seam.line)
    mark = "," if siblings.is_list else _semicolon(text, piece, unit.start, seam.needs_semicolon)
    _close(draft, siblings, index - 1, piece.text, piece.code_start)
    return draft.insert(unit.first, piece.with_mark(mark) + seam.between)


def _put_after(draft: Draft, siblings: Siblings, index: int, piece: Piece, seam: _Seam) -> int:
    unit, text = siblings.unit(index), siblings.text
    if siblings.is_list:
        _add_comma(draft, unit)
        mark = "" if unit.comma is None else ","
    else:
        following = _start(siblings, index + 1)
        is_needed = seam.needs_semicolon and following is not None
        mark = _semicolon(text, piece, following, is_needed)
        _close(draft, siblings, index, piece.text, piece.code_start, seam.needs_semicolon)
    place = draft.insert(unit.last, seam.between + piece.with_mark(mark)) + len(seam.between)
    if seam.needs_line:
        draft.replace(unit.last, spaces_after(text, unit.last), seam.line)
    return place


def _add_comma(draft: Draft, unit: Unit) -> None:
    if unit.comma is None:
        draft.insert(unit.end, ",")


def _start(siblings: Siblings, index: int) -> int | None:
    return siblings.unit(index).start if index < len(siblings) else None


def _semicolon(text: str, piece: Piece, following: int | None, is_needed: bool) -> str:
    is_needed = is_needed or _carries_on(text, following)
    return ";" if piece.is_open and is_needed else ""


def _close(
    draft: Draft,
    siblings: Siblings,
    index: int,
    text: str,
    following: int | None,
    is_needed: bool = False,
) -> None:
    """Give a statement its semicolon, when what follows it from now on would carry it on.

    Args:
        draft: Where the semicolon goes.
        siblings: The row.
        index: The statement; -1 when there is none.
        text: Where the code that follows stands.
        following: Its offset there; None when nothing follows.
        is_needed: Whether it is needed whatever follows.
    """
    if index < 0 or siblings.is_list or not (is_needed or _carries_on(text, following)):
        return
    unit = siblings.unit(index)
    if unit.is_open:
        draft.insert(unit.end, ";")


def _carries_on(text: str, at: int | None) -> bool:
    return at is not None and text[at : at + 1] in _CARRY_ON
