"""Background work beside Qt's loop: it goes out as a function, comes back as a queued signal.

A lane's functions run on threads, take and return values, and touch no QObject. What they return
is delivered on the GUI thread, unless the ticket was cancelled or its owner is gone.
"""

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from openfn_studio.errors import RunProblem, StudioError

T = TypeVar("T")

WORKERS = 4
TURN_SECONDS = 0.001
"""So long the GUI thread waits for a lane that computes. Python's own 5 ms, many times while a
tree is laid out, were measured to hold the window up for 56 ms in place of 36."""

_log = logging.getLogger(__name__)


class ProgramFault(StudioError):
    """A fault of this program: shown, logged and reported, never hidden."""


class Ticket:
    """One piece of work that is on its way. Any thread may cancel it."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """True when nobody waits for the result any more."""
        return self.cancelled.is_set()

    def cancel(self) -> None:
        """Drop the result, and tell the work that it may stop."""
        self.cancelled.set()


class _Delivery(QObject):
    """Brings results to the GUI thread; it lives there."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, parcel: "tuple[Ticket, QObject, Callable[[Any], None], Any]") -> None:
        ticket, owner, receive, value = parcel
        if not ticket.is_cancelled and isValid(owner):
            receive(value)


class Lane:
    """A few threads for work that would hold up the window.

    Args:
        workers: How many pieces of work go on at once.
        name: What its threads are called.
    """

    def __init__(self, workers: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._delivery = _Delivery()
        self._is_closed = False
        self._on_way: set[Ticket] = set()

    def run(
        self,
        work: Callable[[Ticket], T],
        on_done: Callable[[T], None],
        on_failed: Callable[[StudioError], None],
        *,
        owner: QObject,
    ) -> Ticket:
        """Do ``work`` on a thread; exactly one of the two callbacks follows on the GUI thread.

        Neither follows when the ticket is cancelled or ``owner`` was deleted meanwhile.

        Args:
            work: Gets the ticket, so that long work can look whether it is still wanted.
            on_done: Gets what ``work`` returned.
            on_failed: Gets the problem; anything unexpected arrives as ``ProgramFault``.
            owner: Whose work it is; usually the object the callbacks belong to.
        """
        ticket = Ticket()
        if self._is_closed:
            on_failed(RunProblem("The program is closing."))
            return ticket
        self._on_way.add(ticket)
        future = self._pool.submit(work, ticket)
        self._hand_on(future, ticket, on_done, on_failed, owner)
        return ticket

    def deliver(
        self,
        future: Future[T],
        on_done: Callable[[T], None],
        on_failed: Callable[[StudioError], None],
        *,
        owner: QObject,
    ) -> Ticket:
        """Bring the result of somebody else's future, e.g. the store's, to the GUI thread."""
        ticket = Ticket()
        self._hand_on(future, ticket, on_done, on_failed, owner)
        return ticket

    def close(self) -> None:
        """Cancel what is on its way and wait for the threads to end."""
        self._is_closed = True
        for ticket in tuple(self._on_way):
            ticket.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _hand_on(
        self,
        future: Future[T],
        ticket: Ticket,
        on_done: Callable[[T], None],
        on_failed: Callable[[StudioError], None],
        owner: QObject,
    ) -> None:
        def finished(done: Future[T]) -> None:
            self._on_way.discard(ticket)
            if done.cancelled() or ticket.is_cancelled or not isValid(self._delivery):
                return
            error = done.exception()
            if error is None:
                self._delivery.arrived.emit((ticket, owner, on_done, done.result()))
            else:
                self._delivery.arrived.emit((ticket, owner, on_failed, _as_problem(error)))

        future.add_done_callback(finished)


class Lanes:
    """The lanes of a window. ``close`` ends their threads."""

    def __init__(self, workers: int = WORKERS) -> None:
        sys.setswitchinterval(TURN_SECONDS)
        self.work = Lane(workers, "work")

    def close(self) -> None:
        """Wait for all threads to end."""
        self.work.close()


def _as_problem(error: BaseException) -> StudioError:
    if isinstance(error, StudioError):
        return error
    _log.error("Work on a lane failed", exc_info=error)
    return ProgramFault(
        f"OpenFn Studio itself failed ({type(error).__name__}).",
        means="This is a fault of the program; your files are as they were.",
        remedy="Try it again. Help, Copy diagnostics says what to report.",
    )
