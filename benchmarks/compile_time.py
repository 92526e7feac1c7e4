"""How long a job of 1 kB to 2 MB takes to compile, and to outline for the editor."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import job_texts
from benchmarks.harness.bench import CORE, Benchmark, Setting
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Table, compare, stacked
from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of
from openfn_studio.paths import resources
from openfn_studio.runner.launch import bundled_node


@dataclass(frozen=True, slots=True)
class Size:
    """A job's size in bytes, and how often it is compiled."""

    size: int
    rounds: int
    peer_rounds: int
    """Core's time grows with the square of the size: it takes part in the first rounds only."""


SIZES = {
    "1 kB": Size(1_000, 9, 9),
    "10 kB": Size(10_000, 9, 9),
    "100 kB": Size(100_000, 7, 7),
    "1 MB": Size(1_000_000, 5, 2),
    "2 MB": Size(2_000_000, 5, 1),
}
QUICK_SIZES = {"1 kB": Size(1_000, 2, 2), "100 kB": Size(100_000, 2, 1)}
DRIVER = Path(__file__).with_suffix(".mjs")
NAMES = {"core": CORE, "v1": "ours, v1", "v2": "ours, v2"}
ONCE = (
    "Each compiler has seen one tiny job before, as a spare has. The peer's part is its compiler."
)
WHOLE_TEXT = "The whole text is parsed; after an edit only what changed is."


def _measure(setting: Setting) -> list[Table]:
    compiled: dict[str, Table] = {}
    outlined: dict[str, Table] = {}
    for label, size in setting.pick(SIZES, QUICK_SIZES).items():
        setting.say(f"Compiling {label}.")
        compiled[label], outlined[label] = _one_size(setting, size)
    return [
        stacked("Compile in Node, in a process as fresh as a run's", compiled, notes=[ONCE]),
        stacked("Outline in Python, for the editor and check", outlined, notes=[WHOLE_TEXT]),
    ]


def _one_size(setting: Setting, size: Size) -> tuple[Table, Table]:
    text = job_texts.of_size(size.size)
    job = setting.scratch / "job.js"
    job.write_text(text, encoding="utf-8")
    variants: dict[str, Callable[[], dict[str, float]]] = {
        "node": _InNode(setting, job, size.peer_rounds),
        "python": lambda: _in_python(text),
    }
    measured = interleaved(variants, rounds=size.rounds, warm_ups=0)
    node = {title: _series(measured["node"], name) for name, title in NAMES.items()}
    node = {title: values for title, values in node.items() if values}
    python = {name: _series(measured["python"], name) for name in measured["python"][0]}
    return (
        compare("", node, against=CORE if CORE in node else None, unit="ms"),
        compare("", python, against=None, unit="ms"),
    )


def _series(rounds: list[dict[str, float]], name: str) -> list[float]:
    return [took[name] for took in rounds if name in took]


class _InNode:
    """Compiles with all compilers in one fresh process, each round beginning with another one."""

    def __init__(self, setting: Setting, job: Path, peer_rounds: int) -> None:
        self._peer = setting.peer
        self._job = job
        self._left = peer_rounds
        self._order = list(NAMES)

    def __call__(self) -> dict[str, float]:
        self._order.append(self._order.pop(0))
        has_peer = self._peer is not None and self._left > 0
        self._left -= 1
        told = {
            "file": str(self._job),
            "compile": (resources() / "runner" / "compile" / "index.mjs").as_uri(),
            "core": str(self._peer.program) if self._peer and has_peer else None,
            "order": [name for name in self._order if has_peer or name != "core"],
        }
        command = [bundled_node(), DRIVER, json.dumps(told)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout)


def _in_python(text: str) -> dict[str, float]:
    start = time.perf_counter()
    document = Document(text)
    _ = document.nodes
    parsed = time.perf_counter()
    took = {"parse": (parsed - start) * 1000}
    for dialect in Dialect:
        begin = time.perf_counter()
        outline_of(document, dialect)
        took[f"outline {dialect}"] = (time.perf_counter() - begin) * 1000
    return took


BENCHMARK = Benchmark(
    "compile_time",
    "A job of 1 kB to 2 MB: both dialects in Node, the outline in Python, core's compiler.",
    _measure,
)
