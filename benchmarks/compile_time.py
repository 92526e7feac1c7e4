"""How long a job of 1 kB to 2 MB takes to compile, and to outline for the editor."""

import json
import subprocess
import time
from collections.abc import Callable
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

SIZES = {
    "1 kB": 1_000,
    "10 kB": 10_000,
    "100 kB": 100_000,
    "1 MB": 1_000_000,
    "2 MB": 2_000_000,
}
DRIVER = Path(__file__).with_suffix(".mjs")
NAMES = {"core": CORE, "v1": "ours, v1", "v2": "ours, v2"}
WHOLE_TEXT = "The whole text is parsed; after an edit only what changed is."


def _measure(setting: Setting) -> list[Table]:
    sizes = SIZES if not setting.is_quick else {"1 kB": 1_000, "100 kB": 100_000}
    compiled: dict[str, Table] = {}
    outlined: dict[str, Table] = {}
    for label, size in sizes.items():
        setting.say(f"Compiling {label}.")
        compiled[label], outlined[label] = _one_size(setting, job_texts.of_size(size))
    return [
        stacked("Compile in Node, in a process as fresh as a run's", compiled),
        stacked("Outline in Python, for the editor and check", outlined, notes=[WHOLE_TEXT]),
    ]


def _one_size(setting: Setting, text: str) -> tuple[Table, Table]:
    job = setting.scratch / "job.js"
    job.write_text(text, encoding="utf-8")
    variants: dict[str, Callable[[], dict[str, float]]] = {
        "node": _turning(lambda order: _in_node(setting, job, order), setting),
        "python": lambda: _in_python(text),
    }
    measured = interleaved(variants, rounds=setting.pick(7, 2))
    node = {
        title: [took[name] for took in measured["node"]]
        for name, title in NAMES.items()
        if name in measured["node"][0]
    }
    python = {name: [took[name] for took in measured["python"]] for name in measured["python"][0]}
    return (
        compare("", node, against=CORE if CORE in node else None, unit="ms"),
        compare("", python, against=None, unit="ms"),
    )


def _turning(
    run: Callable[[list[str]], dict[str, float]], setting: Setting
) -> Callable[[], dict[str, float]]:
    """Begin each round with another compiler, so that none always finds the heap clean."""
    names = ["v1", "v2", "core"] if setting.peer else ["v1", "v2"]

    def turn() -> dict[str, float]:
        names.append(names.pop(0))
        return run(list(names))

    return turn


def _in_node(setting: Setting, job: Path, order: list[str]) -> dict[str, float]:
    told = {
        "file": str(job),
        "compile": (resources() / "runner" / "compile" / "index.mjs").as_uri(),
        "core": str(setting.peer.program) if setting.peer else None,
        "order": order,
    }
    command = [bundled_node(), DRIVER, json.dumps(told)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
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
