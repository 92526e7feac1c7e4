"""What the tests of the store share: a clock that steps, an open store, a small run."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.store.records import RunKey, RunStart
from openfn_studio.store.store import Store
from tests.unit.store.desk import Desk, open_desk


class SteppingClock:
    """A clock that goes on by one second whenever it is asked."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 5, 3, 9, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


Record = Callable[..., RunKey]


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def store(tmp_path: Path, clock: SteppingClock) -> Iterator[Store]:
    opened = Store(tmp_path / "local.sqlite", clock)
    yield opened
    opened.close()


@pytest.fixture
def record(store: Store) -> Record:
    """Record a run of the given events between ``compiled`` and ``finished``."""

    def run(*events: dict[str, Any], job: str = "a", project: str = "p", **end: Any) -> RunKey:
        recorder = store.record_run(start(job=job, project=project))
        for event in (compiled("fn"), *events, {"type": "finished", "exit_code": 0, **end}):
            recorder.event(event)
        return recorder.close()

    return run


def start(*, job: str = "a", project: str = "p", text: str = "fn(s => s);") -> RunStart:
    return RunStart(project, project.upper(), job, text, Dialect.V1, HttpMode.TEST)


def compiled(*names: str) -> dict[str, Any]:
    operations = [
        {"index": index, "name": name, "range": {"line": index + 1}}
        for index, name in enumerate(names)
    ]
    return {"type": "compiled", "dialect": "v1", "operations": operations}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.store.close()
