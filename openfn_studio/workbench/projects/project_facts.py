"""What the window is told of the open project, and what it hands back to change it."""

from dataclasses import dataclass
from pathlib import Path

from openfn_studio.domain.job import ExpressionFile
from openfn_studio.domain.project import Project
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Trigger
from openfn_studio.errors import Place, StudioError


@dataclass(frozen=True, slots=True)
class ProjectNotice:
    """Something worth knowing about a project that could nevertheless be opened."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class ProjectFact:
    """The open project as it is now."""

    folder: Path
    project: Project
    notices: tuple[ProjectNotice, ...] = ()
    read_only_reason: str = ""
    """Why nothing can be saved here, one sentence; empty when it can."""
    history_problem: StudioError | None = None
    """Why no local history is kept; None when one is."""

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be saved here."""
        return bool(self.read_only_reason)

    def job_of(self, file: Path) -> str | None:
        """Return the name of the job whose text a file is, or None."""
        for job in self.project.jobs:
            path = job.expression.path if isinstance(job.expression, ExpressionFile) else None
            if path and self.folder / path == file:
                return job.name
        return None


@dataclass(frozen=True, slots=True)
class FolderOffer:
    """A folder that is no project yet, but holds jobs: it can be made one."""

    folder: Path
    jobs: tuple[Path, ...]
    """The ``.js`` files it would list, relative to the folder."""


@dataclass(frozen=True, slots=True)
class JobRenamed:
    """A job that has another name now."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class JobDraft:
    """A job that is to be made, with its trigger when that is new too."""

    name: str
    adaptor: str | None = None
    """As people write it; None is language-common."""
    trigger: str | None = None
    """The name of a trigger that exists; ignored when ``new_trigger`` is given."""
    new_trigger: Trigger | None = None
    credential: str | None = None
    dialect: Dialect | None = None
    """None means the project's."""
    text: str | None = None
    """None starts with a first operation of the dialect."""
