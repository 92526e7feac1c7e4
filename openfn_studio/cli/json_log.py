"""``--log-json``: the run's log as JSON lines, in the shape the openfn CLI gives them."""

import json
from typing import Any

from rich.text import Text

from openfn_studio.cli.report import Level
from openfn_studio.cli.terminal import Terminal
from openfn_studio.clock import Clock
from openfn_studio.runner import protocol


class JsonLog:
    """Writes ``{"level", "name", "message", "time"}`` lines to stderr; time in ms."""

    def __init__(self, terminal: Terminal, level: Level, clock: Clock) -> None:
        self._print = terminal.say
        self._level = level
        self._clock = clock

    def __call__(self, event: protocol.AnyEvent) -> None:
        """Write what the event says, if anything."""
        if self._level is Level.NONE:
            return
        if isinstance(event, protocol.Log):
            if event.level != "debug" or self._level is Level.DEBUG:
                name = "R/T" if event.source == "runner" else "JOB"
                self._write(event.level, name, event.text)
        elif isinstance(event, protocol.Blocked):
            self._write("error", "R/T", event.what)
        elif isinstance(event, protocol.Http) and event.phase in ("response", "error"):
            outcome = event.status if event.phase == "response" else event.message
            self._write("info", "R/T", f"{event.method} {event.url} - {outcome}")
        elif isinstance(event, protocol.Finished):
            self._finished(event)

    def _finished(self, event: protocol.Finished) -> None:
        if event.error:
            at = event.error.at
            place = {"line": at.line, "column": at.column} if at else None
            self._write("error", "R/T", f"{event.error.name}: {event.error.message}", at=place)
        level = "success" if event.exit_code == 0 else "error"
        self._write(level, "R/T", f"Finished with exit code {event.exit_code}.")

    def _write(self, level: str, name: str, text: str, **more: Any) -> None:
        time_ms = int(self._clock.now().timestamp() * 1000)
        known = {key: value for key, value in more.items() if value is not None}
        line = {"level": level, "name": name, "message": [text], "time": time_ms, **known}
        self._print(Text(json.dumps(line, ensure_ascii=False)))
