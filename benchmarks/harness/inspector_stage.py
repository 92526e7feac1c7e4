"""An inspector to be measured: opened without a display, with a clock and a pulse beside it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from openfn_studio.paths import resources
from openfn_studio.state.pointer import Path
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.inspector.state_search import Found
from openfn_studio.ui.theme.fonts import load_fonts
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.garbage import GarbageCollector
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.running.time_travel import TimeTravelBench

_PULSE_MS = 3
_REST_MS = 150
_PAGES = 60
_PATIENCE_SECONDS = 60


class _Pulse(QObject):
    """Beats every few milliseconds and knows its longest pause: so long the window held still."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.perf_counter()
        self.longest_ms = 0.0
        self._timer = QTimer(self, interval=_PULSE_MS)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        self._last, self.longest_ms = time.perf_counter(), 0.0
        self._timer.start()

    def end(self) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


class _Paints(QObject):
    """Counts what a widget paints."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


class Stage:
    """One inspector of the size it has in a window."""

    def __init__(self) -> None:
        self._app = QApplication([])
        load_fonts(resources() / "window" / "fonts")
        look = Look(self._app, "light")
        self._lanes = Lanes()
        self._window = QWidget()
        actions = Actions(look, self._window)
        travel = TimeTravelBench(self._lanes.work, lambda _: None, lambda _: None)
        self._panel = StatePanel(look, actions, travel, self._lanes)
        self._panel.resize(364, 620)
        self._panel.show()
        self._tree = self._panel.pages.tree
        self._paints = _Paints(self._tree.viewport())
        self._pulse = _Pulse()
        self._garbage = GarbageCollector()
        QTest.qWait(_REST_MS)

    def timed(self, step: Callable[[], None]) -> tuple[float, float]:
        """Return how many milliseconds a step took, and the longest the window held still."""
        QTest.qWait(_REST_MS)
        self._pulse.begin()
        begin = time.perf_counter()
        step()
        took = (time.perf_counter() - begin) * 1000
        self._pulse.end()
        return took, self._pulse.longest_ms

    def open(self, state: bytes) -> None:
        """Show a state, until its first rows are painted."""
        self._panel.show_initial(state)
        self._until(lambda: self._tree.values.rowCount() > 0)
        self._until_painted()

    def expand(self, path: Path) -> None:
        """Open a value, until what is below it is painted."""
        self._tree.expand(self._tree.values.index_at(path))
        self._until_painted()

    def expand_row(self, path: Path, row: int) -> None:
        """Open a row below a value: one of its thousands."""
        index = self._tree.values.index(row, 0, self._tree.values.index_at(path))
        self._tree.expand(index)
        self._tree.scrollTo(index, self._tree.ScrollHint.PositionAtTop)
        self._until_painted()

    def scroll(self) -> None:
        """Go down many pages, each of them painted."""
        bar = self._tree.verticalScrollBar()
        for _ in range(_PAGES):
            bar.setValue(bar.value() + bar.pageStep())
            self._until_painted()

    def search(self, text: str, *, is_first_enough: bool = False) -> None:
        """Search for a text without waiting for more typing, until it is over or a hit is shown."""
        bar = self._panel.search
        done: list[Found] = []
        search = self._panel.searcher.search
        search.progressed.connect(done.append)
        was_blocked = bar.field.blockSignals(True)
        bar.field.setText(text)
        bar.field.blockSignals(was_blocked)
        bar.query_changed.emit(bar.query)
        is_there = self._has_hit if is_first_enough else lambda: bool(done) and done[-1].is_over
        self._until(is_there)
        search.progressed.disconnect(done.append)

    def as_text(self) -> None:
        """Show the whole state as text, until its beginning is seen."""
        self._panel.values.whole_as_text()
        self._until(lambda: bool(self._panel.pages.raw.text))
        self._panel.pages.leave_sheet()

    def as_table(self) -> None:
        """Show the array as a table, until all its columns are found."""
        self._panel.reveal(("data", "cases"))
        self._panel.values.as_table()
        self._until(lambda: "looking" not in self._panel.pages.table.foot.text())
        self._panel.pages.leave_sheet()

    def close(self) -> None:
        """End its threads."""
        self._garbage.close()
        self._panel.close()
        self._lanes.close()

    def _has_hit(self) -> bool:
        return self._panel.search.told.startswith("1 of")

    def _until_painted(self) -> None:
        before = self._paints.count
        self._tree.viewport().update()
        self._until(lambda: self._paints.count > before)

    def _until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError("The inspector did not get there.")
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
