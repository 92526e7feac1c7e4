"""A hundred thousand log lines, from the job's console to this program."""

from collections.abc import Callable

from benchmarks import job_texts
from benchmarks.harness.adaptors import common
from benchmarks.harness.bench import CORE, Benchmark, Setting
from benchmarks.harness.core_runs import CoreRuns
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Table, compare
from benchmarks.harness.studio_runs import BenchError, BenchRuns
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runs.request import RunRequest

LINES = 100_000
NOTE = (
    "Ours: every line is an event with its level, operation and line of the job, heard by this "
    "program. Core: plain lines, read from its pipe. Whole runs, process start included."
)


def _measure(setting: Setting) -> list[Table]:
    count = setting.pick(LINES, 5_000)
    text = job_texts.logging(count)
    with BenchRuns() as runs:
        variants: dict[str, Callable[[], float]] = {}
        if setting.peer:
            variants[CORE] = _core(CoreRuns(setting.peer, setting.scratch), text, count)
        for dialect in Dialect:
            request = RunRequest(
                text=text, dialect=dialect, adaptors=(common(setting),), http_mode=HttpMode.LIVE
            )
            variants[f"ours, {dialect}"] = _ours(runs, request, count)
        measured = interleaved(variants, rounds=setting.pick(7, 2), say=setting.say)
    against = CORE if CORE in measured else None
    title = f"{count:,} log lines"
    return [compare(title, measured, against=against, unit="ms", notes=[NOTE])]


def _core(core: CoreRuns, text: str, count: int) -> Callable[[], float]:
    def measure() -> float:
        times = core.run(text)
        if times.lines < count:
            raise BenchError(f"Core wrote {times.lines} lines instead of {count}.")
        return times.gone_ms

    return measure


def _ours(runs: BenchRuns, request: RunRequest, count: int) -> Callable[[], float]:
    def measure() -> float:
        watch = runs.measure(request)
        if watch.job_logs != count:
            raise BenchError(f"{watch.job_logs} log events came instead of {count}.")
        return watch.gone_ms

    return measure


BENCHMARK = Benchmark("log_lines", "A hundred thousand log lines through the whole path.", _measure)
