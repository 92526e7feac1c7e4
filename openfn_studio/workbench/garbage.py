"""Python's garbage is collected on the window's own thread only.

Python looks for unreachable cycles whenever enough was allocated, on whichever thread that
happens. A Qt object in such a cycle would then be destroyed on a thread it does not live on: its
timers cannot be stopped there, its socket is closed under the event loop, and the program crashes.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1_000


class GarbageCollector(QObject):
    """Takes over from Python's own collector until ``close``.

    Args:
        parent: Lives as long as the window does.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        # What is there at the start stays: it need not be looked through every time.
        gc.freeze()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def keep(self) -> None:
        """Look no more through what is there now: it lives as long as the window."""
        gc.freeze()

    def collect_due(self) -> int | None:
        """Collect the oldest generation that is due; return which, None when none is."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return generation
        return None

    def close(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
