"""What a process's death means when it could not say so itself. Pure."""

import re
import signal
from dataclasses import dataclass
from enum import Enum, auto

from openfn_studio.domain.run import ExitCode
from openfn_studio.runner.protocol import At, Finished, Halted, JobError

_HEAP_MESSAGE = re.compile(r"heap out of memory|heap limit|Allocation failed")
_STDERR_LINES = 20


class Cut(Enum):
    """Why this program ended a process."""

    STOPPED = auto()
    """The user stopped the run."""
    HUNG = auto()
    """It passed its time limit and did not end itself."""
    NEVER_READY = auto()
    """It did not say that it is ready."""
    NONSENSE = auto()
    """It broke the protocol."""
    UNHEARD = auto()
    """This program failed while it listened."""


@dataclass(frozen=True, slots=True)
class ProcessEnd:
    """How a process ended."""

    return_code: int
    """As ``subprocess`` has it: negative is the number of the signal that killed it."""
    stderr: str = ""
    """The last of what it wrote to its standard error, redacted."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was known of a run when its process ended without a last word."""

    cut: Cut | None = None
    halted: Halted | None = None
    was_ready: bool = False
    operation: int | None = None
    operation_at: At | None = None


def finished_for(end: ProcessEnd, around: Circumstances) -> Finished:
    """Return the event the process owed."""
    exit_code, name, message, fix = _verdict(end, around)
    is_ours = exit_code is ExitCode.ENGINE_FAULT
    said = "\n".join(end.stderr.strip().splitlines()[-_STDERR_LINES:])
    halted = around.halted
    error = JobError(
        name=name,
        message=message,
        source="runner" if is_ours else "job",
        severity="kill",
        at=(halted.at if halted else None) or around.operation_at,
        operation=halted.operation if halted else around.operation,
        details={"stderr": said} if said else None,
        fix=fix,
    )
    return Finished(exit_code=exit_code, error=error)


def _verdict(end: ProcessEnd, around: Circumstances) -> tuple[ExitCode, str, str, str | None]:
    if around.halted is not None:
        return _HALTS[around.halted.reason]
    if around.cut is not None:
        return _CUTS[around.cut]
    if end.return_code in (-signal.SIGABRT, 128 + signal.SIGABRT) or _HEAP_MESSAGE.search(
        end.stderr
    ):
        return _OUT_OF_MEMORY
    if -end.return_code in _FAULT_SIGNALS:
        return (
            ExitCode.ENGINE_FAULT,
            "RunnerFault",
            f"The runner process crashed ({_how(end)}).",
            "Run the job again; if it happens again, report it with the log.",
        )
    if end.return_code < 0:
        return (
            ExitCode.UNEXPECTED,
            "Interrupted",
            f"The job's process was ended from outside ({_how(end)}).",
            "Check whether the computer ran out of memory, then run the job again.",
        )
    if not around.was_ready:
        return (
            ExitCode.ENGINE_FAULT,
            "RunnerFault",
            f"The runner process ended while it was starting ({_how(end)}).",
            "Run the job again; if it happens again, reinstall the job's adaptors.",
        )
    return (
        ExitCode.UNEXPECTED,
        "ProcessExit",
        f"The job's process ended in the middle of the run ({_how(end)}).",
        "Look for code in the job's adaptors that ends the process.",
    )


def _how(end: ProcessEnd) -> str:
    if end.return_code >= 0:
        return f"exit code {end.return_code}"
    try:
        return signal.Signals(-end.return_code).name
    except ValueError:
        return f"signal {-end.return_code}"


_OUT_OF_MEMORY = (
    ExitCode.OUT_OF_MEMORY,
    "OutOfMemory",
    "The job ran out of memory and its process was ended.",
    "Work on less data at a time, or raise the memory limit.",
)
_TIMEOUT = (
    ExitCode.TIMEOUT,
    "Timeout",
    "The job passed its time limit and was ended.",
    "Look for a loop or a request that never ends, or raise the time limit.",
)
_STOPPED = (ExitCode.STOPPED, "Stopped", "The run was stopped.", None)

_HALTS = {"timeout": _TIMEOUT, "memory": _OUT_OF_MEMORY, "stopped": _STOPPED}
_CUTS = {
    Cut.STOPPED: _STOPPED,
    Cut.HUNG: _TIMEOUT,
    Cut.NEVER_READY: (
        ExitCode.ENGINE_FAULT,
        "RunnerFault",
        "The runner process did not get ready in time and was ended.",
        "Run the job again; if it happens again, look for an adaptor that never finishes loading.",
    ),
    Cut.NONSENSE: (
        ExitCode.ENGINE_FAULT,
        "ProtocolError",
        "The runner process sent something that cannot be understood and was ended.",
        "Run the job again; if it happens again, report it with the log.",
    ),
    Cut.UNHEARD: (
        ExitCode.ENGINE_FAULT,
        "RunnerFault",
        "This program failed while it listened to the run, and ended it.",
        "Run the job again; if it happens again, report it with the log.",
    ),
}
_FAULT_SIGNALS = {
    getattr(signal, name)
    for name in ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS")
    if hasattr(signal, name)
}
