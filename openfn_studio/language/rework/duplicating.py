"""Writing an operation a second time."""

from openfn_studio.domain.text import TextRange
from openfn_studio.language.job import Job
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.draft import Draft, proven, refuse_broken
from openfn_studio.language.rework.edges import piece_of, put
from openfn_studio.language.rework.expected import with_copy
from openfn_studio.language.rework.siblings import place_of


def duplicate(job: Job, where: TextRange) -> tuple[TextEdit, ...]:
    """Return the edits that write code again, after itself, with the comments that belong to it.

    Args:
        job: The job.
        where: The range of the operation, as the tree gives it.

    Raises:
        CannotRework: It cannot be written twice; the reason says why.
    """
    refuse_broken(job)
    place = place_of(job, where)
    siblings, index = place.siblings, place.index
    draft = Draft(job)
    gap = siblings.has_gap(index, "after") or siblings.has_gap(index, "before")
    put(draft, siblings, index, "after", piece_of(siblings, index), gap=gap)
    return proven(draft, with_copy(job, place.unit))
