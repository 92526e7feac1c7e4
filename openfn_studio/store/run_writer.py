"""Writing one run's events as rows. Used on the writer lane only."""

import hashlib
import sqlite3
from collections.abc import Mapping
from typing import Any

from openfn_studio.store import placing
from openfn_studio.store.ids import next_id
from openfn_studio.store.messages.pairs import refresh_pair
from openfn_studio.store.records import RunKey, RunStart
from openfn_studio.store.values import from_column, to_column, whole_text

Event = Mapping[str, Any]
"""An event in the shape of the runner's protocol: ``type`` names it, e.g. ``operation_started``."""

_CONFIGURATION = "configuration"
# CAST, because the length of text counts characters.
_SIZE_OF_RUN = """
UPDATE run SET size_bytes =
  ifnull(length(CAST(initial_state AS BLOB)), 0) + ifnull(length(CAST(final_state AS BLOB)), 0)
  + (SELECT ifnull(sum(length(CAST(patch AS BLOB))), 0) FROM operation WHERE run_id = run.id)
  + (SELECT ifnull(sum(length(CAST(text AS BLOB))), 0) FROM log_line WHERE run_id = run.id)
  + (SELECT ifnull(sum(ifnull(length(CAST(request_body AS BLOB)), 0)
                     + ifnull(length(CAST(response_body AS BLOB)), 0)), 0)
     FROM http_exchange WHERE run_id = run.id)
WHERE id = ?
"""


