"""What both sides of a sync had when they last agreed, and every remote version that was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.values import from_column, to_column


@dataclass(frozen=True, slots=True)
class RemoteThing:
    """A job, trigger or credential as a remote platform knows it."""

    project_id: int
    remote: str
    """The user's name of the platform, e.g. ``staging``."""
    kind: str
    remote_id: str


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """A version of a remote thing."""

    id: int
    seen_at_ms: int
    value: Any
    """The whole of it, as it was received."""


def read_base(connection: Connection, thing: RemoteThing) -> dict[str, Any]:
    """Return the values that both sides had, by field; empty when they never agreed."""
    rows = connection.execute(
        "SELECT field, value FROM sync_base WHERE project_id = ? AND remote = ? AND kind = ?"
        " AND remote_id = ?",
        _of(thing),
    )
    return {field: from_column(value) for field, value in rows}


def list_things(connection: Connection, project_id: int, remote: str) -> list[RemoteThing]:
    """Return what of a remote platform has a base."""
    rows = connection.execute(
        "SELECT DISTINCT project_id, remote, kind, remote_id FROM sync_base"
        " WHERE project_id = ? AND remote = ? ORDER BY kind, remote_id",
        (project_id, remote),
    )
    return [RemoteThing(*row) for row in rows]


def write_base(
    connection: Connection, thing: RemoteThing, values: Mapping[str, Any], now_ms: int
) -> None:
    """Remember that both sides have these values now; other fields keep theirs."""
    connection.executemany(
        "INSERT INTO sync_base VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (project_id, remote, kind, remote_id, field)"
        " DO UPDATE SET value = excluded.value, synced_at_ms = excluded.synced_at_ms",
        [
            (*_of(thing), field, to_column(value) or "null", now_ms)
            for field, value in values.items()
        ],
    )


def forget_base(connection: Connection, thing: RemoteThing) -> None:
    """Forget what both sides had; the next sync begins as if it were the first."""
    connection.execute(
        "DELETE FROM sync_base WHERE project_id = ? AND remote = ? AND kind = ? AND remote_id = ?",
        _of(thing),
    )


def note_version(connection: Connection, thing: RemoteThing, value: Any, now_ms: int) -> int:
    """Keep a version of a remote thing, unless it is the newest that is kept; return its id."""
    newest = list_versions(connection, thing, limit=1)
    if newest and newest[0].value == value:
        return newest[0].id
    return connection.execute(
        "INSERT INTO remote_version (project_id, remote, kind, remote_id, seen_at_ms, value)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (*_of(thing), now_ms, to_column(value) or "null"),
    ).fetchone()[0]


def list_versions(
    connection: Connection, thing: RemoteThing, *, limit: int = 100
) -> list[SeenVersion]:
    """Return the versions of a remote thing that were seen, newest first."""
    rows = connection.execute(
        "SELECT id, seen_at_ms, value FROM remote_version WHERE project_id = ? AND remote = ?"
        " AND kind = ? AND remote_id = ? ORDER BY id DESC LIMIT ?",
        (*_of(thing), limit),
    )
    return [SeenVersion(row[0], row[1], from_column(row[2])) for row in rows]


def _of(thing: RemoteThing) -> tuple[int, str, str, str]:
    return (thing.project_id, thing.remote, thing.kind, thing.remote_id)
