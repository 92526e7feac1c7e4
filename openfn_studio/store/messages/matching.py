"""Comparing older messages with filters that came after them, a page at a time."""

from collections.abc import Sequence
from sqlite3 import Connection


def read_unmatched(
    connection: Connection, trigger_id: int, *, limit: int
) -> list[tuple[int, str, str]]:
    """Return id, body and query of the newest messages a trigger was not yet compared with."""
    return connection.execute(
        "SELECT message.id, body, query FROM message CROSS JOIN trigger"
        " ON trigger.project_id = message.project_id WHERE trigger.id = ?"
        " AND message.id < trigger.matches_since_id ORDER BY message.id DESC LIMIT ?",
        (trigger_id, limit),
    ).fetchall()


def write_matches(
    connection: Connection,
    trigger_id: int,
    *,
    compared_since: int,
    down_to: int,
    matches: Sequence[int],
) -> bool:
    """Keep which of some messages pass a filter; False when the filter changed meanwhile.

    Args:
        connection: Where to write.
        trigger_id: The filter's trigger.
        compared_since: How far back it was compared when the messages were read.
        down_to: How far back it is compared now; 0 is all.
        matches: Ids of the messages that pass.
    """
    done = connection.execute(
        "UPDATE trigger SET matches_since_id = ? WHERE id = ? AND matches_since_id = ?",
        (down_to, trigger_id, compared_since),
    )
    if not done.rowcount:
        return False
    connection.executemany(
        "INSERT OR IGNORE INTO message_match SELECT ?, id FROM message WHERE id = ?",
        [(trigger_id, message_id) for message_id in matches],
    )
    return True
