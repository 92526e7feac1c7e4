"""Finding messages: pages of a filtered list, newest first, without ever counting rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.ids import LARGEST_ID, first_id_at_ms
from openfn_studio.store.needle import Needle
from openfn_studio.store.text_index import index_reaches

NO_RUN = "none"
_PREVIEW_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQuery:
    """Which messages of a project; everything that is given must hold."""

    project_id: int
    text: str = ""
    """In the body, whatever the case of its ASCII letters."""
    since_ms: int | None = None
    until_ms: int | None = None
    trigger_id: int | None = None
    """Those that pass this filter."""
    states: tuple[str, ...] = ()
    """Those with a run in one of these states; ``NO_RUN`` stands alone."""
    job_id: int | None = None
    """Those with a run of this job; with ``states``, in one of them."""
    first_number: int | None = None
    last_number: int | None = None


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """A message in a list."""

    id: int
    number: int
    project: int
    received_at_ms: int
    source: str
    content_type: str
    size_bytes: int
    edited_at_ms: int | None
    preview: str
    """The beginning of its body."""
    matches: tuple[int, ...]
    """The numbers of the triggers it matches."""
    jobs: tuple[tuple[int, str], ...]
    """The numbers of the jobs that ran with it, each with what became of it."""


def list_messages(
    connection: Connection,
    query: MessageQuery,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[MessageEntry]:
    """Return a page of messages, newest first.

    Args:
        connection: Where to read.
        query: Which.
        before: Only older ones than the message of this number: the last of the page before.
        after: Only newer ones, the nearest first: for going to the next one.
        limit: How many at most.
    """
    ids = find_ids(connection, query, before=before, after=after, limit=limit)
    return [read_entry(connection, message_id) for message_id in ids]


def find_ids(
    connection: Connection,
    query: MessageQuery,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[int]:
    """Return the ids of a page of messages; see ``list_messages``."""
    low, high = _bounds(connection, query, before, after)
    if low > high:
        return []
    order = "DESC" if after is None else "ASC"
    needle = Needle(query.text)
    if not needle.is_indexed:
        return _page(connection, query, low, high, order, limit)
    reaches = index_reaches(connection)
    # What is not in the index yet is newer than all that is.
    parts = [(max(low, reaches + 1), high, False), (low, min(high, reaches), True)]
    found: list[int] = []
    for start, end, in_index in parts if order == "DESC" else parts[::-1]:
        if start <= end and len(found) < limit:
            rest = limit - len(found)
            found += _page(connection, query, start, end, order, rest, in_index=in_index)
    return found


def read_entry(connection: Connection, message_id: int) -> MessageEntry:
    """Return one message as a list shows it."""
    row = connection.execute(
        "SELECT message.id, message.number, project.number, received_at_ms, message.source,"
        " content_type, size_bytes, edited_at_ms, substr(body, 1, ?) FROM message"
        " JOIN project ON project.id = message.project_id WHERE message.id = ?",
        (_PREVIEW_CHARS, message_id),
    ).fetchone()
    matches = connection.execute(
        "SELECT number FROM message_match JOIN trigger ON trigger.id = trigger_id"
        " WHERE message_id = ? AND is_deleted = 0 ORDER BY number",
        (message_id,),
    )
    jobs = connection.execute(
        "SELECT number, state FROM message_job JOIN job ON job.id = job_id"
        " WHERE message_id = ? ORDER BY number",
        (message_id,),
    )
    return MessageEntry(*row, matches=tuple(row[0] for row in matches), jobs=tuple(jobs.fetchall()))


def _bounds(
    connection: Connection, query: MessageQuery, before: int | None, after: int | None
) -> tuple[int, int]:
    """Return the first and last id that may be on the page: dates and numbers are ranges of ids."""
    low = first_id_at_ms(query.since_ms or 0)
    high = LARGEST_ID if query.until_ms is None else first_id_at_ms(query.until_ms) - 1
    for least in (query.first_number, None if after is None else after + 1):
        if least is not None:
            low = max(low, _id_at(connection, query.project_id, ">=", least, "ASC", LARGEST_ID))
    for most in (query.last_number, None if before is None else before - 1):
        if most is not None:
            high = min(high, _id_at(connection, query.project_id, "<=", most, "DESC", -1))
    return low, high


def _id_at(
    connection: Connection, project_id: int, compared: str, number: int, order: str, none: int
) -> int:
    row = connection.execute(
        f"SELECT id FROM message WHERE project_id = ? AND number {compared} ?"
        f" ORDER BY number {order} LIMIT 1",
        (project_id, max(min(number, LARGEST_ID), -1)),
    ).fetchone()
    return row[0] if row else none


def _page(
    connection: Connection,
    query: MessageQuery,
    low: int,
    high: int,
    order: str,
    limit: int,
    *,
    in_index: bool = False,
) -> list[int]:
    table, column, conditions, values = _source(query, in_index=in_index)
    joined = "" if table == "message" else f" CROSS JOIN message ON message.id = {column}"
    conditions += ["message.project_id = ?", f"{column} BETWEEN ? AND ?"]
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM {table}{joined} WHERE {' AND '.join(conditions)}"
        f" ORDER BY {column} {order} LIMIT ?",
        (*values, query.project_id, low, high, limit),
    )
    return [row[0] for row in rows]


def _source(query: MessageQuery, *, in_index: bool) -> tuple[str, str, list[str], list[Any]]:
    """Return where to start from, its column of message ids, and the other conditions.

    The text index comes first, then whatever leaves the fewest rows; the rest is looked up.
    """
    conditions: list[str] = []
    values: list[Any] = []
    table, column = "message", "message.id"
    if query.text:
        if in_index:
            table, column = "message_text", "message_text.rowid"
            conditions.append("message_text.text LIKE ?")
            values.append(Needle(query.text).loose)
        if not in_index or set(query.text) & {"%", "_"}:
            conditions.append(r"ifnull(message.plain, message.body) LIKE ? ESCAPE '\'")
            values.append(Needle(query.text).exact)
    for name, condition, given in _memberships(query):
        if table == "message" and condition:
            table, column = name, f"{name}.message_id"
            conditions.append(condition)
        else:
            found = f"(SELECT 1 FROM {name} WHERE message_id = message.id"
            conditions.append(f"EXISTS {found} AND {condition})" if condition else
                              f"NOT EXISTS {found})")  # fmt: skip
        values += given
    return table, column, conditions, values


def _memberships(query: MessageQuery) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield the tables a message must be in, each with its condition; none: must not be in it."""
    if query.trigger_id is not None:
        yield "message_match", "message_match.trigger_id = ?", [query.trigger_id]
    if query.states == (NO_RUN,):
        yield "message_job", "", []
    elif query.states:
        holes = ", ".join("?" * len(query.states))
        condition = f"message_job.project_id = ? AND message_job.state IN ({holes})"
        values: list[Any] = [query.project_id, *query.states]
        if query.job_id is not None:
            condition += " AND message_job.job_id = ?"
            values.append(query.job_id)
        yield "message_job", condition, values
    elif query.job_id is not None:
        yield "message_job", "message_job.job_id = ?", [query.job_id]
