"""What a project says about a job file: what the command line needs to run it."""

from dataclasses import dataclass
from pathlib import Path

from openfn_studio.clock import Clock
from openfn_studio.domain.job import ExpressionFile, Job
from openfn_studio.domain.project import Project
from openfn_studio.domain.run import Dialect
from openfn_studio.workspace import foreign, projectfile
from openfn_studio.workspace.folder import ProjectFolder


@dataclass(frozen=True, slots=True)
class JobContext:
    """What is known of a job file from where it lies."""

    file: Path
    folder: Path | None = None
    """The project folder it lies in; None for a loose file."""
    project: Project | None = None
    """None also for a folder of OpenFn v2, which gives its dialect only."""
    job: Job | None = None
    """The job that has this file as its expression; None when the project does not list it."""
    dialect: Dialect = Dialect.V1

    @property
    def adaptors(self) -> tuple[str, ...]:
        """The job's adaptors, as people write them."""
        return self.job.adaptors if self.job else ()

    @property
    def credential(self) -> str | None:
        """The name of the job's credential."""
        return self.job.credential if self.job else None

    @property
    def test_mode(self) -> bool:
        """Whether job or project ask for test mode; a loose file does not."""
        if self.job and self.job.settings.test_mode is not None:
            return self.job.settings.test_mode
        return self.project.test_mode if self.project else False

    @property
    def no_console(self) -> bool:
        """Whether the job's console is switched off."""
        return self.job.settings.no_console if self.job else False


def job_context(file: Path, clock: Clock) -> JobContext:
    """Return what the project around a job file says about it.

    The nearest folder upward that holds a ``project.yaml``, or something of OpenFn v2, counts.

    Raises:
        UserInputProblem: There is a project file, but it is malformed.
        EnvironmentProblem: It cannot be read.
    """
    where = file.absolute()
    for folder in where.parents:
        if (folder / projectfile.FILE_NAME).is_file():
            return _in_project(file, folder, clock)
        if foreign.v2_name(folder):
            return JobContext(file, folder, dialect=Dialect.V2)
    return JobContext(file)


def _in_project(file: Path, folder: Path, clock: Clock) -> JobContext:
    try:
        project = ProjectFolder(folder, clock).project
    except foreign.V2ProjectProblem:
        return JobContext(file, folder, dialect=Dialect.V2)
    job = next((job for job in project.jobs if _is_file_of(job, file, folder)), None)
    dialect = project.dialect_of(job) if job else project.dialect
    return JobContext(file, folder, project, job, dialect)


def _is_file_of(job: Job, file: Path, folder: Path) -> bool:
    if not isinstance(job.expression, ExpressionFile):
        return False
    return (folder / job.expression.path).resolve() == file.resolve()
