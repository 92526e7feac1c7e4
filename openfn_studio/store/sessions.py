"""Which process writes which runs, and what became of the runs of one that was killed."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from openfn_studio.domain.run import ExitCode
from openfn_studio.errors import EnvironmentProblem, Place
from openfn_studio.store.run_writer import mark_open_operations
from openfn_studio.store.values import to_column

INTERRUPTED = {
    "name": "Interrupted",
    "message": "Studio was ended while this run was going on.",
    "source": "runner",
    "severity": "crash",
    "fix": "Look at what it had already sent before you run it again.",
}


@dataclass(frozen=True, slots=True)
class Session:
    """This process as a writer of a database."""

    id: int
    lock: FileLock
    """Held as long as the process lives: the system lets go of it even after kill -9."""


def begin_session(connection: sqlite3.Connection, path: Path, now_ms: int) -> Session:
    """Take a lock of our own, write our session, and close the runs of dead ones.

    Raises:
        EnvironmentProblem: The lock file cannot be made.
    """
    folder = _lock_folder(path)
    name = f"{uuid4().hex}.lock"
    lock = FileLock(folder / name)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock.acquire(blocking=False)
    except (OSError, Timeout) as error:
        raise EnvironmentProblem(
            "The database cannot be opened for writing: its lock file cannot be made.",
            remedy="Check that the data folder can be written.",
            place=Place(folder),
        ) from error
    connection.execute("BEGIN IMMEDIATE")
    try:
        for session_id, lock_name in connection.execute(
            "SELECT id, lock_name FROM session"
        ).fetchall():
            if _is_dead(folder / lock_name):
                _close_session(connection, session_id)
        row = connection.execute(
            "INSERT INTO session (lock_name, started_at_ms) VALUES (?, ?) RETURNING id",
            (name, now_ms),
        ).fetchone()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        lock.release()
        raise
    return Session(row[0], lock)


def end_session(connection: sqlite3.Connection, session: Session) -> None:
    """Close our own session; runs that are still open are marked as interrupted."""
    _close_session(connection, session.id)


def release(session: Session) -> None:
    """Let go of the session's lock, after the writer has ended."""
    session.lock.release()
    Path(session.lock.lock_file).unlink(missing_ok=True)


def _is_dead(lock_file: Path) -> bool:
    lock = FileLock(lock_file)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    except OSError:
        # Its folder was not copied along with the database: nobody here can be writing.
        return True
    lock.release()
    lock_file.unlink(missing_ok=True)
    return True


def _close_session(connection: sqlite3.Connection, session_id: int) -> None:
    runs: Sequence[tuple[int]] = connection.execute(
        "SELECT id FROM run WHERE session_id = ? AND exit_code IS NULL", (session_id,)
    ).fetchall()
    for (run_id,) in runs:
        _mark_interrupted(connection, run_id)
    connection.execute("DELETE FROM session WHERE id = ?", (session_id,))


def _mark_interrupted(connection: sqlite3.Connection, run_id: int) -> None:
    """Close a run as exit 5; its end is the last thing that is known of it."""
    mark_open_operations(connection, run_id)
    connection.execute(
        "UPDATE run SET exit_code = ?, error = ?, finished_at_ms = started_at_ms + CAST(max("
        " (SELECT ifnull(max(ms), 0) FROM log_line WHERE run_id = run.id),"
        " (SELECT ifnull(max(started_ms), 0) FROM operation WHERE run_id = run.id)) AS INTEGER)"
        " WHERE id = ?",
        (int(ExitCode.UNEXPECTED), to_column(INTERRUPTED), run_id),
    )


def _lock_folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.sessions")
