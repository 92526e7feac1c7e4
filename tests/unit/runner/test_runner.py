"""The misbehaving programs of ``tests/runners``, each as if it were the runner."""

import os
import queue
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from openfn_studio.domain.run import ExitCode, Limits
from openfn_studio.runner.deadlines import Deadlines
from openfn_studio.runner.protocol import AnyEvent, Finished, Log, Ready, Run, StubAnswer, Waiting
from openfn_studio.runner.runner import Patience, Runner
from tests.runners.launching import LIVE, TEST, launcher_of, limits_of_run, run_of

QUICK = Patience(boot=20, grace=0.2, stop=0.2, terminate=0.2, leave=0.2)
SECRET = "s3cret-pass"
RANDOM_KILLS = int(os.environ.get("OPENFN_STUDIO_RANDOM_KILLS", "10"))


def hide(text: str) -> str:
    return text.replace(SECRET, "••••")


@dataclass
class Trial:
    """A runner on one of the programs, and the events it gave."""

    runner: Runner
    events: list[AnyEvent] = field(default_factory=list[AnyEvent])
    arrived: "queue.SimpleQueue[AnyEvent]" = field(default_factory=lambda: queue.SimpleQueue())

    def run(self, source: str = "", **fields: object) -> "Trial":
        self.runner.run(run_of(source, **fields), hide, self.take)
        return self

    def take(self, event: AnyEvent) -> None:
        self.events.append(event)
        self.arrived.put(event)

    def wait_for(self, kind: type[AnyEvent]) -> AnyEvent:
        while True:
            event = self.arrived.get(timeout=20)
            if isinstance(event, kind):
                return event

    def finished(self) -> Finished:
        """Wait for the end and check that there is one only, and that it is last."""
        assert self.runner.wait_until_gone(20)
        found = [event for event in self.events if isinstance(event, Finished)]
        assert len(found) == 1
        assert self.events[-1] is found[0]
        return found[0]

    def log(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Log)]


TryOut = Callable[..., Trial]


@pytest.fixture
def try_out() -> Iterator[TryOut]:
    deadlines = Deadlines()
    trials: list[Trial] = []

    def start(name: str, *, patience: Patience = QUICK, **spec: Any) -> Trial:
        launcher = launcher_of(name, spec.pop("environ", None))
        trials.append(Trial(Runner(launcher, spec.pop("spec", LIVE), deadlines, patience=patience)))
        return trials[-1]

    yield start
    for trial in trials:
        trial.runner.close()
        trial.runner.wait_until_gone()
    deadlines.close()


def test_a_good_process_runs_and_leaves(try_out: TryOut):
    trial = try_out("good").run("", state={"data": {"a": 1}})

    assert trial.finished().exit_code == 0
    assert isinstance(trial.events[0], Ready)
    assert trial.runner.ending is not None
    assert trial.runner.ending.state_json == b'{"data":{"a":1}}'


def test_a_process_that_never_gets_ready_is_ended(try_out: TryOut):
    trial = try_out("silent", patience=Patience(boot=0.3)).run()

    assert trial.finished().exit_code == ExitCode.ENGINE_FAULT


def test_half_a_line_is_dropped_and_the_death_reported(try_out: TryOut):
    trial = try_out("half_line").run()

    assert trial.finished().exit_code == ExitCode.UNEXPECTED
    assert [type(event).__name__ for event in trial.events] == ["Ready", "Finished"]


def test_a_line_that_is_not_json_ends_the_run_and_hides_its_secret(try_out: TryOut):
    trial = try_out("bad_json").run(configuration={"password": SECRET})

    assert trial.finished().exit_code == ExitCode.ENGINE_FAULT
    assert "password: ••••" in trial.log()[0]


def test_a_huge_line_that_is_no_event_is_cut_and_the_run_goes_on(try_out: TryOut):
    trial = try_out("huge_line").run()

    assert trial.finished().exit_code == 0
    assert len(trial.log()[0]) < 70_000


def test_a_process_that_dies_at_once_tells_its_last_words(try_out: TryOut):
    trial = try_out("exits_early").run()

    finished = trial.finished()
    assert finished.exit_code == ExitCode.ENGINE_FAULT
    assert finished.error is not None
    assert "Cannot find what is needed" in str(finished.error.details)


def test_a_process_that_ignores_stop_and_sigterm_is_killed_and_was_stopped(try_out: TryOut):
    trial = try_out("ignores_stop").run()
    trial.wait_for(Log)

    trial.runner.stop()

    assert trial.finished().exit_code == ExitCode.STOPPED


def test_a_process_that_does_not_leave_is_ended_and_the_result_stands(try_out: TryOut):
    trial = try_out("ignores_stop").run("finish")

    assert trial.finished().exit_code == 0


def test_noise_on_standard_error_does_not_block_the_run(try_out: TryOut):
    trial = try_out("floods_stderr").run()

    assert trial.finished().exit_code == 0


def test_another_version_is_refused(try_out: TryOut):
    trial = try_out("wrong_version").run()

    finished = trial.finished()
    assert finished.exit_code == ExitCode.ENGINE_FAULT
    assert finished.error is not None
    assert "version 99" in str(finished.error.details)


