"""States of 1, 10 and 50 MB through twenty operations, with and without patches."""

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from benchmarks import job_texts
from benchmarks.harness.adaptors import common
from benchmarks.harness.bench import CORE, Benchmark, Setting
from benchmarks.harness.core_runs import CoreRuns
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Budget, Table, compare, stacked
from benchmarks.harness.studio_runs import BenchError, BenchRuns
from openfn_studio.domain.run import Dialect, HttpMode, Limits
from openfn_studio.runs.request import RunRequest

OPERATIONS = 20
MB = 1_000_000
MS_PER_MB = 15
NO_LIMIT = 2**31 - 1
WITH, CAPPED, WITHOUT = "with patches", "as shipped, capped", "without patches"
WHOLE = "Whole runs in a new process: reading the state, twenty operations, the final state."
COST = (
    "What the process says the comparison of an operation took, a megabyte of JSON text: the mean "
    "of the twenty, and the longest, which has the garbage collector's pauses in it."
)
CAP = (
    "As shipped, states of more than "
    f"{Limits().snapshot_nodes:,} values are not compared: the run says so once."
)


@dataclass(frozen=True, slots=True)
class _Round:
    whole_ms: float
    snapshot_ms: tuple[float, ...] = ()


def _measure(setting: Setting) -> list[Table]:
    whole: dict[str, Table] = {}
    cost: dict[str, Table] = {}
    for megabytes in setting.pick((1, 10, 50), (1, 5)):
        label = f"{megabytes} MB"
        setting.say(f"State of {label}.")
        whole[label], cost[label] = _one_size(setting, state_of(megabytes * MB))
    return [
        stacked(f"{OPERATIONS} operations", whole, notes=[WHOLE, CAP]),
        stacked("Cost of a comparison per MB of state and operation", cost, notes=[COST]),
    ]


def _one_size(setting: Setting, state: bytes) -> tuple[Table, Table]:
    is_big = len(state) > 20 * MB
    with BenchRuns() as runs:
        variants: dict[str, Callable[[], _Round]] = {}
        if setting.peer:
            variants[CORE] = _core(setting, state)
        nodes = {WITHOUT: 0, CAPPED: Limits().snapshot_nodes, WITH: NO_LIMIT}
        for name, limit in nodes.items():
            variants[name] = _ours(runs, _request(setting, state, limit))
        rounds = setting.pick(3 if is_big else 7, 1)
        measured = interleaved(variants, rounds=rounds, warm_ups=0 if is_big else 1)
    whole = {name: [one.whole_ms for one in series] for name, series in measured.items()}
    megabytes = len(state) / MB
    cost: dict[str, list[float]] = {}
    for name in (CAPPED, WITH):
        taken = [one.snapshot_ms for one in measured[name]]
        cost[f"{name}, mean"] = [statistics.fmean(one) / megabytes for one in taken]
        cost[f"{name}, longest"] = [max(one) / megabytes for one in taken]
    budgets = {name: Budget(MS_PER_MB, of="value") for name in cost if name.endswith("mean")}
    return (
        compare("", whole, against=CORE if CORE in whole else None, unit="ms"),
        compare("", cost, against=None, unit="ms", budgets=budgets),
    )


def _request(setting: Setting, state: bytes, snapshot_nodes: int) -> RunRequest:
    return RunRequest(
        text=job_texts.changing(OPERATIONS),
        dialect=Dialect.V1,
        adaptors=(common(setting),),
        http_mode=HttpMode.LIVE,
        input=msgspec.Raw(state),
        limits=Limits(memory_mb=None, timeout_ms=None, snapshot_nodes=snapshot_nodes),
    )


def _core(setting: Setting, state: bytes) -> Callable[[], _Round]:
    if setting.peer is None:
        raise BenchError("There is no peer.")
    core = CoreRuns(setting.peer, setting.scratch)
    text = job_texts.changing(OPERATIONS)
    return lambda: _Round(core.run(text, state).gone_ms)


def _ours(runs: BenchRuns, request: RunRequest) -> Callable[[], _Round]:
    def measure() -> _Round:
        watch = runs.measure(request)
        if len(watch.operations) != OPERATIONS:
            raise BenchError(f"{len(watch.operations)} operations ran instead of {OPERATIONS}.")
        return _Round(watch.gone_ms, tuple(one.snapshot_ms for one in watch.operations))

    return measure


def state_of(size: int) -> bytes:
    """Return a state of about ``size`` bytes: forms as a survey server sends them."""
    one = len(json.dumps(_form(0))) + 2
    forms = [_form(number) for number in range(max(1, size // one))]
    return json.dumps({"data": {"forms": forms}, "configuration": {}}).encode()


def _form(number: int) -> dict[str, object]:
    return {
        "id": f"form-{number:08}",
        "received": "2024-05-17T09:30:00Z",
        "form": {
            "name": f"Clinic visit {number}",
            "age_months": number % 60,
            "weight_kg": 3.2 + number % 17,
            "symptoms": ["fever", "cough"],
            "is_referred": number % 7 == 0,
            "location": {"district": "North", "village": f"Village {number % 90}"},
        },
        "count": 0,
        "notes": ["first seen", "entered by phone, to be checked when the card is there"],
    }


BENCHMARK = Benchmark(
    "big_state",
    "States of 1, 10 and 50 MB over twenty operations, with and without patches.",
    _measure,
)
