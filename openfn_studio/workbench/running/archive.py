"""The database of the window's runs, and one run's way into it. Any thread may use both."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from openfn_studio.clock import Clock
from openfn_studio.errors import StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.runner.protocol import AnyEvent, Finished
from openfn_studio.store.recorder import RunRecorder
from openfn_studio.store.records import RunKey, RunStart
from openfn_studio.store.retention import Retention
from openfn_studio.store.store import Store

FILE_NAME = "window.sqlite"

_log = logging.getLogger(__name__)


class RunArchive:
    """The store of runs, opened when it is needed first and only once.

    Args:
        data: The user data folder.
        clock: What time it is.
        retention: How many runs stay, asked when the store is opened.
    """

    def __init__(
        self, data: DataFolder, clock: Clock, retention: Callable[[], Retention] = Retention
    ) -> None:
        self._data = data
        self._clock = clock
        self._retention = retention
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._problem: StudioError | None = None

    def store(self) -> Store:
        """Return the store; waits while it is opened.

        Raises:
            StudioError: It cannot be opened: the same problem each time.
        """
        with self._lock:
            if self._problem is not None:
                raise self._problem
            if self._store is None:
                self._store = self._opened()
            return self._store

    def record(self, start: RunStart) -> "Recording":
        """Return what keeps the events of a run that begins; it never fails the run."""
        return Recording(self, start)

    def close(self) -> None:
        """Write what waits and close the file; waits for that."""
        with self._lock:
            self._problem = StudioError("The program is closing.")
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def _opened(self) -> Store:
        try:
            return Store(self._file(), self._clock, retention=self._retention())
        except StudioError as problem:
            _log.warning("Runs are not kept: %s", problem)
            self._problem = problem
            raise

    def _file(self) -> Path:
        return self._data.databases / FILE_NAME


class Recording:
    """Keeps one run. A store that fails ends the recording, never the run.

    Args:
        archive: Where it is kept.
        start: What is known of the run when it begins.
    """

    def __init__(self, archive: RunArchive, start: RunStart) -> None:
        self._archive = archive
        self._start = start
        self._lock = threading.Lock()
        self._recorder: RunRecorder | None = None
        self._finished: Finished | None = None
        self._end_lock = threading.Lock()
        self._is_ended = False
        self._key: RunKey | None = None
        self.problem: StudioError | None = None
        """Why the run is not kept, or not whole."""

    @property
    def number(self) -> int | None:
        """What people call the run, as soon as the store said so."""
        key = self._recorder.key if self._recorder else None
        if key is None or not key.done() or key.exception() is not None:
            return None
        return key.result().number

    def take(self, event: AnyEvent) -> None:
        """Keep an event; the last one waits until ``end`` has the final state."""
        if isinstance(event, Finished):
            self._finished = event
        elif recorder := self._begun():
            recorder.event(msgspec.to_builtins(event))

    def end(self, exit_code: int, state_json: bytes | None) -> RunKey | None:
        """Keep the end and the exact final state, and wait until all is safe. Once is enough.

        Returns:
            Where the run is found; None, with ``problem`` set, when it is not kept.
        """
        with self._end_lock:
            if not self._is_ended:
                self._is_ended = True
                self._key = self._ended(exit_code, state_json)
            return self._key

    def _ended(self, exit_code: int, state_json: bytes | None) -> RunKey | None:
        recorder = self._begun()
        if recorder is None:
            return None
        finished = self._finished or Finished(exit_code=exit_code)
        event = {**msgspec.to_builtins(finished), "exit_code": exit_code}
        if state_json is not None:
            recorder.event({"type": "state_part", "text": state_json.decode(errors="replace")})
            event["in_parts"] = True
        recorder.event(event)
        try:
            return recorder.close()
        except StudioError as problem:
            self.problem = problem
            return None

    def _begun(self) -> RunRecorder | None:
        with self._lock:
            if self._recorder is None and self.problem is None:
                try:
                    self._recorder = self._archive.store().record_run(self._start)
                except StudioError as problem:
                    self.problem = problem
            return self._recorder
