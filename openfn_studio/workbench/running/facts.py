"""What the window knows of a run, as frozen values: the one shape all panels read.

Times named ``ms`` count milliseconds from the start of the job; ``took_ms`` are durations. All
texts, headers and bodies were redacted by the process that sent them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NewType

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.domain.text import TextRange

RunId = NewType("RunId", str)
"""Tells one run from all others this window knows, kept ones too."""

OperationStatus = Literal["pending", "running", "waiting", "finished", "failed", "interrupted"]
"""``pending``: not run (yet); ``waiting``: stands at a breakpoint; ``interrupted``: cut off."""

Origin = Literal["live", "stub", "default", "asked", "blocked"]
"""Who answered: a server, a rule, test mode's ``200 {}``, the user, or nobody: it was stopped."""

LogLevel = Literal["debug", "info", "warn", "error"]

ErrorSource = Literal["compile", "job", "adaptor", "runner"]
"""Whose fault it is: the text, the job's code, an adaptor's, or the engine and its limits."""


@dataclass(frozen=True, slots=True)
class ErrorFact:
    """Why a run, or one operation of it, failed."""

    name: str
    """The JavaScript class, or ours: CompileError, StartError, Stalled, ProcessExit."""
    message: str
    source: ErrorSource = "job"
    severity: Literal["fail", "crash", "kill"] = "fail"
    line: int | None = None
    """Of the job's text, from 1."""
    column: int | None = None
    """From 1, in UTF-16 code units."""
    operation: int | None = None
    fix: str | None = None
    """What the user can do, one sentence."""
    excerpt: str | None = None
    """The job's line and a caret under it."""
    details: Any = None
    """What the error object carries besides its message, as JSON."""
    cause: str | None = None

    @property
    def is_in_words(self) -> bool:
        """True when the message is a sentence of ours, which needs no class name before it."""
        return self.source in ("runner", "compile") or self.severity == "kill"


@dataclass(frozen=True, slots=True)
class OperationFact:
    """An operation of a run, in the order the dialect runs them."""

    index: int
    name: str
    range: TextRange | None = None
    """Where it stands in the text that was run."""
    status: OperationStatus = "pending"
    started_ms: float | None = None
    took_ms: float | None = None
    error: ErrorFact | None = None
    requests: int = 0
    """HTTP requests it made."""
    changes: int | None = None
    """Changes of the state; None when not known: not ended, or too big to compare."""
    returned: Literal["object", "nothing", "null", "other"] | None = None
    """``object``, or what it returned instead of a state."""
    is_hoisted: bool = False
    """v1: found inside other code; it runs unconditionally."""


@dataclass(frozen=True, slots=True)
class BodyFact:
    """A request's or response's body, decompressed, as far as it is kept."""

    size: int
    """Bytes on the wire, before decompression."""
    text: str | None = None
    base64: str | None = None
    """Set instead of ``text`` when the bytes are not UTF-8."""
    is_truncated: bool = False


@dataclass(frozen=True, slots=True)
class ExchangeFact:
    """An HTTP request with its answer, or something test mode stopped (origin ``blocked``)."""

    id: int
    """Unique in its run; of blocked ones negative."""
    operation: int | None
    ms: float
    method: str
    """Of blocked ones the kind: ``TCP``, ``UDP``, ``PROCESS`` …"""
    url: str
    origin: Origin
    rule: int | None = None
    """Which of the project's rules answered, from 0."""
    line: int | None = None
    request_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    request_body: BodyFact | None = None
    status: int | None = None
    """None while it is under way, or when no answer came."""
    took_ms: float | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    response_body: BodyFact | None = None
    problem: str | None = None
    """Why no answer came, a sentence."""

    @property
    def is_open(self) -> bool:
        """True while the answer is awaited."""
        return self.status is None and self.problem is None


@dataclass(frozen=True, slots=True)
class LogFact:
    """One message of a run's log."""

    position: int
    """0, 1, 2 … in its run."""
    ms: float
    level: LogLevel
    source: Literal["job", "adaptor", "runner"]
    operation: int | None
    line: int | None
    column: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFact:
    """A run as it stands: on, or over."""

    id: RunId
    number: int | None
    """What people say, 1, 2, 3 … in its project; None until, or unless, it is kept."""
    job: str
    text: str
    """The job's text as it is run."""
    dialect: Dialect
    http_mode: HttpMode
    started_at: datetime
    finished_at: datetime | None = None
    took_ms: float | None = None
    exit_code: int | None = None
    """None while it is on; else as ``domain.run.ExitCode``."""
    error: ErrorFact | None = None
    operations: tuple[OperationFact, ...] = ()
    exchanges: tuple[ExchangeFact, ...] = ()
    """In the order they were made."""
    log_lines: int = 0
    sealed_by: Literal["kernel", "runner"] | None = None
    """What keeps a test-mode run from the network; None when live."""
    live_requests: int = 0
    """Requests that left this computer."""
    is_kept: bool = False
    """True when it is in the history of runs."""
    is_pinned: bool = False
    origin: str = "editor"
    """Who started it: ``editor``, ``cli``, a trigger's name."""
    input_name: str = ""
    """What it ran with, in words; empty when not known."""
    adaptors: tuple[str, ...] = ()
    """As they were loaded, ``name@version``; as asked for until then."""
    missing_adaptor: str | None = None
    """The specifier of an adaptor that is not installed, which is why it could not start."""

    @property
    def is_test(self) -> bool:
        """True when its requests are answered on this computer."""
        return self.http_mode is HttpMode.TEST

    @property
    def is_over(self) -> bool:
        """True when it has ended."""
        return self.exit_code is not None

    @property
    def waiting_at(self) -> OperationFact | None:
        """The operation whose breakpoint it stands at, or None."""
        return next((one for one in self.operations if one.status == "waiting"), None)


@dataclass(frozen=True, slots=True)
class LogBatch:
    """Lines that were added to a run's log."""

    run: RunId
    lines: tuple[LogFact, ...]


@dataclass(frozen=True, slots=True)
class WaitingFact:
    """A run that stands at a breakpoint until it is told to go on."""

    run: RunId
    operation: int
    when: Literal["before", "after", "error"]
    state: bytes
    """The state as JSON, redacted, without ``configuration``; it may be edited and sent on."""
