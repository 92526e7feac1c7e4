"""Putting a new call into a job."""

from dataclasses import dataclass

from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job
from openfn_studio.language.positions import Unit as Count
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.calls import NewCall
from openfn_studio.language.rework.draft import Draft, proven, refuse_broken
from openfn_studio.language.rework.edges import Piece, put
from openfn_studio.language.rework.expected import Texts, holds_operation, unchanged_but, with_new
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.siblings import Place, Siblings, Side, place_of
from openfn_studio.language.rework.trivia import LINE_END, eol_of, indentation


@dataclass(frozen=True, slots=True)
class Insertion:
    """A new call: the edits, and what to fill in afterwards."""

    edits: tuple[TextEdit, ...]
    holes: tuple[TextRange, ...]
    """Ranges of the text after the edits."""


def insert(job: Job, call: NewCall, beside: TextRange | None, side: Side = "after") -> Insertion:
    """Return the edits that put a new call beside an operation.

    Args:
        job: The job.
        call: The call.
        beside: The range of the operation; None for the end of the job. What is part of other code
            stands for the whole statement around it.
        side: On which side of it.

    Raises:
        CannotRework: The text is broken.
    """
    refuse_broken(job)
    root = Siblings(job, job.document.tree.root_node)
    place = _place(job, root, beside)
    if place is None:
        return _at_the_end(job, call)
    siblings, index = place.siblings, place.index
    unit = place.unit
    margin = indentation(job.document.text, unit.first)
    text, holes = _laid_out(call, eol_of(job.document.text) + margin)
    semicolon = "" if siblings.is_list else ";"
    gap = siblings.has_gap(index, "after") or siblings.has_gap(index, "before")
    draft = Draft(job)
    piece = Piece(text + semicolon, len(text + semicolon))
    start = put(draft, siblings, index, side, piece, gap=gap)
    at = unit.first if side == "before" else unit.last
    is_operation = siblings.is_root or holds_operation(job, unit)
    count = _operations_in(job, call) if is_operation else 0
    expected = with_new(job, at, count) if count else unchanged_but(job, at)
    return _insertion(draft, expected, start, holes)


def _place(job: Job, root: Siblings, beside: TextRange | None) -> Place | None:
    """Return what to insert beside; None for a job without any statement."""
    if beside is None:
        return Place(root, len(root) - 1) if len(root) else None
    try:
        return place_of(job, beside)
    except CannotRework:
        at = job.document.positions.convert(beside.start, Count.UTF16, Count.UTF8)
        for index in range(len(root)):
            if root.node(index).end_byte > at:
                return Place(root, index)
        raise


def _at_the_end(job: Job, call: NewCall) -> Insertion:
    text = job.document.text
    eol = eol_of(text)
    line, holes = _laid_out(call, eol)
    ends_with_line = bool(LINE_END.search(text[-1:]))
    before = eol * 2 if text.strip("\ufeff") and not ends_with_line else ""
    draft = Draft(job)
    after = eol if ends_with_line or not text.strip("\ufeff") else ""
    start = draft.insert(len(text), before + line + ";" + after) + len(before)
    expected = with_new(job, len(text), _operations_in(job, call))
    return _insertion(draft, expected, start, holes)


def _operations_in(job: Job, call: NewCall) -> int:
    """Return how many operations a call is: an example of the docs may be several."""
    return len(Job(Document(call.text), job.dialect, job.exports).operations)


def _laid_out(call: NewCall, line: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a call's text with the line ends of the job, and its holes there."""

    def moved(offset: int) -> int:
        return offset + call.text.count("\n", 0, offset) * (len(line) - 1)

    holes = [(moved(first), moved(last)) for first, last in call.holes]
    return call.text.replace("\n", line), holes


def _insertion(
    draft: Draft, expected: Texts, start: int, holes: list[tuple[int, int]]
) -> Insertion:
    edits = proven(draft, expected)
    positions = draft.after().document.positions
    found = tuple(
        positions.range(start + first, start + last, Count.CODE_POINT) for first, last in holes
    )
    return Insertion(edits, found)
