"""The log panel with a million lines: taking them in, scrolling, filtering, searching, memory."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, thread_time

from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Budget, Table, compare
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.workbench.running.facts import LogBatch, LogFact, RunFact, RunId

LINES = 1_000_000
BATCH = 500
FRAMES = 200
STALL_MS = 50
NOTES = (
    "Offscreen, software rendering, 900 × 214 pixels. Stalls, first rows and frames are time of "
    "the processor in one turn of the event loop: what other programs take is not in them.",
    f"Lines come in batches of {BATCH}, as a run sends them; bytes are what the process grew by, "
    "over the text of the lines, when nobody else holds it.",
)


def _measure(setting: Setting) -> list[Table]:
    count = setting.pick(LINES, 50_000)
    rounds = setting.pick(5, 1)
    measured = interleaved(
        {"all": lambda: _in_new_process(count)}, rounds=rounds, warm_ups=0, say=setting.say
    )
    series = {name: [one[name] for one in measured["all"]] for name in measured["all"][0]}
    stalls = {name: values for name, values in series.items() if name.endswith("ms")}
    rest = {name: values for name, values in series.items() if name not in stalls}
    budgets = {name: Budget(STALL_MS, of="value") for name in stalls if "longest" in name}
    title = f"{count:,} lines"
    return [
        compare(f"{title}, times", stalls, against=None, unit="ms", budgets=budgets, notes=NOTES),
        compare(f"{title}, amounts", rest, against=None, unit="", budgets={}),
    ]


def _in_new_process(count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.log_view", str(count)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment)
    rows = (line.split("\t") for line in done.stdout.decode().splitlines())
    return {name: float(value) for name, value in rows}


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class _Shown:
    """A panel with lines in it, in this process, and what was measured of it, in milliseconds."""

    def __init__(self) -> None:
        # Qt is loaded only by the process that measures it.
        from PySide6.QtWidgets import QApplication, QWidget

        from openfn_studio.paths import resources
        from openfn_studio.ui.actions.registry import Actions
        from openfn_studio.ui.log.panel import LogPanel
        from openfn_studio.ui.theme.fonts import load_fonts
        from openfn_studio.ui.theme.look import Look

        self.app = QApplication([])
        load_fonts(resources() / "window" / "fonts")
        look = Look(self.app, "light")
        self.window = QWidget()
        self.panel = LogPanel(look, Actions(look, self.window))
        self.panel.resize(900, 214)
        self.panel.show()
        self.took: dict[str, float] = {}

    def turns(self, work: Callable[[], bool]) -> tuple[float, float]:
        """Turn the event loop while there is work; return the time and the longest turn."""
        begin, last = perf_counter(), thread_time()
        longest = 0.0
        while work():
            self.app.processEvents()
            now = thread_time()
            longest = max(longest, now - last)
            last = now
        return (perf_counter() - begin) * 1000, longest * 1000

    def come_in(self, count: int) -> None:
        """Take lines in as a run sends them."""
        self.panel.show_run(_run(), ())
        coming = iter(range(0, count, BATCH))
        before = _resident_bytes()

        def work() -> bool:
            start = next(coming, None)
            if start is not None:
                self.panel.add(_batch(start))
            return start is not None or self.panel.sieve.is_busy

        whole, longest = self.turns(work)
        text = sum(len(one) for one in self.panel.lines.texts)
        self.took["lines come in, longest stall, ms"] = longest
        self.took["lines taken in a second, thousands"] = count / whole
        self.took["bytes a line besides its text"] = (_resident_bytes() - before - text) / count

    def scroll(self) -> None:
        """Jump through the whole log."""
        view = self.panel.view
        bar = view.verticalScrollBar()
        frames: list[float] = []
        for frame in range(FRAMES):
            begin = thread_time()
            bar.setValue(bar.maximum() * frame * 7_919 % (bar.maximum() + 1))
            view.viewport().repaint()
            frames.append((thread_time() - begin) * 1000)
        self.took["a frame of scrolling, ms"] = sorted(frames)[FRAMES // 2]
        self.took["a frame of scrolling, longest, ms"] = max(frames)

    def ask(self, name: str, question: Callable[[], None]) -> None:
        """Filter or search, until all lines were looked at."""
        begin = thread_time()
        question()
        first = (thread_time() - begin) * 1000
        whole, longest = self.turns(lambda: self.panel.sieve.is_busy)
        self.took[f"{name}, first rows, ms"] = first
        self.took[f"{name}, all, ms"] = whole + first
        self.took[f"{name}, longest stall, ms"] = max(first, longest)


def _run() -> RunFact:
    return RunFact(
        id=RunId("1"),
        number=1,
        job="job",
        text="",
        dialect=Dialect.V1,
        http_mode=HttpMode.TEST,
        started_at=datetime(2026, 5, 3, tzinfo=UTC),
    )


def _batch(start: int) -> LogBatch:
    lines = (
        LogFact(n, n / 10, "info", "job", 0, 12, 3, f"Case {n} was sent to village {n % 500}")
        for n in range(start, start + BATCH)
    )
    return LogBatch(RunId("1"), tuple(lines))


def _show(count: int) -> dict[str, float]:
    from openfn_studio.ui.log.needle import needle_of

    shown = _Shown()
    shown.come_in(count)
    shown.scroll()
    sieve = shown.panel.sieve
    plain = needle_of("village 77", is_expression=False)
    pattern = needle_of(r"case \d+5 .* 4\d5$", is_expression=True)
    shown.ask("filter by text", lambda: sieve.filter_by(plain))
    shown.ask("filter by expression", lambda: sieve.filter_by(pattern))
    shown.ask("show all again", lambda: sieve.filter_by(None))
    shown.ask("search", lambda: sieve.search_for(plain))
    shown.ask("levels", lambda: sieve.show_levels([True, True, False, True]))
    shown.panel.close()
    return shown.took


BENCHMARK = Benchmark(
    "log_view",
    "The log panel with a million lines: taken in, scrolled, filtered, searched.",
    _measure,
)

if __name__ == "__main__":
    for key, figure in _show(int(sys.argv[1])).items():
        print(f"{key}\t{figure}")
