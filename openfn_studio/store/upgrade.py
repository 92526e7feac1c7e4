"""Migrations: numbered SQL files, each carried out with its record in one transaction."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place
from openfn_studio.store.database import APPLICATION_ID, problem_of

SHIPPED = Path(__file__).parent / "migrations"
_FILE = re.compile(r"(\d{4})_(\w+)\.sql")
_RECORD_TABLE = """
CREATE TABLE IF NOT EXISTS migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at_ms INTEGER NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """A step of the schema."""

    number: int
    name: str
    sql: str


def migrations_in(folder: Path = SHIPPED) -> list[Migration]:
    """Return the migrations of a folder in order.

    Raises:
        ValueError: They are not numbered 1, 2, 3 … without a gap.
    """
    found: list[Migration] = []
    for file in sorted(folder.glob("*.sql")):
        match = _FILE.fullmatch(file.name)
        if not match:
            raise ValueError(f"{file.name} is not named like 0001_what_it_does.sql")
        found.append(Migration(int(match[1]), match[2], file.read_text("utf-8")))
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise ValueError("migrations are numbered 0001, 0002, 0003 … without a gap")
    return found


def version_of(connection: sqlite3.Connection) -> int:
    """Return the number of the last migration that was carried out; 0 for a new file."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


def reason_to_only_read(connection: sqlite3.Connection, steps: Sequence[Migration]) -> str | None:
    """Return why a database must not be written: it is newer than this program. Else None."""
    version = version_of(connection)
    if version <= len(steps):
        return None
    return (
        f"The database was made by a newer version of Studio (its schema is {version}, this "
        f"program knows {len(steps)}). It can be read, but not changed. Install the newer version."
    )


def upgrade(
    connection: sqlite3.Connection, path: Path, steps: Sequence[Migration], now_ms: int
) -> Path | None:
    """Bring a database to the last step, and return the copy that was put aside, if any.

    A new file needs no copy. Two programs may do this at once: each step is done by one of them.

    Raises:
        EnvironmentProblem: A step failed. The database is at the step before it, and the copy
            made before the first one is told.
    """
    version = version_of(connection)
    if version >= len(steps):
        return None
    copy = _copy_aside(connection, path, version) if version else None
    for step in steps[version:]:
        try:
            _carry_out(connection, step, now_ms)
        except sqlite3.Error as error:
            raise _failed(step, path, copy, error) from error
    return copy


def statements_of(sql: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger with statements inside is one.

    ``executescript`` would end the transaction that holds the migration together.
    """
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
    if pending.strip():
        yield pending.strip()


def _carry_out(connection: sqlite3.Connection, step: Migration, now_ms: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) < step.number:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(_RECORD_TABLE)
            for statement in statements_of(step.sql):
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migration VALUES (?, ?, ?)", (step.number, step.name, now_ms)
            )
            connection.execute(f"PRAGMA user_version = {step.number:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy_aside(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy the whole database, also what is still in its log, beside it."""
    copy = path.with_name(f"{path.stem}.before-upgrade-from-{version}{path.suffix}")
    half = copy.with_name(f".~{copy.name}")
    try:
        half.unlink(missing_ok=True)
        target = sqlite3.connect(half)
        try:
            connection.backup(target)
        finally:
            target.close()
        half.replace(copy)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise _no_copy(path, error.strerror or str(error)) from error
    except sqlite3.Error as error:
        half.unlink(missing_ok=True)
        raise _no_copy(path, str(error)) from error
    return copy


def _no_copy(path: Path, reason: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"No copy of the database could be put aside before its upgrade: {reason}.",
        means="The database was not changed.",
        remedy="Make room on the disk, as much as the database takes.",
        place=Place(path),
    )


def _failed(step: Migration, path: Path, copy: Path | None, error: sqlite3.Error) -> Exception:
    known = problem_of(error, path)
    reason = known.what if isinstance(known, EnvironmentProblem) else str(error)
    return EnvironmentProblem(
        f"The database could not be upgraded (step {step.number}, {step.name}): {reason}",
        means="It is as it was before this step."
        + (f" A copy from before is {copy.name}." if copy else ""),
        remedy="Report this, with the log, and go on with the version of Studio you had.",
        place=Place(path),
    )
