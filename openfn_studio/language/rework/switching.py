"""Switching operations off, as comments, and on again."""

from collections.abc import Iterator

from openfn_studio.domain.text import TextRange
from openfn_studio.language.job import Job
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.draft import Draft, is_proven, refuse_broken
from openfn_studio.language.rework.expected import Texts, unchanged_but, with_new, without
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.siblings import Place, Unit, place_of
from openfn_studio.language.rework.switched import (
    SwitchedOff,
    escaped,
    switched_off,
    switched_off_at,
)
from openfn_studio.language.rework.trivia import (
    LINE_END,
    begins_line,
    ends_line,
    indentation,
    line_end,
    spaces_after,
)

_NOT_AGAIN = "As a comment it could not be told from other comments. Change the text by hand."
_NOT_CODE = "This comment cannot become code where it stands. Change the text by hand."


def switch_off(job: Job, where: TextRange) -> tuple[TextEdit, ...]:
    """Return the edits that make a comment of an operation; ``switch_on`` gives it back exactly.

    It becomes ``//`` lines when it has its lines for itself, else ``/* … */``.

    Args:
        job: The job.
        where: The range of the operation, as the tree gives it.

    Raises:
        CannotRework: It cannot be switched off; the reason says why.
    """
    refuse_broken(job)
    place = place_of(job, where)
    expected = without(job, place.unit)
    for guard in ("", ";", ";;"):
        start = place.unit.start + len(guard)
        for draft in _comments(place, guard):
            if is_proven(draft, expected) and _comes_back(draft, start):
                return draft.edits()
    raise CannotRework(_NOT_AGAIN)


def switch_on(job: Job, where: TextRange) -> tuple[TextEdit, ...]:
    """Return the edits that make code of an operation that is switched off.

    Args:
        job: The job.
        where: The range of the comment, as the tree gives it.

    Raises:
        CannotRework: It cannot be code there; the reason says why.
    """
    refuse_broken(job)
    draft = _as_code(job, switched_off_at(job, where))
    if draft is None:
        raise CannotRework(_NOT_CODE)
    return draft.edits()


def _comments(place: Place, guard: str) -> Iterator[Draft]:
    """Yield the ways to make a comment of a unit, the best first."""
    unit, text = place.unit, place.siblings.text
    if guard and place.siblings.is_list:
        return
    if begins_line(text, unit.start) and ends_line(text, unit.last):
        yield _as_lines(place, unit, guard)
    yield _as_block(place, unit, guard)


def _as_lines(place: Place, unit: Unit, guard: str) -> Draft:
    text = place.siblings.text
    draft = Draft(place.siblings.job)
    margin = len(indentation(text, unit.start))
    at = unit.start
    draft.insert(at, guard + _slashes(text, at))
    for end in LINE_END.finditer(text, unit.start, unit.last):
        at = min(spaces_after(text, end.end()), end.end() + margin)
        draft.insert(at, _slashes(text, at))
    return draft


def _slashes(text: str, at: int) -> str:
    """Return what makes a comment of the rest of a line; no space stays at the end of one."""
    return "//" if at == line_end(text, at) else "// "


def _as_block(place: Place, unit: Unit, guard: str) -> Draft:
    text = place.siblings.text
    end = unit.end if unit.comma is None else unit.comma + 1
    draft = Draft(place.siblings.job)
    draft.replace(unit.start, end, f"{guard}/* {escaped(text[unit.start : end])} */")
    return draft


def _comes_back(draft: Draft, start: int) -> bool:
    """Return whether switching on the comment at an offset gives the text as it is."""
    after = draft.after()
    for found in switched_off(after):
        if found.start == start:
            back = _as_code(after, found)
            return back is not None and back.text == draft.job.document.text
    return False


def _as_code(job: Job, found: SwitchedOff) -> Draft | None:
    """Return the way to make code of a comment that gives a sound text, if there is one."""
    for guard in (found.has_guard, False):
        for comma in ("", "before", "after"):
            draft = Draft(job)
            if guard:
                draft.replace(found.start - 1, found.start)
            if comma == "before":
                draft.insert(found.start, ", ")
            for start, end in found.marks:
                draft.replace(start, end)
            if comma == "after":
                draft.insert(found.end, ", ")
            if any(is_proven(draft, expected) for expected in _with(job, found)):
                return draft
    return None


def _with(job: Job, found: SwitchedOff) -> tuple[Texts, Texts]:
    return with_new(job, found.start), unchanged_but(job, found.start)
