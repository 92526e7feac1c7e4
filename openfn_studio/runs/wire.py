"""From a request to the runner's words. Pure."""

import json
from pathlib import Path
from typing import Any

import msgspec

from openfn_studio.domain.run import Limits
from openfn_studio.errors import UserInputProblem
from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.runner.protocol import LimitsOfRun, Run, StubAnswer, StubRule
from openfn_studio.runs.request import RunRequest

UNSAVED_URL = "file:///job.js"


def run_command(request: RunRequest, *, batch: bool = False) -> Run:
    """Return the command that starts the request's job.

    Raises:
        UserInputProblem: The job, its input or its credential cannot be written as JSON.
    """
    return Run(
        source=_whole_text(request.text),
        url=url_of(request.file),
        state=json_of(request.input, "The input"),
        configuration=json_of(request.configuration, "The credential"),
        limits=limits_of(request.limits),
        rules=[stub_rule(rule) for rule in request.rules],
        no_console=request.no_console,
        breakpoints=list(request.breakpoints),
        pause_at_start=request.pause_at_start,
        break_on_error=request.break_on_error,
        batch=batch,
        write_only=list(request.write_only),
    )


def url_of(file: Path | None) -> str:
    """Return the script's URL for stack traces and breakpoints."""
    return file.absolute().as_uri() if file else UNSAVED_URL


def limits_of(limits: Limits) -> LimitsOfRun:
    """Return the limits as the process is told them."""
    return LimitsOfRun(
        timeout_ms=limits.timeout_ms,
        memory_mb=limits.memory_mb,
        log_bytes=limits.log_bytes,
        line_chars=limits.line_chars,
        body_bytes=limits.body_bytes,
        snapshot_nodes=limits.snapshot_nodes,
    )


def stub_rule(rule: Rule) -> StubRule:
    """Return a rule as the process is told it."""
    return StubRule(
        method=rule.method,
        url=rule.url,
        pattern=rule.pattern,
        answer=stub_answer(rule.answer),
        ask=rule.ask,
        times=rule.times,
    )


def stub_answer(answer: Answer) -> StubAnswer:
    """Return an answer as the process is told it."""
    return StubAnswer(
        status=answer.status,
        headers=dict(answer.headers),
        body=json_of(answer.body, "A stub's body"),
        base64=answer.base64,
        delay_ms=answer.delay_ms,
    )


def json_of(value: Any, what: str) -> msgspec.Raw:
    """Return a value as JSON text on one line.

    Args:
        value: A JSON value, or ``msgspec.Raw`` that holds JSON text already.
        what: The beginning of the sentence that says what cannot be written.

    Raises:
        UserInputProblem: It is no JSON value.
    """
    try:
        if isinstance(value, msgspec.Raw):
            # Line feeds stand only between tokens, and a command is one line.
            return msgspec.Raw(bytes(value).replace(b"\n", b" ").replace(b"\r", b" "))
        return msgspec.Raw(_encoded(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise UserInputProblem(
            f"{what} cannot be written as JSON: {_reason(error)}.",
            means="The job was not run.",
            remedy="Give it objects, lists, texts, numbers, true, false and null only.",
        ) from error


def _encoded(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:  # half of a surrogate pair, which JavaScript takes
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _whole_text(text: str) -> str:
    """Return the text with half surrogate pairs, which cannot be sent, as U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _reason(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
