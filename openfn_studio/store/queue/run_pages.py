"""Finding runs of a platform: pages of a filtered list, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from openfn_studio.store.ids import LARGEST_ID, first_id_at_ms
from openfn_studio.store.needle import Needle
from openfn_studio.store.problems import NotThere
from openfn_studio.store.values import from_column

_COLUMNS = (
    "run.id, run.number, project.number, job.id, job.number, job.name, message.number, run.cause,"
    " run.initial, run.trigger_name, run.attempt, run.waiting_id, source.number,"
    " run.started_at_ms, run.finished_at_ms, run.took_ms, run.exit_code, run.http_mode,"
    " run.dialect, run.input IS NOT NULL, run.is_pinned, run.error, run.chain, run.adaptors"
)
_IN_WORDS = r"(SELECT text FROM run_words WHERE run_words.id = run.id) LIKE ? ESCAPE '\'"
_JOINS = (
    " JOIN project ON project.id = run.project_id JOIN job ON job.id = run.job_id"
    " LEFT JOIN message ON message.id = run.message_id"
    " LEFT JOIN run AS source ON source.id = run.source_run_id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuery:
    """Which runs of a project; everything that is given must hold."""

    project_id: int
    text: str = ""
    """In the log or the error, whatever the case of its ASCII letters."""
    since_ms: int | None = None
    until_ms: int | None = None
    job_id: int | None = None
    message_id: int | None = None
    waiting_id: int | None = None
    """What it was in the queue."""
    success: bool | None = None
    is_running: bool | None = None
    exit_codes: tuple[int, ...] = ()
    causes: tuple[str, ...] = ()
    first_number: int | None = None
    last_number: int | None = None


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A run in a list."""

    id: int
    number: int
    project: int
    job_id: int
    job: int
    job_name: str
    message: int | None
    """None for cron, flow and catch, and after the message was removed."""
    cause: str
    initial: str
    trigger_name: str | None
    attempt: int
    waiting_id: int | None
    source: int | None
    """The number of the run whose end started it, that failed, or that it repeats."""
    started_at_ms: int
    finished_at_ms: int | None
    took_ms: float | None
    exit_code: int | None
    """None while it is on."""
    http_mode: str
    dialect: str
    has_input: bool
    """Whether what it began with is kept with it, because it is of no message."""
    is_pinned: bool
    error: dict[str, Any] | None
    chain: tuple[str, ...]
    adaptors: dict[str, Any]


