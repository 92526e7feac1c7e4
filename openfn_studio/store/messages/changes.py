"""Editing messages, and removing them with all that was made of what they hold."""

from collections.abc import Sequence
from sqlite3 import Connection

from openfn_studio.store.ids import first_id_at_ms
from openfn_studio.store.messages.arrival import note_matches
from openfn_studio.store.problems import NotThere

# Runs of a message, and those that went on from them.
_RUNS_OF = (
    "WITH RECURSIVE following (id) AS (SELECT id FROM run WHERE message_id = ?"
    " UNION SELECT run.id FROM run JOIN following ON run.source_run_id = following.id)"
)


def edit_message(
    connection: Connection,
    message_id: int,
    *,
    body: str,
    plain: str | None,
    matches: Sequence[int],
    user: int | None,
    now_ms: int,
) -> None:
    """Give a message another body; what it was before stays with it.

    Args:
        connection: Where to write.
        message_id: Which.
        body: The new JSON text.
        plain: The same without escapes, when it has any.
        matches: Ids of the triggers whose filters it passes now.
        user: Who edits it.
        now_ms: The time now.

    Raises:
        NotThere: It was removed.
    """
    done = connection.execute(
        "INSERT INTO message_edit SELECT id,"
        " (SELECT count(*) FROM message_edit WHERE message_id = message.id), body, ?, ?"
        " FROM message WHERE id = ?",
        (now_ms, user, message_id),
    )
    if not done.rowcount:
        raise NotThere("The message was removed.")
    connection.execute(
        "UPDATE message SET body = ?, plain = ?, size_bytes = ?, edited_at_ms = ? WHERE id = ?",
        (body, plain, len(body.encode()), now_ms, message_id),
    )
    connection.execute("DELETE FROM message_match WHERE message_id = ?", (message_id,))
    note_matches(connection, message_id, matches)


def remove_messages(connection: Connection, ids: Sequence[int]) -> int:
    """Remove messages for good; return how many there were.

    Their runs stay with their log and no message; the states and HTTP bodies that were made of
    the message, also in the runs that followed from them, go with it.
    """
    removed = 0
    for message_id in ids:
        runs = connection.execute(f"{_RUNS_OF} SELECT id FROM following", (message_id,))
        for (run_id,) in runs.fetchall():
            _clear_states(connection, run_id)
        done = connection.execute("DELETE FROM message WHERE id = ?", (message_id,))
        removed += done.rowcount
    return removed


def remove_old_messages(
    connection: Connection, project_id: int, before_ms: int, *, limit: int
) -> int:
    """Remove a project's messages that came before a time; return how many were removed.

    Those with a run that waits or is on stay until that has ended.
    """
    rows = connection.execute(
        "SELECT id FROM message WHERE project_id = ? AND id < ? AND received_at_ms < ?"
        " AND NOT EXISTS (SELECT 1 FROM message_job WHERE message_id = message.id"
        " AND state IN ('waiting', 'running')) ORDER BY id LIMIT ?",
        (project_id, first_id_at_ms(before_ms), before_ms, limit),
    )
    return remove_messages(connection, [row[0] for row in rows.fetchall()])


def remove_old_runs(connection: Connection, project_id: int, before_ms: int, *, limit: int) -> int:
    """Remove a project's runs that ended before a time, but for pinned ones; return how many."""
    done = connection.execute(
        "DELETE FROM run WHERE id IN (SELECT id FROM run WHERE project_id = ? AND id < ?"
        " AND is_pinned = 0 AND is_settled = 1 AND finished_at_ms < ? ORDER BY id LIMIT ?)",
        (project_id, first_id_at_ms(before_ms), before_ms, limit),
    )
    if done.rowcount:
        connection.execute(
            "DELETE FROM expression WHERE NOT EXISTS"
            " (SELECT 1 FROM run WHERE expression_id = expression.id)"
        )
    return done.rowcount


def _clear_states(connection: Connection, run_id: int) -> None:
    connection.execute(
        "UPDATE run SET initial_state = NULL, final_state = NULL, input = NULL,"
        " secret_paths = '[]' WHERE id = ?",
        (run_id,),
    )
    connection.execute("UPDATE operation SET patch = NULL WHERE run_id = ?", (run_id,))
    connection.execute(
        "UPDATE http_exchange SET request_body = NULL, response_body = NULL WHERE run_id = ?",
        (run_id,),
    )
