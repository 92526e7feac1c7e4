"""Taking operations, code that never runs, and what is switched off out of a job."""

from openfn_studio.domain.text import TextRange
from openfn_studio.language.job import Job
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.draft import Draft, proven, refuse_broken
from openfn_studio.language.rework.edges import cut
from openfn_studio.language.rework.expected import unchanged_but, without
from openfn_studio.language.rework.gaps import span_of_removal
from openfn_studio.language.rework.siblings import place_of
from openfn_studio.language.rework.switched import switched_off_at


def delete(job: Job, where: TextRange) -> tuple[TextEdit, ...]:
    """Return the edits that take code out, with the comments that belong to it.

    Args:
        job: The job.
        where: The range of the operation or statement, as the tree gives it.

    Raises:
        CannotRework: It cannot be taken out; the reason says why.
    """
    refuse_broken(job)
    place = place_of(job, where)
    draft = Draft(job)
    cut(draft, place.siblings, place.index)
    return proven(draft, without(job, place.unit))


def delete_switched_off(job: Job, where: TextRange) -> tuple[TextEdit, ...]:
    """Return the edits that take out an operation that is switched off.

    Args:
        job: The job.
        where: The range of its comment, as the tree gives it.

    Raises:
        CannotRework: It is not there any more, or the text is broken.
    """
    refuse_broken(job)
    found = switched_off_at(job, where)
    draft = Draft(job)
    draft.replace(*span_of_removal(job.document.text, found.start, found.end))
    return proven(draft, unchanged_but(job, found.start))
