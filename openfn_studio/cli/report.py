"""A run as a person reads it in the terminal: log, operations, state changes and requests."""

import json
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from rich.text import Text

from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.run import ExitCode
from openfn_studio.runner import protocol

MOST_CHANGES = 8
"""State changes shown for one operation; the rest is counted."""
MOST_BODY = 2_000
"""Characters of a body shown; ``--events`` has all that is kept."""

EXIT_WORDS = {
    ExitCode.SUCCESS: "The run succeeded",
    ExitCode.JOB_ERROR: "The job failed",
    ExitCode.TIMEOUT: "The run took too long and was ended",
    ExitCode.NOT_STARTED: "The run could not start",
    ExitCode.NOT_SAVED: "The run succeeded, but its result could not be saved",
    ExitCode.UNEXPECTED: "The run ended unexpectedly",
    ExitCode.ENGINE_FAULT: "The engine failed, not the job",
    ExitCode.STOPPED: "The run was stopped",
    ExitCode.OUT_OF_MEMORY: "The run used too much memory and was ended",
}
SYMBOLS = {"debug": ("❯", "faint"), "info": ("ℹ", "info"), "warn": ("⚠", "warning")}
CHANGE_MARKS = {"add": ("+", "ok"), "remove": ("-", "error"), "replace": ("~", "warning")}


class Level(IntEnum):
    """How much of a run is shown."""

    NONE = 0
    DEFAULT = 1
    INFO = 2
    DEBUG = 3


class RunReport:
    """Writes each event of a run as it comes.

    Args:
        terminal: Where to write; only its ``people`` side is used.
        level: How much to write.
        whole_requests: Show headers and bodies, as test mode does, not only a line.
    """

    def __init__(self, terminal: Terminal, level: Level, *, whole_requests: bool) -> None:
        self._print = terminal.say
        self._width = terminal.people.width
        self._level = level
        self._whole = whole_requests
        self._names: dict[int, str] = {}
        self._lines: dict[int, int] = {}
        self._requests: dict[int, protocol.Http] = {}
        self._writers: dict[type[Any], Callable[[Any], None]] = {
            protocol.Compiled: self._compiled,
            protocol.Log: self._log,
            protocol.OperationStarted: self._started,
            protocol.OperationFinished: self._finished_operation,
            protocol.OperationFailed: self._failed_operation,
            protocol.Http: self._http,
            protocol.Dns: self._dns,
            protocol.Blocked: self._blocked,
        }

    def __call__(self, event: protocol.AnyEvent) -> None:
        """Write one event, if its kind and the level ask for it."""
        writer = self._writers.get(type(event))
        if writer and self._level > Level.NONE:
            writer(event)

    def _compiled(self, event: protocol.Compiled) -> None:
        for operation in event.operations:
            self._names[operation.index] = operation.name
            self._lines[operation.index] = operation.range.line
        for warning in event.warnings:
            place = f" (line {warning.range.line})"
            self._print(Text.assemble(("⚠ ", "warning"), warning.message, (place, "faint")))
        if not event.operations:
            told = "The engine finds no operation in this job: the state stays as it is."
            left_out = (
                " openfn-studio check says why its code is left out." if event.dropped else ""
            )
            remedy = f" Add one such as fn(state => state).{left_out}"
            self._print(Text.assemble(("⚠ ", "warning"), told, remedy))

    def _log(self, event: protocol.Log) -> None:
        if event.level == "debug" and self._level < Level.DEBUG:
            return
        if event.source == "runner" and event.level == "info":
            self._print(Text(event.text, style="faint"))
            return
        symbol, style = SYMBOLS.get(event.level, ("✘", "error"))
        text = Text.assemble((f"    {symbol} ", style), _indented(event.text, 6))
        if event.at:
            text.append(f"  (line {event.at.line})", style="faint")
        self._print(text)

    def _started(self, event: protocol.OperationStarted) -> None:
        name = self._names.get(event.index, "operation")
        line = self._lines.get(event.index)
        where = f"  line {line}" if line else ""
        self._print(Text.assemble(f"{event.index + 1:>3} ", (name, "name"), (where, "faint")))

    def _finished_operation(self, event: protocol.OperationFinished) -> None:
        text = Text.assemble(("    ✔ ", "ok"), f"{event.took_ms:.1f} ms")
        if event.returned != "object":
            text.append(f"  returned {event.returned}, not a state", style="warning")
        self._print(_beside(text, _changes(event.patch), self._width))
        if self._level == Level.DEBUG and event.patch:
            for change in event.patch:
                self._print(Text(f"      {_compact(change)}", style="faint"))

    def _failed_operation(self, event: protocol.OperationFailed) -> None:
        self._print(Text.assemble(("    ✘ ", "error"), f"{event.took_ms:.1f} ms  failed"))

    def _http(self, event: protocol.Http) -> None:
        if event.phase == "request":
            self._requests[event.id] = event
            if self._whole:
                self._request(event)
        elif event.phase != "ask":
            self._answer(event, self._requests.pop(event.id, event))

    def _request(self, event: protocol.Http) -> None:
        place = f"  (line {event.at.line})" if event.at else ""
        self._print(
            Text.assemble(
                ("    → ", "info"), (event.method, "name"), f" {event.url}", (place, "faint")
            )
        )
        self._headers_and_body(event)

    def _answer(self, event: protocol.Http, request: protocol.Http) -> None:
        took = f" in {event.took_ms:.0f} ms" if event.took_ms is not None else ""
        who = {"live": "", "stub": "  stub", "default": "  test mode's own answer"}
        source = who.get(event.origin, "  answered by hand")
        if event.phase == "error":
            line = Text.assemble(("    ✘ ", "error"), f"{request.method} {request.url}{took}")
            self._print(line.append(f"  {event.message or 'no answer'}", style="error"))
            return
        style = "ok" if (event.status or 0) < 400 else "error"
        told = "" if self._whole else f" {request.method} {request.url} -"
        self._print(
            Text.assemble(
                ("    ←", "info"), told, (f" {event.status}", style), took, (source, "faint")
            )
        )
        if self._whole:
            self._headers_and_body(event)

    def _headers_and_body(self, event: protocol.Http) -> None:
        for name, value in event.headers.items():
            self._print(Text(f"      {name}: {value}", style="faint"))
        if event.body and event.body.size:
            self._print(Text(f"      {_indented(_body_text(event.body), 6)}"))

    def _dns(self, event: protocol.Dns) -> None:
        if self._level == Level.DEBUG:
            self._print(Text(f"    ❯ looked up {event.host}, answered here", style="faint"))

    def _blocked(self, event: protocol.Blocked) -> None:
        place = f"  (line {event.at.line})" if event.at else ""
        self._print(Text.assemble(("    ■ ", "error"), event.what, (place, "faint")))


