"""Fails a test that leaves a process or a thread behind."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE_SECONDS = 5.0


@pytest.fixture(autouse=True)
def no_leaks() -> Iterator[None]:
    """Compare what is there before and after the test; what is ending is given a moment."""
    threads = set(threading.enumerate())
    children = children_of(os.getpid())
    yield
    wait_until(lambda: set(threading.enumerate()) <= threads, "the test left a thread")
    wait_until(lambda: children_of(os.getpid()) <= children, "the test left a process")


def wait_until(condition: Callable[[], bool], failure: str) -> None:
    """Wait for something that other threads or processes are about to do."""
    ends = time.monotonic() + PATIENCE_SECONDS
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < ends, f"{failure}: {threading.enumerate()}"
        pause.wait(0.005)


def children_of(pid: int) -> set[int]:
    """Return the processes started by a process and not gone, zombies included."""
    return {
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if _status(int(folder.name))[1:2] == [str(pid)]
    }


def is_running(pid: int) -> bool:
    """Say whether a process is there and no zombie."""
    return _status(pid)[:1] not in ([], ["Z"])


def _status(pid: int) -> list[str]:
    """Return state and parent of a process; nothing when there is none (or no /proc)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return status.rpartition(")")[2].split()[:2]
