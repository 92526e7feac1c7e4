"""Runs jobs: finds the adaptors, takes or starts a process, hands the job over."""

import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, Self

from openfn_studio.adaptors.package import write_only_keys
from openfn_studio.adaptors.progress import Cancel, Progress, ProgressSink
from openfn_studio.clock import Clock
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.domain.run import HttpMode
from openfn_studio.errors import RunProblem, StudioError
from openfn_studio.runner.deadlines import Deadlines
from openfn_studio.runner.launch import Launcher, LaunchSpec
from openfn_studio.runner.protocol import Run
from openfn_studio.runner.runner import Patience, Runner
from openfn_studio.runner.session import Redact
from openfn_studio.runner.spares import Spares
from openfn_studio.runs.handle import STOPPED, RunHandle, Sink
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.wire import run_command

REFILL_SECONDS = 0.1
"""A spare is replaced when its run is over or after this time: not while the job gets going."""


class AdaptorSource(Protocol):
    """Where adaptors come from; ``adaptors.repository.Repository`` is one."""

    def resolve(
        self,
        spec: AdaptorSpec,
        *,
        may_use_npm: bool,
        progress: ProgressSink = ...,
        cancel: Cancel | None = None,
    ) -> InstalledAdaptor:
        """Return the adaptor a run will load, or raise a ``StudioError``."""
        ...


class TextRedactor(Protocol):
    """Hides the secrets of one configuration; ``secrets.redactor.Redactor`` is one."""

    def text(self, text: str) -> str:
        """Return the text with every secret masked."""
        ...


MakeRedactor = Callable[[Mapping[str, Any] | None, Sequence[str]], TextRedactor]


