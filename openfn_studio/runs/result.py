"""How a run ended."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import msgspec

from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.domain.run import ExitCode
from openfn_studio.errors import RunProblem, StudioError
from openfn_studio.runner.protocol import Compiled, JobError, LoadedAdaptor

Seal = Literal["kernel", "runner"]


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """The end of a run, and the only place that holds its exact final state."""

    exit_code: int
    """See ``ExitCode``."""
    error: JobError | None = None
    """Why it failed; redacted."""
    state_json: bytes | None = field(default=None, repr=False)
    """The final state's JSON text, without ``configuration``; None when there is none."""
    secret_paths: tuple[str, ...] = ()
    """JSON Pointers in the final state that hold a secret value."""
    took_ms: float = 0.0
    """From the ``run`` command to the end of the job."""
    peak_mb: int = 0
    """The process's largest memory, in MiB; 0 when it could not say."""
    dropped_logs: int = 0
    """Log messages past the limit."""
    compiled: Compiled | None = None
    """What the dialect ran; None when the job was not compiled."""
    sealed_by: Seal | None = None
    """What kept a run in test mode from the network; None when live or not started."""
    node: str | None = None
    """The version of Node that ran it."""
    adaptors: tuple[LoadedAdaptor, ...] = ()
    """The adaptors as they were loaded."""
    installed: tuple[InstalledAdaptor, ...] = ()
    """Where they are."""
    sink_problem: StudioError | None = None
    """Why the run's events could not be kept any more; the run itself went on."""
    has_shared_modules: bool = False
    """True in a batch: adaptors were not loaded afresh, so they may remember earlier runs."""

    @property
    def is_success(self) -> bool:
        """True when the job did all it should and its events were kept."""
        return self.exit_code == ExitCode.SUCCESS

    @cached_property
    def state(self) -> Any:
        """The final state as a JSON value; ``msgspec.UNSET`` when there is none.

        Raises:
            RunProblem: It is nested more deeply than values can be here.
        """
        if self.state_json is None:
            return msgspec.UNSET
        try:
            return _json_value(self.state_json)
        except RecursionError as error:
            raise RunProblem(
                "The final state is nested too deeply to be shown.",
                means="It can still be saved as it is.",
            ) from error


def _json_value(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return json.loads(text)  # half of a surrogate pair, which only it reads
