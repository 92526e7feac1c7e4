"""A job of one line: cold, with a spare process, through the command line; and peak memory."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import job_texts
from benchmarks.harness.adaptors import common
from benchmarks.harness.bench import CORE, Benchmark, Setting
from benchmarks.harness.core_runs import CoreRuns, timed
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.memory_watch import MemoryWatch
from benchmarks.harness.ratio_table import Budget, Table, compare
from benchmarks.harness.studio_runs import BenchRuns, Stopwatch
from openfn_studio.domain.run import Dialect, ExitCode, HttpMode
from openfn_studio.runs.request import RunRequest

PROJECT = Path(__file__).parents[1]
COLD = "cold"
SPARE = "spare"
CLI = "command line, v1"
CLI_ALONE = "command line alone"
FIRST_OPERATION_MS = 10
TENTH = 0.1
NOT_MORE = 1.0
WHOLE = (
    "Cold: from before the process is started; with a spare: from run. Until the process and its "
    "pipes are gone. The command line alone: asked for a job that is not there, so no process."
)
FIRST = "Until this program hears that the first operation has started."
PROCESSOR = "All processors and processes of a run: what stays the same on a busy machine."
MEMORY = "Resident memory at its highest, all processes of a run added up, one run a round."

Times = dict[str, float]
Variants = dict[str, Callable[[], Times]]


def _measure(setting: Setting) -> list[Table]:
    with contextlib.ExitStack() as stack:
        measured = _in_turns(setting, _variants(setting, stack))
    with contextlib.ExitStack() as stack:  # no spare of the first part is in the second
        memory = _memory(setting, _without_spares(_variants(setting, stack)))
    gone = {name: [times["gone"] for times in series] for name, series in measured.items()}
    processor = {
        name: [times["processor"] for times in series]
        for name, series in measured.items()
        if not name.startswith(SPARE)
    }
    first = {
        name: [times["first operation"] for times in series]
        for name, series in measured.items()
        if "first operation" in series[0]
    }
    ready = {name: Budget(FIRST_OPERATION_MS, of="value") for name in first if SPARE in name}
    against = CORE if CORE in gone else None
    return [
        compare(
            "Whole run", gone, against=against, unit="ms", budgets=_ratios(gone), notes=[WHOLE]
        ),
        compare("First operation", first, against=None, unit="ms", budgets=ready, notes=[FIRST]),
        compare("Processor time", processor, against=against, unit="ms", notes=[PROCESSOR]),
        *memory,
    ]


def _in_turns(setting: Setting, variants: Variants) -> dict[str, list[Times]]:
    def with_processor(run: Callable[[], Times]) -> Callable[[], Times]:
        def times() -> Times:
            before = os.times()
            measured = run()
            after = os.times()
            user = after.children_user - before.children_user
            system = after.children_system - before.children_system
            return {**measured, "processor": (user + system) * 1000}

        return times

    return interleaved(
        {name: with_processor(run) for name, run in variants.items()},
        rounds=setting.pick(15, 2),
        say=setting.say,
    )


def _ratios(names: dict[str, list[float]]) -> dict[str, Budget]:
    """Return what each variant may take, as a part of what core takes."""
    found = {name: Budget(TENTH, of="ratio") for name in names if name.startswith(SPARE)}
    return found | {name: Budget(NOT_MORE, of="ratio") for name in names if name.startswith(COLD)}


def _variants(setting: Setting, stack: contextlib.ExitStack) -> Variants:
    variants: Variants = {}
    if setting.peer:
        core = CoreRuns(setting.peer, setting.scratch)
        variants[CORE] = lambda: {"gone": core.run(job_texts.TRIVIAL).gone_ms}
    cold = stack.enter_context(BenchRuns())
    for http_mode, dialect in _kinds():
        request = RunRequest(
            text=job_texts.TRIVIAL,
            dialect=dialect,
            adaptors=(common(setting),),
            http_mode=http_mode,
        )
        variants[f"{COLD}, {dialect}, {http_mode}"] = _times_of(cold.measure, request)
        spares = stack.enter_context(BenchRuns(spares=1))
        variants[f"{SPARE}, {dialect}, {http_mode}"] = _times_of(spares.measure_ready, request)
    variants[CLI] = lambda: {"gone": timed(_cli_command(setting), PROJECT).gone_ms}
    missing = [sys.executable, "-m", "openfn_studio", "run", "missing.js"]
    variants[CLI_ALONE] = lambda: {
        "gone": timed(missing, PROJECT, expected=ExitCode.NOT_STARTED).gone_ms
    }
    return variants


def _kinds() -> Iterator[tuple[HttpMode, Dialect]]:
    yield HttpMode.LIVE, Dialect.V1
    yield HttpMode.LIVE, Dialect.V2
    yield HttpMode.TEST, Dialect.V1


def _times_of(
    measure: Callable[[RunRequest], Stopwatch], request: RunRequest
) -> Callable[[], Times]:
    def times() -> Times:
        watch = measure(request)
        return {"gone": watch.gone_ms, "first operation": watch.first_operation_ms}

    return times


def _cli_command(setting: Setting) -> list[str]:
    job, state, output = (setting.scratch / name for name in ("job.js", "state.json", "out.json"))
    job.write_text(job_texts.TRIVIAL, encoding="utf-8")
    state.write_text('{"data":{}}', encoding="utf-8")
    adaptor = common(setting)
    words = ["run", job, "-a", f"{adaptor.name}={adaptor.path}", "-s", state, "-o", output]
    words += ["--dialect", "v1"]
    return [sys.executable, "-m", "openfn_studio", *map(str, words)]


def _without_spares(variants: Variants) -> Variants:
    return {name: run for name, run in variants.items() if not name.startswith(SPARE)}


def _memory(setting: Setting, variants: Variants) -> list[Table]:
    """Measure again with the watch, which takes time of its own."""
    if not Path("/proc/self/status").exists():
        return []

    def watched(run: Callable[[], Times]) -> Callable[[], float]:
        def peak() -> float:
            with MemoryWatch() as watch:
                run()
            return sum(watch.peaks_mb)

        return peak

    peaks = interleaved(
        {name: watched(run) for name, run in variants.items()},
        rounds=setting.pick(7, 1),
        warm_ups=0,
        say=setting.say,
    )
    budgets = {name: Budget(NOT_MORE, of="ratio") for name in peaks if name.startswith(COLD)}
    against = CORE if CORE in peaks else None
    return [
        compare("Peak memory", peaks, against=against, unit="MiB", budgets=budgets, notes=[MEMORY])
    ]


BENCHMARK = Benchmark(
    "trivial_job",
    "A job of one line against core: cold, with a spare, by command line; and peak memory.",
    _measure,
)
