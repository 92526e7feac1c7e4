"""The exact state a waiting run begins with, as JSON text, without ``configuration``.

Texts are joined, not read and written again: no number of a message is rounded on its way.
"""

from sqlite3 import Connection
from typing import Any

from openfn_studio.store.problems import NotThere
from openfn_studio.store.queue.waiting import WaitingRow
from openfn_studio.store.values import to_column
from openfn_studio.triggers.initial_state import InitialState

NOTHING = "{}"


def read_input(connection: Connection, run: WaitingRow) -> str:
    """Return the initial state of a run as it would be now.

    Raises:
        NotThere: The message or the run it comes from was removed.
    """
    if run.message_id is not None:
        return message_input(connection, run.message_id)
    match InitialState(run.initial):
        case InitialState.MESSAGE:
            return message_input(connection, run.message_id)
        case InitialState.LAST_FINAL_STATE:
            return job_state(connection, run.job_id) or NOTHING
        case InitialState.FINAL_STATE_OF_TRIGGERING_RUN:
            return _final_state(connection, run.source_run_id)
        case InitialState.INITIAL_STATE_OF_FAILED_RUN:
            return _after_failure(connection, run.source_run_id)
        case InitialState.SAME_AS_BEFORE:
            return _same_as_before(connection, run.source_run_id)


def message_input(connection: Connection, message_id: int | None) -> str:
    """Return what a run of a message begins with: its body, with ``__query_params``.

    A body that has that key keeps its own: of two equal keys JavaScript takes the last.

    Raises:
        NotThere: The message was removed.
    """
    row = connection.execute(
        "SELECT body, query FROM message WHERE id = ?", (message_id,)
    ).fetchone()
    if row is None:
        raise NotThere("The message of this run was removed.")
    body, query = row[0].strip(), row[1]
    if body.startswith("{"):
        rest = body[1:].lstrip()
        comma = "" if rest.startswith("}") else ","
        body = f'{{"__query_params":{query}{comma}{rest}'
    return f'{{"data":{body}}}'


def job_state(connection: Connection, job_id: int) -> str | None:
    """Return what a cron job's next run begins with; None when it has kept nothing yet."""
    row = connection.execute("SELECT state FROM job_state WHERE job_id = ?", (job_id,)).fetchone()
    return row[0] if row else None


def set_job_state(connection: Connection, job_id: int, state: str | None, now_ms: int) -> None:
    """Set what a cron job's next run begins with; None lets it begin anew."""
    if state is None:
        connection.execute("DELETE FROM job_state WHERE job_id = ?", (job_id,))
        return
    connection.execute(
        "INSERT INTO job_state VALUES (?, ?, ?) ON CONFLICT (job_id)"
        " DO UPDATE SET state = excluded.state, saved_at_ms = excluded.saved_at_ms",
        (job_id, state, now_ms),
    )


def _final_state(connection: Connection, run_id: int | None) -> str:
    state = _of_run(connection, run_id, "final_state")[0] or NOTHING
    return state if state.startswith("{") else NOTHING


def _after_failure(connection: Connection, run_id: int | None) -> str:
    initial = _same_as_before(connection, run_id).strip()
    lines = connection.execute(
        "SELECT text FROM log_line WHERE run_id = ? ORDER BY position", (run_id,)
    )
    error = to_column([text for (text,) in lines])
    members = initial[1:-1].strip() if initial.startswith("{") else ""
    return f'{{{members}{"," if members else ""}"error":{error}}}'


def _same_as_before(connection: Connection, run_id: int | None) -> str:
    message_id, given = _of_run(connection, run_id, "message_id, input")
    return given if given is not None else message_input(connection, message_id)


def _of_run(connection: Connection, run_id: int | None, columns: str) -> tuple[Any, ...]:
    row = connection.execute(
        f"SELECT {columns} FROM run WHERE id = ?",
        (run_id,),
    ).fetchone()
    if row is None:
        raise NotThere("The run it follows from was removed.")
    return row
