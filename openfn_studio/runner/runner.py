"""A runner process together with the conversation held with it, watched so that it always ends."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from openfn_studio.runner.deadlines import Deadline, Deadlines
from openfn_studio.runner.endings import Cut, ProcessEnd
from openfn_studio.runner.launch import Launcher, LaunchSpec
from openfn_studio.runner.process import NodeProcess
from openfn_studio.runner.protocol import AnyEvent, Finished, Ready, Run, StubAnswer
from openfn_studio.runner.session import Ending, Phase, Redact, Session

Listener = Callable[[AnyEvent], None]

KEPT_EARLY_EVENTS = 1_000


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a process may take, in seconds, before it is ended."""

    boot: float = 60.0
    """From its start to ``ready``, once a run waits for it."""
    grace: float = 5.0
    """Past the run's own time limit, which the process keeps itself."""
    stop: float = 2.0
    """From ``stop`` to ``finished``; then it is terminated."""
    terminate: float = 1.0
    """From being terminated to its end; then it is killed."""
    leave: float = 2.0
    """From ``finished`` to its end."""


class Runner:
    """One process, for one run, or one after another in a batch.

    Events reach the listener one at a time, on the process's own threads; a slow listener slows
    the job down. A listener that raises ends the run as a fault of the engine.

    Args:
        launcher: Knows how to start the process.
        spec: What it loads.
        deadlines: Watches it.
        patience: How long it may take.
        on_end: Called when the process is gone, on one of its threads.

    Raises:
        EnvironmentProblem: The process cannot be started.
    """

    def __init__(
        self,
        launcher: Launcher,
        spec: LaunchSpec,
        deadlines: Deadlines,
        *,
        patience: Patience | None = None,
        on_end: Callable[["Runner"], None] | None = None,
    ) -> None:
        self.spec = spec
        self._deadlines = deadlines
        self._patience = patience or Patience()
        self._on_gone = on_end
        self._lock = threading.RLock()
        self._delivery = threading.RLock()
        self._listener: Listener | None = None
        self._early: list[AnyEvent] = []
        self._limit_seconds: float | None = None
        self._deadline: Deadline | None = None
        self._escalation: Deadline | None = None
        command = launcher.command_line(spec)
        self._session = Session(command.token)
        with self._lock:  # the process's threads wait until all of this object is there
            self._process = NodeProcess(command, self._on_bytes, self._on_end)
            self._watch(self._patience.boot, self._boot_passed)

    # ------------------------------------------------------------ what is known

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """True until the process is gone."""
        return self._process.is_alive

    @property
    def ready(self) -> Ready | None:
        """The handshake, once it came."""
        return self._session.ready

    @property
    def is_free(self) -> bool:
        """True while the process lives and can take a run, now or when it is ready."""
        session = self._session
        return (
            self._process.is_alive
            and session.phase in (Phase.BOOTING, Phase.READY)
            and self._listener is None
        )

    @property
    def ending(self) -> Ending | None:
        """How the latest run ended."""
        return self._session.ending

    @property
    def too_late(self) -> Finished:
        """How a run ends that ``run`` refused because the process had ended before.

        Raises:
            RuntimeError: The process is still there.
        """
        with self._lock:
            return self._session.too_late

    @property
    def is_sealed_by_kernel(self) -> bool:
        """True when the kernel keeps the process from the network."""
        return self._process.is_sealed_by_kernel

    @property
    def unsealed_because(self) -> str:
        """Why the kernel does not seal a process that asked for it."""
        return self._process.unsealed_because

    def wait_until_gone(self, timeout: float | None = None) -> bool:
        """Wait for the process to be gone; False when time ran out."""
        return self._process.wait_until_gone(timeout)

    # ------------------------------------------------------------ what can be done

    def run(self, run: Run, redact: Redact, listener: Listener) -> None:
        """Start a run as soon as the process is ready.

        Args:
            run: What to run.
            redact: Hides the run's secrets.
            listener: Gets every event, those from before the run included; ``finished`` is last.

        Raises:
            RuntimeError: The process cannot take a run.
            TypeError: The state or the configuration is no JSON value.
            ValueError: A text holds half of a surrogate pair.
        """
        limit = run.limits.timeout_ms
        with self._delivery:
            with self._lock:
                output = self._session.start(run, redact)
                self._limit_seconds = None if limit is None else limit / 1000
                if output:
                    self._watch_limit()
                early, self._early = self._early, []
                self._listener = listener
            for event in early:
                self._tell(listener, event)
        self._process.write(output)

    def stop(self) -> None:
        """End the run: ask, then terminate, then kill. Returns at once."""
        with self._lock:
            output = self._session.stop()
            is_booting = self._session.phase is Phase.BOOTING
        if is_booting:
            self._process.kill()  # nothing of the job has begun
            return
        # Before the write: a process that reads nothing would block it.
        self._escalate(self._patience.stop, self._terminate)
        self._process.write(output)

    def step(self, state: object = msgspec.UNSET) -> None:
        """Leave a gate for the next one."""
        with self._lock:
            output = self._session.step(state)
            if output:
                self._watch_limit()
        self._process.write(output)

    def resume(self, state: object = msgspec.UNSET) -> None:
        """Leave a gate for the next breakpoint."""
        with self._lock:
            output = self._session.resume(state)
            if output:
                self._watch_limit()
        self._process.write(output)

    def answer(self, exchange: int, answer: StubAnswer | None) -> None:
        """Answer a request that asked."""
        with self._lock:
            output = self._session.answer(exchange, answer)
            if output:
                self._watch_limit()
        self._process.write(output)

    def close(self) -> None:
        """End the process now, whatever it does."""
        with self._lock:
            self._session.cut(Cut.STOPPED)
        self._process.kill()

    # ------------------------------------------------------------ what the process does

    def _on_bytes(self, chunk: bytes) -> None:
        with self._lock:
            received = self._session.receive(chunk)
            if received.output:
                self._watch_limit()
        if received.must_kill:
            self._process.kill()
        self._process.write(received.output)
        self._deliver(received.events)

    def _on_end(self, end: ProcessEnd) -> None:
        with self._lock:
            events = self._session.ended(end)
            self._call_off()
        try:
            self._deliver(events)
        finally:
            if self._on_gone is not None:
                self._on_gone(self)

    def _deliver(self, events: list[AnyEvent]) -> None:
        for event in events:
            if isinstance(event, Ready | Finished):
                self._note(event)
            with self._delivery:
                if self._listener is not None:
                    self._tell(self._listener, event)
                elif len(self._early) < KEPT_EARLY_EVENTS:
                    self._early.append(event)

    def _note(self, event: Ready | Finished) -> None:
        """Change the watch at the beginning and the end of a run."""
        with self._lock:
            if isinstance(event, Ready):
                if self._session.phase is Phase.READY:
                    self._call_off()
                return
            self._call_off()
            if self._session.phase is Phase.OVER:
                self._watch(self._patience.leave, self._process.kill)

    def _tell(self, listener: Listener, event: AnyEvent) -> None:
        is_heard = False
        if isinstance(event, Finished):
            self._listener = None
        try:
            listener(event)
            is_heard = True
        finally:
            if not is_heard:
                self._cut(Cut.UNHEARD)

    # ------------------------------------------------------------ the watch

    def _watch_limit(self) -> None:
        if self._limit_seconds is not None:
            self._watch(self._limit_seconds + self._patience.grace, self._limit_passed)
        else:
            self._deadlines.call_off(self._deadline)

    def _watch(self, seconds: float, action: Callable[[], None]) -> None:
        """Take ``action`` unless something else is watched for, or the process ends, before."""
        self._deadlines.call_off(self._deadline)
        if self._process.is_alive:
            self._deadline = self._deadlines.after(seconds, action)

    def _call_off(self) -> None:
        self._deadlines.call_off(self._deadline)
        self._deadlines.call_off(self._escalation)

    def _escalate(self, seconds: float, action: Callable[[], None]) -> None:
        with self._lock:
            if self._process.is_alive:
                self._escalation = self._deadlines.after(seconds, action)

    def _boot_passed(self) -> None:
        self._cut(Cut.NEVER_READY)

    def _limit_passed(self) -> None:
        with self._lock:
            if self._session.is_waiting_for_parent:
                self._watch_limit()
                return
        self._cut(Cut.HUNG)

    def _cut(self, why: Cut) -> None:
        with self._lock:
            self._session.cut(why)
        self._process.kill()

    def _terminate(self) -> None:
        self._process.terminate()
        self._escalate(self._patience.terminate, self._process.kill)
