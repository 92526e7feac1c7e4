"""Carries out one waiting run, from the queue to its stored end. Each on a thread of its own."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import msgspec

from openfn_studio.clock import Clock
from openfn_studio.domain.run import Dialect, ExitCode, HttpMode
from openfn_studio.errors import EnvironmentProblem, StudioError
from openfn_studio.platform.dispatch import runlog
from openfn_studio.platform.dispatch.backoff import pauses
from openfn_studio.platform.dispatch.order import InputGone, Order, OrderDesk
from openfn_studio.runs.handle import RunHandle
from openfn_studio.runs.result import RunResult
from openfn_studio.runs.runs import Runs
from openfn_studio.store.ids import milliseconds
from openfn_studio.store.problems import NotThere
from openfn_studio.store.queue.settling import close_unsaved
from openfn_studio.store.queue.waiting import WaitingRow
from openfn_studio.store.recorder import RunRecorder
from openfn_studio.store.store import Store
from openfn_studio.triggers.initial_state import InitialState, job_state_verdict

_log = logging.getLogger(__name__)

Hide = Callable[[Mapping[str, Any] | None], AbstractContextManager[None]]
"""Hides a credential's values in the program's own log while a run uses it."""

GONE = "InputGone"
"""The error's name of a run that can never start."""


@dataclass(frozen=True, slots=True)
class Performed:
    """What became of a waiting run."""

    run_id: int | None = None
    """The run that was begun; None when it was not: it left the queue, or has to wait."""
    postponed: StudioError | None = None
    """Why it could not be begun now, and waits on."""


class Performer:
    """Begins, follows and ends runs.

    Args:
        store: Where they are kept.
        orders: Makes what is asked of the engine.
        runs: The engine.
        clock: When a run has ended.
        hide: Hides a credential's values in our own log.
    """

    def __init__(
        self,
        store: Store,
        orders: OrderDesk,
        runs: Runs,
        clock: Clock,
        hide: Hide | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._orders = orders
        self._runs = runs
        self._hide = hide or _hide_nothing
        self._handles: dict[int, RunHandle] = {}
        self._closing = threading.Event()

    def perform(self, row: WaitingRow, project_name: str, dialect: Dialect) -> Performed:
        """Carry out a run and wait for its end."""
        try:
            order = self._orders.order(row, project_name, dialect)
            recorder = self._store.record_run(order.start)
            # Nothing of the job is begun before it is safe on disk that the run has begun.
            key = recorder.key.result()
        except NotThere:
            return Performed()
        except EnvironmentProblem as problem:
            return Performed(postponed=problem)
        if order.request is None:
            self._end_unstarted(recorder, order)
        else:
            self._run(key.id, recorder, order)
        return Performed(key.id)

    def stop(self, run_id: int) -> bool:
        """End a run that is on, as exit 130; False when it is not."""
        handle = self._handles.get(run_id)
        if handle is not None:
            handle.stop()
        return handle is not None

    def close(self) -> None:
        """End every run that is on, as interrupted, and wait until their processes are gone."""
        self._closing.set()
        self._runs.close()

    def _run(self, run_id: int, recorder: RunRecorder, order: Order) -> None:
        request = order.request
        assert request is not None  # noqa: S101 - the caller has looked
        taking = _Taking(recorder, is_test=request.http_mode is HttpMode.TEST)
        with self._hide(request.configuration):
            handle = self._runs.start(request, taking.take)
            self._handles[run_id] = handle
            try:
                result = handle.result()
            finally:
                del self._handles[run_id]
        if self._closing.is_set() and result.exit_code != ExitCode.SUCCESS:
            # The store closes it as interrupted, as after a crash: nobody asked to stop this run.
            with contextlib.suppress(StudioError):
                recorder.close()
            return
        self._end(run_id, recorder, order, taking.finished, result)

    def _end(
        self,
        run_id: int,
        recorder: RunRecorder,
        order: Order,
        finished: dict[str, Any],
        result: RunResult,
    ) -> None:
        ended_ms = milliseconds(self._clock.now())
        event = {**finished, "exit_code": int(result.exit_code), "finished_at_ms": ended_ms}
        for line in runlog.ending(event, _notes_about_state(order, result)):
            recorder.event(line)
        if result.state_json is not None:
            recorder.event(
                {"type": "state_part", "text": result.state_json.decode(errors="replace")}
            )
            event["in_parts"] = True
        recorder.event(event)
        try:
            recorder.close()
        except StudioError as problem:
            _log.warning("The end of a run could not be kept: %s", problem)
            self._save_later(run_id, int(result.exit_code), problem)

    def _save_later(self, run_id: int, exit_code: int, problem: StudioError) -> None:
        """Close a run whose result could not be kept, as soon as the database takes it."""
        code = exit_code or ExitCode.NOT_SAVED
        error = {
            "name": "NotSaved",
            "message": f"The run was carried out, but not all of it could be kept. {problem}",
            "source": "runner",
            "severity": "crash",
        }
        for pause in pauses():
            with contextlib.suppress(StudioError):
                self._store.write(close_unsaved, run_id, exit_code=int(code), error=error).result()
                return
            if self._closing.wait(pause):
                return

    def _end_unstarted(self, recorder: RunRecorder, order: Order) -> None:
        problem = order.problem or StudioError("The run could not be started.")
        error: dict[str, Any] = {
            "name": GONE if isinstance(problem, InputGone) else "StartError",
            "message": " ".join(part for part in (problem.what, problem.means) if part),
            "source": "runner",
            "severity": "crash",
            "fix": problem.remedy or None,
        }
        event = {"type": "finished", "exit_code": int(ExitCode.NOT_STARTED), "error": error}
        for line in runlog.ending(event, iter(())):
            recorder.event(line)
        recorder.event(event)
        with contextlib.suppress(StudioError):
            recorder.close()


class _Taking:
    """Takes a run's events and keeps the last one until the final state is there."""

    def __init__(self, recorder: RunRecorder, *, is_test: bool) -> None:
        self._recorder = recorder
        self._is_test = is_test
        self.finished: dict[str, Any] = {"type": "finished", "exit_code": int(ExitCode.UNEXPECTED)}

    def take(self, event: Any) -> None:
        """Keep an event; in test mode the log tells what would have been sent."""
        plain: dict[str, Any] = msgspec.to_builtins(event)
        if plain["type"] == "finished":
            self.finished = plain
            return
        if self._is_test and plain["type"] == "http" and plain["phase"] == "request":
            self._recorder.event(runlog.answered_here(plain))
        self._recorder.event(plain)


def _hide_nothing(_: Mapping[str, Any] | None) -> AbstractContextManager[None]:
    return contextlib.nullcontext()


def _notes_about_state(order: Order, result: RunResult) -> Iterator[str]:
    place = order.start.place
    if place is None or place.initial != InitialState.LAST_FINAL_STATE or not result.state_json:
        return
    verdict = job_state_verdict(succeeded=result.is_success, size_bytes=len(result.state_json))
    if verdict.note:
        yield verdict.note
