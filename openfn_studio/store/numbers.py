"""Numbers people say, and ids ordered by time. Used on the writer lane only."""

from sqlite3 import Connection

from openfn_studio.store.ids import next_id


def take_number(connection: Connection, kind: str) -> int:
    """Return the next number of a kind; none is given twice, also after a deletion."""
    return connection.execute(
        "INSERT INTO counter (name, last) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
        (kind,),
    ).fetchone()[0]


def take_id(connection: Connection, table: str, now_ms: int) -> int:
    """Return the id of a table's new row; ``table`` is one of our own names."""
    last = connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0]
    return next_id(last, now_ms)
