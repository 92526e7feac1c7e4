"""One run of a platform with its log and its final state, as text."""

from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class RunDetails:
    """What a list of runs does not show."""

    expression: str
    """The job's text as it was run."""
    log: tuple[str, ...]
    log_lines: int
    """How many there are in all."""
    final_state: str | None
    """JSON; None when there is none, or it is larger than was asked for."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A message of a run's log."""

    position: int
    ms: float
    level: str
    source: str
    text: str


def read_details(
    connection: Connection, run_id: int, *, log_lines: int, most_state: int
) -> RunDetails:
    """Return what a list of runs does not show.

    Args:
        connection: Where to read.
        run_id: The run.
        log_lines: How many lines of its log at most.
        most_state: How many bytes a final state may have to be in it.
    """
    expression, count = connection.execute(
        "SELECT expression.text, (SELECT count(*) FROM log_line WHERE run_id = run.id) FROM run"
        " JOIN expression ON expression.id = run.expression_id WHERE run.id = ?",
        (run_id,),
    ).fetchone()
    lines = connection.execute(
        "SELECT text FROM log_line WHERE run_id = ? ORDER BY position LIMIT ?", (run_id, log_lines)
    )
    state = read_state_text(connection, run_id)
    if state is not None and len(state) > most_state:
        state = None
    return RunDetails(expression, tuple(text for (text,) in lines), count, state)


def read_log_page(connection: Connection, run_id: int, *, after: int, limit: int) -> list[LogLine]:
    """Return a page of a run's log, in order."""
    rows = connection.execute(
        "SELECT position, ms, level, source, text FROM log_line WHERE run_id = ? AND position > ?"
        " ORDER BY position LIMIT ?",
        (run_id, after, limit),
    )
    return [LogLine(*row) for row in rows]


def read_state_text(connection: Connection, run_id: int) -> str | None:
    """Return the JSON of a run's exact final state; None when it has none."""
    row = connection.execute("SELECT final_state FROM run WHERE id = ?", (run_id,)).fetchone()
    return row[0] if row else None
