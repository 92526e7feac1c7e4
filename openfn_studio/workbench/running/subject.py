"""What a run is of: the job, or the loose file, that a buffer holds, and what is known of it."""

from dataclasses import dataclass
from pathlib import Path

from openfn_studio.domain.job import Job
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Trigger
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.session import SessionBench

LOOSE_ADAPTOR = "openfn-studio-standin"
"""What a file that no project lists runs with until somebody chose: it needs no npm."""

_UNLISTED = "loose files"


@dataclass(frozen=True, slots=True)
class Subject:
    """A job as its runs need it."""

    key: str
    """The job's name; the path of a file that no project lists."""
    title: str
    """What people call it."""
    project_key: str
    project_name: str
    folder: Path | None
    """The project's folder, or where a loose file lies."""
    job: Job | None
    """None for a loose file."""
    trigger: Trigger | None
    dialect: Dialect
    adaptors: tuple[str, ...]
    """As people write them, at least one."""
    credential: str | None = None
    no_console: bool = False
    is_on_production: bool = False
    """Whether the project is on a platform that is called production."""


class Subjects:
    """Finds the subject of a buffer.

    Args:
        project: The open project.
        session: Remembers what was chosen for loose files.
    """

    def __init__(self, project: ProjectBench, session: SessionBench) -> None:
        self._project = project
        self._session = session

    def of(self, buffer: Buffer) -> Subject:
        """Return what a run of a buffer is of."""
        job = self._project.job(buffer.job) if buffer.job else None
        return self._loose(buffer) if job is None else self._listed(job)

    def choose_adaptors(self, subject: Subject, adaptors: tuple[str, ...]) -> None:
        """Remember what a loose file runs with."""
        self._session.set(f"adaptors:{subject.key}", list(adaptors) or None)

    def choose_dialect(self, subject: Subject, dialect: Dialect) -> None:
        """Remember whose rules a loose file runs by."""
        self._session.set(f"dialect:{subject.key}", str(dialect))

    def _listed(self, job: Job) -> Subject:
        fact = self._project.fact
        assert fact is not None  # noqa: S101  # the job was found in it
        project = fact.project
        return Subject(
            key=job.name,
            title=job.name,
            project_key=str(fact.folder),
            project_name=project.name,
            folder=fact.folder,
            job=job,
            trigger=project.trigger(job.trigger),
            dialect=project.dialect_of(job),
            adaptors=job.adaptors or ("common",),
            credential=job.credential,
            no_console=job.settings.no_console,
            is_on_production=any(
                (remote.environment or "").lower() == "production" for remote in project.remotes
            ),
        )

    def _loose(self, buffer: Buffer) -> Subject:
        folder = buffer.file.parent if buffer.file else None
        key = str(buffer.file) if buffer.file else buffer.title
        chosen = self._session.get(f"adaptors:{key}", [])
        fact = self._project.fact
        return Subject(
            key=key,
            title=buffer.title,
            project_key=str(fact.folder) if fact else _UNLISTED,
            project_name=fact.project.name if fact else _UNLISTED.capitalize(),
            folder=fact.folder if fact else folder,
            job=None,
            trigger=None,
            dialect=_dialect(self._session.get(f"dialect:{key}")),
            adaptors=tuple(str(each) for each in chosen) or (LOOSE_ADAPTOR,),
        )


def _dialect(kept: object) -> Dialect:
    return Dialect.V2 if kept == str(Dialect.V2) else Dialect.V1
