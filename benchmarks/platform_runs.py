"""A thousand trivial runs of the platform's queue, beside as many cold processes of core."""

import time

import httpx

from benchmarks import job_texts
from benchmarks.harness.bench import CORE, Benchmark, Setting
from benchmarks.harness.core_runs import CoreRuns
from benchmarks.harness.ratio_table import Budget, Table, compare
from benchmarks.harness.served_platform import Served, served

MOST_RATIO = 1 / 1.3
"""At least 1.3 times as fast."""
PEER_RUNS = 50
NOTE = "From the first message to the end of the last run; core's are extrapolated from fifty."


def _measure(setting: Setting) -> list[Table]:
    count = setting.pick(1_000, 10)
    measured: dict[str, list[float]] = {}
    if setting.peer:
        core = CoreRuns(setting.peer, setting.scratch)
        runs = setting.pick(PEER_RUNS, 2)
        began = time.monotonic()
        for _ in range(runs):
            core.run(job_texts.TRIVIAL)
        measured[CORE] = [(time.monotonic() - began) * count / runs]
    with served(setting.scratch / "data") as platform:
        platform.add_job(job_texts.TRIVIAL, {"run": True})
        for concurrency in (1, 2):
            body = {"concurrency": concurrency}
            platform.client.put("/api/projects/1", json=body).raise_for_status()
            name = f"ours, {concurrency} at once"
            measured[name] = [_run(platform, count)]
            setting.say(f"{name}: {measured[name][0]:.1f} s")
    against = CORE if CORE in measured else None
    budgets = {"ours, 1 at once": Budget(MOST_RATIO, "ratio")}
    title = f"{count:,} trivial runs"
    return [compare(title, measured, against=against, unit="s", budgets=budgets, notes=[NOTE])]


def _run(platform: Served, count: int) -> float:
    began = time.monotonic()
    with httpx.Client() as sender:
        for number in range(count):
            sender.post(platform.inbox, json={"run": True, "n": number}).raise_for_status()
    while True:
        queue = platform.get("/api/projects/1")["queue"]
        if queue["waiting"] == queue["running"] == 0:
            return time.monotonic() - began
        time.sleep(0.05)


BENCHMARK = Benchmark(
    "platform_runs", "A thousand trivial runs of the platform, beside core's processes.", _measure
)