def list_platform_runs(
    connection: Connection,
    query: RunQuery,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[RunEntry]:
    """Return a page of runs, newest first.

    Args:
        connection: Where to read.
        query: Which.
        before: Only older ones than the run of this number: the last of the page before.
        after: Only newer ones, the nearest first: for going to the next one.
        limit: How many at most.
    """
    ids = find_run_ids(connection, query, before=before, after=after, limit=limit)
    return [read_run_entry(connection, run_id) for run_id in ids]


def find_run_ids(
    connection: Connection,
    query: RunQuery,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[int]:
    """Return the ids of a page of runs; see ``list_platform_runs``."""
    conditions, values = _conditions(query)
    low, high = _bounds(query, before, after)
    conditions.append("run.number BETWEEN ? AND ?")
    values += [min(max(low, 0), LARGEST_ID), max(min(high, LARGEST_ID), -1)]
    direction = "DESC" if after is None else "ASC"
    # Ids and numbers of a project have the same order; which one has an index depends.
    has_own_order = query.job_id is not None or len(query.exit_codes) == 1
    order = f"{'run.id' if has_own_order else 'run.number'} {direction}"
    needle = Needle(query.text)
    if not needle.is_indexed:
        return _page(connection, "run", [], conditions, values, order, limit)
    # Of runs that have just ended the log is not in the index yet; they are few.
    fresh = [_IN_WORDS, "run.is_indexed = 0", "run.exit_code IS NOT NULL"]
    found = _page(connection, "run", fresh, conditions, [needle.exact, *values], order, limit)
    table = "run_text CROSS JOIN run ON run.id = run_text.rowid"
    values = [needle.loose, *values]
    order = f"run_text.rowid {direction}"
    found += _page(connection, table, ["run_text.text LIKE ?"], conditions, values, order, limit)
    return sorted(set(found), reverse=after is None)[:limit]


def find_run_id(connection: Connection, project_id: int, number: int) -> int:
    """Return a run's id.

    Raises:
        NotThere: The project has none of that number (any more).
    """
    row = connection.execute(
        "SELECT id FROM run WHERE project_id = ? AND number = ? AND cause IS NOT NULL",
        (project_id, number),
    ).fetchone()
    if row is None:
        raise NotThere(f"There is no run {number}.")
    return row[0]


def projects_of_run(connection: Connection, number: int) -> list[int]:
    """Return the numbers of the projects that have a run of this number."""
    rows = connection.execute(
        "SELECT project.number FROM project CROSS JOIN run ON run.project_id = project.id"
        " WHERE run.number = ? AND run.cause IS NOT NULL AND project.number IS NOT NULL"
        " ORDER BY project.number",
        (number,),
    )
    return [row[0] for row in rows]


def read_run_entry(connection: Connection, run_id: int) -> RunEntry:
    """Return one run as a list shows it.

    Raises:
        NotThere: It was removed.
    """
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM run{_JOINS} WHERE run.id = ?",
        (run_id,),
    ).fetchone()
    if row is None:
        raise NotThere("The run was removed.")
    *first, has_input, is_pinned, error, chain, adaptors = row
    return RunEntry(
        *first,
        has_input=bool(has_input),
        is_pinned=bool(is_pinned),
        error=from_column(error),
        chain=tuple(from_column(chain)),
        adaptors=from_column(adaptors),
    )


def _page(
    connection: Connection,
    table: str,
    first: Sequence[str],
    conditions: Sequence[str],
    values: Sequence[Any],
    order: str,
    limit: int,
) -> list[int]:
    where = " AND ".join((*first, *conditions))
    rows = connection.execute(
        f"SELECT run.id FROM {table} WHERE {where} ORDER BY {order} LIMIT ?",
        (*values, limit),
    )
    return [row[0] for row in rows]


def _bounds(query: RunQuery, before: int | None, after: int | None) -> tuple[int, int]:
    lows = [query.first_number or 0, 0 if after is None else after + 1]
    highs = [
        LARGEST_ID if query.last_number is None else query.last_number,
        LARGEST_ID if before is None else before - 1,
    ]
    return max(lows), min(highs)


def _conditions(query: RunQuery) -> tuple[list[str], list[Any]]:
    """Return what must hold, in the order in which it is worth asking."""
    conditions = ["run.project_id = ?", "run.cause IS NOT NULL"]
    values: list[Any] = [query.project_id]
    equal = {
        "run.job_id": query.job_id,
        "run.message_id": query.message_id,
        "run.waiting_id": query.waiting_id,
    }
    for column, value in equal.items():
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    for column, several in (("run.exit_code", query.exit_codes), ("run.cause", query.causes)):
        if several:
            conditions.append(f"{column} IN ({', '.join('?' * len(several))})")
            values += several
    if query.success is not None:
        conditions.append("run.exit_code = 0" if query.success else "run.exit_code <> 0")
    if query.is_running is not None:
        conditions.append(f"run.exit_code IS {'' if query.is_running else 'NOT '}NULL")
    if query.since_ms is not None:
        conditions.append("run.id >= ?")
        values.append(first_id_at_ms(query.since_ms))
    if query.until_ms is not None:
        conditions.append("run.id < ?")
        values.append(first_id_at_ms(query.until_ms))
    if query.text and (set(query.text) & {"%", "_"} or not Needle(query.text).is_indexed):
        conditions.append(_IN_WORDS)
        values.append(Needle(query.text).exact)
    return conditions, values
