"""What a window leaves behind: nothing. Threads, timers, widgets and processes end with it."""

import os
import threading
from pathlib import Path

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from openfn_studio.ui.editor.pane import EditorPane
from tests.stories.window.conftest import Hands
from tests.ui.conftest import drain

MANY = 30


def children() -> set[str]:
    """Return the processes this one started and that are still there."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    found: set[str] = set()
    for task in tasks.iterdir() if tasks.exists() else ():
        try:
            found |= set((task / "children").read_text().split())
        except OSError:
            continue
    return found


def test_a_window_with_many_jobs_ends_whole(qapp: QApplication, tmp_path: Path) -> None:
    threads, processes = set(threading.enumerate()), children()
    before = set(map(id, qapp.allWidgets()))
    hands = Hands(qapp, tmp_path, "light")
    hands.show()
    folder = hands.open_sample()
    for number in range(MANY):
        (folder / f"job-{number}.js").write_text("fn(state => state);\n")
        hands.bench.documents.open_file(folder / f"job-{number}.js")
    hands.until(lambda: len(hands.bench.documents.buffers) == MANY + 1)
    hands.open_job("register-child")
    hands.run()
    assert children() - processes, "a process is kept ready for the next run"

    # Every closed tab takes its editor with it.
    panes = hands.frame.findChildren(EditorPane)
    assert len(panes) == MANY + 1
    for buffer in hands.bench.documents.buffers:
        hands.bench.documents.close(buffer.id)
    drain(qapp)
    assert [pane for pane in panes if isValid(pane)] == []

    frame = hands.frame
    timers = [timer for timer in frame.findChildren(QTimer) if timer.isActive()]
    lasting = [timer for timer in timers if timer.interval() < 1_000 and not timer.isSingleShot()]
    assert lasting == [], "nothing ticks while nobody does anything"
    hands.close()
    drain(qapp)
    assert not isValid(frame)
    assert children() <= processes
    assert {one for one in threading.enumerate() if one.is_alive()} <= threads
    left = [one for one in qapp.allWidgets() if id(one) not in before and one.isWindow()]
    assert [one for one in left if isinstance(one, QWidget) and one.isVisible()] == []
    assert qapp.findChildren(QThread) == []
