"""The values inside the runner's messages; ``protocol`` has the messages themselves."""

from typing import Any, Literal

import msgspec

from openfn_studio.domain.text import TextRange


class Operation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An operation the dialect will run, in the order it will run."""

    index: int
    name: str
    range: TextRange
    hoisted: bool = False
    """v1: a call found inside a function, a condition or a declaration; it runs unconditionally."""


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """Root code the dialect does not run."""

    kind: Literal["declaration", "function", "control", "expression", "directive", "operation"]
    """v1: the kind of root statement deleted. v2: always ``operation``, an ignored expression."""
    range: TextRange


class CompileWarning(msgspec.Struct, frozen=True, kw_only=True):
    """Something the compiler noticed that will not stop the run."""

    code: str
    message: str
    range: TextRange


class At(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A point in the job, line and column from 1."""

    line: int
    column: int
    is_operation: bool = False
    """True when only the operation is known, not the very line inside it."""


class Frame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stack frame of the job or of an adaptor's package."""

    line: int
    column: int
    function: str | None = None
    package: str | None = None
    """The npm package; None for the job itself."""
    file: str | None = None


class JobError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a run, or one operation of it, failed."""

    name: str
    """The JavaScript class, or ours: CompileError, StartError, Stalled, ProcessExit."""
    message: str
    source: Literal["compile", "job", "adaptor", "runner"] = "job"
    severity: Literal["fail", "crash", "kill"] = "fail"
    """OpenFn's own three words for how bad it is."""
    at: At | None = None
    operation: int | None = None
    frames: list[Frame] = []
    code: str | None = None
    details: Any = None
    """What the error object carries besides its message, as JSON."""
    cause: str | None = None
    fix: str | None = None
    """What the user can do, one sentence."""
    excerpt: str | None = None
    """The job's line and a caret under it."""


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request's or response's body, decompressed, as far as it is kept."""

    size: int
    """Bytes on the wire, before decompression."""
    text: str | None = None
    base64: str | None = None
    """Set instead of ``text`` when the bytes are not UTF-8."""
    is_truncated: bool = False


class Breakpoint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Stop at an operation, always or when a JavaScript condition on ``state`` holds."""

    operation: int
    when: Literal["before", "after"] = "before"
    condition: str | None = None


class LimitsOfRun(msgspec.Struct, frozen=True, kw_only=True):
    """``domain.run.Limits`` as the process is told them."""

    timeout_ms: int | None
    memory_mb: int | None
    log_bytes: int
    line_chars: int
    body_bytes: int
    snapshot_nodes: int


class StubAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer given to an intercepted request."""

    status: int = 200
    headers: dict[str, str] = {}
    body: Any = None
    """Text is sent as it is; any other JSON value is sent as JSON; None sends ``{}`` as JSON."""
    base64: str | None = None
    """Bytes, instead of ``body``."""
    delay_ms: int = 0


class StubRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which requests get which answer. The first rule that fits answers."""

    method: str | None = None
    """Compared ignoring case; None fits all."""
    url: str | None = None
    """A full URL or its beginning up to ``?``; ``*`` stands for anything, ``**`` is the same."""
    pattern: str | None = None
    """A regular expression searched in the full URL; instead of ``url``."""
    answer: StubAnswer = StubAnswer()
    ask: bool = False
    """Ask the parent for the answer instead of giving ``answer``."""
    times: int | None = None
    """Answer only so often, then let later rules try."""


class LoadedAdaptor(msgspec.Struct, frozen=True, kw_only=True):
    """An adaptor as the process loaded it."""

    name: str
    version: str
    exports: list[str]
    """Names of all exports a job may use."""
