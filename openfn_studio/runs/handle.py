"""A run that is on: its events, its end, and what can be done to it."""

import queue
import threading
import time
from collections.abc import Callable, Iterator

import msgspec

from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.domain.run import ExitCode
from openfn_studio.errors import StudioError
from openfn_studio.runner.protocol import (
    AnyEvent,
    Compiled,
    Finished,
    JobError,
    Log,
    Ready,
    StubAnswer,
)
from openfn_studio.runner.runner import Runner
from openfn_studio.runs.result import RunResult, Seal

Sink = Callable[[AnyEvent], None]

STOPPED = Finished(
    exit_code=ExitCode.STOPPED,
    error=JobError(
        name="Stopped",
        message="The run was stopped before the job began.",
        source="runner",
        severity="kill",
    ),
)


class RunHandle:
    """One run. All methods may be called from any thread; none but ``result`` and ``events`` waits.

    Args:
        sink: Gets every event, on threads of the run, one at a time; ``finished`` is last. A slow
            sink slows the job down. When it raises a ``StudioError`` it is not called again, and a
            run that succeeds ends as exit 4; anything else it raises ends the run as exit 10.
        has_shared_modules: The run is part of a batch.
    """

    def __init__(self, sink: Sink | None = None, *, has_shared_modules: bool = False) -> None:
        self._sink = sink
        self._has_sink = sink is not None
        self._has_shared_modules = has_shared_modules
        self._events: queue.SimpleQueue[AnyEvent | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._runner: Runner | None = None
        self._ready: Ready | None = None
        self._compiled: Compiled | None = None
        self._installed: tuple[InstalledAdaptor, ...] = ()
        self._sealed_by: Seal | None = None
        self._sink_problem: StudioError | None = None
        self._result: RunResult | None = None
        self._is_over = threading.Event()
        self._on_over: Callable[[], None] | None = None
        self.cancel = threading.Event()
        """Set when the run is stopped; ends an installation that is on."""

    # ------------------------------------------------------------ for whoever asked for the run

    def events(self) -> Iterator[AnyEvent]:
        """Yield the events as they come, until the run is over. To be used once.

        Raises:
            RuntimeError: The events go to a sink.
        """
        if self._has_sink:
            raise RuntimeError("The events of this run go to its sink.")
        while (event := self._events.get()) is not None:
            yield event

    def result(self, timeout: float | None = None) -> RunResult:
        """Wait for the end.

        Raises:
            TimeoutError: The run is not over after ``timeout`` seconds.
        """
        if not self._is_over.wait(timeout) or self._result is None:
            raise TimeoutError("The run is not over yet.")
        return self._result

    @property
    def is_over(self) -> bool:
        """True when the result is there."""
        return self._is_over.is_set()

    @property
    def pid(self) -> int | None:
        """The number of the process, once there is one."""
        return self._runner.pid if self._runner else None

    def stop(self) -> None:
        """End the run wherever it is: it is over within seconds, exit 130."""
        with self._lock:
            self.cancel.set()
            runner = self._runner
        if runner is not None:
            runner.stop()

    def step(self, state: object = msgspec.UNSET) -> None:
        """Go on to before the next operation, or after the last, with another state if given."""
        if self._runner is not None:
            self._runner.step(state)

    def resume(self, state: object = msgspec.UNSET) -> None:
        """Go on from a gate to the next breakpoint, with another state if one is given."""
        if self._runner is not None:
            self._runner.resume(state)

    def answer(self, exchange: int, answer: StubAnswer | None) -> None:
        """Answer a request whose ``http`` event asked; None refuses it."""
        if self._runner is not None:
            self._runner.answer(exchange, answer)

    def wait_until_gone(self, timeout: float | None = None) -> bool:
        """Wait for the run's process to be gone; False when time ran out."""
        self._is_over.wait(timeout)
        return self._runner is None or self._runner.wait_until_gone(timeout)

    # ------------------------------------------------------------ for whoever carries it out

    def attach(self, runner: Runner, on_over: Callable[[], None] | None = None) -> bool:
        """Take the process the run will be in; False when the run was stopped meanwhile."""
        with self._lock:
            if self.cancel.is_set():
                return False
            self._runner = runner
            self._on_over = on_over
            if runner.spec.is_test:
                self._sealed_by = "kernel" if runner.is_sealed_by_kernel else "runner"
            return True

    def note_installed(self, installed: tuple[InstalledAdaptor, ...]) -> None:
        """Take the adaptors the run will load."""
        self._installed = installed

    def say(self, text: str) -> None:
        """Give out a sentence of the program itself as a log event."""
        self._give_out(Log(level="info", source="runner", text=text))

    def warn(self, text: str) -> None:
        """Give out a warning of the program itself as a log event."""
        self._give_out(Log(level="warn", source="runner", text=text))

    def fail(self, problem: StudioError) -> None:
        """End a run that could not be started."""
        if self.cancel.is_set():
            self.take(STOPPED)
            return
        error = JobError(
            name="StartError",
            message=" ".join(part for part in (problem.what, problem.means) if part),
            source="runner",
            severity="crash",
            fix=problem.remedy or None,
        )
        self.take(Finished(exit_code=ExitCode.NOT_STARTED, error=error))

    def take(self, event: AnyEvent) -> None:
        """Take an event of the process."""
        match event:
            case Ready():
                self._ready = event
            case Compiled():
                self._compiled = event
            case _:
                pass
        try:
            self._give_out(event)
        finally:
            if isinstance(event, Finished):
                self._end(event)

    def _give_out(self, event: AnyEvent) -> None:
        if not self._has_sink:
            self._events.put(event)
            return
        # Put back only after it returned: a sink that raised is not called again.
        sink, self._sink = self._sink, None
        if sink is None:
            return
        try:
            sink(event)
        except StudioError as problem:
            self._sink_problem = problem
        else:
            self._sink = sink

    def _end(self, finished: Finished) -> None:
        ending = self._runner.ending if self._runner else None
        exit_code = finished.exit_code
        if self._sink_problem is not None and exit_code == ExitCode.SUCCESS:
            exit_code = ExitCode.NOT_SAVED
        self._result = RunResult(
            exit_code=exit_code,
            error=finished.error,
            state_json=ending.state_json if ending else None,
            secret_paths=tuple(finished.secret_paths),
            took_ms=finished.took_ms or (time.monotonic() - self._began) * 1000,
            peak_mb=finished.peak_mb,
            dropped_logs=finished.dropped_logs,
            compiled=self._compiled,
            sealed_by=self._sealed_by,
            node=self._ready.node if self._ready else None,
            adaptors=tuple(self._ready.adaptors) if self._ready else (),
            installed=self._installed,
            sink_problem=self._sink_problem,
            has_shared_modules=self._has_shared_modules,
        )
        self._events.put(None)
        self._is_over.set()
        if self._on_over is not None:
            self._on_over()
