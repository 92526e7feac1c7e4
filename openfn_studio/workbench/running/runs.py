"""Running the job in view: one run at a time, told as facts, kept in the history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.clock import Clock
from openfn_studio.domain.run import Limits
from openfn_studio.errors import StudioError
from openfn_studio.intercept.rule import Answer
from openfn_studio.runs.handle import RunHandle
from openfn_studio.runs.result import RunResult
from openfn_studio.runs.wire import stub_answer
from openfn_studio.state.history import History
from openfn_studio.state.reading import read_state
from openfn_studio.store.records import RunKey
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.running.archive import RunArchive
from openfn_studio.workbench.running.breakpoints import BreakpointBench
from openfn_studio.workbench.running.credentials import CredentialBench
from openfn_studio.workbench.running.facts import LogFact, RunFact, RunId
from openfn_studio.workbench.running.http_mode import HttpModeBench
from openfn_studio.workbench.running.inputs import InputBench
from openfn_studio.workbench.running.job_in_view import JobInView
from openfn_studio.workbench.running.kept import KeptRunsBench
from openfn_studio.workbench.running.live import LiveRun
from openfn_studio.workbench.running.orders import (
    PreparedRun,
    RequestMaker,
    RunOrder,
    begun,
    run_start,
)
from openfn_studio.workbench.running.refusals import (
    LiveConfirmation,
    RunRefusal,
    busy,
    offer_for,
)
from openfn_studio.workbench.running.subject import Subject

WARM_UP_MS = 250
"""How long a choice rests before a process is started for it: people click through tabs."""
RUNS_IN_MEMORY = 8
"""Older runs of this session are read from the history."""
RESULT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class RunRooms:
    """The other benches a run has to do with."""

    documents: DocumentBench
    view: JobInView
    inputs: InputBench
    credentials: CredentialBench
    breakpoints: BreakpointBench
    http_mode: HttpModeBench
    kept: KeptRunsBench
    preferences: PreferenceBench


class RunBench(QObject):
    """Runs the text of a buffer, saved or not, and tells what happens.

    Signals:
        started: The ``RunFact`` of a run that begins.
        changed: Its ``RunFact`` whenever it is another, at most 20 times a second.
        log_added: A ``LogBatch``.
        waiting: The ``WaitingFact`` of a breakpoint the run stands at.
        finished: The ``RunFact`` of a run that is over, after a last ``changed``; one more
            ``changed`` follows when it is kept.
        refused: A ``RunRefusal``.
        confirmation_needed: A ``LiveConfirmation``; ``confirm`` goes on with it.
        busy_changed: True while a run is being prepared or is on.
        history_failed: The ``StudioError`` that keeps runs from being kept; told once.

    Args:
        maker: Makes requests of orders.
        archive: Keeps the runs.
        rooms: The other benches.
        lane: Where disk and processes are waited for.
        clock: What time it is.
    """

    started = Signal(object)
    changed = Signal(object)
    log_added = Signal(object)
    waiting = Signal(object)
    finished = Signal(object)
    refused = Signal(object)
    confirmation_needed = Signal(object)
    busy_changed = Signal(object)
    history_failed = Signal(object)

    def __init__(
        self,
        maker: RequestMaker,
        archive: RunArchive,
        rooms: RunRooms,
        lane: Lane,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._maker = maker
        self._archive = archive
        self._rooms = rooms
        self._lane = lane
        self._clock = clock
        self._runs: dict[RunId, LiveRun] = {}
        self._latest: LiveRun | None = None
        self._preparing: Ticket | None = None
        self._is_leaving_gate = False
        self._has_told_history = False
        self._warm_up = QTimer(self, singleShot=True, interval=WARM_UP_MS)
        self._warm_up.timeout.connect(self.prepare)
        rooms.view.changed.connect(self._warm_up_soon)
        rooms.http_mode.changed.connect(self._warm_up_soon)

    # ------------------------------------------------------------ what is known

    @property
    def current(self) -> RunFact | None:
        """The run that is on, else the one that ended last; None before the first."""
        return self._latest.fact if self._latest else None

    @property
    def is_busy(self) -> bool:
        """True while a run is being prepared or is on."""
        return self._preparing is not None or self.is_running

    @property
    def is_running(self) -> bool:
        """True while a run is on, waiting ones included."""
        return self._latest is not None and not self._latest.fact.is_over

    @property
    def is_waiting(self) -> bool:
        """True while the run stands at a breakpoint."""
        return self.is_running and self._latest is not None and self._latest.is_waiting

    @property
    def view(self) -> JobInView:
        """The job in view, and what is chosen for it."""
        return self._rooms.view

    @property
    def breakpoints(self) -> BreakpointBench:
        """The breakpoints of all jobs."""
        return self._rooms.breakpoints

    @property
    def http_mode(self) -> HttpModeBench:
        """Whether requests are really sent."""
        return self._rooms.http_mode

    def fact(self, run_id: RunId) -> RunFact | None:
        """Return a run of this session, or a kept one that was opened."""
        live = self._runs.get(run_id)
        return live.fact if live else self._rooms.kept.fact(run_id)

    def log(self, run_id: RunId) -> Sequence[LogFact]:
        """Return a run's log as it was told so far."""
        live = self._runs.get(run_id)
        return live.lines if live else self._rooms.kept.log(run_id)

    def history(self, run_id: RunId) -> History | None:
        """Return a run's states; None when there are none."""
        live = self._runs.get(run_id)
        return live.history() if live else self._rooms.kept.history(run_id)

    # ------------------------------------------------------------ running

    def run(self, buffer_id: BufferId, *, debug: bool = False) -> None:
        """Run a buffer's text; ``started``, ``refused`` or ``confirmation_needed`` follows.

        A debug run waits at its breakpoints; without one it waits before its first operation.
        """
        buffer = self._rooms.documents.buffer(buffer_id)
        if buffer is None:
            return
        if self.is_busy:
            job = self._latest.fact.job if self._latest and self.is_running else "a job"
            self.refused.emit(RunRefusal(buffer_id, busy(job), "stop", debug))
            return
        subject = self._rooms.view.subject_of(buffer_id)
        if subject is None:
            return
        self._rooms.http_mode.look_at(subject)
        if self._rooms.http_mode.needs_confirmation:
            self.confirmation_needed.emit(
                LiveConfirmation(
                    buffer_id, debug, subject.project_name, subject.title, subject.credential
                )
            )
            return
        self._prepare_run(buffer, self._order(buffer, subject, is_debug=debug))

    def confirm(self, confirmation: LiveConfirmation) -> None:
        """Go on with a run on production; it is not asked again in this session."""
        self._rooms.http_mode.confirm()
        self.run(confirmation.buffer, debug=confirmation.is_debug)

    def stop(self) -> None:
        """End the run wherever it is."""
        if self._preparing is not None:
            self._preparing.cancel()
            self._set_preparing(None)
            return
        handle = self._latest.handle if self._latest and self.is_running else None
        if handle is not None:
            # A process that reads nothing may hold this up.
            self._lane.run(lambda _: handle.stop(), _ignore, _ignore, owner=self)

    def step(self, state: bytes | None = None) -> None:
        """Run one operation and wait before the next, or after the last; see ``RunHandle.step``."""
        self._leave_gate(state, RunHandle.step)

    def resume(self, state: bytes | None = None) -> None:
        """Go on to the next breakpoint, with another state if one is given."""
        self._leave_gate(state, RunHandle.resume)

    def answer(self, exchange_id: int, status: int, body: str) -> None:
        """Answer the request a rule asks the user about; its body is sent as it was typed."""
        self._answer(exchange_id, Answer(status, body=body))

    def refuse(self, exchange_id: int) -> None:
        """Let the request a rule asks the user about fail."""
        self._answer(exchange_id, None)

    def prepare(self) -> None:
        """Have a process ready for the job in view; returns at once."""
        subject, mode, maker = self._rooms.view.subject, self._rooms.http_mode.mode, self._maker
        if subject is not None:
            # What is wrong is said by the run itself.
            self._lane.run(lambda _: maker.warm_up(subject, mode), _ignore, _ignore, owner=self)

    def close(self) -> None:
        """End the run and every process; waits until they are gone and all is kept."""
        self._warm_up.stop()
        self._maker.engine.close()
        for live in self._runs.values():
            if live.handle is not None and not live.fact.is_kept:
                _keep_end(live)

    # ------------------------------------------------------------ from asking to starting

    def _order(self, buffer: Buffer, subject: Subject, *, is_debug: bool) -> RunOrder:
        rooms = self._rooms
        preferences = rooms.preferences
        limits = Limits(
            timeout_ms=preferences.number("run.timeout_ms"),
            memory_mb=preferences.number("run.memory_mb"),
        )
        return RunOrder(
            subject=subject,
            text=rooms.documents.text(buffer.id),
            file=buffer.file,
            mode=rooms.http_mode.mode,
            limits=limits,
            input=rooms.inputs.order(subject),
            credential=rooms.credentials.order(subject),
            is_debug=is_debug,
            breakpoints=rooms.breakpoints.order(buffer.id),
            break_on_error=preferences.flag("run.break_on_error"),
        )

    def _prepare_run(self, buffer: Buffer, order: RunOrder) -> None:
        def done(prepared: PreparedRun) -> None:
            self._start(order, prepared)
            self._set_preparing(None)

        def failed(problem: StudioError) -> None:
            self._set_preparing(None)
            refusal = RunRefusal(buffer.id, problem, offer_for(problem), order.is_debug)
            self.refused.emit(refusal)

        maker = self._maker
        self._set_preparing(
            self._lane.run(lambda _: maker.prepared(order), done, failed, owner=self)
        )

    def _start(self, order: RunOrder, prepared: PreparedRun) -> None:
        fact = begun(order, prepared, self._clock.now())
        recording = self._archive.record(run_start(order, fact))
        live = LiveRun(fact, recording, self._clock, prepared.notes, self)
        self._add(live, order.subject)
        self.started.emit(fact)
        live.handle = prepared.runs.start(prepared.request, live.sink)

    def _add(self, live: LiveRun, subject: Subject) -> None:
        live.changed.connect(self.changed)
        live.logged.connect(self.log_added)
        live.waiting.connect(self.waiting)
        live.ended.connect(lambda: self._conclude(live, subject))
        self._runs[live.fact.id] = self._latest = live
        for run_id in list(self._runs)[:-RUNS_IN_MEMORY]:
            old = self._runs[run_id]
            if old.fact.is_kept:
                del self._runs[run_id]
                old.deleteLater()

    def _warm_up_soon(self, _: object) -> None:
        self._warm_up.start()

    def _set_preparing(self, ticket: Ticket | None) -> None:
        self._preparing = ticket
        self.busy_changed.emit(self.is_busy)

    # ------------------------------------------------------------ gates

    def _answer(self, exchange_id: int, answer: Answer | None) -> None:
        handle = self._latest.handle if self._latest and self.is_running else None
        if handle is not None:
            told = None if answer is None else stub_answer(answer)
            self._lane.run(lambda _: handle.answer(exchange_id, told), _ignore, _ignore, owner=self)

    def _leave_gate(self, state: bytes | None, leave: Callable[..., None]) -> None:
        live = self._latest
        if live is None or not self.is_waiting or self._is_leaving_gate:
            return
        self._is_leaving_gate = True
        buffer = self._rooms.documents.current

        def work(_: Ticket) -> None:
            edited: Any = msgspec.UNSET if state is None else read_state(state)
            live.go_on(edited, lambda handle: leave(handle, edited))

        def done(_: None) -> None:
            self._is_leaving_gate = False

        def failed(problem: StudioError) -> None:
            self._is_leaving_gate = False
            self.refused.emit(RunRefusal(buffer.id if buffer else BufferId(0), problem))

        self._lane.run(work, done, failed, owner=self)

    # ------------------------------------------------------------ the end

    def _conclude(self, live: LiveRun, subject: Subject) -> None:
        """Tell the end as soon as the engine has the result; keep it afterwards."""
        handle = live.handle
        assert handle is not None  # noqa: S101  # it ended, so it was started
        finished_at = self._clock.now()

        def done(result: RunResult) -> None:
            fact = live.know(
                exit_code=result.exit_code,
                took_ms=result.took_ms,
                finished_at=finished_at,
                sealed_by=result.sealed_by,
            )
            self.changed.emit(fact)
            self.finished.emit(fact)
            self.busy_changed.emit(self.is_busy)
            self._lane.run(
                lambda _: _keep_end(live),
                lambda key: self._take_key(live, subject, key),
                self._tell_history,
                owner=self,
            )

        self._lane.run(
            lambda _: handle.result(RESULT_SECONDS), done, self._tell_history, owner=self
        )

    def _take_key(self, live: LiveRun, subject: Subject, key: RunKey | None) -> None:
        if key is None:
            if live.recording.problem is not None:
                self._tell_history(live.recording.problem)
            return
        self._rooms.kept.note(key.id, live.fact.id)
        self._rooms.kept.refresh()
        self.changed.emit(live.know(is_kept=True, number=key.number))
        choice = self._rooms.inputs.fact(subject.key).choice
        if choice is not None and choice.kind == "last_state":
            self._rooms.inputs.refresh(subject.key)

    def _tell_history(self, problem: StudioError) -> None:
        if not self._has_told_history:
            self._has_told_history = True
            self.history_failed.emit(problem)


def _keep_end(live: LiveRun) -> RunKey | None:
    """Keep the end of a run; waits for the disk."""
    handle = live.handle
    if handle is None:
        return None
    result = handle.result(RESULT_SECONDS)
    return live.recording.end(result.exit_code, result.state_json)


def _ignore(_: object) -> None:
    """Take a result nobody waits for."""
