"""Queries about runs. Each takes a connection, so that a lane carries it out."""

import sqlite3
from typing import Any

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.errors import RunProblem, UserInputProblem
from openfn_studio.state import patch
from openfn_studio.store.ids import moment_of
from openfn_studio.store.records import (
    HttpRecord,
    IncidentRecord,
    LogRecord,
    OperationRecord,
    RunKey,
    RunRecord,
    RunSummary,
)
from openfn_studio.store.values import from_column

_LARGEST_ID = 2**63 - 1
_SUMMARY = (
    "SELECT run.id, run.number, job.name, run.origin, run.dialect, run.http_mode,"
    " run.started_at_ms, run.finished_at_ms, run.exit_code, run.is_pinned, run.size_bytes,"
    " run.took_ms, run.error, run.input_name,"
    " (SELECT name FROM operation WHERE run_id = run.id AND status IN ('failed', 'interrupted')"
    " ORDER BY position LIMIT 1)"
    " FROM run CROSS JOIN job ON job.id = run.job_id"
)


def list_runs(
    connection: sqlite3.Connection,
    project_key: str,
    *,
    job: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[RunSummary]:
    """Return a page of runs, newest first.

    Args:
        connection: Where to read.
        project_key: The project.
        job: Only runs of the job of that name.
        before: Only runs older than that id: the last one of the page before.
        limit: How many at most.
    """
    last = before if before is not None else _LARGEST_ID
    if job is None:
        condition = "run.project_id = (SELECT id FROM project WHERE key = ?)"
        values: tuple[Any, ...] = (project_key,)
    else:
        condition = (
            "run.job_id = (SELECT job.id FROM job JOIN project ON project.id = job.project_id"
            " WHERE project.key = ? AND job.name = ?)"
        )
        values = (project_key, job)
    rows = connection.execute(
        f"{_SUMMARY} WHERE {condition} AND run.id < ? ORDER BY run.id DESC LIMIT ?",
        (*values, last, limit),
    )
    return [_summary(row) for row in rows]


def find_run(connection: sqlite3.Connection, project_key: str, number: int) -> RunKey:
    """Return the run of a number.

    Raises:
        UserInputProblem: The project has none of that number (any more).
    """
    row = connection.execute(
        "SELECT run.id FROM run JOIN project ON project.id = run.project_id"
        " WHERE project.key = ? AND run.number = ?",
        (project_key, number),
    ).fetchone()
    if row is None:
        raise UserInputProblem(
            f"There is no run {number}.", means="Old runs that are not pinned are removed."
        )
    return RunKey(row[0], number)


def read_run(connection: sqlite3.Connection, run_id: int) -> RunRecord:
    """Return a run with its operations, exchanges and incidents.

    Raises:
        UserInputProblem: It was removed.
    """
    row = connection.execute(f"{_SUMMARY} WHERE run.id = ?", (run_id,)).fetchone()
    if row is None:
        raise _removed()
    details = connection.execute(
        "SELECT expression.text, run.adaptors, run.took_ms, run.error, run.compiled,"
        " run.initial_state IS NOT NULL, run.final_state IS NOT NULL, run.secret_paths,"
        " run.dropped_logs, run.peak_mb,"
        " (SELECT count(*) FROM log_line WHERE run_id = run.id)"
        " FROM run JOIN expression ON expression.id = run.expression_id WHERE run.id = ?",
        (run_id,),
    ).fetchone()
    text, adaptors, took_ms, error, compiled, has_initial, has_final, *rest = details
    secret_paths, dropped_logs, peak_mb, log_lines = rest
    return RunRecord(
        summary=_summary(row),
        text=text,
        adaptors=from_column(adaptors),
        took_ms=took_ms,
        error=from_column(error),
        compiled=from_column(compiled),
        has_initial_state=bool(has_initial),
        has_final_state=bool(has_final),
        secret_paths=tuple(from_column(secret_paths)),
        dropped_logs=dropped_logs,
        peak_mb=peak_mb,
        log_lines=log_lines,
        operations=_operations(connection, run_id),
        exchanges=_exchanges(connection, run_id),
        incidents=_incidents(connection, run_id),
    )


def read_log(
    connection: sqlite3.Connection, run_id: int, *, after: int = -1, limit: int = 1_000
) -> list[LogRecord]:
    """Return a page of a run's log, in order.

    Args:
        connection: Where to read.
        run_id: The run.
        after: The position of the last line of the page before.
        limit: How many at most.
    """
    rows = connection.execute(
        "SELECT position, ms, level, source, operation, at, text FROM log_line"
        " WHERE run_id = ? AND position > ? ORDER BY position LIMIT ?",
        (run_id, after, limit),
    )
    return [
        LogRecord(
            position=row[0],
            ms=row[1],
            level=row[2],
            source=row[3],
            operation=row[4],
            at=from_column(row[5]),
            text=row[6],
        )
        for row in rows
    ]


def read_final_state(connection: sqlite3.Connection, run_id: int) -> Any:
    """Return the exact final state, without ``configuration``.

    Raises:
        RunProblem: The run has none.
        UserInputProblem: The run was removed.
    """
    query = "SELECT final_state FROM run WHERE id = ?"
    return _one_state(connection, run_id, query, "The run has no final state.")


def state_before(connection: sqlite3.Connection, run_id: int, index: int) -> Any:
    """Return the redacted state before operation ``index``; the number of operations is the end.

    Raises:
        RunProblem: What is needed for it was too big to be kept.
        UserInputProblem: The run was removed.
    """
    query = "SELECT initial_state FROM run WHERE id = ?"
    too_big = "The states of this run were too big to be kept."
    initial = _one_state(connection, run_id, query, too_big)
    rows = connection.execute(
        "SELECT patch FROM operation WHERE run_id = ? AND position < ? ORDER BY position",
        (run_id, index),
    )
    return patch.state_at(initial, [from_column(row[0]) for row in rows], index)


def _one_state(connection: sqlite3.Connection, run_id: int, query: str, says: str) -> Any:
    row = connection.execute(query, (run_id,)).fetchone()
    if row is None:
        raise _removed()
    if row[0] is None:
        raise RunProblem(says)
    return from_column(row[0])


def _operations(connection: sqlite3.Connection, run_id: int) -> tuple[OperationRecord, ...]:
    rows = connection.execute(
        "SELECT position, name, range, is_hoisted, status, started_ms, took_ms, returned, patch,"
        " error FROM operation WHERE run_id = ? ORDER BY position",
        (run_id,),
    )
    return tuple(
        OperationRecord(
            index=row[0],
            name=row[1],
            range=from_column(row[2]),
            is_hoisted=bool(row[3]),
            status=row[4],
            started_ms=row[5],
            took_ms=row[6],
            returned=row[7],
            patch=from_column(row[8]),
            error=from_column(row[9]),
        )
        for row in rows
    )


def _exchanges(connection: sqlite3.Connection, run_id: int) -> tuple[HttpRecord, ...]:
    rows = connection.execute(
        "SELECT position, operation, ms, method, url, origin, rule, at, request_headers,"
        " request_body, status, took_ms, response_headers, response_body, problem"
        " FROM http_exchange WHERE run_id = ? ORDER BY position",
        (run_id,),
    )
    return tuple(
        HttpRecord(
            *row[:7],
            at=from_column(row[7]),
            request_headers=from_column(row[8]),
            request_body=from_column(row[9]),
            status=row[10],
            took_ms=row[11],
            response_headers=from_column(row[12]),
            response_body=from_column(row[13]),
            problem=row[14],
        )
        for row in rows
    )


def _incidents(connection: sqlite3.Connection, run_id: int) -> tuple[IncidentRecord, ...]:
    rows = connection.execute(
        "SELECT ms, kind, body FROM incident WHERE run_id = ? ORDER BY position", (run_id,)
    )
    return tuple(IncidentRecord(row[0], row[1], from_column(row[2])) for row in rows)


def _summary(row: tuple[Any, ...]) -> RunSummary:
    run_id, number, job, origin, dialect, http_mode, started, finished, code, pinned, *more = row
    size, took_ms, error, input_name, failed_at = more
    return RunSummary(
        RunKey(run_id, number),
        job,
        origin,
        Dialect(dialect),
        HttpMode(http_mode),
        moment_of(started),
        None if finished is None else moment_of(finished),
        code,
        bool(pinned),
        size,
        took_ms,
        from_column(error),
        input_name,
        failed_at,
    )


def _removed() -> UserInputProblem:
    return UserInputProblem("This run was removed.")
