"""A project of the platform as the pure rooms know projects, with the ids behind its names."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection

from openfn_studio.domain.credential import Credential
from openfn_studio.domain.job import InlineExpression, Job, JobSettings
from openfn_studio.domain.project import Project
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter, Trigger
from openfn_studio.store.projects.credentials import CredentialRow, list_credentials
from openfn_studio.store.projects.jobs import JobRow, list_jobs
from openfn_studio.store.projects.projects import ProjectRow, find_project
from openfn_studio.store.projects.triggers import TriggerRow, list_triggers


@dataclass(frozen=True, slots=True)
class ProjectImage:
    """A project with all its parts as they are at one moment."""

    row: ProjectRow
    project: Project
    jobs: Mapping[str, JobRow]
    """By name."""
    triggers: Mapping[str, TriggerRow]
    """By name."""


def read_image(connection: Connection, number: int) -> ProjectImage:
    """Return a project as it is now.

    Raises:
        NotThere: There is no project of that number.
    """
    row = find_project(connection, number)
    jobs = list_jobs(connection, row.id)
    triggers = list_triggers(connection, row.id)
    credentials = list_credentials(connection, project=number)
    names = {trigger.id: trigger.name for trigger in triggers}
    logins = {credential.id: credential.name for credential in credentials}
    project = Project(
        row.name,
        jobs=tuple(job_of_row(job, names, logins) for job in jobs),
        triggers=tuple(trigger_of_row(trigger) for trigger in triggers),
        credentials=tuple(_credential(credential) for credential in credentials),
        dialect=Dialect(row.dialect),
        test_mode=row.test_mode,
    )
    by_name = {job.name: job for job in jobs}
    return ProjectImage(row, project, by_name, {trigger.name: trigger for trigger in triggers})


def job_of_row(job: JobRow, triggers: Mapping[int, str], credentials: Mapping[int, str]) -> Job:
    """Return a job as the pure rooms know it.

    Args:
        job: What the store has of it.
        triggers: Names by id.
        credentials: Names by id.
    """
    return Job(
        job.name,
        InlineExpression(job.expression),
        adaptor=adaptor_of_row(job),
        trigger=triggers.get(job.trigger_id or 0),
        credential=credentials.get(job.credential_id or 0),
        settings=JobSettings(
            autoprocess=job.autoprocess,
            archived=job.archived,
            test_mode=job.test_mode,
            no_console=job.no_console,
            long_run=job.long_run,
            dialect=Dialect(job.dialect) if job.dialect else None,
            extra_adaptors=job.extra_adaptors,
        ),
    )


def adaptor_of_row(job: JobRow) -> str | None:
    """Return a job's adaptor as people write it: ``http@v3.1.12``."""
    if job.adaptor and job.adaptor_version:
        return f"{job.adaptor}@{job.adaptor_version}"
    return job.adaptor


def trigger_of_row(trigger: TriggerRow) -> Trigger:
    """Return a trigger as the pure rooms know it."""
    name = trigger.name
    if trigger.type == "message":
        return MessageFilter(name, trigger.criteria or "{}", trigger.exclusion)
    if trigger.type == "cron":
        return Cron(name, trigger.cron or "")
    kind = Flow if trigger.type == "success" else Catch
    return kind(name, trigger.watched_job_name or "")


def _credential(credential: CredentialRow) -> Credential:
    return Credential(credential.name, credential.fields)
