"""What the store keeps of runs, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openfn_studio.domain.run import Dialect, HttpMode


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlace:
    """Where a run of a platform belongs, and what it was in the queue."""

    project_id: int
    job_id: int
    waiting_id: int
    """It leaves the queue in the transaction that begins the run."""
    cause: str
    initial: str
    """Where its initial state comes from."""
    trigger_name: str | None = None
    chain: tuple[str, ...] = ()
    attempt: int = 1
    message_id: int | None = None
    source_run_id: int | None = None
    input: str | None = None
    """JSON: the exact initial state; None when it is the message's."""


@dataclass(frozen=True, slots=True)
class RunStart:
    """What is known when a run begins."""

    project_key: str
    """What tells the project from others, e.g. its folder; made when it is new."""
    project_name: str
    job: str
    """The job's name; made when it is new."""
    text: str
    """The job's text as it is run."""
    dialect: Dialect
    http_mode: HttpMode
    adaptors: tuple[str, ...] = ()
    """As asked for, e.g. ``@openfn/language-http@3.1.12``."""
    origin: str = "editor"
    """Who started it: editor, cli, trigger, retry …"""
    input_name: str = ""
    """What it is given, in words."""
    place: RunPlace | None = None
    """None for a run of the editor, whose project and job are found by their names."""


@dataclass(frozen=True, slots=True)
class RunKey:
    """How a run is found again."""

    id: int
    """Internal and ordered by time."""
    number: int
    """What people say: 1, 2, 3 … in its project."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A row in a list of runs."""

    key: RunKey
    job: str
    origin: str
    dialect: Dialect
    http_mode: HttpMode
    started_at: datetime
    finished_at: datetime | None
    exit_code: int | None
    """None while it runs."""
    is_pinned: bool
    size_bytes: int
    took_ms: float | None = None
    error: Mapping[str, Any] | None = None
    """Why it failed, as the runner told it."""
    input_name: str = ""
    """What it was given, in words."""
    failed_at: str | None = None
    """The name of the operation that failed or was cut off."""


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """An operation of a run."""

    index: int
    name: str
    range: Mapping[str, int]
    is_hoisted: bool
    status: str
    """pending, running, finished, failed, interrupted."""
    started_ms: float | None
    took_ms: float | None
    returned: str | None
    patch: list[dict[str, Any]] | None
    """None when it was too big to be kept, or the operation did not end."""
    error: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class HttpRecord:
    """An HTTP exchange of a run, redacted."""

    id: int
    operation: int | None
    ms: float
    method: str
    url: str
    origin: str
    rule: int | None
    at: Mapping[str, Any] | None
    request_headers: Mapping[str, str]
    request_body: Mapping[str, Any] | None
    status: int | None
    """None when no answer came."""
    took_ms: float | None
    response_headers: Mapping[str, str]
    response_body: Mapping[str, Any] | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class LogRecord:
    """A line of a run's log, redacted."""

    position: int
    """0, 1, 2 …"""
    ms: float
    level: str
    source: str
    operation: int | None
    at: Mapping[str, Any] | None
    text: str


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """Something else that happened: ``dns``, ``blocked``, ``halted``."""

    ms: float
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run with its parts, but for its log and its final state, which may be large."""

    summary: RunSummary
    text: str
    """The job's text."""
    adaptors: Mapping[str, Any]
    """``asked``: specifiers; ``loaded``: names, versions."""
    took_ms: float | None
    error: Mapping[str, Any] | None
    compiled: Mapping[str, Any] | None
    has_initial_state: bool
    has_final_state: bool
    secret_paths: tuple[str, ...]
    dropped_logs: int
    peak_mb: int
    log_lines: int
    operations: tuple[OperationRecord, ...]
    exchanges: tuple[HttpRecord, ...]
    incidents: tuple[IncidentRecord, ...]