class RunWriter:
    """Writes the rows of one run.

    Args:
        start: What is known of the run.
        session_id: The session that writes it.
        started_at_ms: When it began.
    """

    def __init__(self, start: RunStart, session_id: int, started_at_ms: int) -> None:
        self._start = start
        self._session_id = session_id
        self._started_at_ms = started_at_ms
        self._run_id = 0
        self._lines = 0
        self._incidents = 0
        self._state_parts: list[str] = []
        self._steps = {
            "ready": self._ready,
            "compiled": self._compiled,
            "state": self._state,
            "operation_started": self._operation_started,
            "operation_finished": self._operation_ended,
            "operation_failed": self._operation_ended,
            "log": self._log,
            "http": self._http,
            "dns": self._incident,
            "blocked": self._incident,
            "halted": self._incident,
            "state_part": self._state_part,
            "finished": self._finished,
        }

    def begin(self, connection: sqlite3.Connection) -> RunKey:
        """Write the run's row, and its project and job when they are new.

        Raises:
            NotThere: A run of a platform is not in its queue any more; it must not be run.
        """
        place = self._start.place
        project_id, number = (
            placing.project(connection, place) if place else self._project(connection)
        )
        last = connection.execute("SELECT ifnull(max(id), 0) FROM run").fetchone()[0]
        self._run_id = next_id(last, self._started_at_ms)
        start = self._start
        connection.execute(
            "INSERT INTO run (id, project_id, job_id, session_id, expression_id, number, origin,"
            " dialect, http_mode, adaptors, started_at_ms, input_name)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                self._run_id,
                project_id,
                place.job_id if place else self._job(connection, project_id),
                self._session_id,
                self._expression(connection),
                number,
                start.origin,
                start.dialect.value,
                start.http_mode.value,
                to_column({"asked": list(start.adaptors)}),
                self._started_at_ms,
                whole_text(start.input_name),
            ),
        )
        if place:
            placing.place_run(connection, self._run_id, place)
        return RunKey(self._run_id, number)

    def write(self, connection: sqlite3.Connection, event: Event) -> None:
        """Write one event; kinds the store does not keep, such as ``waiting``, do nothing."""
        step = self._steps.get(event["type"])
        if step:
            step(connection, event)

    # ------------------------------------------------------------ what a run belongs to

    def _project(self, connection: sqlite3.Connection) -> tuple[int, int]:
        last = connection.execute("SELECT ifnull(max(id), 0) FROM project").fetchone()[0]
        return connection.execute(
            "INSERT INTO project (id, key, name, created_at_ms, last_run_number)"
            " VALUES (?, ?, ?, ?, 1) ON CONFLICT (key) DO UPDATE"
            " SET last_run_number = last_run_number + 1, name = excluded.name"
            " RETURNING id, last_run_number",
            (
                next_id(last, self._started_at_ms),
                whole_text(self._start.project_key),
                whole_text(self._start.project_name),
                self._started_at_ms,
            ),
        ).fetchone()

    def _job(self, connection: sqlite3.Connection, project_id: int) -> int:
        last = connection.execute("SELECT ifnull(max(id), 0) FROM job").fetchone()[0]
        return connection.execute(
            "INSERT INTO job (id, project_id, name) VALUES (?, ?, ?)"
            " ON CONFLICT (project_id, name) DO UPDATE SET name = excluded.name RETURNING id",
            (next_id(last, self._started_at_ms), project_id, whole_text(self._start.job)),
        ).fetchone()[0]

    def _expression(self, connection: sqlite3.Connection) -> int:
        text = whole_text(self._start.text)
        return connection.execute(
            "INSERT INTO expression (sha256, text) VALUES (?, ?)"
            " ON CONFLICT (sha256) DO UPDATE SET text = excluded.text RETURNING id",
            (hashlib.sha256(text.encode()).digest(), text),
        ).fetchone()[0]

    # ------------------------------------------------------------ an event each

    def _ready(self, connection: sqlite3.Connection, event: Event) -> None:
        loaded = [
            {"name": adaptor["name"], "version": adaptor["version"]}
            for adaptor in event.get("adaptors", [])
        ]
        adaptors = {"asked": list(self._start.adaptors), "loaded": loaded, "node": event["node"]}
        connection.execute(
            "UPDATE run SET adaptors = ? WHERE id = ?", (to_column(adaptors), self._run_id)
        )

    def _compiled(self, connection: sqlite3.Connection, event: Event) -> None:
        rest = {key: event[key] for key in ("dropped", "warnings") if event.get(key)}
        connection.execute(
            "UPDATE run SET compiled = ? WHERE id = ?", (to_column(rest), self._run_id)
        )
        connection.executemany(
            "INSERT OR REPLACE INTO operation (run_id, position, name, range, is_hoisted)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (
                    self._run_id,
                    operation["index"],
                    whole_text(operation["name"]),
                    to_column(operation["range"]),
                    bool(operation.get("hoisted")),
                )
                for operation in event["operations"]
            ],
        )

    def _state(self, connection: sqlite3.Connection, event: Event) -> None:
        if not event.get("too_big"):
            # A state may be null as JSON, which is not the same as one that was not kept.
            text = to_column(event.get("value")) or "null"
            connection.execute(
                "UPDATE run SET initial_state = ? WHERE id = ?", (text, self._run_id)
            )

    def _operation_started(self, connection: sqlite3.Connection, event: Event) -> None:
        connection.execute(
            "UPDATE operation SET status = 'running', started_ms = ?"
            " WHERE run_id = ? AND position = ?",
            (event.get("ms", 0.0), self._run_id, event["index"]),
        )

    def _operation_ended(self, connection: sqlite3.Connection, event: Event) -> None:
        has_failed = event["type"] == "operation_failed"
        connection.execute(
            "UPDATE operation SET status = ?, took_ms = ?, returned = ?, patch = ?, error = ?"
            " WHERE run_id = ? AND position = ?",
            (
                "failed" if has_failed else "finished",
                event["took_ms"],
                None if has_failed else event.get("returned", "object"),
                to_column(event.get("patch")),
                to_column(event.get("error")),
                self._run_id,
                event["index"],
            ),
        )

    def _log(self, connection: sqlite3.Connection, event: Event) -> None:
        connection.execute(
            "INSERT INTO log_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._run_id,
                self._lines,
                event.get("ms", 0.0),
                event["level"],
                event.get("source", "job"),
                event.get("operation"),
                to_column(event.get("at")),
                whole_text(event["text"]),
            ),
        )
        self._lines += 1

    def _http(self, connection: sqlite3.Connection, event: Event) -> None:
        if event["phase"] == "request":
            self._http_request(connection, event)
        elif event["phase"] in ("response", "error"):
            self._http_end(connection, event)

    def _http_request(self, connection: sqlite3.Connection, event: Event) -> None:
        connection.execute(
            "INSERT OR IGNORE INTO http_exchange (run_id, position, operation, ms, method, url,"
            " origin, rule, at, request_headers, request_body) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                self._run_id,
                event["id"],
                event.get("operation"),
                event.get("ms", 0.0),
                whole_text(event["method"]),
                whole_text(event["url"]),
                event.get("origin", "live"),
                event.get("rule"),
                to_column(event.get("at")),
                to_column(event.get("headers", {})),
                to_column(event.get("body")),
            ),
        )

    def _http_end(self, connection: sqlite3.Connection, event: Event) -> None:
        # An error may come for a request that was never sent: then its row is made now.
        self._http_request(connection, {**event, "headers": {}, "body": None})
        problem = event.get("message")
        connection.execute(
            "UPDATE http_exchange SET status = ?, took_ms = ?, response_headers = ?,"
            " response_body = ?, problem = ?, origin = ?, rule = ifnull(?, rule)"
            " WHERE run_id = ? AND position = ?",
            (
                event.get("status"),
                event.get("took_ms"),
                to_column(event.get("headers", {})),
                to_column(event.get("body")),
                whole_text(problem) if problem else None,
                event.get("origin", "live"),
                event.get("rule"),
                self._run_id,
                event["id"],
            ),
        )

    def _incident(self, connection: sqlite3.Connection, event: Event) -> None:
        body = {key: value for key, value in event.items() if key not in ("type", "ms")}
        connection.execute(
            "INSERT INTO incident VALUES (?, ?, ?, ?, ?)",
            (
                self._run_id,
                self._incidents,
                event.get("ms", 0.0),
                event["type"],
                to_column(body),
            ),
        )
        self._incidents += 1

    # ------------------------------------------------------------ the end

    def _state_part(self, _: sqlite3.Connection, event: Event) -> None:
        self._state_parts.append(event["text"])

    def _finished(self, connection: sqlite3.Connection, event: Event) -> None:
        took_ms = event.get("took_ms", 0.0)
        connection.execute(
            "UPDATE run SET finished_at_ms = ?, took_ms = ?, exit_code = ?, error = ?,"
            " final_state = ?, secret_paths = ?, dropped_logs = ?, peak_mb = ? WHERE id = ?",
            (
                event.get("finished_at_ms")
                or self._started_at_ms + round(event.get("ms", took_ms)),
                took_ms,
                event["exit_code"],
                to_column(event.get("error")),
                self._final_state(event),
                to_column(event.get("secret_paths", [])),
                event.get("dropped_logs", 0),
                event.get("peak_mb", 0),
                self._run_id,
            ),
        )
        if event["exit_code"] != 0:
            mark_open_operations(connection, self._run_id)
        connection.execute(_SIZE_OF_RUN, (self._run_id,))
        place = self._start.place
        if place and place.message_id is not None:
            refresh_pair(connection, place.message_id, place.job_id)

    def _final_state(self, event: Event) -> str | None:
        """Return the final state's JSON; ``configuration`` is kept out whoever calls us."""
        text = "".join(self._state_parts) if event.get("in_parts") else None
        if text is not None:
            if f'"{_CONFIGURATION}"' not in text:
                return whole_text(text)
            state = from_column(whole_text(text))
        elif "state" in event:
            state = event["state"]
        else:
            return None
        if isinstance(state, dict):
            state = {key: state[key] for key in state if key != _CONFIGURATION}  # pyright: ignore[reportUnknownVariableType]
        return to_column(state) or "null"


def mark_open_operations(connection: sqlite3.Connection, run_id: int) -> None:
    """Mark the operations of a run that began and did not end."""
    connection.execute(
        "UPDATE operation SET status = 'interrupted' WHERE run_id = ? AND status = 'running'",
        (run_id,),
    )
