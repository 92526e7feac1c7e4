"""From a key press to the painted letter, in jobs of 500, 5,000 and 20,000 lines, with all on."""

import os
import subprocess
import sys

import msgspec

from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.ratio_table import Budget, Table, compare, stacked
from benchmarks.harness.studio_runs import BenchError

BUDGET_LINES = 5_000
MEDIAN_MS = 8
STALL_MS = 50
HOW = (
    "Letters, brackets, quotes, Enter and Backspace at places all over the job, which is broken "
    "most of the time; colours, brackets, folds, completion and call tips are on. Painted by Qt's "
    "software renderer without a screen."
)
OWN = "of it, the program's own processor time"
STALL = "The longest the window did not answer, while typing and for a while after each word."


def _measure(setting: Setting) -> list[Table]:
    times: dict[str, Table] = {}
    stalls: dict[str, Table] = {}
    for lines in setting.pick((500, BUDGET_LINES, 20_000), (500, BUDGET_LINES)):
        setting.say(f"A job of {lines:,} lines.")
        words = setting.pick(60, 8)
        measured = _in_new_process(lines, words)
        is_held = lines == BUDGET_LINES
        label = f"{lines:,} lines"
        times[label] = _table(
            {"key to paint": measured["keys"], OWN: measured["own keys"]}, MEDIAN_MS, is_held
        )
        stalls[label] = _table(
            {"longest stall": [max(measured["stalls"])], OWN: [max(measured["own stalls"])]},
            STALL_MS,
            is_held,
        )
    return [
        stacked("Key press to paint", times, notes=[HOW]),
        stacked("Stalls while typing", stalls, notes=[STALL]),
    ]


def _table(measured: dict[str, list[float]], limit_ms: float, is_held: bool) -> Table:
    """Return a table; the budget holds for what the user waits, its first row."""
    budgets = {next(iter(measured)): Budget(limit_ms, of="value")} if is_held else {}
    return compare("", measured, against=None, unit="ms", budgets=budgets)


def _in_new_process(lines: int, words: int) -> dict[str, list[float]]:
    """Type in a process of its own, so that no other benchmark's Qt is in the way."""
    command = [sys.executable, "-m", "benchmarks.harness.typed_editor", str(lines), str(words)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=False)
    if done.returncode:
        raise BenchError("The editor could not be shown.")
    return msgspec.json.decode(done.stdout, type=dict[str, list[float]])


BENCHMARK = Benchmark(
    "key_latency",
    "From a key press to the painted letter in jobs of 500 to 20,000 lines.",
    _measure,
)
