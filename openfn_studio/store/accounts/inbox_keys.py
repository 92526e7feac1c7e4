"""What may post to an inbox: ``x-api-key`` values and Basic pairs, several valid at once."""

from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Literal

from openfn_studio.store.problems import NotThere

Kind = Literal["api_key", "basic"]

_COLUMNS = "id, project_id, kind, name, username, secret, inserted_at_ms"


@dataclass(frozen=True, slots=True)
class InboxKeyRow:
    """A key or pair, hashed."""

    number: int
    project_id: int
    kind: Kind
    name: str
    username: str | None
    secret: str
    """SHA-256 of a key we made, or scrypt of a password somebody chose."""
    inserted_at_ms: int


def add_inbox_key(
    connection: Connection,
    *,
    project_id: int,
    kind: Kind,
    name: str,
    username: str | None,
    secret: str,
    now_ms: int,
) -> InboxKeyRow:
    """Let one more key or pair post to a project's inbox."""
    row = connection.execute(
        "INSERT INTO inbox_key (project_id, kind, name, username, secret, inserted_at_ms)"
        f" VALUES (?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (project_id, kind, name, username, secret, now_ms),
    ).fetchone()
    return _key(row)


def list_inbox_keys(connection: Connection, project_id: int | None = None) -> list[InboxKeyRow]:
    """Return the keys of a project's inbox, or of all, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM inbox_key WHERE ? IS NULL OR project_id = ? ORDER BY id",
        (project_id, project_id),
    )
    return [_key(row) for row in rows]


def revoke_inbox_key(connection: Connection, number: int, project_id: int) -> None:
    """Refuse a key from now on.

    Raises:
        NotThere: The project has none of that number.
    """
    done = connection.execute(
        "DELETE FROM inbox_key WHERE id = ? AND project_id = ?", (number, project_id)
    )
    if not done.rowcount:
        raise NotThere(f"There is no inbox key {number}.")


def _key(row: tuple[Any, ...]) -> InboxKeyRow:
    return InboxKeyRow(*row)
