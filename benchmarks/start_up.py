"""From the command to the first paint, and to an editor that answers."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.ratio_table import Budget, Table, compare
from benchmarks.harness.studio_runs import BenchError
from openfn_studio.paths import resources

FIRST_PAINT_MS = 300
EDITOR_MS = 600
HOW = (
    "The whole process, from the moment it is asked for, Python's own start included; files are "
    "in the page cache. It opens the sample project. Painted by Qt's software renderer without a "
    "screen."
)


def _measure(setting: Setting) -> list[Table]:
    project = setting.scratch / "clinic"
    shutil.copytree(resources() / "samples" / "clinic", project)
    painted: list[float] = []
    usable: list[float] = []
    complete: list[float] = []
    # The first start fills the page cache and writes what is compiled.
    _started(setting.scratch, project)
    for _ in range(setting.pick(15, 3)):
        times = _started(setting.scratch, project)
        painted.append(times["first paint"])
        usable.append(times["editor usable"])
        complete.append(times["complete"])
    return [
        compare(
            "Start of the window",
            {"first paint": painted, "editor usable": usable, "all panels": complete},
            against=None,
            unit="ms",
            budgets={
                "first paint": Budget(FIRST_PAINT_MS, of="value"),
                "editor usable": Budget(EDITOR_MS, of="value"),
            },
            notes=[HOW],
        )
    ]


def _started(scratch: Path, project: Path) -> dict[str, float]:
    data = str(scratch / "data")
    command = [sys.executable, "-m", "benchmarks.harness.started_window", data, str(project)]
    began = time.clock_gettime(time.CLOCK_MONOTONIC)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "STARTED_AT": str(began)}
    # An installed program finds its modules compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(scratch / "compiled")
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=False, timeout=60)
    if done.returncode:
        raise BenchError("The window could not be started.")
    return msgspec.json.decode(done.stdout, type=dict[str, float])


BENCHMARK = Benchmark(
    "start_up", "From the command to the first paint and to a usable editor.", _measure
)
