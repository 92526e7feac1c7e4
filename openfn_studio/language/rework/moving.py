"""Changing the order of operations."""

from openfn_studio.domain.text import TextRange
from openfn_studio.language.job import Job
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.draft import Draft, proven, refuse_broken
from openfn_studio.language.rework.edges import cut, piece_of, put
from openfn_studio.language.rework.expected import with_moved
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.siblings import Place, Side, place_of

_HOISTED = "v1 runs this wherever it stands: change the code around it in the text."
_APART = "It can only change places with operations beside it."


def move(job: Job, where: TextRange, target: TextRange, side: Side) -> tuple[TextEdit, ...]:
    """Return the edits that put an operation before or after another one of the same row.

    Args:
        job: The job.
        where: The range of what moves, as the tree gives it.
        target: The range of what it is to stand beside.
        side: On which side.

    Returns:
        The edits; none when it stands there already.

    Raises:
        CannotRework: It cannot move, or not there; the reason says why.
    """
    place, other = movable(job, where), place_of(job, target)
    if place.siblings.key != other.siblings.key:
        raise CannotRework(_APART)
    return _moved(place, other.index, side)


def move_by_one(job: Job, where: TextRange, step: int) -> tuple[TextEdit, ...]:
    """Return the edits that make an operation change places with the one before or after it.

    Args:
        job: The job.
        where: The range of what moves.
        step: -1 for up, 1 for down.

    Raises:
        CannotRework: It cannot move, or nothing is there; the reason says why.
    """
    place = movable(job, where)
    return _moved(place, check_step(place, step), "before" if step < 0 else "after")


def check_step(place: Place, step: int) -> int:
    """Return which of its row an operation would change places with.

    Raises:
        CannotRework: Nothing is there, or no operation; the reason says so.
    """
    index = place.index + step
    if not 0 <= index < len(place.siblings):
        raise CannotRework(f"It is the {'first' if step < 0 else 'last'} one already.")
    _check_pair(place, index)
    return index


def movable(job: Job, where: TextRange) -> Place:
    """Return the place of an operation that can change places with others.

    Raises:
        CannotRework: It cannot; the reason says why.
    """
    refuse_broken(job)
    nodes, positions = job.nodes, job.document.positions
    for operation in job.operations:
        if operation.is_hoisted:
            found = positions.range(nodes.start[operation.node], nodes.end[operation.node])
            if found == where:
                raise CannotRework(_HOISTED)
    return place_of(job, where)


def _check_pair(place: Place, other: int) -> None:
    siblings = place.siblings
    if siblings.is_list and not all(siblings.is_operation(at) for at in (place.index, other)):
        raise CannotRework(_APART)


def _moved(place: Place, target: int, side: Side) -> tuple[TextEdit, ...]:
    siblings, index = place.siblings, place.index
    slot = target + (side == "after")
    if slot in (index, index + 1):
        return ()
    _check_pair(place, target)
    draft = Draft(siblings.job)
    gap = siblings.has_gap(index, "before" if slot < index else "after")
    cut(draft, siblings, index)
    put(draft, siblings, target, side, piece_of(siblings, index), gap=gap)
    beside = siblings.unit(target)
    at = beside.first if side == "before" else beside.last
    return proven(draft, with_moved(siblings.job, siblings.unit(index), at))
