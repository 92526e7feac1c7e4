"""A million messages of 2 kB: taking them in, indexing them, and finding some again."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.ratio_table import Budget, Table, compare
from openfn_studio.clock import SystemClock
from openfn_studio.store.ids import milliseconds
from openfn_studio.store.messages.arrival import NewMessage, store_message
from openfn_studio.store.messages.pages import MessageQuery, find_ids, list_messages
from openfn_studio.store.projects.jobs import add_job
from openfn_studio.store.projects.projects import add_project
from openfn_studio.store.projects.triggers import add_trigger
from openfn_studio.store.retention import Retention
from openfn_studio.store.store import Store
from openfn_studio.store.text_index import waiting_for_index

MOST_MS = 200.0
BATCH = 500
WORDS = ("clinic", "village", "weight", "mother", "vaccine", "severe", "acute", "visit", "ጤና", "ភូមិ")
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Filled:
    store: Store
    project: int
    trigger: int
    job: int
    count: int


def _measure(setting: Setting) -> list[Table]:
    count = setting.pick(1_000_000, 5_000)
    path = setting.scratch / "local.sqlite"
    keep = Retention(keeps_all=True)
    store = Store(path, SystemClock(), retention=keep)
    filled, insert_rate = _fill(store, count, setting)
    store.close()
    store = Store(path, SystemClock(), retention=keep, keeps_index=True)
    index_rate = _index(store, count, setting)
    filled = _Filled(store, filled.project, filled.trigger, filled.job, count)
    measured = {name: _times(store, ask, setting) for name, ask in _asked(filled).items()}
    store.close()
    rates = compare(
        f"{count:,} messages of 2 kB",
        {"inserted": [insert_rate], "indexed": [index_rate]},
        against=None,
        unit="messages/s",
        notes=[f"The file has {path.stat().st_size / 1e9:.2f} GB."],
    )
    budgets = {name: Budget(MOST_MS, "value") for name in measured}
    first = compare("First 100 rows", measured, against=None, unit="ms", budgets=budgets)
    return [rates, first]


def _fill(store: Store, count: int, setting: Setting) -> tuple[_Filled, float]:
    now_ms = milliseconds(START)
    project = store.write(add_project, name="p", inbox="i", now_ms=now_ms).result()
    values = {"name": "t", "type": "message", "criteria": '{"form":"birth"}'}
    trigger = store.write(add_trigger, project.id, values, now_ms).result()
    job = store.write(add_job, project.id, {"name": "j"}, now_ms).result()
    chance = random.Random(1)  # noqa: S311 - to be repeated, not to be secret
    states = "INSERT INTO message_job VALUES (?, ?, ?, ?)"

    def write(connection: Any, first: int) -> None:
        for number in range(first, min(first + BATCH, count)):
            moment = START + timedelta(seconds=20 * number)
            message = NewMessage(
                project_id=project.id,
                received_at_ms=milliseconds(moment),
                source="inbox",
                body=_body(number, chance),
            )
            is_birth = number % 10 == 0
            key = store_message(connection, message, [trigger.id] if is_birth else [])
            if is_birth:
                state = "failure" if number % 1000 == 0 else "success"
                connection.execute(states, (key.id, job.id, project.id, state))

    began = time.monotonic()
    for first in range(0, count, BATCH):
        store.write(write, first).result()
        if first % 100_000 == 0:
            setting.say(f"{first:,} messages")
    rate = count / (time.monotonic() - began)
    return _Filled(store, project.id, trigger.id, job.id, count), rate


def _body(number: int, chance: random.Random) -> str:
    words = " ".join(chance.choices(WORDS, k=230))
    form = "birth" if number % 10 == 0 else "visit"
    rare = f"case-{number:09}"
    return json.dumps({"form": form, "id": rare, "note": words}, ensure_ascii=False)


def _index(store: Store, count: int, setting: Setting) -> float:
    began = time.monotonic()
    while left := store.read(waiting_for_index).result():
        setting.say(f"{left:,} to be indexed")
        # Each write lets the background go on; looking costs little beside it.
        time.sleep(0.5 if count > BATCH * 100 else 0.02)
    return count / (time.monotonic() - began)


def _asked(filled: _Filled) -> dict[str, MessageQuery]:
    project, middle = filled.project, milliseconds(START + timedelta(seconds=10 * filled.count))
    hour = 60 * 60 * 1000
    wanted: dict[str, dict[str, Any]] = {
        "all": {},
        "text, rare": {"text": f"case-{filled.count // 2:09}"},
        "text, common": {"text": "clinic"},
        "text, two words": {"text": "severe acute"},
        "text, Khmer": {"text": "ភូមិ"},
        "text, absent": {"text": "nowhere to be found"},
        "date": {"since_ms": middle, "until_ms": middle + hour},
        "text and old date": {"text": "clinic", "since_ms": middle, "until_ms": middle + hour},
        "stored matches": {"trigger_id": filled.trigger},
        "state": {"states": ("failure",)},
        "job": {"job_id": filled.job},
        "state of a job": {"states": ("failure",), "job_id": filled.job},
        "matches and text": {"trigger_id": filled.trigger, "text": "village"},
    }
    return {name: MessageQuery(project_id=project, **more) for name, more in wanted.items()}


def _times(store: Store, query: MessageQuery, setting: Setting) -> list[float]:
    def ask() -> object:
        return store.read(list_messages, query, limit=100).result()

    def deep() -> object:
        return store.read(find_ids, query, limit=100, before=1_000_000_000).result()

    return [_ms(ask), *(_ms(deep) for _ in range(setting.pick(2, 1)))]


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


BENCHMARK = Benchmark(
    "million_messages", "A million messages: insert rate, index, and the first rows.", _measure
)
