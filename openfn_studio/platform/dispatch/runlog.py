"""What a run's log says besides what the job and the engine wrote, in the platform's words. Pure.

Events are in the shape of the runner's protocol, and redacted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_MOST_BODY = 2_000

Event = Mapping[str, Any]


def log_event(level: str, text: str, *, source: str = "runner", ms: float = 0.0) -> dict[str, Any]:
    """Return a log message of the platform itself."""
    return {"type": "log", "level": level, "source": source, "text": text, "ms": ms}


def answered_here(event: Event) -> dict[str, Any]:
    """Return the log message of a request that test mode answers: what it would have sent."""
    lines = [f"Test mode answers here, and nothing is sent: {event['method']} {event['url']}"]
    lines += [f"  {name}: {value}" for name, value in event.get("headers", {}).items()]
    body = _body_text(event.get("body") or {})
    if body:
        lines += [f"  {line}" for line in body.splitlines()]
    return {**log_event("info", "\n".join(lines), ms=event.get("ms", 0.0)),
            "operation": event.get("operation"), "at": event.get("at")}  # fmt: skip


def ending(event: Event, notes: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield the log messages of a run's end: what was left out, what is odd, and the error.

    Args:
        event: The ``finished`` event.
        notes: Sentences about what becomes of the final state.
    """
    ms = event.get("ms", 0.0)
    dropped = event.get("dropped_logs", 0)
    if dropped:
        yield log_event("warn", f"{dropped:,} more messages were left out: the log is full.", ms=ms)
    for path in event.get("secret_paths", ()):
        says = f"The final state holds a value of the credential at {path}."
        yield log_event("warn", says, ms=ms)
    for note in notes:
        yield log_event("warn", note, ms=ms)
    error = event.get("error")
    if error:
        source = "adaptor" if error.get("source") == "adaptor" else "job"
        yield log_event("error", error_text(error), source=source, ms=ms)


def error_text(error: Event) -> str:
    """Return an error as lines of a log: name and message, the job's line, what to do."""
    parts = [f"{error['name']}: {error['message']}"]
    if error.get("excerpt"):
        parts += [f"    {line}" for line in str(error["excerpt"]).splitlines()]
    if error.get("fix"):
        parts.append(str(error["fix"]))
    return "\n".join(parts)


def _body_text(body: Event) -> str:
    text = body.get("text")
    if text is None:
        return f"(a body of {body['size']:,} bytes)" if body.get("size") else ""
    if len(text) > _MOST_BODY:
        return f"{text[:_MOST_BODY]}… ({body.get('size', len(text)):,} bytes in all)"
    return str(text)
