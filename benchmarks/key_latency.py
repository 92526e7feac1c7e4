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
        times[label] = compare(
            "",
            {"key to paint": measured["keys"]},
            against=None,
            unit="ms",
            budgets={"key to paint": Budget(MEDIAN_MS, of="value")} if is_held else {},
        )
        worst = [max(measured["stalls"])]
        stalls[label] = compare(
            "",
            {"longest stall": worst},
            against=None,
            unit="ms",
            budgets={"longest stall": Budget(STALL_MS, of="value")} if is_held else {},
        )
    return [
        stacked("Key press to paint", times, notes=[HOW]),
        stacked("Stalls while typing", stalls, notes=[STALL]),
    ]


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
