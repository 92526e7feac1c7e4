"""What follows from the end of a run, once and only once, also when the program dies between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.messages.pairs import refresh_pair
from openfn_studio.store.queue.inputs import set_job_state
from openfn_studio.store.queue.waiting import PlannedRun, enqueue
from openfn_studio.store.values import from_column, to_column


@dataclass(frozen=True, slots=True)
class EndedRow:
    """A run that has ended, and of which nothing followed yet."""

    id: int
    number: int
    project_id: int
    project: int
    job_id: int
    job_name: str
    message_id: int | None
    source_run_id: int | None
    exit_code: int
    cause: str
    initial: str
    trigger_name: str | None
    chain: tuple[str, ...]
    attempt: int
    final_state_bytes: int
    input_is_job_state: bool
    """Whether its job's state is still what the run began with."""
    is_cron_job: bool
    """Whether the clock starts its job."""
    error_name: str | None


_QUERY = (
    "SELECT run.id, run.number, run.project_id, project.number, run.job_id, job.name,"
    " run.message_id, run.source_run_id, run.exit_code, run.cause, run.initial, run.trigger_name,"
    " run.chain, run.attempt, ifnull(length(CAST(run.final_state AS BLOB)), 0),"
    " run.input IS ifnull((SELECT state FROM job_state WHERE job_id = run.job_id), '{}'),"
    " EXISTS (SELECT 1 FROM trigger WHERE trigger.id = job.trigger_id AND type = 'cron'),"
    " json_extract(run.error, '$.name')"
    " FROM run JOIN project ON project.id = run.project_id JOIN job ON job.id = run.job_id"
    " WHERE run.is_settled = 0 AND run.exit_code IS NOT NULL"
)


def read_unsettled(connection: Connection) -> list[EndedRow]:
    """Return the runs that have ended and of which nothing followed yet, oldest first."""
    rows = connection.execute(f"{_QUERY} ORDER BY run.id")
    return [_ended(row) for row in rows]


def read_ended(connection: Connection, run_id: int) -> EndedRow | None:
    """Return a run that has ended; None when what follows from it is settled already."""
    row = connection.execute(f"{_QUERY} AND run.id = ?", (run_id,)).fetchone()
    return _ended(row) if row else None


def settle(
    connection: Connection,
    run: EndedRow,
    *,
    keeps_state: bool,
    follow_ups: Sequence[PlannedRun],
    now_ms: int,
) -> bool:
    """Write what follows from the end of a run; False when somebody has already.

    Args:
        connection: Where to write.
        run: The run.
        keeps_state: Whether its final state becomes its job's.
        follow_ups: What it starts: flow, catch, or itself again.
        now_ms: The time now.
    """
    done = connection.execute(
        "UPDATE run SET is_settled = 1 WHERE id = ? AND is_settled = 0", (run.id,)
    )
    if not done.rowcount:
        return False
    if keeps_state:
        query = "SELECT final_state FROM run WHERE id = ?"
        set_job_state(connection, run.job_id, _state(connection, query, run.id), now_ms)
    for follow_up in follow_ups:
        # An attempt at the same run is of the same message; flow and catch are of none.
        message_id = run.message_id if follow_up.attempt > 1 else None
        enqueue(connection, run.project_id, follow_up, now_ms, message_id=message_id)
    if run.message_id is not None:
        refresh_pair(connection, run.message_id, run.job_id)
    return True


def close_unsaved(
    connection: Connection, run_id: int, *, exit_code: int, error: Mapping[str, Any]
) -> None:
    """Close a run of which not all could be kept; one that has an end already keeps it."""
    connection.execute(
        "UPDATE run SET exit_code = ?, error = ?, finished_at_ms = started_at_ms"
        " WHERE id = ? AND exit_code IS NULL",
        (exit_code, to_column(error), run_id),
    )


def _state(connection: Connection, query: str, run_id: int) -> str:
    state: str | None = connection.execute(query, (run_id,)).fetchone()[0]
    # What is no object carries nothing on.
    return state if state is not None and state.startswith("{") else "{}"


def _ended(row: tuple[Any, ...]) -> EndedRow:
    values = list(row)
    chain, is_job_state, is_cron_job = 12, 15, 16
    values[chain] = tuple(from_column(values[chain]))
    for at in (is_job_state, is_cron_job):
        values[at] = bool(values[at])
    return EndedRow(*values)
