"""A run that is on: its events come on other threads and are told on the window's."""

import threading
from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from openfn_studio.clock import Clock
from openfn_studio.runner.protocol import AnyEvent, Finished, Log, Ready, Waiting
from openfn_studio.runs.handle import RunHandle
from openfn_studio.state.history import History
from openfn_studio.workbench.running.archive import Recording
from openfn_studio.workbench.running.events import RunStory
from openfn_studio.workbench.running.facts import LogBatch, LogFact, RunFact

PAUSE_MS = 50
"""Facts and log lines are told at most twenty times a second; a gate and the end at once."""


class LiveRun(QObject):
    """One run of this window, on or over.

    Signals:
        changed: The ``RunFact``, when it is another.
        logged: A ``LogBatch`` of new lines.
        waiting: The ``WaitingFact`` of a gate the run stands at.
        ended: Its last event was told.

    Args:
        begun: What is known when it begins.
        recording: Keeps it.
        clock: Says when news were told last.
        notes: What the log says before the first event.
    """

    changed = Signal(object)
    logged = Signal(object)
    waiting = Signal(object)
    ended = Signal()
    _poked = Signal()
    _hurried = Signal()

    def __init__(
        self,
        begun: RunFact,
        recording: Recording,
        clock: Clock,
        notes: tuple[Log, ...] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.fact = begun
        """The run as it was told last."""
        self.lines: list[LogFact] = []
        """Its log as it was told so far."""
        self.recording = recording
        self.handle: RunHandle | None = None
        self._clock = clock
        self._lock = threading.Lock()
        self._story = RunStory(begun)
        self._notes: tuple[AnyEvent, ...] = notes
        self._is_poked = False
        self._is_ended = False
        self._told_at = -1.0
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._tell)
        self._poked.connect(self._on_poked, Qt.ConnectionType.QueuedConnection)
        self._hurried.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def is_waiting(self) -> bool:
        """True while it stands at a gate and was not told to go on."""
        with self._lock:
            return self._story.is_waiting

    def history(self) -> History | None:
        """Return its states so far."""
        with self._lock:
            return self._story.history()

    # ------------------------------------------------------------ from any thread

    def sink(self, event: AnyEvent) -> None:
        """Take an event; never raises."""
        with self._lock:
            events, self._notes = (*self._notes, event), ()
            for each in events:
                self._story.take(each)
            is_first = not self._is_poked
            self._is_poked = not isinstance(event, Ready) or self._is_poked
        # Apart from the lock: a full disk may hold this up, and must not hold up the window.
        for each in events:
            self.recording.take(each)
        if isinstance(event, Finished | Waiting):
            self._hurried.emit()
        elif is_first and not isinstance(event, Ready):
            self._poked.emit()

    def go_on(self, edited: Any, leave: Callable[[RunHandle], None]) -> None:
        """Leave a gate, with another state unless ``edited`` is ``msgspec.UNSET``.

        Args:
            edited: The state a person gave the run.
            leave: Tells the process; may wait.
        """
        handle = self.handle
        with self._lock:
            if not self._story.is_waiting or handle is None:
                return
            event = None if edited is msgspec.UNSET else self._story.adopt(edited)
            self._story.leave_gate()
        if event is not None:
            self.recording.take(event)
        leave(handle)
        self._poked.emit()

    # ------------------------------------------------------------ on the GUI's thread

    def know(self, **fields: Any) -> RunFact:
        """Set what no event tells, and return the run as it stands."""
        with self._lock:
            self._story.know(**fields)
            self.fact = self._story.fact()
        return self.fact

    def _on_poked(self) -> None:
        if self._timer.isActive():
            return
        since_ms = (self._clock.monotonic() - self._told_at) * 1000
        if self._told_at < 0 or since_ms >= PAUSE_MS:
            self._tell()
        else:
            self._timer.start(max(1, round(PAUSE_MS - since_ms)))

    def _tell(self) -> None:
        self._timer.stop()
        self._told_at = self._clock.monotonic()
        number = self.recording.number
        with self._lock:
            self._is_poked = False
            if number is not None and self.fact.number is None:
                self._story.know(number=number)
            fact = self._story.fact()
            lines = self._story.new_lines()
            waiting = self._story.new_waiting()
            is_over = self._story.finished is not None
        if lines:
            self.lines += lines
            self.logged.emit(LogBatch(fact.id, lines))
        if fact is not self.fact:
            self.fact = fact
            self.changed.emit(fact)
        if waiting is not None:
            self.waiting.emit(waiting)
        if is_over and not self._is_ended:
            self._is_ended = True
            self.ended.emit()
