"""Triggers of a project. Deleting one only marks it: what it matched stays readable."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.ids import LARGEST_ID
from openfn_studio.store.numbers import take_id, take_number
from openfn_studio.store.problems import ChangedMeanwhile, FieldProblem, NotThere
from openfn_studio.store.values import whole_text

TYPES = ("message", "cron", "success", "failure")
CHANGEABLE = frozenset({"name", "type", "criteria", "exclusion", "cron", "watched_job_id"})

_QUERY = (
    "SELECT trigger.id, trigger.number, trigger.project_id, project.number, trigger.name,"
    " trigger.type, trigger.criteria, trigger.exclusion, trigger.cron, trigger.watched_job_id,"
    " job.number, job.name, trigger.matches_since_id, trigger.inserted_at_ms,"
    " trigger.updated_at_ms FROM trigger JOIN project ON project.id = trigger.project_id"
    " LEFT JOIN job ON job.id = trigger.watched_job_id WHERE trigger.is_deleted = 0"
)


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """A trigger."""

    id: int
    number: int
    project_id: int
    project: int
    """Its project's number."""
    name: str
    type: str
    """One of ``TYPES``."""
    criteria: str | None
    """JSON as written."""
    exclusion: str | None
    cron: str | None
    watched_job_id: int | None
    watched_job: int | None
    """The number of the job whose end starts others."""
    watched_job_name: str | None
    matches_since_id: int
    """Messages older than this one have not been compared with it."""
    inserted_at_ms: int
    updated_at_ms: int


def add_trigger(
    connection: Connection, project_id: int, values: Mapping[str, Any], now_ms: int
) -> TriggerRow:
    """Add a trigger.

    Args:
        connection: Where to write.
        project_id: The id of its project.
        values: ``name`` and ``type``, and what its type needs; see ``CHANGEABLE``.
        now_ms: The time now.

    Raises:
        FieldProblem: The name is empty, or another trigger of the project has it.
    """
    name = whole_text(values["name"])
    _refuse_name(connection, project_id, name, but=0)
    row = connection.execute(
        "INSERT INTO trigger (id, number, project_id, name, type, criteria, exclusion, cron,"
        " watched_job_id, matches_since_id, inserted_at_ms, updated_at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
        (
            take_id(connection, "trigger", now_ms),
            values.get("number") or take_number(connection, "trigger"),
            project_id,
            name,
            values["type"],
            values.get("criteria"),
            values.get("exclusion"),
            values.get("cron"),
            values.get("watched_job_id"),
            LARGEST_ID,
            now_ms,
            now_ms,
        ),
    ).fetchone()
    return find_trigger(connection, row[0])


def list_triggers(connection: Connection, project_id: int | None = None) -> list[TriggerRow]:
    """Return the triggers of a project, or of all, oldest first."""
    rows = connection.execute(
        f"{_QUERY} AND (? IS NULL OR trigger.project_id = ?) ORDER BY trigger.number",
        (project_id, project_id),
    )
    return [TriggerRow(*row) for row in rows]


def find_trigger(connection: Connection, number: int) -> TriggerRow:
    """Return a trigger.

    Raises:
        NotThere: There is none of that number, or it was deleted.
    """
    row = connection.execute(f"{_QUERY} AND trigger.number = ?", (number,)).fetchone()
    if row is None:
        raise NotThere(f"There is no trigger {number}.")
    return TriggerRow(*row)


def change_trigger(
    connection: Connection,
    number: int,
    changes: Mapping[str, Any],
    now_ms: int,
    *,
    expected_ms: int | None = None,
) -> TriggerRow:
    """Change some of a trigger's attributes, those named in ``CHANGEABLE``.

    When its filter changes, what it matched before is forgotten; the background compares anew.

    Args:
        connection: Where to write.
        number: The trigger's number.
        changes: The new values.
        now_ms: The time now.
        expected_ms: When the caller thinks it was changed last; None does not mind.

    Raises:
        NotThere: There is none of that number.
        ChangedMeanwhile: It was changed since ``expected_ms``.
        FieldProblem: A value cannot be taken.
    """
    trigger = find_trigger(connection, number)
    if expected_ms is not None and trigger.updated_at_ms != expected_ms:
        raise ChangedMeanwhile(f"The trigger {trigger.name} was changed meanwhile.")
    if "name" in changes:
        _refuse_name(connection, trigger.project_id, changes["name"], but=trigger.id)
    values = {key: changes[key] for key in CHANGEABLE.intersection(changes)}
    if {"criteria", "exclusion", "type"} & values.keys():
        values["matches_since_id"] = LARGEST_ID
        connection.execute("DELETE FROM message_match WHERE trigger_id = ?", (trigger.id,))
    values["updated_at_ms"] = max(now_ms, trigger.updated_at_ms + 1)
    settings = ", ".join(f"{key} = :{key}" for key in values)
    connection.execute(
        f"UPDATE trigger SET {settings} WHERE id = :id", {**values, "id": trigger.id}
    )
    return find_trigger(connection, number)


def delete_trigger(connection: Connection, number: int, now_ms: int) -> TriggerRow:
    """Mark a trigger as deleted and take it from its jobs; return it as it was.

    Raises:
        NotThere: There is none of that number.
    """
    trigger = find_trigger(connection, number)
    connection.execute(
        "UPDATE job SET trigger_id = NULL, updated_at_ms = max(?, updated_at_ms + 1)"
        " WHERE trigger_id = ?",
        (now_ms, trigger.id),
    )
    connection.execute(
        "UPDATE trigger SET is_deleted = 1, updated_at_ms = ? WHERE id = ?", (now_ms, trigger.id)
    )
    return trigger


def _refuse_name(connection: Connection, project_id: int, name: str, *, but: int) -> None:
    if not name.strip():
        raise FieldProblem("name", "A trigger needs a name.")
    query = "SELECT 1 FROM trigger WHERE project_id = ? AND name = ? AND is_deleted = 0 AND id <> ?"
    if connection.execute(query, (project_id, name, but)).fetchone():
        remedy = "Choose another name, or change that trigger."
        raise FieldProblem("name", f"There is a trigger {name} in this project already.",
                           remedy=remedy)  # fmt: skip
