"""Jobs: made, changed, archived and restored, and the state a cron job carries on."""

from collections.abc import Mapping
from typing import Any

from openfn_studio.platform.desk import Desk
from openfn_studio.platform.portal.adaptor_names import split_adaptor
from openfn_studio.store.database import Connection
from openfn_studio.store.problems import FieldProblem, NotThere
from openfn_studio.store.projects import jobs, triggers
from openfn_studio.store.projects.credentials import find_credential
from openfn_studio.store.projects.jobs import JobRow
from openfn_studio.store.projects.projects import ProjectRow, find_project
from openfn_studio.store.queue.inputs import job_state, set_job_state

Values = Mapping[str, Any]
"""Attributes by the names they have on the wire, e.g. ``trigger_id`` for a trigger's number."""


class Jobs:
    """What people do with jobs.

    Args:
        desk: The platform's belongings.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def all(self, project: int | None = None) -> list[JobRow]:
        """Return the jobs of a project, or all; archived ones too, newest first.

        Raises:
            NotThere: There is no such project.
        """
        project_id = None if project is None else self._desk.project(project).id
        return (await self._desk.read(jobs.list_jobs, project_id))[::-1]

    async def one(self, number: int) -> JobRow:
        """Return a job.

        Raises:
            NotThere: There is none of that number.
        """
        return await self._desk.read(jobs.find_job, number)

    async def create(self, values: Values) -> JobRow:
        """Add a job; it is off unless somebody switches it on.

        Raises:
            FieldProblem: A value cannot be taken, or it says of no project.
        """
        row = await self._desk.write(_create, values, self._desk.now_ms())
        await self._desk.refresh(row.project)
        return row

    async def change(self, number: int, values: Values, expected_ms: int | None = None) -> JobRow:
        """Change some of a job's attributes.

        Raises:
            NotThere: There is none of that number.
            FieldProblem: A value cannot be taken.
            ChangedMeanwhile: It was changed since ``expected_ms``.
        """
        row = await self._desk.write(_change, number, values, self._desk.now_ms(), expected_ms)
        await self._desk.refresh(row.project)
        return row

    async def state(self, number: int) -> str | None:
        """Return the JSON a cron job's next run begins with; None when it begins anew."""
        row = await self.one(number)
        return await self._desk.read(job_state, row.id)

    async def set_state(self, number: int, state: str | None) -> None:
        """Set what a cron job's next run begins with; None lets it begin anew.

        Raises:
            NotThere: There is no such job.
            FieldProblem: It is no JSON object.
        """
        if state is not None and not state.lstrip().startswith("{"):
            raise FieldProblem("state", "The state of a job is a JSON object.")
        row = await self.one(number)
        await self._desk.write(set_job_state, row.id, state, self._desk.now_ms())


def _create(connection: Connection, values: Values, now_ms: int) -> JobRow:
    project = _project_of(connection, values)
    columns = {"test_mode": project.test_mode, **_columns(connection, project, values)}
    return jobs.add_job(connection, project.id, columns, now_ms)


def _change(
    connection: Connection, number: int, values: Values, now_ms: int, expected_ms: int | None
) -> JobRow:
    job = jobs.find_job(connection, number)
    if values.get("project_id", job.project) != job.project:
        raise FieldProblem("project_id", "A job stays in its project.")
    project = find_project(connection, job.project)
    columns = _columns(connection, project, values)
    return jobs.change_job(connection, number, columns, now_ms, expected_ms=expected_ms)


def _project_of(connection: Connection, values: Values) -> ProjectRow:
    """Return the project a new job belongs to: the one it says, or its trigger's."""
    number = values.get("project_id")
    if number is None and values.get("trigger_id") is not None:
        number = _trigger(connection, values["trigger_id"]).project
    if number is None:
        raise FieldProblem("project_id", "Say of which project the job is.")
    try:
        return find_project(connection, number)
    except NotThere as error:
        raise FieldProblem("project_id", error.what) from error


def _columns(connection: Connection, project: ProjectRow, values: Values) -> dict[str, Any]:
    """Return attributes as the store names them."""
    columns = dict(values)
    columns.pop("project_id", None)
    if "public" in columns:
        columns["is_public"] = columns.pop("public")
    if columns.get("adaptor"):
        name, version = split_adaptor(columns["adaptor"])
        columns["adaptor"] = name
        if version and not columns.get("adaptor_version"):
            columns["adaptor_version"] = version
    if columns.get("trigger_id") is not None:
        trigger = _trigger(connection, columns["trigger_id"])
        if trigger.project_id != project.id:
            raise FieldProblem("trigger_id", f"The trigger {trigger.number} is another project's.")
        columns["trigger_id"] = trigger.id
    if columns.get("credential_id") is not None:
        columns["credential_id"] = _credential(connection, project, columns["credential_id"])
    return columns


def _trigger(connection: Connection, number: int) -> triggers.TriggerRow:
    try:
        return triggers.find_trigger(connection, number)
    except NotThere as error:
        raise FieldProblem("trigger_id", error.what) from error


def _credential(connection: Connection, project: ProjectRow, number: int) -> int:
    try:
        credential = find_credential(connection, number)
    except NotThere as error:
        raise FieldProblem("credential_id", error.what) from error
    if project.number not in credential.projects:
        remedy = "Share it with the project first."
        what = f"The credential {credential.name} is not shared with this project."
        raise FieldProblem("credential_id", what, remedy=remedy)
    return credential.id
