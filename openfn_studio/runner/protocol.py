"""Everything the runner process and this program say to each other.

A message is one line: U+001E, the run's token (events only), a JSON object whose ``type`` names one
of the classes below in snake case, and a line feed. The JavaScript twin is
``resources/runner/protocol.mjs``; ``tests/data/protocol/*.json`` holds samples both sides read.

Events are redacted by the process that sends them, but for ``finished.state`` and ``state_part``:
those carry the exact final state without ``configuration``.
"""

import re
from typing import Any, Literal

import msgspec

from openfn_studio.runner.parts import (
    At,
    Body,
    Breakpoint,
    CompileWarning,
    Dropped,
    JobError,
    LimitsOfRun,
    LoadedAdaptor,
    Operation,
    StubAnswer,
    StubRule,
)

VERSION = 1


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class _Message(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=_snake, omit_defaults=True
):
    """What all messages share: unknown fields are ignored, absent ones have defaults."""


# ---------------------------------------------------------------- commands: to the process


class Command(_Message, frozen=True, kw_only=True):
    """A message to the runner process."""


class Run(Command, frozen=True, kw_only=True):
    """Compile and run a job. Accepted once, after ``ready`` (in batch once a message)."""

    source: str
    url: str
    """The script's URL, for stack traces: the job file's ``file://`` URL."""
    state: Any
    """The initial state without ``configuration``."""
    configuration: Any = None
    """The credential's body, or None for ``{}``."""
    limits: LimitsOfRun
    rules: list[StubRule] = []
    no_console: bool = False
    breakpoints: list[Breakpoint] = []
    pause_at_start: bool = False
    """Wait before operation 0, as ``step`` would."""
    break_on_error: bool = False
    batch: bool = False
    """Stay alive after ``finished`` and take the next ``run`` in a fresh context."""
    write_only: list[str] = []
    """Keys of the configuration that the adaptor's credential schema calls ``writeOnly``."""


class Answer(Command, frozen=True, kw_only=True):
    """The parent's answer to an ``http`` event whose ``phase`` is ``ask``."""

    id: int
    answer: StubAnswer | None = None
    """None refuses the request with a clear error."""


class Step(Command, frozen=True, kw_only=True):
    """Go on to the next gate: after this operation, then before the next."""

    state: Any = msgspec.UNSET
    """When set, the state to go on with; ``configuration`` is kept from the live state."""


class Continue(Command, frozen=True, kw_only=True):
    """Go on to the next breakpoint."""

    state: Any = msgspec.UNSET


class Stop(Command, frozen=True, kw_only=True):
    """End the run now, wherever it is: exit 130."""


# ---------------------------------------------------------------- events: from the process


class Event(_Message, frozen=True, kw_only=True):
    """A message from the runner process. ``ms`` counts from the ``run`` command."""

    ms: float = 0.0


class Ready(Event, frozen=True, kw_only=True):
    """The process has loaded its adaptors and waits for ``run``."""

    version: int
    """The protocol's version."""
    node: str
    adaptors: list[LoadedAdaptor]
    boot_ms: float


class Compiled(Event, frozen=True, kw_only=True):
    """What the dialect will run."""

    dialect: Literal["v1", "v2"]
    operations: list[Operation]
    dropped: list[Dropped] = []
    warnings: list[CompileWarning] = []


class State(Event, frozen=True, kw_only=True):
    """The initial state, redacted; ``too_big`` when it is past the snapshot limit."""

    value: Any = None
    too_big: bool = False


class OperationStarted(Event, frozen=True, kw_only=True):
    """An operation begins."""

    index: int


class OperationFinished(Event, frozen=True, kw_only=True):
    """An operation ended well."""

    index: int
    took_ms: float
    patch: list[dict[str, Any]] | None = None
    """JSON Patch (RFC 6902) from the state before to the one after; None when too big."""
    returned: Literal["object", "nothing", "null", "other"] = "object"
    snapshot_ms: float = 0.0
    """What comparing the states cost, not counted in ``took_ms``."""


class OperationFailed(Event, frozen=True, kw_only=True):
    """An operation threw."""

    index: int
    took_ms: float
    error: JobError
    patch: list[dict[str, Any]] | None = None


