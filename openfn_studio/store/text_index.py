"""Bringing the text index up to date, a little at a time, when the writer has nothing else to do.

Triggers of the schema keep what is indexed in step with its rows; this adds what is new.
"""

from sqlite3 import Connection

_MESSAGES_AT_ONCE = 100
_BYTES_AT_ONCE = 128 << 10
"""About ten milliseconds of work, for which an arriving message may have to wait."""
_RUNS_AT_ONCE = 10


def index_some(connection: Connection) -> bool:
    """Index the oldest messages and runs that are not yet; return whether there may be more."""
    return _index_messages(connection) or _index_runs(connection)


def index_reaches(connection: Connection) -> int:
    """Return the id up to which messages are indexed; newer ones must be looked at one by one."""
    row = connection.execute("SELECT reaches FROM text_index WHERE name = 'message'").fetchone()
    return row[0]


def waiting_for_index(connection: Connection) -> int:
    """Return how many messages are not yet in the index."""
    query = "SELECT count(*) FROM message WHERE id > ?"
    return connection.execute(query, (index_reaches(connection),)).fetchone()[0]


def _index_messages(connection: Connection) -> bool:
    reaches = index_reaches(connection)
    rows = connection.execute(
        "SELECT id, length(body) FROM message WHERE id > ? ORDER BY id LIMIT ?",
        (reaches, _MESSAGES_AT_ONCE),
    ).fetchall()
    if not rows:
        return False
    last, size = reaches, 0
    for message_id, length in rows:
        if size and size + length > _BYTES_AT_ONCE:
            break
        last, size = message_id, size + length
    connection.execute(
        "INSERT INTO message_text (rowid, text)"
        " SELECT id, ifnull(plain, body) FROM message WHERE id > ? AND id <= ?",
        (reaches, last),
    )
    connection.execute("UPDATE text_index SET reaches = ? WHERE name = 'message'", (last,))
    return True


def _index_runs(connection: Connection) -> bool:
    rows = connection.execute(
        "SELECT id FROM run WHERE is_indexed = 0 AND cause IS NOT NULL AND exit_code IS NOT NULL"
        " LIMIT ?",
        (_RUNS_AT_ONCE,),
    ).fetchall()
    for (run_id,) in rows:
        connection.execute(
            "INSERT INTO run_text (rowid, text) SELECT id, text FROM run_words WHERE id = ?",
            (run_id,),
        )
        connection.execute("UPDATE run SET is_indexed = 1 WHERE id = ?", (run_id,))
    return bool(rows)