def test_a_process_that_hangs_past_its_limit_is_killed_as_a_timeout(try_out: TryOut):
    limits = limits_of_run(Limits(timeout_ms=100))

    trial = try_out("scripted").run('[{"hang": true}]', limits=limits)

    assert trial.finished().exit_code == ExitCode.TIMEOUT


def test_a_stop_while_the_process_boots_means_the_job_never_began(try_out: TryOut):
    trial = try_out("silent").run()

    trial.runner.stop()

    assert trial.finished().exit_code == ExitCode.STOPPED


@pytest.mark.parametrize(
    ("steps", "exit_code"),
    [
        ('[{"signal": "SIGABRT"}]', 134),
        ('[{"stderr": "JavaScript heap out of memory\\n"}, {"exit": 5}]', 134),
        ('[{"signal": "SIGKILL"}]', 5),
        ('[{"signal": "SIGSEGV"}]', 10),
        ('[{"exit": 0}]', 5),
        ('[{"say": {"type": "halted", "reason": "timeout"}}, {"signal": "SIGKILL"}]', 2),
    ],
)
def test_each_death_has_its_exit_code(try_out: TryOut, steps: str, exit_code: int):
    assert try_out("scripted").run(steps).finished().exit_code == exit_code


def test_time_at_a_gate_does_not_count(try_out: TryOut):
    limits = limits_of_run(Limits(timeout_ms=0))
    steps = (
        '[{"say": {"type": "waiting", "index": 0, "when": "before"}}, {"await": true},'
        ' {"say": {"type": "finished", "exit_code": 0}}, {"exit": 0}]'
    )
    trial = try_out("scripted", patience=Patience(grace=0.05)).run(steps, limits=limits)
    trial.wait_for(Waiting)

    # Twice the time the run has at all, spent on another process.
    assert try_out("good").run().finished().exit_code == 0
    trial.runner.step({"data": 2})

    assert trial.finished().exit_code == 0
    assert trial.log() == ['{"type":"step","state":{"data":2}}']


def test_an_answer_reaches_the_process(try_out: TryOut):
    steps = (
        '[{"say": {"type": "http", "phase": "ask", "id": 3, "method": "GET", "url": "u"}},'
        ' {"await": true}, {"say": {"type": "finished", "exit_code": 0}}, {"exit": 0}]'
    )
    trial = try_out("scripted").run(steps)
    while getattr(trial.arrived.get(timeout=20), "phase", "") != "ask":
        pass

    trial.runner.answer(3, StubAnswer(status=418))

    assert trial.finished().exit_code == 0
    assert trial.log() == ['{"type":"answer","id":3,"answer":{"status":418}}']


def test_a_state_larger_than_a_pipe_reaches_the_process(try_out: TryOut):
    state = {"data": "x" * 3_000_000}

    trial = try_out("good").run("", state=state)

    assert trial.finished().exit_code == 0
    assert trial.runner.ending is not None
    assert len(trial.runner.ending.state_json or b"") > 3_000_000


def test_the_environment_of_a_process_is_what_the_launcher_chose(try_out: TryOut):
    environ = {"LANG": "C", "HOME": "/home/a", "API_TOKEN": SECRET}

    trial = try_out("scripted", spec=TEST, environ=environ).run('[{"environ": true}, {"exit": 0}]')

    trial.finished()
    assert trial.log() == ['{"LANG":"C"}']


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_listener_that_raises_ends_the_run_as_a_fault_of_the_engine(try_out: TryOut):
    heard: list[AnyEvent] = []
    runner = try_out("scripted").runner

    def listen(event: AnyEvent) -> None:
        heard.append(event)
        if isinstance(event, Log):
            raise LookupError("a bug")

    run: Run = run_of('[{"raw": "hello\\n"}, {"hang": true}]')
    runner.run(run, hide, listen)

    assert runner.wait_until_gone(20)
    last = heard[-1]
    assert isinstance(last, Finished)
    assert last.exit_code == ExitCode.ENGINE_FAULT


def test_a_run_ends_exactly_once_whenever_its_process_is_killed(try_out: TryOut):
    chance = random.Random(20240229)  # noqa: S311
    event = '{"say": {"type": "log", "level": "info", "text": "line"}}'
    steps = f'[{", ".join([event] * 200)}, {{"say": {{"type": "finished", "exit_code": 0}}}}]'

    for _ in range(RANDOM_KILLS):
        trial = try_out("scripted").run(steps)
        for _ in range(chance.randrange(190)):
            trial.arrived.get(timeout=20)
        os.kill(trial.runner.pid, signal.SIGKILL)

        assert trial.finished().exit_code in (ExitCode.SUCCESS, ExitCode.UNEXPECTED)


def test_a_process_that_ended_before_the_run_reached_it_tells_how_the_run_ends(try_out: TryOut):
    runner = try_out("exits_early").runner
    assert runner.wait_until_gone(20)

    with pytest.raises(RuntimeError):
        runner.run(run_of(""), hide, lambda _: None)

    finished = runner.too_late
    assert finished.exit_code == ExitCode.ENGINE_FAULT
    assert finished.error is not None
    assert "Cannot find what is needed" in str(finished.error.details)
