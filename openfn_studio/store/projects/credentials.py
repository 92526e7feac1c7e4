"""Credentials: who owns them, where they may be used, and their body, which is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.numbers import take_id, take_number
from openfn_studio.store.problems import FieldProblem, NotThere
from openfn_studio.store.values import from_column, to_column, whole_text

CHANGEABLE = frozenset({"name", "type", "owner_id", "sealed", "fields"})

_QUERY = (
    "SELECT id, number, owner_id, name, type, seal_name, sealed IS NOT NULL, fields,"
    " inserted_at_ms, updated_at_ms FROM credential"
)


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """A credential without its body."""

    id: int
    number: int
    owner: int | None
    """The number of the user who may change it."""
    name: str
    type: str
    seal_name: str
    """Whom the vault seals its body for."""
    has_body: bool
    fields: tuple[str, ...]
    """The names of what is in it."""
    projects: tuple[int, ...]
    """The numbers of the projects that may use it."""
    jobs: tuple[int, ...]
    """The numbers of the jobs that do."""
    inserted_at_ms: int
    updated_at_ms: int


def add_credential(
    connection: Connection,
    *,
    name: str,
    owner: int | None,
    seal_name: str,
    now_ms: int,
    type_: str = "raw",
    sealed: bytes | None = None,
    fields: Sequence[str] = (),
    projects: Sequence[int] = (),
) -> CredentialRow:
    """Add a credential and share it with projects, which are named by their numbers.

    Raises:
        FieldProblem: The name is empty or taken in one of the projects.
        NotThere: There is no such project.
    """
    if not name.strip():
        raise FieldProblem("name", "A credential needs a name.")
    number = connection.execute(
        "INSERT INTO credential (id, number, owner_id, name, type, seal_name, sealed, fields,"
        " inserted_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
        (
            take_id(connection, "credential", now_ms),
            take_number(connection, "credential"),
            owner,
            whole_text(name),
            type_,
            seal_name,
            sealed,
            to_column(list(fields)),
            now_ms,
            now_ms,
        ),
    ).fetchone()[0]
    share_credential(connection, number, projects)
    return find_credential(connection, number)


def list_credentials(
    connection: Connection, *, project: int | None = None, owner: int | None = None
) -> list[CredentialRow]:
    """Return the credentials a project may use, or a user owns, or all; oldest first."""
    rows = connection.execute(
        f"{_QUERY} WHERE (:owner IS NULL OR owner_id = :owner) AND (:project IS NULL OR id IN"
        " (SELECT credential_id FROM credential_share JOIN project ON project.id = project_id"
        " WHERE project.number = :project)) ORDER BY number",
        {"owner": owner, "project": project},
    ).fetchall()
    return [_credential(connection, row) for row in rows]


def find_credential(connection: Connection, number: int) -> CredentialRow:
    """Return a credential.

    Raises:
        NotThere: There is none of that number.
    """
    row = connection.execute(f"{_QUERY} WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise NotThere(f"There is no credential {number}.")
    return _credential(connection, row)


def read_sealed(connection: Connection, credential_id: int) -> tuple[str, bytes | None]:
    """Return whom a credential's body is sealed for, and the sealed body, if it has one.

    Raises:
        NotThere: It was deleted.
    """
    query = "SELECT seal_name, sealed FROM credential WHERE id = ?"
    row = connection.execute(query, (credential_id,)).fetchone()
    if row is None:
        raise NotThere("The credential was deleted.")
    return row


def change_credential(
    connection: Connection, number: int, changes: Mapping[str, Any], now_ms: int
) -> CredentialRow:
    """Change some of a credential's attributes, those named in ``CHANGEABLE``.

    Raises:
        NotThere: There is none of that number.
        FieldProblem: The name is empty or taken.
    """
    credential = find_credential(connection, number)
    values = {key: changes[key] for key in CHANGEABLE.intersection(changes)}
    if "fields" in values:
        values["fields"] = to_column(list(values["fields"]))
    values["updated_at_ms"] = max(now_ms, credential.updated_at_ms + 1)
    settings = ", ".join(f"{key} = :{key}" for key in values)
    connection.execute(
        f"UPDATE credential SET {settings} WHERE id = :id",
        {**values, "id": credential.id},
    )
    if "name" in changes:
        if not changes["name"].strip():
            raise FieldProblem("name", "A credential needs a name.")
        share_credential(connection, number, credential.projects)
    return find_credential(connection, number)


def share_credential(connection: Connection, number: int, projects: Sequence[int]) -> None:
    """Let these projects, and no others, use a credential; jobs elsewhere lose it.

    Raises:
        NotThere: There is no such project.
        FieldProblem: One of them has another credential of the same name.
    """
    credential = find_credential(connection, number)
    connection.execute("DELETE FROM credential_share WHERE credential_id = ?", (credential.id,))
    for project in projects:
        found = connection.execute("SELECT id FROM project WHERE number = ?", (project,)).fetchone()
        if found is None:
            raise NotThere(f"There is no project {project}.")
        _refuse_same_name(connection, found[0], credential)
        connection.execute(
            "INSERT OR IGNORE INTO credential_share VALUES (?, ?)", (found[0], credential.id)
        )
    connection.execute(
        "UPDATE job SET credential_id = NULL WHERE credential_id = ? AND project_id NOT IN"
        " (SELECT project_id FROM credential_share WHERE credential_id = ?)",
        (credential.id, credential.id),
    )


def delete_credential(connection: Connection, number: int) -> None:
    """Delete a credential for good; its jobs have none from now on.

    Raises:
        NotThere: There is none of that number.
    """
    credential = find_credential(connection, number)
    connection.execute("DELETE FROM credential WHERE id = ?", (credential.id,))


def _refuse_same_name(connection: Connection, project_id: int, credential: CredentialRow) -> None:
    row = connection.execute(
        "SELECT project.name FROM credential_share JOIN project ON project.id = project_id"
        " JOIN credential ON credential.id = credential_id"
        " WHERE project_id = ? AND credential.name = ? AND credential.id <> ?",
        (project_id, credential.name, credential.id),
    ).fetchone()
    if row:
        raise FieldProblem(
            "name", f"The project {row[0]} has another credential named {credential.name}."
        )


def _credential(connection: Connection, row: tuple[Any, ...]) -> CredentialRow:
    *first, has_body, fields, inserted_at_ms, updated_at_ms = row
    projects = connection.execute(
        "SELECT number FROM credential_share JOIN project ON project.id = project_id"
        " WHERE credential_id = ? AND number IS NOT NULL ORDER BY number",
        (row[0],),
    )
    jobs = connection.execute(
        "SELECT number FROM job WHERE credential_id = ? AND number IS NOT NULL ORDER BY number",
        (row[0],),
    )
    return CredentialRow(
        *first,
        has_body=bool(has_body),
        fields=tuple(from_column(fields)),
        projects=tuple(number for (number,) in projects.fetchall()),
        jobs=tuple(number for (number,) in jobs.fetchall()),
        inserted_at_ms=inserted_at_ms,
        updated_at_ms=updated_at_ms,
    )