class Log(Event, frozen=True, kw_only=True):
    """One message of the job's or adaptor's console."""

    level: Literal["debug", "info", "warn", "error"]
    text: str
    source: Literal["job", "adaptor", "runner"] = "job"
    operation: int | None = None
    at: At | None = None


class Http(Event, frozen=True, kw_only=True):
    """One phase of an exchange.

    ``request``, then ``response`` or ``error``; ``ask`` in between wants an ``answer``.
    """

    phase: Literal["request", "response", "error", "ask"]
    id: int
    method: str
    url: str
    operation: int | None = None
    at: At | None = None
    headers: dict[str, str] = {}
    body: Body | None = None
    status: int | None = None
    took_ms: float | None = None
    origin: Literal["live", "stub", "default", "asked"] = "live"
    """Who answers: the server, a rule, test mode's ``200 {}``, the parent."""
    rule: int | None = None
    message: str | None = None


class Dns(Event, frozen=True, kw_only=True):
    """Test mode answered a name look-up itself."""

    host: str
    operation: int | None = None


class Blocked(Event, frozen=True, kw_only=True):
    """Test mode stopped something that could have left the machine."""

    what: str
    """A full sentence: what was stopped and where it wanted to go."""
    kind: str
    """tcp, tls, udp, dns, process, thread, addon, listen, binding, loader, unix."""
    host: str | None = None
    port: int | None = None
    operation: int | None = None
    at: At | None = None


class Waiting(Event, frozen=True, kw_only=True):
    """The run stands at a gate until ``step``, ``continue`` or ``stop``."""

    index: int
    when: Literal["before", "after", "error"]
    state: Any = None
    """The state, redacted, without ``configuration``."""


class Halted(Event, frozen=True, kw_only=True):
    """The run was cut off: a limit, or ``stop``. ``finished`` follows."""

    reason: Literal["timeout", "memory", "stopped"]
    at: At | None = None
    operation: int | None = None
    function: str | None = None
    rss_mb: int | None = None


class StatePart(Event, frozen=True, kw_only=True):
    """A piece of the final state's JSON text; pieces come in order before ``finished``."""

    text: str
    is_last: bool = False


class Finished(Event, frozen=True, kw_only=True):
    """The run is over."""

    exit_code: int
    error: JobError | None = None
    state: Any = msgspec.UNSET
    """The final state when it fits one line; unset when it came in parts or there is none."""
    in_parts: bool = False
    secret_paths: list[str] = []
    """JSON Pointers in the final state that hold a secret value."""
    dropped_logs: int = 0
    peak_mb: int = 0
    took_ms: float = 0.0


AnyEvent = (
    Ready
    | Compiled
    | State
    | OperationStarted
    | OperationFinished
    | OperationFailed
    | Log
    | Http
    | Dns
    | Blocked
    | Waiting
    | Halted
    | StatePart
    | Finished
)
AnyCommand = Run | Answer | Step | Continue | Stop

_event_decoder = msgspec.json.Decoder(AnyEvent)
_command_decoder = msgspec.json.Decoder(AnyCommand)
_encoder = msgspec.json.Encoder()


def encode(command: AnyCommand) -> bytes:
    """Return the command as one line of JSON."""
    return _encoder.encode(command) + b"\n"


_ESCAPES = re.compile(
    rb"\\\\"  # an escaped backslash: what follows it is no escape
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole pair
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"  # half a pair
)


def decode_event(line: bytes) -> AnyEvent:
    """Return the event of one JSON text; ``msgspec.DecodeError`` if it is none.

    JavaScript texts may hold half of a surrogate pair, which no Python text that can be written
    may hold: it is shown as U+FFFD.
    """
    try:
        return _event_decoder.decode(line)
    except msgspec.DecodeError:
        repaired = without_lone_surrogates(line)
        if repaired == line:
            raise
        return _event_decoder.decode(repaired)


def without_lone_surrogates(json_text: bytes) -> bytes:
    """Return the JSON text with every escaped half of a surrogate pair as U+FFFD."""
    return _ESCAPES.sub(lambda found: rb"\ufffd" if found[1] else found[0], json_text)


def decode_command(line: bytes) -> AnyCommand:
    """Return the command of one JSON text; the process's twin and the samples use it."""
    return _command_decoder.decode(line)
