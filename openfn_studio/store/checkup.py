"""Looking a database over, and saying what can be done when it is damaged."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.database import check, connect, translating

_COMPARE = "INSERT INTO {0} ({0}, rank) VALUES ('integrity-check', 1)"
_INDEXES = ("message_text", "run_text")


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found."""

    problems: tuple[str, ...]
    """Empty when the database is sound."""
    advice: tuple[str, ...] = ()
    """What can be done, the least harmful first."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_up(path: Path) -> Checkup:
    """Check a database, its references and its text index, without changing anything in it.

    It reads the whole file: seconds for each gigabyte.
    """
    problems = check(path)
    if problems:
        return Checkup(tuple(problems), _advice(path))
    stale = _stale_indexes(path)
    if stale:
        advice = "Searching is incomplete until the text index is made anew; nothing else is lost."
        return Checkup(tuple(f"The text index {name} is damaged." for name in stale), (advice,))
    return Checkup(())


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the text index anew from what it was made of."""
    # What is not in the index yet is brought in by the background, as ever.
    for name in _INDEXES:
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def _advice(path: Path) -> tuple[str, ...]:
    copies = sorted(path.parent.glob(f"{path.stem}.before-upgrade-from-*{path.suffix}"))
    advice = ["Copy the file away first, as it is; what is readable in it can still be exported."]
    if copies:
        advice.append(f"A copy from before the last upgrade is {copies[-1].name}.")
    advice.append(
        "Export messages and runs, move the database away, and start again: projects are imported "
        "from their folders, and messages can be posted again."
    )
    return tuple(advice)


def _stale_indexes(path: Path) -> list[str]:
    """Return the text indexes that do not agree with what they were made of.

    FTS5 compares them on a command that looks like writing, hence the transaction.
    """
    found: list[str] = []
    try:
        with closing(connect(path)) as connection, translating(path):
            for name in _INDEXES:
                connection.execute("BEGIN")
                try:
                    connection.execute(_COMPARE.format(name))
                except sqlite3.DatabaseError:
                    found.append(name)
                finally:
                    connection.execute("ROLLBACK")
    except EnvironmentProblem:
        # Somebody writes it right now, or it may only be read: then it cannot be said.
        return found
    return found
