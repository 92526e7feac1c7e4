"""Our side of the comparisons: jobs through the product's own ``runs``, with a stopwatch."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openfn_studio.adaptors.progress import Cancel, ProgressSink, silent
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.runner.launch import LaunchSpec
from openfn_studio.runner.protocol import (
    AnyEvent,
    Finished,
    Log,
    OperationFinished,
    OperationStarted,
)
from openfn_studio.runner.runner import Runner
from openfn_studio.runs.handle import RunHandle
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.runs import Runs

PATIENCE_S = 600.0
BEAT_S = 0.002


class BenchError(Exception):
    """A measured run did not end as it should; the message says how."""


@dataclass(slots=True)
class Stopwatch:
    """Listens to one run; milliseconds since it was made."""

    start: float = field(default_factory=time.perf_counter)
    first_operation_ms: float = 0.0
    finished_ms: float = 0.0
    gone_ms: float = 0.0
    job_logs: int = 0
    operations: list[OperationFinished] = field(default_factory=list[OperationFinished])

    def hear(self, event: AnyEvent) -> None:
        """Take an event."""
        match event:
            case OperationStarted() if not self.first_operation_ms:
                self.first_operation_ms = self.now()
            case OperationFinished():
                self.operations.append(event)
            case Log(source="job"):
                self.job_logs += 1
            case Finished():
                self.finished_ms = self.now()
            case _:
                pass

    def now(self) -> float:
        """Return the milliseconds since the start."""
        return (time.perf_counter() - self.start) * 1000


class BenchRuns(Runs):
    """The product's runs, with the adaptors at hand, telling when its spares are ready.

    Args:
        spares: How many processes are kept ready; 0 for cold runs.
    """

    def __init__(self, spares: int = 0) -> None:
        self._started: list[Runner] = []
        super().__init__(_NoRepository(), _NothingSecret, spares=spares)

    def start_runner(
        self, spec: LaunchSpec, on_end: Callable[[Runner], None] | None = None
    ) -> Runner:
        """Start a process and remember it."""
        runner = super().start_runner(spec, on_end)
        self._started.append(runner)
        return runner

    def measure(self, request: RunRequest) -> Stopwatch:
        """Run a job until its process is gone; ``BenchError`` unless it was a success."""
        watch = Stopwatch()
        handle = self.start(request, watch.hear)
        check(handle)
        handle.wait_until_gone(PATIENCE_S)
        watch.gone_ms = watch.now()
        return watch

    def measure_ready(self, request: RunRequest) -> Stopwatch:
        """See to a spare first, then measure; returns when the next spare is ready too.

        So nobody else's turn is disturbed by a process that is getting ready.
        """
        self.prepare(request)
        self.wait_for_spare()
        watch = self.measure(request)
        self.wait_for_spare()
        return watch

    def wait_for_spare(self) -> None:
        """Wait until a process waits for a run and none is getting ready."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self._started = [runner for runner in self._started if runner.is_alive]
            free = [runner for runner in self._started if runner.is_free]
            if free and all(runner.ready for runner in free):
                return
            time.sleep(BEAT_S)
        raise BenchError("No spare became ready.")


def check(handle: RunHandle) -> None:
    """Wait for a run's end; ``BenchError`` unless it was a success."""
    result = handle.result(PATIENCE_S)
    if not result.is_success:
        raise BenchError(f"A run ended with {result.exit_code}: {result.error}")


class _NoRepository:
    """Every adaptor is given as installed, so nobody asks."""

    def resolve(
        self,
        spec: AdaptorSpec,
        *,
        may_use_npm: bool,
        progress: ProgressSink = silent,
        cancel: Cancel | None = None,
    ) -> InstalledAdaptor:
        raise EnvironmentProblem(f"{spec} is not among the adaptors that are measured.")


class _NothingSecret:
    """The jobs that are measured have no credential."""

    def __init__(self, configuration: Mapping[str, Any] | None, write_only: Sequence[str]) -> None:
        pass

    def text(self, text: str) -> str:
        return text
