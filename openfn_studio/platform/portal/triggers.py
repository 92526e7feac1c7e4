"""Triggers: made, changed, deleted; why a message passes a filter; when a cron expression fires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from openfn_studio.domain.message import Message
from openfn_studio.domain.trigger import MessageFilter
from openfn_studio.errors import UserInputProblem
from openfn_studio.platform.desk import Desk
from openfn_studio.store.database import Connection
from openfn_studio.store.messages.reading import find_message, read_message
from openfn_studio.store.problems import FieldProblem, NotThere
from openfn_studio.store.projects import triggers
from openfn_studio.store.projects.jobs import find_job
from openfn_studio.store.projects.projects import find_project
from openfn_studio.store.projects.triggers import TriggerRow
from openfn_studio.triggers.criteria import filter_of, parse_exclusion, parse_pattern
from openfn_studio.triggers.cron import next_times, parse_cron
from openfn_studio.triggers.cron_words import in_words
from openfn_studio.triggers.explain import FilterExplanation, explain_filter
from openfn_studio.triggers.interval import cron_of_interval
from openfn_studio.triggers.jsontext import read_json

Values = Mapping[str, Any]
"""Attributes by the names they have on the wire; ``criteria`` and ``exclusion`` as JSON text."""


@dataclass(frozen=True, slots=True)
class CronPreview:
    """When a cron expression fires."""

    words: str
    next: tuple[datetime, ...]


class Triggers:
    """What people do with triggers.

    Args:
        desk: The platform's belongings.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def all(self, project: int | None = None) -> list[TriggerRow]:
        """Return the triggers of a project, or all; newest first.

        Raises:
            NotThere: There is no such project.
        """
        project_id = None if project is None else self._desk.project(project).id
        return (await self._desk.read(triggers.list_triggers, project_id))[::-1]

    async def one(self, number: int) -> TriggerRow:
        """Return a trigger.

        Raises:
            NotThere: There is none of that number.
        """
        return await self._desk.read(triggers.find_trigger, number)

    async def create(self, values: Values) -> TriggerRow:
        """Add a trigger.

        Raises:
            FieldProblem: A value cannot be taken.
        """
        row = await self._desk.write(_create, values, self._desk.now_ms())
        await self._desk.refresh(row.project)
        return row

    async def change(
        self, number: int, values: Values, expected_ms: int | None = None
    ) -> TriggerRow:
        """Change some of a trigger's attributes.

        Raises:
            NotThere: There is none of that number.
            FieldProblem: A value cannot be taken.
            ChangedMeanwhile: It was changed since ``expected_ms``.
        """
        row = await self._desk.write(_change, number, values, self._desk.now_ms(), expected_ms)
        await self._desk.refresh(row.project)
        return row

    async def delete(self, number: int) -> TriggerRow:
        """Delete a trigger; its jobs have none from now on.

        Raises:
            NotThere: There is none of that number.
        """
        row = await self._desk.write(triggers.delete_trigger, number, self._desk.now_ms())
        await self._desk.refresh(row.project)
        return row

    async def explain(self, number: int, message: int) -> FilterExplanation:
        """Return why a message of the trigger's project passes its filter, or does not.

        Raises:
            NotThere: There is no such trigger or message.
            FieldProblem: The trigger is no message filter, or cannot be read.
        """
        trigger = await self.one(number)
        if trigger.type != "message":
            raise FieldProblem("type", f"The trigger {trigger.name} is no message filter.")
        message_id = await self._desk.read(find_message, trigger.project_id, message)
        row = await self._desk.read(read_message, message_id)
        query = msgspec.json.decode(row.query, type=dict[str, str])
        body = Message(read_json(row.body), query).initial_state()["data"]
        ready = filter_of(MessageFilter(trigger.name, trigger.criteria or "", trigger.exclusion))
        return explain_filter(ready, body)

    def preview_cron(self, text: str, count: int) -> CronPreview:
        """Return a cron expression in words, and when it fires next, in UTC.

        Raises:
            FieldProblem: It is none, or never fires.
        """
        schedule = _taken("cron", parse_cron, text)
        times = next_times(schedule, self._desk.clock.now(), count)
        return CronPreview(in_words(schedule), times)


