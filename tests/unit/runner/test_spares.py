import json
import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.runner.deadlines import Deadlines
from openfn_studio.runner.launch import LaunchSpec
from openfn_studio.runner.protocol import AnyEvent, Finished
from openfn_studio.runner.runner import Runner
from openfn_studio.runner.spares import IDLE_SECONDS, Spares, fingerprint_of
from tests.runners.launching import LIVE, TEST, launcher_of, run_of
from tests.runners.leaks import wait_until

V2 = LaunchSpec((), Dialect.V2, HttpMode.LIVE)


class FakeClock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


class Trial:
    """A pool over a program of ``tests/runners``, and every process it started."""

    def __init__(self, program: str) -> None:
        self.clock = FakeClock()
        self.deadlines = Deadlines()
        self.started: list[Runner] = []
        self.launcher = launcher_of(program)
        self.spares = Spares(self.start, self.deadlines, clock=self.clock)

    def start(self, spec: LaunchSpec, on_end: Callable[[Runner], None]) -> Runner:
        self.started.append(Runner(self.launcher, spec, self.deadlines, on_end=on_end))
        return self.started[-1]

    def take(self, spec: LaunchSpec) -> Runner:
        runner = self.spares.take(spec)
        assert runner is not None
        return runner

    def close(self) -> None:
        self.spares.close()
        for runner in self.started:
            runner.close()
            runner.wait_until_gone()
        self.deadlines.close()


@pytest.fixture
def trial(request: pytest.FixtureRequest) -> Iterator[Trial]:
    made = Trial(getattr(request, "param", "good"))
    yield made
    made.close()


def test_a_prepared_process_is_given_once_and_takes_a_run(trial: Trial):
    events: list[AnyEvent] = []
    trial.spares.prepare(LIVE)

    runner = trial.take(LIVE)
    runner.run(run_of(), str, events.append)

    assert runner.wait_until_gone(20)
    assert isinstance(events[-1], Finished)
    assert events[-1].exit_code == 0
    assert trial.spares.take(LIVE) is None


def test_a_process_is_given_only_for_what_it_loaded(trial: Trial):
    trial.spares.prepare(LIVE)

    assert trial.spares.take(TEST) is None
    assert trial.spares.take(V2) is None
    assert trial.spares.take(LIVE) is trial.started[0]


def test_the_kind_used_longest_ago_makes_room(trial: Trial):
    trial.spares.prepare(LIVE)
    trial.spares.prepare(TEST)
    trial.spares.prepare(LIVE)
    trial.spares.prepare(V2)

    assert [runner.spec for runner in trial.spares] == [LIVE, V2]
    assert trial.started[1].wait_until_gone(20)


def test_there_may_be_two_of_a_kind_and_no_more(trial: Trial):
    trial.spares.prepare(LIVE, 5)

    assert [runner.spec for runner in trial.spares] == [LIVE, LIVE]
    assert len(trial.started) == 2


def test_a_spare_that_waited_five_minutes_is_ended(trial: Trial):
    trial.spares.prepare(LIVE)
    trial.clock.seconds += IDLE_SECONDS / 2
    trial.spares.prepare(TEST)

    trial.clock.seconds += IDLE_SECONDS / 2
    trial.spares.expire()

    assert [runner.spec for runner in trial.spares] == [TEST]
    assert trial.started[0].wait_until_gone(20)


def test_a_spare_that_dies_is_replaced_once(trial: Trial):
    trial.spares.prepare(LIVE)
    first = trial.started[0]
    wait_until(lambda: first.ready is not None, "the first did not get ready")

    os.kill(first.pid, signal.SIGKILL)
    assert first.wait_until_gone(20)
    second = trial.started[1]
    wait_until(lambda: second.ready is not None, "the second did not get ready")
    os.kill(second.pid, signal.SIGKILL)
    assert second.wait_until_gone(20)

    assert len(trial.started) == 2
    assert len(trial.spares) == 0


@pytest.mark.parametrize("trial", ["exits_early"], indirect=True)
def test_a_spare_that_cannot_get_ready_is_not_tried_again_by_itself(trial: Trial):
    trial.spares.prepare(LIVE)

    assert trial.started[0].wait_until_gone(20)
    assert len(trial.started) == 1
    assert trial.spares.take(LIVE) is None


def adaptor_in(folder: Path) -> LaunchSpec:
    (folder / "dist").mkdir()
    package = {"name": "x", "version": "1.0.0", "exports": {".": {"import": "./dist/index.js"}}}
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "dist" / "index.js").write_text("")
    return LaunchSpec((InstalledAdaptor("x", "1.0.0", folder),), Dialect.V1, HttpMode.LIVE)


@pytest.mark.parametrize("changed", ["package.json", "dist/index.js"])
def test_a_spare_whose_adaptor_was_changed_is_not_used(trial: Trial, tmp_path: Path, changed: str):
    spec = adaptor_in(tmp_path)
    trial.spares.prepare(spec)

    os.utime(tmp_path / changed, ns=(1, 1))

    assert trial.spares.take(spec) is None
    assert trial.started[0].wait_until_gone(20)


def test_an_adaptor_that_is_gone_or_broken_has_another_fingerprint(tmp_path: Path):
    spec = adaptor_in(tmp_path)
    whole = fingerprint_of(spec)

    (tmp_path / "package.json").write_text("[not json")
    broken = fingerprint_of(spec)
    (tmp_path / "package.json").unlink()
    gone = fingerprint_of(spec)

    assert len({whole, broken, gone}) == 3


def test_a_process_that_cannot_be_started_is_no_error_here():
    def refuse(*_: object) -> Runner:
        raise EnvironmentProblem("No Node.")

    deadlines = Deadlines()
    spares = Spares(refuse, deadlines)

    spares.prepare(LIVE)

    assert len(spares) == 0
    deadlines.close()


def test_after_close_nothing_is_kept(trial: Trial):
    trial.spares.prepare(LIVE)

    trial.spares.close()
    trial.spares.prepare(LIVE)

    assert len(trial.spares) == 0
    assert all(runner.wait_until_gone(20) for runner in trial.started)
