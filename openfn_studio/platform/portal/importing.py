"""Taking a project into the platform: its jobs, triggers and the names of its credentials."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from openfn_studio.domain.job import Job
from openfn_studio.domain.project import Project
from openfn_studio.domain.trigger import Cron, Flow, MessageFilter, Trigger
from openfn_studio.platform.portal.adaptor_names import split_adaptor
from openfn_studio.platform.safe import Safe
from openfn_studio.store.database import Connection
from openfn_studio.store.projects.credentials import add_credential
from openfn_studio.store.projects.jobs import add_job, change_job
from openfn_studio.store.projects.projects import ProjectRow, add_project, list_projects
from openfn_studio.store.projects.triggers import add_trigger

Seal = Callable[[str, str], bytes | None]
"""Takes a credential's name and whom to seal for; returns the sealed body, None for none."""


def import_project(
    connection: Connection,
    project: Project,
    texts: Mapping[str, str],
    seal: Seal,
    *,
    source: str | None,
    owner: int | None,
    now_ms: int,
) -> ProjectRow:
    """Add a project as a folder describes it; everything or nothing.

    Its jobs start in test mode, whatever the folder says: nothing is sent until somebody here
    decides so. Its credentials come without values, unless ``seal`` has some.

    Args:
        connection: Where to write.
        project: The project.
        texts: The text of each job, by name.
        seal: Gives the sealed body of a credential.
        source: The folder.
        owner: The number of the user who will own its credentials.
        now_ms: The time now.
    """
    row = add_project(
        connection,
        name=_free_name(connection, project.name),
        inbox=str(uuid4()),
        now_ms=now_ms,
        source=source,
        dialect=project.dialect.value,
        test_mode=True,
    )
    credentials = _add_credentials(connection, project, row, seal, owner, now_ms)
    jobs = {
        job.name: add_job(connection, row.id, _job_values(job, texts, credentials), now_ms)
        for job in project.jobs
    }
    ids = {name: job.id for name, job in jobs.items()}
    triggers = {
        one.name: add_trigger(connection, row.id, _trigger_values(one, ids), now_ms).id
        for one in project.triggers
    }
    for job in project.jobs:
        if job.trigger in triggers:
            changes = {"trigger_id": triggers[job.trigger or ""]}
            change_job(connection, jobs[job.name].number, changes, now_ms)
    return row


def _add_credentials(
    connection: Connection,
    project: Project,
    row: ProjectRow,
    seal: Seal,
    owner: int | None,
    now_ms: int,
) -> dict[str, int]:
    ids: dict[str, int] = {}
    for one in project.credentials:
        seal_name = Safe.new_name()
        added = add_credential(
            connection,
            name=one.name,
            owner=owner,
            seal_name=seal_name,
            now_ms=now_ms,
            sealed=seal(one.name, seal_name),
            fields=one.fields,
            projects=[row.number],
        )
        ids[one.name] = added.id
    return ids


def _free_name(connection: Connection, name: str) -> str:
    taken = {project.name for project in list_projects(connection)}
    at, free = 2, name
    while free in taken:
        free = f"{name} {at}"
        at += 1
    return free


def _job_values(
    job: Job, texts: Mapping[str, str], credentials: Mapping[str, int]
) -> dict[str, Any]:
    adaptor, version = split_adaptor(job.adaptor)
    return {
        "name": job.name,
        "expression": texts.get(job.name, ""),
        "adaptor": adaptor,
        "adaptor_version": version,
        "extra_adaptors": job.settings.extra_adaptors,
        "credential_id": credentials.get(job.credential or ""),
        "autoprocess": job.settings.autoprocess,
        "archived": job.settings.archived,
        "test_mode": True,
        "no_console": job.settings.no_console,
        "long_run": job.settings.long_run,
        "dialect": job.settings.dialect.value if job.settings.dialect else None,
    }


def _trigger_values(trigger: Trigger, jobs: Mapping[str, int]) -> dict[str, Any]:
    if isinstance(trigger, MessageFilter):
        kind: dict[str, Any] = {
            "type": "message",
            "criteria": trigger.criteria,
            "exclusion": trigger.exclusion,
        }
    elif isinstance(trigger, Cron):
        kind = {"type": "cron", "cron": trigger.cron}
    else:
        type_ = "success" if isinstance(trigger, Flow) else "failure"
        kind = {"type": type_, "watched_job_id": jobs.get(trigger.job)}
    return {"name": trigger.name, **kind}
