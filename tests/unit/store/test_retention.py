from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.clock import Clock
from openfn_studio.store.database import check
from openfn_studio.store.retention import Retention
from openfn_studio.store.store import Store
from tests.unit.store.conftest import start


@pytest.fixture
def small(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    kept = Retention(runs_of_a_job=3, bytes_of_a_project=100_000)
    store = Store(tmp_path / "small.sqlite", clock, retention=kept)
    yield store
    store.close()


def run(store: Store, state: Any = None, *, job: str = "a", text: str = "fn()") -> int:
    recorder = store.record_run(start(job=job, text=text))
    recorder.event({"type": "log", "level": "info", "text": "line"})
    recorder.event({"type": "finished", "exit_code": 0, "state": state})
    return recorder.close().id


def numbers(store: Store, job: str | None = None) -> list[int]:
    return [summary.key.number for summary in store.list_runs("p", job=job).result()]


def test_the_newest_runs_of_each_job_stay(small: Store):
    run(small, job="b")
    for _ in range(5):
        run(small)

    assert numbers(small, "a") == [6, 5, 4]
    assert numbers(small, "b") == [1]


def test_pinned_and_unfinished_runs_stay_and_do_not_count(small: Store):
    open_run = small.record_run(start()).key.result()
    pinned = run(small)
    small.pin(pinned).result()
    for _ in range(5):
        run(small)

    assert numbers(small) == [7, 6, 5, 2, 1]
    assert small.read_run(open_run.id).result().summary.exit_code is None
    small.pin(pinned, is_pinned=False).result()
    run(small)
    assert numbers(small) == [8, 7, 6, 1]


def test_a_project_takes_only_so_many_bytes_but_the_newest_run_always_stays(small: Store):
    for job in "abc":
        run(small, "x" * 45_000, job=job)
    assert numbers(small) == [3, 2]

    run(small, "x" * 200_000, job="d")
    assert numbers(small) == [4]


def test_what_is_removed_leaves_nothing_and_its_room_is_given_back(small: Store):
    run(small, "x" * 90_000, text="a text nobody runs any more")
    run(small, "z" * 90_000)
    large = small.path.stat().st_size + small.path.with_name("small.sqlite-wal").stat().st_size
    run(small, "y", job="b")
    for _ in range(3):
        run(small, "y")
    small.close()

    assert check(small.path) == []
    content = small.path.read_bytes()
    assert b"nobody runs" not in content
    assert b"xxxxxxxx" not in content
    assert b"zzzzzzzz" not in content
    assert len(content) < large - 100_000
