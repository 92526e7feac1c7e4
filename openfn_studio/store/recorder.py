"""Recording a run while it goes on, without ever holding it up for long."""

import sqlite3
import threading
from concurrent.futures import Future

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.store.lane import WriterLane
from openfn_studio.store.records import RunKey
from openfn_studio.store.retention import Retention, give_back_room, prune
from openfn_studio.store.run_writer import Event, RunWriter

_MOST_WAITING = 20_000
_LONGEST_WAIT_S = 1.0


class RunRecorder:
    """Receives the events of one run, in the shape of the runner's protocol, and stores them.

    Events are gathered and written in groups on the writer lane. Everything that comes in must be
    redacted already, but for the final state (``finished.state`` and ``state_part``), which is
    kept exact and must not hold ``configuration``; should it, that key is left out.

    A database that fails (a full disk) never fails the run: recording stops, and ``close`` tells
    the problem. May be used from any one thread at a time.
    """

    def __init__(self, lane: WriterLane, writer: RunWriter, retention: Retention) -> None:
        self._lane = lane
        self._writer = writer
        self._retention = retention
        self._waiting: list[Event] = []
        self._is_flushing = False
        self._is_finished = False
        self._changed = threading.Condition()
        self.problem: Exception | None = None
        """Why recording stopped, if it did."""
        self.key: Future[RunKey] = lane.submit(writer.begin)
        """Id and number, as soon as the run's row is durable."""
        self.key.add_done_callback(self._note_failure)

    def event(self, event: Event) -> None:
        """Take one event. Waits, at most a second, only if far more come than can be written."""
        with self._changed:
            if self.problem:
                return
            if event["type"] == "finished":
                self._is_finished = True
            self._changed.wait_for(lambda: len(self._waiting) < _MOST_WAITING, _LONGEST_WAIT_S)
            self._waiting.append(event)
            if self._is_flushing:
                return
            self._is_flushing = True
        self._flush()

    def close(self, exit_code: int | None = None) -> RunKey:
        """Wait until everything is durable, and return the run's key.

        Args:
            exit_code: How the run ended, if it could not say so itself in a ``finished`` event.

        Raises:
            EnvironmentProblem: The run, or a part of it, could not be stored.
        """
        if exit_code is not None and not self._is_finished:
            self.event({"type": "finished", "exit_code": exit_code})
        with self._changed:
            self._changed.wait_for(lambda: self.problem or not self._is_flushing)
        if self.problem:
            raise self.problem
        key = self.key.result()
        self._lane.submit(lambda connection: prune(connection, key.id, self._retention)).result()
        self._lane.submit(give_back_room).result()
        return key

    def _flush(self) -> None:
        try:
            future = self._lane.submit(self._write_waiting)
        except EnvironmentProblem as problem:
            self._stop(problem)
            return
        future.add_done_callback(self._flushed)

    def _write_waiting(self, connection: sqlite3.Connection) -> None:
        with self._changed:
            events, self._waiting = self._waiting, []
            self._changed.notify_all()
        for event in events:
            self._writer.write(connection, event)

    def _flushed(self, future: Future[None]) -> None:
        self._note_failure(future)
        with self._changed:
            self._is_flushing = bool(self._waiting) and not self.problem
            self._changed.notify_all()
            if not self._is_flushing:
                return
        self._flush()

    def _note_failure(self, future: Future[RunKey] | Future[None]) -> None:
        failure = future.exception()
        if isinstance(failure, Exception):
            self._stop(failure)

    def _stop(self, problem: Exception) -> None:
        with self._changed:
            self.problem = self.problem or problem
            self._waiting.clear()
            self._is_flushing = False
            self._changed.notify_all()
