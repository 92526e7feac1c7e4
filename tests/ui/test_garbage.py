import gc
import threading
from collections.abc import Generator

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.workbench.garbage import GarbageCollector
from openfn_studio.workbench.lanes import Lanes


@pytest.fixture
def collector(qapp: QApplication) -> Generator[GarbageCollector]:
    collector = GarbageCollector()
    yield collector
    collector.close()


def leave_cycles() -> list[int]:
    """Leave Qt objects in cycles; the threads that destroy them are noted."""
    threads: list[int] = []
    for _ in range(50):
        thing = QObject()
        timer = QTimer(thing)
        timer.start(100_000)
        thing.destroyed.connect(lambda: threads.append(threading.get_ident()))
        thing.own = thing
    return threads


def make_garbage() -> int:
    kept = [[number] for number in range(200_000)]
    return len(kept)


def test_a_busy_lane_destroys_no_qt_object(qtbot: QtBot, collector: GarbageCollector, lanes: Lanes):
    threads = leave_cycles()
    done: list[int] = []

    lanes.work.run(lambda _: make_garbage(), done.append, pytest.fail, owner=collector)
    qtbot.waitUntil(lambda: bool(done))
    gc.collect()

    assert set(threads) == {threading.get_ident()}


def test_what_is_due_is_collected(collector: GarbageCollector):
    gc.collect()
    kept = [[number] for number in range(gc.get_threshold()[0] + 100)]

    assert collector.collect_due() is not None
    assert kept


def test_python_collects_by_itself_again_in_the_end(qapp: QApplication):
    GarbageCollector().close()

    assert gc.isenabled()
