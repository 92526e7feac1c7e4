"""What became of a message in a job: waiting, running, success or failure.

It is what the queue and the runs say, kept beside them so that messages can be filtered by it.
"""

from sqlite3 import Connection

WAITING, RUNNING, SUCCESS, FAILURE = "waiting", "running", "success", "failure"


def refresh_pair(connection: Connection, message_id: int, job_id: int) -> str | None:
    """Work out the state of a message in a job anew and keep it; None when there was no run.

    While a run is on or waits, that is the state. Else it is that of the run that finished last,
    of those that finished at once the one that started last, then the newest.
    """
    state = _state(connection, message_id, job_id)
    if state is None:
        connection.execute(
            "DELETE FROM message_job WHERE message_id = ? AND job_id = ?", (message_id, job_id)
        )
        return None
    connection.execute(
        "INSERT INTO message_job (message_id, job_id, project_id, state)"
        " SELECT id, ?, project_id, ? FROM message WHERE id = ?"
        " ON CONFLICT (message_id, job_id) DO UPDATE SET state = excluded.state",
        (job_id, state, message_id),
    )
    return state


def last_start_ms(connection: Connection, message_id: int, job_id: int) -> int | None:
    """Return when a run of a message and job started last; None when there was none."""
    return connection.execute(
        "SELECT max(started_at_ms) FROM run WHERE message_id = ? AND job_id = ?",
        (message_id, job_id),
    ).fetchone()[0]


def _state(connection: Connection, message_id: int, job_id: int) -> str | None:
    pair = (message_id, job_id)
    of_pair = "FROM run WHERE message_id = ? AND job_id = ?"
    if connection.execute(f"SELECT 1 {of_pair} AND exit_code IS NULL", pair).fetchone():
        return RUNNING
    waits = "SELECT 1 FROM waiting_run WHERE message_id = ? AND job_id = ?"
    if connection.execute(waits, pair).fetchone():
        return WAITING
    row = connection.execute(
        f"SELECT exit_code {of_pair} ORDER BY finished_at_ms DESC, started_at_ms DESC, id DESC"
        " LIMIT 1",
        pair,
    ).fetchone()
    if row is None:
        return None
    return SUCCESS if row[0] == 0 else FAILURE
