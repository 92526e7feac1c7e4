"""Peak memory of the processes started below this one, read from ``/proc``."""

import threading
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")
BEAT_S = 0.004


class MemoryWatch:
    """Polls all descendants between ``with`` and its end; ``peaks_mb`` has what each reached.

    The kernel keeps each process's own high-water mark, so only what it adds in its last
    milliseconds can be missed. Where there is no ``/proc``, ``peaks_mb`` stays empty.
    """

    def __init__(self) -> None:
        self._peaks: dict[int, float] = {}
        self._known: set[int] = set()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._known = set(_descendants())
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    @property
    def peaks_mb(self) -> list[float]:
        """The peak of each process that was started, in MiB, largest first."""
        return sorted(self._peaks.values(), reverse=True)

    def _watch(self) -> None:
        while not self._is_over.wait(BEAT_S):
            for process in _descendants():
                if process not in self._known and (peak := _peak_mb(process)):
                    self._peaks[process] = max(peak, self._peaks.get(process, 0.0))


def _descendants() -> list[int]:
    """Return the ids of this process's children and theirs."""
    found: list[int] = []
    waiting: list[str] = ["self"]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += map(str, children)
    return found


def _children(process: str) -> list[int]:
    try:
        tasks = list((PROC / process / "task").iterdir())
    except OSError:
        return []  # the process has just ended
    return [int(word) for task in tasks for word in _words_of(task / "children")]


def _words_of(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:
        return []  # the thread has just ended; its children are another thread's now


def _peak_mb(process: int) -> float | None:
    try:
        lines = (PROC / str(process) / "status").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return None
