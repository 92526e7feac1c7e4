"""A text that is open: its buffer, what the editor has, and what is known of its file."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from openfn_studio.domain.job import ExpressionFile
from openfn_studio.workbench.editing.buffer import Buffer, kind_of
from openfn_studio.workbench.projects.project_facts import ProjectFact


@dataclass(slots=True)
class OpenText:
    """The one changing thing behind a ``Buffer``."""

    buffer: Buffer
    text: str
    """As last pulled or put in."""
    disk: str | None
    """What the file holds as far as known; None when it is gone."""
    source: Callable[[], str] | None = None
    """The editor's function that returns the living text."""
    is_stale: bool = False
    """True when the editor has a newer text than ``text``."""
    is_saving: bool = False
    must_save_again: bool = False
    """True when a save was asked for while another one was on its way."""
    is_replacing: bool = False
    """True while the editor takes a text from here: what it then reports is no news."""

    def pulled(self) -> str:
        """Return the text as the user sees it now."""
        if self.is_stale and self.source:
            self.text, self.is_stale = self.source(), False
        return self.text


def followed(buffer: Buffer, fact: ProjectFact) -> Buffer:
    """Return a buffer as the project is now: its job may have another file, or be gone or new."""
    job = fact.project.job(buffer.job) if buffer.job else None
    if job and isinstance(job.expression, ExpressionFile):
        file = fact.folder / job.expression.path
        return replace(buffer, file=file, title=file.name, kind=kind_of(file))
    if job:
        return replace(buffer, file=None, title=job.name)
    if buffer.file:
        return replace(buffer, job=fact.job_of(buffer.file))
    return buffer
