"""Many messages through one job in one process: the bulk dry run."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from openfn_studio.domain.run import HttpMode
from openfn_studio.errors import StudioError
from openfn_studio.runner.protocol import AnyEvent
from openfn_studio.runner.runner import Runner
from openfn_studio.runs.handle import STOPPED, RunHandle
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.result import RunResult
from openfn_studio.runs.runs import Runs, tell_how_sealed, with_marked_secrets
from openfn_studio.runs.wire import run_command

MESSAGES_PER_PROCESS = 200

BatchSink = Callable[[int, AnyEvent], None]


class Batch:
    """Runs one job over many inputs, one after another.

    Each run has a context of its own, but the adaptors' modules are shared by the runs of a
    process, so an adaptor may remember something from one to the next: every result says so. A
    process is replaced after 200 messages and whenever a run ends it (limits, crashes).

    Args:
        runs: Starts the processes.
        request: The job; its input is not used.
        sink: Gets every event with the number of its input, from 0.
        messages_per_process: After so many a new process is taken.
    """

    def __init__(
        self,
        runs: Runs,
        request: RunRequest,
        sink: BatchSink | None = None,
        *,
        messages_per_process: int = MESSAGES_PER_PROCESS,
    ) -> None:
        self._runs = runs
        self._request = request
        self._sink = sink
        self._most = messages_per_process
        self._runner: Runner | None = None
        self._count = 0
        self._handle: RunHandle | None = None
        self._is_stopped = False

    def results(self, inputs: Iterable[Any]) -> Iterator[RunResult]:
        """Yield a result for each input, as they are there; inputs are drawn one at a time."""
        try:
            for number, value in enumerate(inputs):
                if self._is_stopped:
                    return
                yield self._run(number, replace(self._request, input=value))
        finally:
            self._end_process()

    def stop(self) -> None:
        """End the run that is on and take no further input; for any thread."""
        self._is_stopped = True
        if self._handle is not None:
            self._handle.stop()

    def _run(self, number: int, request: RunRequest) -> RunResult:
        handle = RunHandle(self._sink_for(number), has_shared_modules=True)
        self._handle = handle
        try:
            self._start(request, handle)
        except StudioError as problem:
            handle.fail(problem)
        return handle.result()

    def _start(self, request: RunRequest, handle: RunHandle) -> None:
        runner = self._process_for(request, handle)
        request = with_marked_secrets(request, runner.spec.adaptors)
        command = run_command(request, batch=True)
        if not handle.attach(runner):
            handle.take(STOPPED)
            return
        tell_how_sealed(runner, handle)
        self._count += 1
        runner.run(command, self._runs.redact_for(request), handle.take)

    def _process_for(self, request: RunRequest, handle: RunHandle) -> Runner:
        if self._runner is None or not self._runner.is_free or self._count >= self._most:
            self._end_process()
            may_use_npm = request.http_mode is HttpMode.LIVE
            spec = self._runs.launch_spec(request, handle, may_use_npm=may_use_npm)
            self._runner = self._runs.start_runner(spec)
            self._count = 0
        else:
            handle.note_installed(self._runner.spec.adaptors)
        return self._runner

    def _end_process(self) -> None:
        if self._runner is not None:
            self._runner.close()
            self._runner.wait_until_gone()
            self._runner = None

    def _sink_for(self, number: int) -> Callable[[AnyEvent], None] | None:
        sink = self._sink
        return None if sink is None else lambda event: sink(number, event)
