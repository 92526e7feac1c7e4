"""Things to do later unless they are called off, on one thread that is there only while needed."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Deadline:
    """An action that is due at a moment, until it is called off."""

    __slots__ = ("_action", "due")

    def __init__(self, due: float, action: Callable[[], None]) -> None:
        self.due = due
        self._action: Callable[[], None] | None = action

    @property
    def is_on(self) -> bool:
        """True until the action is taken or called off."""
        return self._action is not None

    def call_off(self) -> None:
        """Do not take the action; no effect when it was taken."""
        self._action = None

    def take(self) -> None:
        """Take the action, once."""
        action, self._action = self._action, None
        if action is not None:
            action()


class Deadlines:
    """Keeps deadlines in order of time.

    Actions run one after another on the thread ``deadlines``: they must be short and not raise.
    The thread ends when nothing is left to wait for.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: list[tuple[float, int, Deadline]] = []
        self._order = itertools.count()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def after(self, seconds: float, action: Callable[[], None]) -> Deadline:
        """Take ``action`` in so many seconds."""
        deadline = Deadline(time.monotonic() + seconds, action)
        with self._changed:
            if self._is_closed:
                return deadline
            heapq.heappush(self._queue, (deadline.due, next(self._order), deadline))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="deadlines", daemon=True)
                self._thread.start()
            self._changed.notify()
        return deadline

    def call_off(self, deadline: Deadline | None) -> None:
        """Call a deadline off and let the thread end if it was the last."""
        if deadline is None or not deadline.is_on:
            return
        deadline.call_off()
        with self._changed:
            self._changed.notify()

    def close(self) -> None:
        """Forget all deadlines and wait for the thread to end."""
        with self._changed:
            self._is_closed = True
            self._queue.clear()
            self._changed.notify()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _work(self) -> None:
        while (deadline := self._next()) is not None:
            deadline.take()

    def _next(self) -> Deadline | None:
        """Wait for the next deadline; None, and no thread any more, when there is none."""
        with self._changed:
            while True:
                while self._queue and not self._queue[0][2].is_on:
                    heapq.heappop(self._queue)
                if not self._queue:
                    self._thread = None
                    return None
                left = self._queue[0][0] - time.monotonic()
                if left <= 0:
                    return heapq.heappop(self._queue)[2]
                self._changed.wait(left)
