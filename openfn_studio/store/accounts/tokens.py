"""Tokens of users: personal ones that last, and sessions that were begun by signing in.

Only the SHA-256 of a token is kept. Tokens are random, so nothing slower is needed.
"""

from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Literal

from openfn_studio.store.problems import NotThere

Kind = Literal["personal", "session"]

_COLUMNS = "id, user_id, kind, name, sha256, inserted_at_ms, expires_at_ms, used_at_ms"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token, without the token itself."""

    number: int
    user: int
    kind: Kind
    name: str
    sha256: bytes
    inserted_at_ms: int
    expires_at_ms: int | None
    """None: never."""
    used_at_ms: int | None


def add_token(
    connection: Connection,
    *,
    user: int,
    kind: Kind,
    name: str,
    sha256: bytes,
    now_ms: int,
    expires_at_ms: int | None,
) -> TokenRow:
    """Keep a token's hash; sessions that have ended are forgotten on the way."""
    connection.execute("DELETE FROM token WHERE expires_at_ms <= ?", (now_ms,))
    row = connection.execute(
        "INSERT INTO token (user_id, kind, name, sha256, inserted_at_ms, expires_at_ms)"
        f" VALUES (?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (user, kind, name, sha256, now_ms, expires_at_ms),
    ).fetchone()
    return _token(row)


def list_tokens(connection: Connection, user: int | None = None) -> list[TokenRow]:
    """Return the tokens of a user, or of all, newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM token WHERE ? IS NULL OR user_id = ? ORDER BY id DESC",
        (user, user),
    )
    return [_token(row) for row in rows]


def revoke_token(connection: Connection, number: int, user: int | None = None) -> None:
    """Forget a token: from now on it opens nothing.

    Raises:
        NotThere: There is none of that number, or it is another user's.
    """
    done = connection.execute(
        "DELETE FROM token WHERE id = ? AND (? IS NULL OR user_id = ?)", (number, user, user)
    )
    if not done.rowcount:
        raise NotThere(f"There is no token {number}.")


def note_use(connection: Connection, number: int, now_ms: int) -> None:
    """Remember when a token was used last."""
    connection.execute("UPDATE token SET used_at_ms = ? WHERE id = ?", (now_ms, number))


def _token(row: tuple[Any, ...]) -> TokenRow:
    return TokenRow(*row)
