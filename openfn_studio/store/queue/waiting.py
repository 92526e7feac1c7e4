"""Runs that wait to be started: one queue a project, in the order in which they came."""

from collections.abc import Collection
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.messages.pairs import refresh_pair
from openfn_studio.store.problems import NotThere
from openfn_studio.store.values import from_column, to_column

_QUERY = (
    "SELECT waiting_run.id, waiting_run.project_id, waiting_run.job_id, job.number, job.name,"
    " waiting_run.message_id, message.number, waiting_run.source_run_id, waiting_run.cause,"
    " waiting_run.initial, waiting_run.trigger_name, waiting_run.chain, waiting_run.attempt,"
    " waiting_run.queued_at_ms, waiting_run.not_before_ms, job.credential_id FROM waiting_run"
    " JOIN job ON job.id = waiting_run.job_id"
    " LEFT JOIN message ON message.id = waiting_run.message_id"
)
_RUNS_FOR_ESTIMATE = 50
FARTHEST_MS = 20 * 60 * 1000
"""No run waits for a time farther away: then the clock was set back, and it need not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """A run that shall be started as soon as its turn has come."""

    job_id: int
    cause: str
    initial: str
    """Where its initial state comes from, in the words of ``triggers.initial_state``."""
    trigger_name: str | None = None
    chain: tuple[str, ...] = ()
    source_run_id: int | None = None
    """The run whose end starts it, that failed, or that is repeated."""
    attempt: int = 1
    not_before_ms: int = 0


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A run in the queue."""

    id: int
    project_id: int
    job_id: int
    job: int
    job_name: str
    message_id: int | None
    message: int | None
    source_run_id: int | None
    cause: str
    initial: str
    trigger_name: str | None
    chain: tuple[str, ...]
    attempt: int
    queued_at_ms: int
    not_before_ms: int
    """It waits at least until then; 0 when only for its turn."""
    credential_id: int | None


def enqueue(
    connection: Connection,
    project_id: int,
    run: PlannedRun,
    now_ms: int,
    *,
    message_id: int | None = None,
) -> int:
    """Put a run at the end of its project's queue; return its number there."""
    waiting_id = connection.execute(
        "INSERT INTO waiting_run (project_id, job_id, message_id, source_run_id, cause, initial,"
        " trigger_name, chain, attempt, queued_at_ms, not_before_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            project_id,
            run.job_id,
            message_id,
            run.source_run_id,
            run.cause,
            run.initial,
            run.trigger_name,
            to_column(list(run.chain)),
            run.attempt,
            now_ms,
            run.not_before_ms,
        ),
    ).fetchone()[0]
    if message_id is not None:
        refresh_pair(connection, message_id, run.job_id)
    return waiting_id


def list_waiting(
    connection: Connection, project_id: int, *, after: int = 0, limit: int = 100
) -> list[WaitingRow]:
    """Return a page of a project's queue, in its order."""
    rows = connection.execute(
        f"{_QUERY} WHERE waiting_run.project_id = ? AND waiting_run.id > ?"
        " ORDER BY waiting_run.id LIMIT ?",
        (project_id, after, limit),
    )
    return [_waiting(row) for row in rows]


def next_waiting(
    connection: Connection,
    project_id: int,
    *,
    now_ms: int,
    but: Collection[int] = (),
    with_credentials: bool = True,
) -> WaitingRow | None:
    """Return the first run whose turn it is; None when there is none.

    Args:
        connection: Where to read.
        project_id: Whose queue.
        now_ms: The time now; those that wait for a later one are passed over.
        but: Runs that are being started already.
        with_credentials: Whether those whose job needs a credential can be started now.
    """
    holes = ", ".join("?" * len(but))
    row = connection.execute(
        f"{_QUERY} WHERE waiting_run.project_id = ?"
        " AND waiting_run.not_before_ms NOT BETWEEN ? AND ?"
        f" AND waiting_run.id NOT IN ({holes}) AND (? OR job.credential_id IS NULL)"
        " ORDER BY waiting_run.id LIMIT 1",
        (project_id, now_ms + 1, now_ms + FARTHEST_MS, *but, with_credentials),
    ).fetchone()
    return _waiting(row) if row else None


def next_time_ms(connection: Connection, project_id: int, now_ms: int) -> int | None:
    """Return when the first of the runs that wait for a later time may start."""
    return connection.execute(
        "SELECT min(not_before_ms) FROM waiting_run WHERE project_id = ? AND not_before_ms > ?",
        (project_id, now_ms),
    ).fetchone()[0]


def find_waiting(connection: Connection, waiting_id: int) -> WaitingRow:
    """Return a run of a queue.

    Raises:
        NotThere: It is in no queue: started, or taken out.
    """
    row = connection.execute(f"{_QUERY} WHERE waiting_run.id = ?", (waiting_id,)).fetchone()
    if row is None:
        raise NotThere(f"There is no run {waiting_id} in a queue.")
    return _waiting(row)


def delay_waiting(connection: Connection, waiting_id: int, not_before_ms: int) -> None:
    """Let a run wait until a later time; those behind it pass."""
    connection.execute(
        "UPDATE waiting_run SET not_before_ms = ? WHERE id = ?", (not_before_ms, waiting_id)
    )


def drop_waiting(connection: Connection, waiting_id: int) -> None:
    """Take a run out of its queue; it is never started."""
    row = connection.execute(
        "DELETE FROM waiting_run WHERE id = ? RETURNING message_id, job_id", (waiting_id,)
    ).fetchone()
    if row and row[0] is not None:
        refresh_pair(connection, *row)


def count_waiting(connection: Connection, project_id: int) -> int:
    """Return how long a project's queue is."""
    query = "SELECT count(*) FROM waiting_run WHERE project_id = ?"
    return connection.execute(query, (project_id,)).fetchone()[0]


def average_run_ms(connection: Connection, project_id: int) -> float | None:
    """Return how long the newest runs of a project took on average; None when there are none."""
    return connection.execute(
        "SELECT avg(took_ms) FROM (SELECT took_ms FROM run WHERE project_id = ?"
        " AND cause IS NOT NULL AND took_ms IS NOT NULL ORDER BY id DESC LIMIT ?)",
        (project_id, _RUNS_FOR_ESTIMATE),
    ).fetchone()[0]


def _waiting(row: tuple[Any, ...]) -> WaitingRow:
    values = list(row)
    chain = 11
    values[chain] = tuple(from_column(values[chain]))
    return WaitingRow(*values)
