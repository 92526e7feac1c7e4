"""How runs are told in words: how one ended, how long it took, when it was. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from openfn_studio.domain.run import ExitCode
from openfn_studio.workbench.running.facts import ErrorFact, OperationFact, RunFact


@dataclass(frozen=True, slots=True)
class Ending:
    """What a run has come to, as an icon, a tone and words; never told by colour alone."""

    icon: str
    """A Lucide name."""
    tone: str
    """``ok``, ``err``, ``warn``, ``accent`` or ``text_muted``."""
    words: str
    """As short as a list needs it, e.g. ``Succeeded``."""


_ENDINGS = {
    ExitCode.SUCCESS: Ending("circle-check", "ok", "Succeeded"),
    ExitCode.JOB_ERROR: Ending("circle-x", "err", "Failed"),
    ExitCode.TIMEOUT: Ending("timer-off", "warn", "Timed out"),
    ExitCode.NOT_STARTED: Ending("ban", "err", "Could not start"),
    ExitCode.NOT_SAVED: Ending("triangle-alert", "warn", "Result not saved"),
    ExitCode.UNEXPECTED: Ending("triangle-alert", "err", "Ended unexpectedly"),
    ExitCode.ENGINE_FAULT: Ending("octagon-alert", "err", "Engine failed"),
    ExitCode.STOPPED: Ending("square", "text_muted", "Stopped"),
    ExitCode.OUT_OF_MEMORY: Ending("hard-drive", "err", "Out of memory"),
}
_RUNNING = Ending("loader", "accent", "Running")
_STATUS_WORDS = {
    "pending": "not run",
    "running": "running",
    "waiting": "waiting",
    "finished": "succeeded",
    "failed": "failed",
    "interrupted": "cut off",
}


def ending_of(exit_code: int | None) -> Ending:
    """Return how a run ended; None is one that is on."""
    if exit_code is None:
        return _RUNNING
    known = exit_code in list(ExitCode)
    return _ENDINGS[ExitCode(exit_code) if known else ExitCode.UNEXPECTED]


def title_of(job: str) -> str:
    """Return what people call a job: its name; of a file that no project lists, the file's."""
    return re.split(r"[/\\]", job)[-1] if job.endswith((".js", ".mjs", ".cjs")) else job


def row_words(exit_code: int | None, error: ErrorFact | None, operation: str = "") -> str:
    """Return how a run ended for a list: ``TypeError in post``, ``Succeeded``, ``Timed out``."""
    if exit_code == ExitCode.JOB_ERROR and error is not None:
        if error.source == "compile":
            return "Does not compile"
        return f"{error.name} in {operation}" if operation else error.name
    return ending_of(exit_code).words


def result_of(run: RunFact) -> Ending:
    """Return how a run stands or ended, with its operation and time, for the timeline's head."""
    ending = ending_of(run.exit_code)
    if run.exit_code is None:
        return _going_on(run)
    if run.exit_code == ExitCode.NOT_STARTED:
        return ending
    if run.exit_code == ExitCode.SUCCESS:
        return Ending(ending.icon, ending.tone, f"Succeeded in {duration(run.took_ms)}")
    is_text = run.error is not None and run.error.source == "compile"
    words = "The job does not compile" if is_text else ending.words
    place = failed_at(run)
    where = f" at {place.index + 1}" if place and not is_text else ""
    after = f" after {duration(run.took_ms)}" if run.took_ms and not is_text else ""
    return Ending(ending.icon, ending.tone, f"{words}{where}{after}")


def failed_at(run: RunFact) -> OperationFact | None:
    """Return the operation at which a run failed or was cut off, if one is known."""
    for one in run.operations:
        if one.status in ("failed", "interrupted"):
            return one
    index = run.error.operation if run.error else None
    known = index is not None and 0 <= index < len(run.operations)
    return run.operations[index] if known and index is not None else None


def spoken(operation: OperationFact, count: int) -> str:
    """Return an operation for a screen reader: ``3 of 5, each, succeeded, 163 milliseconds``."""
    parts = [f"{operation.index + 1} of {count}", operation.name, _STATUS_WORDS[operation.status]]
    if operation.took_ms is not None:
        parts.append(f"{operation.took_ms:.0f} milliseconds")
    if operation.requests:
        parts.append(f"{operation.requests} request{'s' if operation.requests > 1 else ''}")
    return ", ".join(parts)


def duration(ms: float | None) -> str:
    """Return how long something took: ``<1 ms``, ``163 ms``, ``1.2 s``, ``2 min 5 s``."""
    if ms is None:
        return ""
    if ms < 1:
        return "<1 ms"
    if ms < 999.5:
        return f"{ms:.0f} ms"
    seconds = ms / 1000
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def when(at: datetime, now: datetime) -> str:
    """Return when something was, as short as it can be: ``now``, ``09:41``, ``Mon``, ``3 May``.

    Args:
        at: The moment; any time zone.
        now: The present moment in the time zone that is meant.
    """
    local = at.astimezone(now.tzinfo)
    if 0 <= (now - local).total_seconds() < 60:
        return "now"
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if 0 < days < 7:
        return f"{local:%a}"
    if local.year == now.year:
        return f"{local.day} {local:%b}"
    return f"{local.day} {local:%b} {local.year}"


def whole_when(at: datetime, now: datetime) -> str:
    """Return when something was, in full, with its time zone."""
    local = at.astimezone(now.tzinfo)
    return f"{local:%A}, {local.day} {local:%B %Y, %H:%M:%S %Z}"


def _going_on(run: RunFact) -> Ending:
    waiting = run.waiting_at
    if waiting is not None:
        return Ending("pause", "warn", f"Waits at {waiting.index + 1} {waiting.name}")
    running = next((one for one in run.operations if one.status == "running"), None)
    if running is None:
        return Ending("loader", "accent", "Starting")
    return Ending("loader", "accent", f"Running {running.index + 1} of {len(run.operations)}")
