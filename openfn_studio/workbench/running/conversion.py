"""From the runner's events and the store's records to the window's facts. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from openfn_studio.domain.text import TextRange
from openfn_studio.runner.protocol import At, Blocked, Body, Dns, Http, JobError, Log, Operation
from openfn_studio.store.records import HttpRecord, IncidentRecord, LogRecord, OperationRecord
from openfn_studio.workbench.running.facts import (
    BodyFact,
    ErrorFact,
    ExchangeFact,
    LogFact,
    OperationFact,
    OperationStatus,
)

LOOKED_UP = "The name was looked up and answered on this computer."
NO_ANSWER = "The run ended before an answer came."


def error_fact(error: JobError) -> ErrorFact:
    """Return an error as the window shows it."""
    return ErrorFact(
        name=error.name,
        message=error.message,
        source=error.source,
        severity=error.severity,
        line=error.at.line if error.at else None,
        column=error.at.column if error.at and not error.at.is_operation else None,
        operation=error.operation,
        fix=error.fix,
        excerpt=error.excerpt,
        details=error.details,
        cause=error.cause,
    )


def kept_error(error: Mapping[str, Any] | None) -> ErrorFact | None:
    """Return an error the store kept."""
    return None if error is None else error_fact(msgspec.convert(error, JobError))


def operation_fact(operation: Operation) -> OperationFact:
    """Return an operation that has not begun."""
    return OperationFact(
        operation.index, operation.name, operation.range, is_hoisted=operation.hoisted
    )


def kept_operation(record: OperationRecord, requests: int) -> OperationFact:
    """Return an operation the store kept."""
    statuses: dict[str, OperationStatus] = {
        "running": "interrupted",
        "finished": "finished",
        "failed": "failed",
        "interrupted": "interrupted",
    }
    return OperationFact(
        index=record.index,
        name=record.name,
        range=TextRange(**record.range),
        status=statuses.get(record.status, "pending"),
        started_ms=record.started_ms,
        took_ms=record.took_ms,
        error=kept_error(record.error),
        requests=requests,
        changes=None if record.patch is None else len(record.patch),
        returned=record.returned,  # pyright: ignore[reportArgumentType]
        is_hoisted=record.is_hoisted,
    )


def body_fact(body: Body | None) -> BodyFact | None:
    """Return a body as the window shows it."""
    return body and BodyFact(body.size, body.text, body.base64, body.is_truncated)


def requested(event: Http) -> ExchangeFact:
    """Return the exchange a request begins; an error may come for one that was never sent."""
    return ExchangeFact(
        id=event.id,
        operation=event.operation,
        ms=event.ms,
        method=event.method,
        url=event.url,
        origin=event.origin,
        rule=event.rule,
        line=event.at.line if event.at else None,
        request_headers=event.headers if event.phase == "request" else {},
        request_body=body_fact(event.body) if event.phase == "request" else None,
    )


def blocked_exchange(event: Blocked, number: int) -> ExchangeFact:
    """Return what test mode stopped, as a row among the requests."""
    return ExchangeFact(
        id=number,
        operation=event.operation,
        ms=event.ms,
        method=event.kind.upper(),
        url=_target(event.host, event.port) or event.kind,
        origin="blocked",
        line=event.at.line if event.at else None,
        problem=event.what,
    )


def looked_up_exchange(event: Dns, number: int) -> ExchangeFact:
    """Return a name that was looked up, as a row among the requests."""
    return ExchangeFact(
        id=number,
        operation=event.operation,
        ms=event.ms,
        method="DNS",
        url=event.host,
        origin="blocked",
        problem=LOOKED_UP,
    )


def kept_exchange(record: HttpRecord) -> ExchangeFact:
    """Return an exchange the store kept."""
    origins = {"live", "stub", "default", "asked"}
    has_end = record.status is not None or record.problem is not None
    return ExchangeFact(
        id=record.id,
        operation=record.operation,
        ms=record.ms,
        method=record.method,
        url=record.url,
        origin=record.origin if record.origin in origins else "live",  # pyright: ignore[reportArgumentType]
        rule=record.rule,
        line=_line(record.at),
        request_headers=record.request_headers,
        request_body=_kept_body(record.request_body),
        status=record.status,
        took_ms=record.took_ms,
        response_headers=record.response_headers,
        response_body=_kept_body(record.response_body),
        problem=record.problem if has_end else NO_ANSWER,
    )


def kept_incidents(records: Iterable[IncidentRecord], hosts: set[str]) -> list[ExchangeFact]:
    """Return what the store kept of stopped and answered attempts, as rows among the requests.

    Args:
        records: All incidents of a run.
        hosts: Where its requests went: a look-up of one of these is no news.
    """
    rows: list[ExchangeFact] = []
    for record in records:
        number = -len(rows) - 1
        if record.kind == "blocked":
            rows.append(
                blocked_exchange(msgspec.convert({**record.body, "ms": record.ms}, Blocked), number)
            )
        elif record.kind == "dns" and record.body.get("host") not in hosts:
            rows.append(
                looked_up_exchange(msgspec.convert({**record.body, "ms": record.ms}, Dns), number)
            )
    return rows


def log_fact(event: Log, position: int) -> LogFact:
    """Return a log message."""
    at = event.at or At(line=0, column=0)
    return LogFact(
        position=position,
        ms=event.ms,
        level=event.level,
        source=event.source,
        operation=event.operation,
        line=at.line or None,
        column=(at.column or None) if not at.is_operation else None,
        text=event.text,
    )


def kept_line(record: LogRecord) -> LogFact:
    """Return a log message the store kept."""
    fields: dict[str, Any] = {
        key: getattr(record, key) for key in ("ms", "level", "source", "operation", "at", "text")
    }
    return log_fact(msgspec.convert(fields, Log), record.position)


def ending_lines(
    error: ErrorFact | None, *, ms: float, dropped: int, secret_paths: Sequence[str], position: int
) -> tuple[LogFact, ...]:
    """Return what the log says at a run's end besides what the job and the engine wrote.

    Args:
        error: Why it failed, if it did.
        ms: When it ended.
        dropped: How many messages came after the log was full.
        secret_paths: Where the final state holds a secret.
        position: Of the first of these lines.
    """
    lines: list[LogFact] = []

    def say(level: Any, source: Any, text: str) -> None:
        line, column, operation = None, None, None
        if error and level == "error":
            line, column, operation = error.line, error.column, error.operation
        place = position + len(lines)
        lines.append(LogFact(place, ms, level, source, operation, line, column, text))

    if dropped:
        many = f"{dropped:,} more messages were" if dropped > 1 else "One more message was"
        say("warn", "runner", f"{many} left out: the log of a run has room for 8 MB.")
    for path in secret_paths:
        say("warn", "runner", f"The final state holds a value of the credential at {path}.")
    if error:
        source = "adaptor" if error.source == "adaptor" else "job"
        say("error", "runner" if error.is_in_words else source, error_text(error))
    return tuple(lines)


def error_text(error: ErrorFact) -> str:
    """Return an error as lines of a log: name and message, the job's line, what to do."""
    head = error.message if error.is_in_words else f"{error.name}: {error.message}"
    parts = [head]
    if error.excerpt:
        parts += [f"    {line}" for line in error.excerpt.splitlines()]
    if error.cause:
        parts.append(f"Because: {error.cause}")
    if error.fix:
        parts.append(error.fix)
    return "\n".join(parts)


def _kept_body(body: Mapping[str, Any] | None) -> BodyFact | None:
    return None if body is None else body_fact(msgspec.convert(body, Body))


def _line(at: Mapping[str, Any] | None) -> int | None:
    return at["line"] if at else None


def _target(host: str | None, port: int | None) -> str:
    return f"{host}:{port}" if host and port else host or ""
