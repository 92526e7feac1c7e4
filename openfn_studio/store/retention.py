"""Which runs stay: the newest of each job, up to a size, and every pinned one."""

import sqlite3
from dataclasses import dataclass

# 200 runs of a job are about a month of work on it.
_PAGES_GIVEN_BACK = 2_000


@dataclass(frozen=True, slots=True)
class Retention:
    """How many runs are kept. Pinned and unfinished ones always are, and do not count."""

    runs_of_a_job: int = 200
    bytes_of_a_project: int = 1 << 30
    keeps_all: bool = False
    """A platform removes runs by their age, not by their number."""


def prune(connection: sqlite3.Connection, run_id: int, retention: Retention) -> int:
    """Remove the runs that a new one makes too many in its job and project; return how many."""
    if retention.keeps_all:
        return 0
    project_id, job_id = connection.execute(
        "SELECT project_id, job_id FROM run WHERE id = ?", (run_id,)
    ).fetchone()
    removed = connection.execute(
        "DELETE FROM run WHERE id IN (SELECT id FROM run WHERE job_id = ? AND is_pinned = 0"
        " AND exit_code IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (job_id, retention.runs_of_a_job),
    ).rowcount
    removed += connection.execute(
        "DELETE FROM run WHERE id IN (SELECT id FROM (SELECT id,"
        " sum(size_bytes) OVER (ORDER BY id DESC) AS total FROM run WHERE project_id = ?"
        " AND is_pinned = 0 AND exit_code IS NOT NULL) WHERE total > ? AND id <> ?)",
        (project_id, retention.bytes_of_a_project, run_id),
    ).rowcount
    if removed:
        connection.execute(
            "DELETE FROM expression WHERE NOT EXISTS"
            " (SELECT 1 FROM run WHERE expression_id = expression.id)"
        )
    return removed


def give_back_room(connection: sqlite3.Connection) -> None:
    """Make the file smaller by the pages that were freed, a few at a time."""
    connection.execute(f"PRAGMA incremental_vacuum({_PAGES_GIVEN_BACK})").fetchall()
