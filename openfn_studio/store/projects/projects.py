"""Projects of a platform: a name, an inbox, and how many runs and days they may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.numbers import take_id, take_number
from openfn_studio.store.problems import FieldProblem, NotThere
from openfn_studio.store.values import whole_text

_COLUMNS = (
    "id, number, name, key, description, source, dialect, test_mode, concurrency,"
    " keep_messages_days, keep_runs_days, created_at_ms, updated_at_ms"
)
MOST_AT_ONCE = 10
CHANGEABLE = frozenset(
    {"name", "description", "dialect", "test_mode", "concurrency", "keep_messages_days",
     "keep_runs_days"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project."""

    id: int
    number: int
    name: str
    inbox: str
    """The last part of its inbox's address, which is a secret."""
    description: str
    source: str | None
    """The folder it was imported from."""
    dialect: str
    test_mode: bool
    """Whether new jobs start in test mode."""
    concurrency: int
    """How many of its runs may go on at once."""
    keep_messages_days: int | None
    keep_runs_days: int | None
    inserted_at_ms: int
    updated_at_ms: int


def add_project(
    connection: Connection,
    *,
    name: str,
    inbox: str,
    now_ms: int,
    description: str = "",
    source: str | None = None,
    dialect: str = "v1",
    test_mode: bool = True,
) -> ProjectRow:
    """Add a project.

    Raises:
        FieldProblem: The name is empty, or another project has it.
    """
    _refuse_name(connection, name, but=0)
    row = connection.execute(
        "INSERT INTO project (id, number, name, key, description, source, dialect, test_mode,"
        " created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        f" RETURNING {_COLUMNS}",
        (
            take_id(connection, "project", now_ms),
            take_number(connection, "project"),
            whole_text(name),
            inbox,
            whole_text(description),
            source,
            dialect,
            int(test_mode),
            now_ms,
            now_ms,
        ),
    ).fetchone()
    return _project(row)


def list_projects(connection: Connection) -> list[ProjectRow]:
    """Return the platform's projects, the first one first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM project WHERE number IS NOT NULL ORDER BY number"
    )
    return [_project(row) for row in rows]


def find_project(connection: Connection, number: int) -> ProjectRow:
    """Return a project.

    Raises:
        NotThere: There is none of that number.
    """
    query = f"SELECT {_COLUMNS} FROM project WHERE number = ?"
    row = connection.execute(query, (number,)).fetchone()
    if row is None:
        raise NotThere(f"There is no project {number}.")
    return _project(row)


def find_by_source(connection: Connection, source: str) -> ProjectRow | None:
    """Return the project that was imported from a folder."""
    query = f"SELECT {_COLUMNS} FROM project WHERE source = ? AND number IS NOT NULL"
    row = connection.execute(query, (source,)).fetchone()
    return _project(row) if row else None


def change_project(
    connection: Connection, number: int, changes: Mapping[str, Any], now_ms: int
) -> ProjectRow:
    """Change some of a project's attributes, those named in ``CHANGEABLE``.

    Raises:
        NotThere: There is none of that number.
        FieldProblem: A value cannot be taken.
    """
    project = find_project(connection, number)
    if "name" in changes:
        _refuse_name(connection, changes["name"], but=project.id)
    if not 1 <= changes.get("concurrency", 1) <= MOST_AT_ONCE:
        raise FieldProblem("concurrency", f"It is a number from 1 to {MOST_AT_ONCE}.")
    for days in ("keep_messages_days", "keep_runs_days"):
        if changes.get(days) is not None and changes[days] < 1:
            raise FieldProblem(days, "It is a number of days, 1 or more, or null for ever.")
    values = {key: changes[key] for key in CHANGEABLE.intersection(changes)}
    values["updated_at_ms"] = max(now_ms, project.updated_at_ms + 1)
    settings = ", ".join(f"{key} = :{key}" for key in values)
    connection.execute(
        f"UPDATE project SET {settings} WHERE id = :id", {**values, "id": project.id}
    )
    return find_project(connection, number)


def _refuse_name(connection: Connection, name: str, *, but: int) -> None:
    if not name.strip():
        raise FieldProblem("name", "A project needs a name.")
    query = "SELECT 1 FROM project WHERE name = ? AND number IS NOT NULL AND id <> ?"
    if connection.execute(query, (whole_text(name), but)).fetchone():
        raise FieldProblem("name", f"There is a project {name} already.")


def _project(row: tuple[Any, ...]) -> ProjectRow:
    values = list(row)
    test_mode = 7
    values[test_mode] = bool(values[test_mode])
    return ProjectRow(*values)
