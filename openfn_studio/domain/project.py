"""Projects: jobs with their triggers and credentials, and the platforms they live on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openfn_studio.domain.credential import Credential
from openfn_studio.domain.job import Job
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Trigger


@dataclass(frozen=True, slots=True)
class Remote:
    """A platform that has this project."""

    name: str
    """What the user calls it, e.g. ``staging``."""
    url: str
    project_id: str | None = None
    environment: str | None = None
    """``dev``, ``staging`` or ``production``."""
    ids: Mapping[str, str] = field(default_factory=dict[str, str])
    """Local names to the platform's ids, keyed ``jobs/<name>``, ``triggers/<name>``."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project as its folder describes it. Names are unique within their kind."""

    name: str
    jobs: tuple[Job, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    credentials: tuple[Credential, ...] = ()
    dialect: Dialect = Dialect.V1
    test_mode: bool = True
    """What the HTTP mode is until the user chooses: a project starts without going live."""
    remotes: tuple[Remote, ...] = ()

    def job(self, name: str) -> Job | None:
        """Return the job of that name, or None."""
        return next((job for job in self.jobs if job.name == name), None)

    def trigger(self, name: str | None) -> Trigger | None:
        """Return the trigger of that name, or None."""
        return next((trigger for trigger in self.triggers if trigger.name == name), None)

    def dialect_of(self, job: Job) -> Dialect:
        """Return the job's dialect: its own, else the project's."""
        return job.settings.dialect or self.dialect