class Runs:
    """The one way a job is run; a context manager that ends all processes when it is left.

    Args:
        adaptors: Finds and installs adaptors.
        redactor: Makes a redactor of a configuration and its write-only keys.
        launcher: How processes are started; by default this program's own.
        spares: How many processes are kept ready (window, server: 2; command line: 0).
        patience: How long processes may take.
        clock: Says how long spares have waited.
    """

    def __init__(
        self,
        adaptors: AdaptorSource,
        redactor: MakeRedactor,
        *,
        launcher: Launcher | None = None,
        spares: int = 0,
        patience: Patience | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._adaptors = adaptors
        self._redactor = redactor
        self._launcher = launcher or Launcher.of_this_program()
        self._patience = patience or Patience()
        self._deadlines = Deadlines()
        self._lock = threading.Lock()
        self._alive: set[Runner] = set()
        self._starting: set[threading.Thread] = set()
        self._is_closed = False
        self._spares = (
            Spares(self.start_runner, self._deadlines, most=spares, clock=clock) if spares else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, request: RunRequest, sink: Sink | None = None) -> RunHandle:
        """Start a run and return at once; adaptors are found and installed behind it.

        Whatever goes wrong, the run still ends: what keeps the job from being started (a missing
        adaptor, an input that is not JSON) is a result of exit 3 whose error says what and what
        to do.

        Args:
            request: What to run.
            sink: Gets the events, see ``RunHandle``; without one they wait in its ``events()``.
        """
        handle = RunHandle(sink)
        if not self._on_a_thread(lambda: self._carry_out(request, handle)):
            handle.fail(_closing())
        return handle

    def prepare(self, request: RunRequest) -> None:
        """Start a spare for runs like this one, if spares are kept and all its adaptors are here.

        Returns at once. What cannot be prepared will be said by the run itself.
        """
        if self._spares is None:
            return
        spares = self._spares
        quiet = RunHandle()

        def work() -> None:
            try:
                spec = self.launch_spec(request, quiet, may_use_npm=False)
            except StudioError:
                return
            spares.prepare(spec)

        self._on_a_thread(work)

    @property
    def spares(self) -> tuple[Runner, ...]:
        """The processes that wait for a run."""
        return () if self._spares is None else tuple(self._spares)

    def close(self) -> None:
        """End every run and spare and wait until their processes are gone."""
        with self._lock:
            self._is_closed = True
            starting = list(self._starting)
        for thread in starting:
            thread.join()
        if self._spares is not None:
            self._spares.close()
        with self._lock:
            alive = list(self._alive)
        for runner in alive:
            runner.close()
        for runner in alive:
            runner.wait_until_gone()
        self._deadlines.close()

    # ------------------------------------------------------------ for batches and spares

    def launch_spec(
        self, request: RunRequest, handle: RunHandle, *, may_use_npm: bool
    ) -> LaunchSpec:
        """Return what a process for this request loads, installing what is missing if allowed.

        Raises:
            StudioError: An adaptor is missing and cannot be installed.
        """

        def tell(progress: Progress) -> None:
            handle.say(progress.text)

        installed = tuple(
            adaptor
            if isinstance(adaptor, InstalledAdaptor)
            else self._adaptors.resolve(
                adaptor, may_use_npm=may_use_npm, progress=tell, cancel=handle.cancel
            )
            for adaptor in request.adaptors
        )
        handle.note_installed(installed)
        return LaunchSpec(installed, request.dialect, request.http_mode)

    def start_runner(
        self, spec: LaunchSpec, on_end: Callable[[Runner], None] | None = None
    ) -> Runner:
        """Start a process that ``close`` will end.

        Raises:
            EnvironmentProblem: It cannot be started.
            RunProblem: Everything is closed.
        """

        def forget(runner: Runner) -> None:
            with self._lock:
                self._alive.discard(runner)
            if on_end is not None:
                on_end(runner)

        runner = Runner(
            self._launcher, spec, self._deadlines, patience=self._patience, on_end=forget
        )
        with self._lock:
            is_closed = self._is_closed
            if not is_closed and runner.is_alive:
                self._alive.add(runner)
        if is_closed:
            runner.close()
            runner.wait_until_gone()
            raise _closing()
        return runner

    def redact_for(self, request: RunRequest) -> Redact:
        """Return what hides this request's secrets in a text."""
        return self._redactor(request.configuration, request.write_only).text

    # ------------------------------------------------------------ inside

    def _on_a_thread(self, work: Callable[[], None]) -> bool:
        """Do ``work`` on a thread that ``close`` waits for; False when everything is closed."""

        def work_and_forget() -> None:
            try:
                work()
            finally:
                with self._lock:
                    self._starting.discard(threading.current_thread())

        thread = threading.Thread(target=work_and_forget, name="run start", daemon=True)
        with self._lock:
            if self._is_closed:
                return False
            self._starting.add(thread)
            thread.start()
        return True

    def _carry_out(self, request: RunRequest, handle: RunHandle) -> None:
        """Bring a run to where the process's own threads carry it on; runs on its own thread."""
        try:
            may_use_npm = request.http_mode is HttpMode.LIVE
            spec = self.launch_spec(request, handle, may_use_npm=may_use_npm)
            request = with_marked_secrets(request, spec.adaptors)
            self._run_in_some_process(spec, run_command(request), self.redact_for(request), handle)
        except StudioError as problem:
            handle.fail(problem)

    def _run_in_some_process(
        self, spec: LaunchSpec, command: Run, redact: Redact, handle: RunHandle
    ) -> None:
        runner = self._spares.take(spec) if self._spares else None
        # Runs come faster than processes get ready: keep more of this kind.
        wanted = 2 if runner is None or runner.ready is None else 1
        refill = self._refill(spec, wanted)
        if runner is not None and self._hand_over(runner, command, redact, handle, refill):
            return
        if handle.is_over:
            return
        fresh = self.start_runner(spec)
        is_taken = self._hand_over(fresh, command, redact, handle, refill)
        if not is_taken and not handle.is_over:
            # It had ended before the run reached it: a third one would do the same.
            handle.take(fresh.too_late)

    def _hand_over(
        self,
        runner: Runner,
        command: Run,
        redact: Redact,
        handle: RunHandle,
        refill: Callable[[], None],
    ) -> bool:
        """Give the run to a process; False when that died meanwhile and took nothing."""
        if not handle.attach(runner, refill):
            runner.close()
            handle.take(STOPPED)
            return False
        tell_how_sealed(runner, handle)
        try:
            runner.run(command, redact, handle.take)
        except RuntimeError:
            runner.close()
            return False
        if self._spares is not None:
            self._deadlines.after(REFILL_SECONDS, refill)
        return True

    def _refill(self, spec: LaunchSpec, count: int) -> Callable[[], None]:
        """Return what replaces the spare that is used, once, however often it is called."""
        turn = threading.Lock()

        def refill() -> None:
            spares = self._spares
            if spares is not None and turn.acquire(blocking=False):
                self._on_a_thread(lambda: spares.prepare(spec, count))

        return refill


def with_marked_secrets(request: RunRequest, adaptors: Iterable[InstalledAdaptor]) -> RunRequest:
    """Return the request with all keys its adaptors call secret in its ``write_only``."""
    marked = (key for adaptor in adaptors for key in write_only_keys(adaptor))
    return replace(request, write_only=tuple(dict.fromkeys((*request.write_only, *marked))))


def _closing() -> RunProblem:
    return RunProblem("The program is closing.", means="The job was not run.")


def tell_how_sealed(runner: Runner, handle: RunHandle) -> None:
    """Warn when the kernel should keep the process from the network and could not."""
    if sys.platform == "linux" and runner.unsealed_because:
        handle.warn(
            "The kernel does not seal this run "
            f"({runner.unsealed_because}); test mode in the runner alone keeps it here."
        )
