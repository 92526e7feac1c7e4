"""Users of a platform. Passwords come hashed; the room that checks them makes the hash."""

from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.problems import FieldProblem, NotThere

_COLUMNS = "id, email, name, password, is_owner, inserted_at_ms"


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user."""

    number: int
    email: str
    name: str
    password: str | None
    """Its hash; None when nobody can sign in with a password."""
    is_owner: bool
    inserted_at_ms: int


def add_user(
    connection: Connection,
    *,
    email: str,
    name: str,
    password: str | None,
    is_owner: bool,
    now_ms: int,
) -> UserRow:
    """Add a user.

    Raises:
        FieldProblem: Somebody has that e-mail address already.
    """
    if find_by_email(connection, email):
        raise FieldProblem("email", f"There is a user {email} already.")
    row = connection.execute(
        "INSERT INTO user (email, name, password, is_owner, inserted_at_ms)"
        f" VALUES (?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (email, name, password, int(is_owner), now_ms),
    ).fetchone()
    return _user(row)


def list_users(connection: Connection) -> list[UserRow]:
    """Return all users, the first one first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM user ORDER BY id")
    return [_user(row) for row in rows]


def find_user(connection: Connection, number: int) -> UserRow:
    """Return a user.

    Raises:
        NotThere: There is none of that number.
    """
    query = f"SELECT {_COLUMNS} FROM user WHERE id = ?"
    row = connection.execute(query, (number,)).fetchone()
    if row is None:
        raise NotThere(f"There is no user {number}.")
    return _user(row)


def find_by_email(connection: Connection, email: str) -> UserRow | None:
    """Return the user of an e-mail address, whatever its case."""
    query = f"SELECT {_COLUMNS} FROM user WHERE email = ?"
    row = connection.execute(query, (email,)).fetchone()
    return _user(row) if row else None


def set_password(connection: Connection, number: int, password: str) -> None:
    """Set a user's password hash and end the sessions that were begun with the old one."""
    connection.execute("UPDATE user SET password = ? WHERE id = ?", (password, number))
    connection.execute("DELETE FROM token WHERE user_id = ? AND kind = 'session'", (number,))


def remove_user(connection: Connection, number: int) -> None:
    """Remove a user with their tokens.

    Raises:
        NotThere: There is none of that number.
        FieldProblem: They are the owner, or credentials are still theirs.
    """
    if find_user(connection, number).is_owner:
        raise FieldProblem("id", "The owner of the platform cannot be removed.")
    query = "SELECT count(*) FROM credential WHERE owner_id = ?"
    owned = connection.execute(query, (number,)).fetchone()[0]
    if owned:
        remedy = "Transfer them to another user first."
        raise FieldProblem("id", f"This user owns {owned} credentials.", remedy=remedy)
    connection.execute("DELETE FROM user WHERE id = ?", (number,))


def _user(row: tuple[Any, ...]) -> UserRow:
    number, email, name, password, is_owner, inserted_at_ms = row
    return UserRow(number, email, name, password, bool(is_owner), inserted_at_ms)
