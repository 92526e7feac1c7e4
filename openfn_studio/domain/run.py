"""What a run is: its dialect, HTTP mode, limits and exit codes."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Dialect(StrEnum):
    """Whose rules compile and run a job."""

    V1 = "v1"
    """The rules of @openfn/core 1.5.1: every outermost call is an operation, the rest goes."""
    V2 = "v2"
    """The rules of OpenFn's compiler and runtime 1.x: an ES module's top-level calls."""


class HttpMode(StrEnum):
    """What happens to a request a job makes."""

    LIVE = "live"
    """It is sent, and observed."""
    TEST = "test"
    """It is answered on this machine; nothing leaves it."""


class ExitCode(IntEnum):
    """How a run ended, in the platform's numbers."""

    SUCCESS = 0
    JOB_ERROR = 1
    """The job threw or did not compile."""
    TIMEOUT = 2
    NOT_STARTED = 3
    """Wrong arguments, or a missing or unreadable job, state, credential or adaptor."""
    NOT_SAVED = 4
    """Done, but the result could not be saved."""
    UNEXPECTED = 5
    """Stalled, unhandled rejection, process.exit, interrupted."""
    ENGINE_FAULT = 10
    """A fault of ours, not of the job."""
    STOPPED = 130
    """Stopped by the user."""
    OUT_OF_MEMORY = 134


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use. None means no limit."""

    timeout_ms: int | None = 100_000
    """Wall time from the start of the job, as on the platform."""
    memory_mb: int | None = 512
    """Memory the job's process may add to what it needed to load the adaptors, in MiB."""
    log_bytes: int = 8 << 20
    """All log text of a run; what comes after is counted and dropped."""
    line_chars: int = 65_536
    """One log message; a longer one is cut and says so."""
    body_bytes: int = 1 << 20
    """How much of one HTTP body is kept for showing."""
    snapshot_nodes: int = 500_000
    """JSON values in one state; past it operations are no longer compared and say so."""
