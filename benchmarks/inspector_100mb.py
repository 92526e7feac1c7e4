"""The inspector with a state of 100 MB: what a user waits for, and how long it stands still."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Budget, Table, compare
from benchmarks.state_tree import MB, state_of

BUDGETS = {
    "first rows painted": 200,
    "search, absent": 100,
    "search, rare, hit shown": 100,
    "search, ignoring case": 400,
}
STALL_MS = 50
NOTES = (
    "Offscreen, software rendering, 364 × 620 pixels; from the call until the pixels are there.",
)
STALL_NOTES = (
    "The longest time between two turns of the window's event loop while that was done.",
)


def _measure(setting: Setting) -> list[Table]:
    file = setting.scratch / "state.json"
    file.write_bytes(state_of(setting.pick(100, 10) * MB))
    measured = interleaved(
        {"all": lambda: _in_new_process(file)},
        rounds=setting.pick(5, 1),
        warm_ups=0,
        say=setting.say,
    )["all"]
    names = list(measured[0])
    waits = {name: [one[name][0] for one in measured] for name in names}
    stalls = {name: [one[name][1] for one in measured] for name in names}
    kept = {name: Budget(limit, of="value") for name, limit in BUDGETS.items()}
    still = {name: Budget(STALL_MS, of="value") for name in names}
    return [
        compare("Until it is seen", waits, against=None, unit="ms", budgets=kept, notes=NOTES),
        compare("Stalls", stalls, against=None, unit="ms", budgets=still, notes=STALL_NOTES),
    ]


def _in_new_process(file: Path) -> dict[str, tuple[float, float]]:
    """Return what each step took and the longest stall in it, in milliseconds."""
    command = [sys.executable, "-m", "benchmarks.inspector_100mb", str(file)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment)
    return {name: (took, stall) for name, (took, stall) in json.loads(done.stdout).items()}


def _played(state: bytes) -> dict[str, tuple[float, float]]:
    # Only the process that is measured needs Qt.
    from benchmarks.harness.inspector_stage import Stage

    stage = Stage()
    steps: dict[str, Callable[[], None]] = {
        "first rows painted": lambda: stage.open(state),
        "expand the array": lambda: stage.expand(("data", "cases")),
        "expand a thousand": lambda: stage.expand_row(("data", "cases"), 3),
        "scroll 60 pages": stage.scroll,
        "search, absent": lambda: stage.search("nobody has this name"),
        "search, rare, hit shown": lambda: stage.search("case-00012345", is_first_enough=True),
        "search, ignoring case": lambda: stage.search("NOBODY HAS this"),
        "as text": stage.as_text,
        "as a table, all columns found": stage.as_table,
    }
    played = {name: stage.timed(step) for name, step in steps.items()}
    stage.close()
    return played


BENCHMARK = Benchmark(
    "inspector_100mb",
    "The inspector with a state of 100 MB: open, expand, scroll, search, text, table, and stalls.",
    _measure,
)

if __name__ == "__main__":
    print(json.dumps(_played(Path(sys.argv[1]).read_bytes())))
