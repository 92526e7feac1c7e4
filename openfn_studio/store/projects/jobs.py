"""Jobs of a project. They are never deleted, only archived."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.numbers import take_id, take_number
from openfn_studio.store.problems import ChangedMeanwhile, FieldProblem, NotThere
from openfn_studio.store.values import from_column, to_column, whole_text

CHANGEABLE = frozenset(
    {"name", "expression", "adaptor", "adaptor_version", "extra_adaptors", "trigger_id",
     "credential_id", "autoprocess", "archived", "test_mode", "no_console", "long_run", "dialect",
     "is_public", "path_in_external_repo"}
)  # fmt: skip

_TEXTS = ("name", "expression")
_UNTITLED = "Untitled"
_QUERY = (
    "SELECT job.id, job.number, job.project_id, project.number, job.name, job.expression,"
    " job.adaptor, job.adaptor_version, job.extra_adaptors, job.trigger_id, trigger.number,"
    " job.credential_id, credential.number, job.autoprocess, job.archived, job.test_mode,"
    " job.no_console, job.long_run, job.dialect, job.is_public, job.path_in_external_repo,"
    " job.inserted_at_ms, job.updated_at_ms FROM job"
    " JOIN project ON project.id = job.project_id"
    " LEFT JOIN trigger ON trigger.id = job.trigger_id"
    " LEFT JOIN credential ON credential.id = job.credential_id WHERE job.number IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job."""

    id: int
    number: int
    project_id: int
    project: int
    """Its project's number."""
    name: str
    expression: str
    adaptor: str | None
    """As v1 writes it: ``http``, ``mssql``; other packages by their npm name."""
    adaptor_version: str | None
    """With v1's ``v``, as written; None is the latest at run time."""
    extra_adaptors: tuple[str, ...]
    trigger_id: int | None
    trigger: int | None
    credential_id: int | None
    credential: int | None
    autoprocess: bool
    """Whether it is on: its trigger starts it."""
    archived: bool
    test_mode: bool
    no_console: bool
    long_run: bool
    dialect: str | None
    """None is the project's."""
    is_public: bool
    """Whether it is in the public library."""
    path_in_external_repo: str | None
    inserted_at_ms: int
    updated_at_ms: int


def add_job(
    connection: Connection, project_id: int, values: Mapping[str, Any], now_ms: int
) -> JobRow:
    """Add a job; without a name it is ``Untitled`` with the first number that is free.

    Raises:
        FieldProblem: The name is empty, or another job of the project has it.
    """
    name = values.get("name")
    if name is None:
        name = _free_name(connection, project_id)
    _refuse_name(connection, project_id, name, but=0)
    # A run of the editor may have left a row of this name that was no job of the platform.
    job_id = connection.execute(
        "INSERT INTO job (id, project_id, name) VALUES (?, ?, ?)"
        " ON CONFLICT (project_id, name) DO UPDATE SET name = excluded.name RETURNING id",
        (take_id(connection, "job", now_ms), project_id, whole_text(name)),
    ).fetchone()[0]
    number = values.get("number") or take_number(connection, "job")
    connection.execute(
        "UPDATE job SET number = ?, inserted_at_ms = ? WHERE id = ?", (number, now_ms, job_id)
    )
    _write(connection, job_id, {**values, "name": name}, now_ms)
    return find_job(connection, number)


def list_jobs(connection: Connection, project_id: int | None = None) -> list[JobRow]:
    """Return the jobs of a project, or of all, oldest first; archived ones too."""
    rows = connection.execute(
        f"{_QUERY} AND (? IS NULL OR job.project_id = ?) ORDER BY job.number",
        (project_id, project_id),
    )
    return [_job(row) for row in rows]


def find_job(connection: Connection, number: int) -> JobRow:
    """Return a job.

    Raises:
        NotThere: There is none of that number.
    """
    row = connection.execute(f"{_QUERY} AND job.number = ?", (number,)).fetchone()
    if row is None:
        raise NotThere(f"There is no job {number}.")
    return _job(row)


def read_job(connection: Connection, job_id: int) -> JobRow:
    """Return a job by its internal id.

    Raises:
        NotThere: There is none.
    """
    row = connection.execute(f"{_QUERY} AND job.id = ?", (job_id,)).fetchone()
    if row is None:
        raise NotThere("The job is not there any more.")
    return _job(row)


def change_job(
    connection: Connection,
    number: int,
    changes: Mapping[str, Any],
    now_ms: int,
    *,
    expected_ms: int | None = None,
) -> JobRow:
    """Change some of a job's attributes, those named in ``CHANGEABLE``.

    Args:
        connection: Where to write.
        number: The job's number.
        changes: The new values.
        now_ms: The time now.
        expected_ms: When the caller thinks it was changed last; None does not mind.

    Raises:
        NotThere: There is none of that number.
        ChangedMeanwhile: It was changed since ``expected_ms``.
        FieldProblem: The name is empty or taken.
    """
    job = find_job(connection, number)
    if expected_ms is not None and job.updated_at_ms != expected_ms:
        raise ChangedMeanwhile(
            f"The job {job.name} was changed meanwhile.",
            means="Nothing was written, so that no change is lost.",
            remedy="Read it again, then repeat your change.",
        )
    if "name" in changes:
        _refuse_name(connection, job.project_id, changes["name"], but=job.id)
    _write(connection, job.id, changes, max(now_ms, job.updated_at_ms + 1))
    return find_job(connection, number)


def _write(connection: Connection, job_id: int, changes: Mapping[str, Any], now_ms: int) -> None:
    values = {key: changes[key] for key in CHANGEABLE.intersection(changes)}
    for key in _TEXTS:
        if key in values:
            values[key] = whole_text(values[key])
    if "extra_adaptors" in values:
        values["extra_adaptors"] = to_column(list(values["extra_adaptors"]))
    values["updated_at_ms"] = now_ms
    settings = ", ".join(f"{key} = :{key}" for key in values)
    connection.execute(f"UPDATE job SET {settings} WHERE id = :id", {**values, "id": job_id})


def _free_name(connection: Connection, project_id: int) -> str:
    query = "SELECT name FROM job WHERE project_id = ? AND name LIKE ?"
    taken = {name for (name,) in connection.execute(query, (project_id, f"{_UNTITLED} %"))}
    at = 1
    while f"{_UNTITLED} {at}" in taken:
        at += 1
    return f"{_UNTITLED} {at}"


def _refuse_name(connection: Connection, project_id: int, name: str, *, but: int) -> None:
    if not name.strip():
        raise FieldProblem("name", "A job needs a name.")
    row = connection.execute(
        "SELECT archived FROM job WHERE project_id = ? AND name = ? AND number IS NOT NULL"
        " AND id <> ?",
        (project_id, whole_text(name), but),
    ).fetchone()
    if row:
        archived = "an archived" if row[0] else "a"
        remedy = "Restore that one, or choose another name." if row[0] else "Choose another name."
        raise FieldProblem(
            "name", f"There is {archived} job {name} in this project already.", remedy=remedy
        )


def _job(row: tuple[Any, ...]) -> JobRow:
    values = list(row)
    extra, is_public = 8, 19
    values[extra] = tuple(from_column(values[extra]))
    for at in (*range(13, 18), is_public):
        values[at] = bool(values[at])
    return JobRow(*values)
