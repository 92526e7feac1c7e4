"""How many small runs a second: one by one, two at once, in batch, and core one by one."""

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks import job_texts
from benchmarks.harness.adaptors import common
from benchmarks.harness.bench import CORE, Benchmark, Setting
from benchmarks.harness.core_runs import CoreRuns
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Table, compare
from benchmarks.harness.studio_runs import BenchError, BenchRuns, check
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runs.batch import Batch
from openfn_studio.runs.request import RunRequest

NOTE = (
    "Runs a second, so more is better. Every run with a spare uses up one, whose replacement "
    "gets ready meanwhile: that sets the pace. A batch shares one process, its start included."
)


def _measure(setting: Setting) -> list[Table]:
    count = setting.pick(20, 3)
    request = RunRequest(
        text=job_texts.TRIVIAL,
        dialect=Dialect.V1,
        adaptors=(common(setting),),
        http_mode=HttpMode.LIVE,
    )
    with contextlib.ExitStack() as stack:
        variants: dict[str, Callable[[], float]] = {}
        if setting.peer:
            core = CoreRuns(setting.peer, setting.scratch)
            variants[CORE] = _rate(lambda: _repeat(lambda: core.run(request.text), count), count)
        runs = stack.enter_context(BenchRuns(spares=2))

        def one_run() -> None:
            check(runs.start(request))

        variants["ours, one by one"] = _settled(
            runs, request, _rate(lambda: _repeat(one_run, count), count)
        )
        variants["ours, two at once"] = _settled(
            runs, request, _rate(lambda: _two_at_once(one_run, count), count)
        )
        messages = count * 10
        variants["ours, in batch"] = _rate(lambda: _in_batch(runs, request, messages), messages)
        measured = interleaved(variants, rounds=setting.pick(5, 1), say=setting.say)
    against = CORE if CORE in measured else None
    return [compare("Small runs", measured, against=against, unit="runs/s", notes=[NOTE])]


def _rate(work: Callable[[], None], count: int) -> Callable[[], float]:
    def measure() -> float:
        start = time.perf_counter()
        work()
        return count / (time.perf_counter() - start)

    return measure


def _settled(
    runs: BenchRuns, request: RunRequest, measure: Callable[[], float]
) -> Callable[[], float]:
    """Begin with a spare, and let those that are on their way get ready before the next turn."""

    def settled() -> float:
        runs.prepare(request)
        runs.wait_for_spare()
        rate = measure()
        runs.wait_for_spare()
        return rate

    return settled


def _repeat(work: Callable[[], object], count: int) -> None:
    for _ in range(count):
        work()


def _two_at_once(work: Callable[[], None], count: int) -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(work) for _ in range(count)]:
            done.result()


def _in_batch(runs: BenchRuns, request: RunRequest, count: int) -> None:
    inputs = ({"data": {"number": number}} for number in range(count))
    results = [result.is_success for result in Batch(runs, request).results(inputs)]
    if len(results) != count or not all(results):
        raise BenchError(f"{sum(results)} of {count} runs of the batch were successes.")


BENCHMARK = Benchmark(
    "sustained_runs", "Small runs a second: one by one, two at once, in batch, core.", _measure
)
