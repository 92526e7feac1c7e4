"""Opening a database file, and SQLite's errors in the user's words."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place

Connection = sqlite3.Connection
"""What a lane passes to its work; other rooms name it from here."""

APPLICATION_ID = 0x4F464E53
"""``OFNS``: tells our files from other programs' databases."""

BUSY_TIMEOUT_MS = 5_000

_KEPT = "The file is kept as it is."
_PROBLEMS = {
    sqlite3.SQLITE_FULL: ("The disk is full.", "Make room on the disk."),
    sqlite3.SQLITE_READONLY: ("It may not be written.", "Change the rights of file and folder."),
    sqlite3.SQLITE_CANTOPEN: (
        "It cannot be opened.",
        "Check that the folder exists and that you may write in it.",
    ),
    sqlite3.SQLITE_PERM: ("It may not be opened.", "Change the rights of the file."),
    sqlite3.SQLITE_IOERR: ("The disk reported an error.", "Check the disk and its free room."),
    sqlite3.SQLITE_CORRUPT: (
        "It is damaged.",
        "Move it away, or put a copy back; Studio then makes a new one.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "It is no database, or its beginning is damaged.",
        "Move it away, or put a copy back; Studio then makes a new one.",
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program holds it for too long.",
        "Close other windows of Studio, then try again.",
    ),
}
_PRIMARY_CODE = 0xFF


class QueryInterrupted(EnvironmentProblem):
    """A query was stopped because a newer one took its place, or nobody waits for it."""


@contextmanager
def translating(path: Path) -> Generator[None]:
    """Turn SQLite's errors inside the block into our problems."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        raise problem_of(error, path) from error


def problem_of(error: sqlite3.Error, path: Path) -> Exception:
    """Return the problem an SQLite error means; what is a bug of ours stays what it is."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if code == sqlite3.SQLITE_INTERRUPT:
        return QueryInterrupted("The query was stopped.")
    if code not in _PROBLEMS:
        return error
    says, remedy = _PROBLEMS[code]
    return EnvironmentProblem(
        f"The database {path.name} cannot be used. {says}",
        means=_KEPT,
        remedy=remedy,
        place=Place(path),
    )


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Return a connection with our settings; transactions are begun and ended by hand.

    It may be used from any thread, by one at a time: the lanes see to that.

    Raises:
        EnvironmentProblem: The file cannot be opened, is damaged, or belongs to something else.
    """
    mode = "ro" if read_only else "rwc"
    with translating(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_TIMEOUT_MS / 1000,
        )
        try:
            _settle(connection, path, read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def check(path: Path) -> list[str]:
    """Return what SQLite's integrity check finds; empty when the database is sound.

    It reads the whole file: seconds for each gigabyte.
    """
    try:
        with closing(connect(path, read_only=True)) as connection, translating(path):
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            found += [
                f"{table} row {row} names a missing {parent}"
                for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
            ]
    except EnvironmentProblem as problem:
        # Too damaged to be checked.
        return [problem.what]
    return [] if found == ["ok"] else found


def _settle(connection: sqlite3.Connection, path: Path, read_only: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    is_empty = not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    if application != APPLICATION_ID and not is_empty:
        raise EnvironmentProblem(
            f"{path.name} is a database of another program.",
            means=_KEPT,
            remedy="Choose another file or data folder.",
            place=Place(path),
        )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        return
    if is_empty:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # Whatever is removed, e.g. a message a person asked to have deleted, is overwritten.
    connection.execute("PRAGMA secure_delete = ON")