def _create(connection: Connection, values: Values, now_ms: int) -> TriggerRow:
    number = values.get("project_id")
    if number is None:
        raise FieldProblem("project_id", "Say of which project the trigger is.")
    try:
        project = find_project(connection, number)
    except NotThere as error:
        raise FieldProblem("project_id", error.what) from error
    if "name" not in values:
        raise FieldProblem("name", "A trigger needs a name.")
    columns = _columns(connection, project.id, values)
    return triggers.add_trigger(connection, project.id, columns, now_ms)


def _change(
    connection: Connection, number: int, values: Values, now_ms: int, expected_ms: int | None
) -> TriggerRow:
    trigger = triggers.find_trigger(connection, number)
    if values.get("project_id", trigger.project) != trigger.project:
        raise FieldProblem("project_id", "A trigger stays in its project.")
    known: dict[str, Any] = {
        "type": trigger.type,
        "criteria": trigger.criteria,
        "exclusion": trigger.exclusion,
        "cron": trigger.cron,
        "job_id": trigger.watched_job,
    }
    columns = _columns(connection, trigger.project_id, {**known, **values})
    changes = {key: columns[key] for key in columns if columns[key] != _present(trigger, key)}
    return triggers.change_trigger(connection, number, changes, now_ms, expected_ms=expected_ms)


def _present(trigger: TriggerRow, column: str) -> Any:
    return getattr(trigger, column)


def _columns(connection: Connection, project_id: int, values: Values) -> dict[str, Any]:
    """Return the attributes a type has, checked, as the store names them; the others are null."""
    kind = values.get("type")
    empty: dict[str, Any] = {
        "criteria": None,
        "exclusion": None,
        "cron": None,
        "watched_job_id": None,
    }
    named = {"name": values["name"]} if "name" in values else {}
    if kind == "message":
        return {**named, **empty, "type": kind, **_filter(values)}
    if kind in ("cron", "interval"):
        return {**named, **empty, "type": "cron", "cron": _cron(values)}
    if kind in ("success", "failure"):
        watched = _watched(connection, project_id, values.get("job_id"))
        return {**named, **empty, "type": kind, "watched_job_id": watched}
    raise FieldProblem("type", "It is message, cron, success or failure.")


def _filter(values: Values) -> dict[str, Any]:
    criteria = values.get("criteria")
    if criteria is None or criteria.strip() == "null":
        raise FieldProblem(
            "criteria",
            "A message filter needs criteria.",
            remedy="{} lets every message pass that is an object.",
        )
    _taken("criteria", parse_pattern, criteria)
    exclusion = values.get("exclusion")
    if exclusion is not None:
        pattern = _taken("exclusion", parse_exclusion, exclusion)
        # null and blank text exclude nothing.
        exclusion = exclusion if pattern and pattern.value is not None else None
    return {"criteria": criteria, "exclusion": exclusion}


def _cron(values: Values) -> str:
    if values.get("type") == "interval" or (
        values.get("cron") is None and values.get("interval") is not None
    ):
        return _taken("interval", cron_of_interval, values.get("interval") or 0)
    return _taken("cron", parse_cron, values.get("cron") or "").text


def _watched(connection: Connection, project_id: int, number: int | None) -> int:
    if number is None:
        raise FieldProblem("job_id", "Say which job's end is watched.")
    try:
        job = find_job(connection, number)
    except NotThere as error:
        raise FieldProblem("job_id", error.what) from error
    if job.project_id != project_id:
        raise FieldProblem("job_id", f"The job {number} is another project's.")
    return job.id


def _taken(field: str, work: Any, value: Any) -> Any:
    """Return what ``work`` makes of a value; its problem belongs to a field."""
    try:
        return work(value)
    except UserInputProblem as problem:
        if isinstance(problem, FieldProblem):
            raise
        where = f" ({problem.place})" if problem.place else ""
        raise FieldProblem(field, f"{problem.what}{where}", remedy=problem.remedy) from problem
