"""Stops a regular expression that would go on for ever, such as ``(a+)+$``.

Python's regex engine holds the whole program while it runs, on any thread, and looks for signals
every few thousand steps: a timer signal is the one thing that ends it. Windows has no such timer;
there a pattern runs on.
"""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class TooSlow(Exception):
    """The work was ended because it took too long."""


@contextmanager
def time_limit(seconds: float) -> Generator[None]:
    """Raise ``TooSlow`` inside when it takes longer; only the main thread can be stopped.

    Args:
        seconds: Processor time of this program: a busy machine does not cut a search short.
    """
    is_possible = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    if not is_possible:
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