def error_lines(error: protocol.JobError) -> Text:
    """Return the block that explains why a run failed: place, message, code line, remedy."""
    place = f"line {error.at.line}: " if error.at else ""
    # Our own words need no class name: "The job needed more than 512 MB …".
    is_ours = error.source in ("runner", "compile") or error.severity == "kill"
    name = "" if is_ours else f"{error.name}: "
    text = Text.assemble(("✘ ", "error"), (place, "name"), name, error.message)
    if error.source == "adaptor" and error.frames:
        package = next((frame.package for frame in error.frames if frame.package), None)
        text.append(f"\n  Thrown inside {package}." if package else "")
    if error.excerpt:
        text.append("\n  " + _indented(error.excerpt, 2), style="faint")
    if error.cause:
        text.append(f"\n  Because: {error.cause}")
    if error.fix:
        text.append(f"\n  {error.fix}")
    return text


def closing_line(exit_code: int, took_ms: float) -> Text:
    """Return the last line of a report."""
    known = ExitCode(exit_code) if exit_code in list(ExitCode) else ExitCode.ENGINE_FAULT
    mark = ("✔ ", "ok") if exit_code == 0 else ("✘ ", "error")
    return Text.assemble(mark, f"{EXIT_WORDS[known]}: exit code {exit_code}, {took_ms:.0f} ms.")


def _changes(patch: list[dict[str, Any]] | None) -> list[Text]:
    if patch is None:
        return [Text("the state is too big to compare", style="faint")]
    told: list[Text] = []
    for change in patch[:MOST_CHANGES]:
        mark, style = CHANGE_MARKS.get(change["op"], ("~", "warning"))
        told.append(Text.assemble((f"{mark} ", style), change["path"] or "the whole state"))
    if len(patch) > MOST_CHANGES:
        told.append(Text(f"and {len(patch) - MOST_CHANGES} more", style="faint"))
    return told


def _beside(first: Text, items: list[Text], width: int) -> Text:
    """Return a line with items beside it; one that has no room begins a new line, indented."""
    used = first.cell_len
    for item in items:
        gap = "  "
        if used + len(gap) + item.cell_len > width:
            gap, used = "\n      ", 4
        first.append(gap).append_text(item)
        used += 2 + item.cell_len
    return first


def _body_text(body: protocol.Body) -> str:
    if body.text is None:
        return f"{body.size} bytes that are not text"
    try:
        shown = json.dumps(json.loads(body.text), ensure_ascii=False, indent=2)
    except ValueError:
        shown = body.text
    cut = len(shown) > MOST_BODY or body.is_truncated
    return f"{shown[:MOST_BODY]}… ({body.size} bytes in all)" if cut else shown


def _compact(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 200 else f"{shown[:200]}…"


def _indented(text: str, by: int) -> str:
    return text.replace("\n", "\n" + " " * by)
