"""Real jobs in the real runner, and everything that can keep them from it."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.adaptors.progress import Cancel
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.domain.run import Dialect, ExitCode, HttpMode, Limits
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.runner.launch import Launcher
from openfn_studio.runner.protocol import (
    AnyEvent,
    Breakpoint,
    Finished,
    Halted,
    Http,
    Log,
    OperationStarted,
    Ready,
    StubAnswer,
    Waiting,
)
from openfn_studio.runner.runner import Patience
from openfn_studio.runs.runs import Runs
from openfn_studio.runs.wire import stub_answer
from tests.runners.launching import launcher_of
from tests.runners.leaks import is_running, wait_until
from tests.unit.runs.trial import TRIAL, Shelf, asking, runs_of

ASK = "ask('https://example.org/a');"
FOREVER = "fn(s => s);\nfn(state => {\n  for (;;) {}\n});"


@pytest.fixture
def runs() -> Iterator[Runs]:
    with runs_of() as made:
        yield made


def events_and_result(runs: Runs, text: str, **fields: Any) -> tuple[list[AnyEvent], Any]:
    handle = runs.start(asking(text, **fields))
    events = list(handle.events())
    assert [event for event in events if isinstance(event, Finished)] == events[-1:]
    return events, handle.result(0)


# ---------------------------------------------------------------- a run and its result


@pytest.mark.parametrize("mode", list(HttpMode))
@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_job_runs_and_its_result_tells_all(runs: Runs, dialect: Dialect, mode: HttpMode):
    _, result = events_and_result(
        runs,
        "fn(state => ({ ...state, n: state.data.n + 1 }));",
        input={"data": {"n": 1}},
        configuration={"password": "s3cret-pass"},
        dialect=dialect,
        http_mode=mode,
    )

    assert (result.exit_code, result.error) == (0, None)
    assert result.state == {"data": {"n": 1}, "n": 2}
    assert [operation.name for operation in result.compiled.operations] == ["fn"]
    assert [(each.name, each.version) for each in result.adaptors] == [(TRIAL.name, TRIAL.version)]
    assert result.installed == (TRIAL,)
    assert result.took_ms > 0
    assert result.peak_mb > 20
    assert result.node.startswith("24.")
    expected = "kernel" if sys.platform == "linux" else "runner"
    assert result.sealed_by == (expected if mode is HttpMode.TEST else None)


def test_a_state_of_many_megabytes_comes_back_exactly(runs: Runs):
    text = "x" * 3_000_000 + "é😀"

    _, result = events_and_result(runs, "fn(s => s);", input={"data": text})

    assert json.loads(result.state_json) == {"data": text}


def test_events_go_to_a_sink_in_order_with_finished_last(runs: Runs):
    events: list[AnyEvent] = []

    handle = runs.start(asking("fn(s => s);"), events.append)

    assert handle.result(20).exit_code == 0
    assert isinstance(events[0], Ready)
    assert isinstance(events[-1], Finished)
    with pytest.raises(RuntimeError, match="go to its sink"):
        next(handle.events())


def test_a_sink_that_cannot_keep_events_lets_the_job_end_and_says_so(runs: Runs):
    heard: list[AnyEvent] = []

    def full_disk(event: AnyEvent) -> None:
        heard.append(event)
        raise EnvironmentProblem("The disk is full.")

    result = runs.start(asking("fn(s => ({...s, a: 1}));"), full_disk).result(20)

    assert result.exit_code == ExitCode.NOT_SAVED
    assert result.sink_problem is not None
    assert result.state == {"data": {}, "a": 1}
    assert len(heard) == 1


def test_a_result_that_is_not_there_yet_is_a_timeout(runs: Runs):
    handle = runs.start(asking(FOREVER))

    with pytest.raises(TimeoutError):
        handle.result(0.01)


# ---------------------------------------------------------------- what keeps a job from starting


def test_a_missing_adaptor_is_exit_3_with_what_to_do(runs: Runs):
    events, result = events_and_result(runs, "fn()", adaptors=(AdaptorSpec("nope", "1.0.0"),))

    assert result.exit_code == ExitCode.NOT_STARTED
    assert result.error.message == "The adaptor nope@1.0.0 is not on this computer."
    assert result.error.fix == "Install it."
    assert [type(event).__name__ for event in events] == ["Finished"]


@pytest.mark.parametrize(("mode", "may_use_npm"), [(HttpMode.TEST, False), (HttpMode.LIVE, True)])
def test_only_live_runs_may_ask_npm(mode: HttpMode, may_use_npm: bool):
    shelf = Shelf()
    spec = AdaptorSpec(TRIAL.name)
    with runs_of(shelf=shelf) as runs:
        events, result = events_and_result(runs, "fn(s => s);", adaptors=(spec,), http_mode=mode)

    assert shelf.asked == [(spec, may_use_npm)]
    assert result.installed == (TRIAL,)
    assert isinstance(events[0], Log)
    assert events[0].text == "Looked it up."


def test_an_adaptor_that_throws_when_loaded_is_exit_3(runs: Runs, tmp_path: Path):
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1.0.0", "main": "i.js"}')
    (tmp_path / "i.js").write_text("throw new Error('broken build');")
    broken = InstalledAdaptor("x", "1.0.0", tmp_path)

    _, result = events_and_result(runs, "fn()", adaptors=(broken,))

    assert result.exit_code == ExitCode.NOT_STARTED
    assert "broken build" in result.error.message


def test_an_input_that_is_not_json_is_exit_3_and_starts_no_process(runs: Runs):
    handle = runs.start(asking("fn()", input={"a": object()}))

    assert handle.result(20).exit_code == ExitCode.NOT_STARTED
    assert handle.pid is None


def test_a_node_that_is_not_there_is_exit_3():
    launcher = Launcher(Path("/does/not/exist/node"), Path(__file__))
    with runs_of(launcher) as runs:
        _, result = events_and_result(runs, "fn()")

    assert result.exit_code == ExitCode.NOT_STARTED
    assert "cannot be started" in result.error.message


def test_a_job_that_does_not_compile_is_exit_1_with_its_place(runs: Runs):
    _, result = events_and_result(runs, "fn(state => {\n  return (;\n});")

    assert result.exit_code == ExitCode.JOB_ERROR
    assert result.error.at.line == 2


# ---------------------------------------------------------------- limits and stop


def test_a_job_that_never_ends_is_exit_2_and_names_its_line(runs: Runs):
    events, result = events_and_result(runs, FOREVER, limits=Limits(timeout_ms=300))

    assert result.exit_code == ExitCode.TIMEOUT
    assert result.error.at.line == 3
    assert [event.reason for event in events if isinstance(event, Halted)] == ["timeout"]


def test_a_job_that_eats_memory_is_exit_134(runs: Runs):
    job = "fn(state => {\n  const a = [];\n  for (;;) a.push('x'.repeat(1000) + a.length);\n});"

    _, result = events_and_result(runs, job, limits=Limits(memory_mb=60))

    assert result.exit_code == ExitCode.OUT_OF_MEMORY


def test_a_job_that_floods_the_log_is_counted_and_goes_on(runs: Runs):
    job = "fn(s => { for (let i = 0; i < 5000; i++) console.log('line ' + i); return s; });"

    events, result = events_and_result(runs, job, limits=Limits(log_bytes=10_000))

    assert result.exit_code == 0
    assert result.dropped_logs > 3000
    assert len([event for event in events if isinstance(event, Log)]) < 2000


def test_a_loop_is_stopped_as_exit_130(runs: Runs):
    handle = runs.start(asking(FOREVER))
    for event in handle.events():
        if isinstance(event, OperationStarted) and event.index == 1:
            handle.stop()

    result = handle.result(0)
    assert result.exit_code == ExitCode.STOPPED
    assert result.error is not None
    assert result.error.operation == 1
    assert handle.wait_until_gone(20)


def test_a_run_stopped_at_once_never_begins(runs: Runs):
    handle = runs.start(asking("fn(s => s);"))
    handle.stop()

    assert handle.result(20).exit_code == ExitCode.STOPPED


def test_a_stop_cancels_an_installation():
    is_installing = threading.Event()

    def install(cancel: Cancel | None) -> None:
        is_installing.set()
        assert cancel is not None
        assert cancel.wait(20)
        raise EnvironmentProblem("The installation was called off.")

    with runs_of(shelf=Shelf(install)) as runs:
        handle = runs.start(asking("fn()", adaptors=(AdaptorSpec(TRIAL.name),)))
        assert is_installing.wait(20)
        handle.stop()

        assert handle.result(20).exit_code == ExitCode.STOPPED


def test_a_process_killed_from_outside_is_exit_5(runs: Runs):
    handle = runs.start(asking(FOREVER))
    for event in handle.events():
        if isinstance(event, OperationStarted) and handle.pid is not None:
            os.kill(handle.pid, signal.SIGKILL)

    assert handle.result(0).exit_code == ExitCode.UNEXPECTED


def test_a_process_that_answers_nothing_ends_as_a_timeout():
    with runs_of(launcher_of("scripted"), patience=Patience(grace=0.2)) as runs:
        request = asking('[{"hang": true}]', adaptors=(), limits=Limits(timeout_ms=1))

        assert runs.start(request).result(20).exit_code == ExitCode.TIMEOUT


def test_closing_ends_what_runs_and_what_is_asked_for_later():
    runs = runs_of()
    handle = runs.start(asking(FOREVER))
    next(event for event in handle.events() if isinstance(event, OperationStarted))

    runs.close()

    assert handle.result(20).exit_code == ExitCode.STOPPED
    assert runs.start(asking("fn()")).result(20).exit_code == ExitCode.NOT_STARTED


def test_the_runner_does_not_outlive_this_program():
    script = (
        "import sys\n"
        "from tests.unit.runs.trial import asking, runs_of\n"
        f"handle = runs_of().start(asking({FOREVER!r}))\n"
        "for event in handle.events():\n"
        "    print(handle.pid, type(event).__name__, flush=True)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert parent.stdout is not None
    with parent.stdout as output:
        started = next(line for line in output if b"OperationStarted" in line)

        parent.kill()
        parent.wait()

    wait_until(lambda: not is_running(int(started.split()[0])), "the runner is still there")


# ---------------------------------------------------------------- test mode's walls


@pytest.mark.parametrize("how", ["read", "write"])
@pytest.mark.parametrize(("mode", "exit_code"), [(HttpMode.TEST, 1), (HttpMode.LIVE, 0)])
def test_in_test_mode_the_users_files_are_out_of_reach(
    runs: Runs, tmp_path: Path, how: str, mode: HttpMode, exit_code: int
):
    file = tmp_path / "private.txt"
    file.write_text("private")

    _, result = events_and_result(runs, f"touch('{how}', '{file}');", http_mode=mode)

    assert result.exit_code == exit_code
    assert exit_code == 0 or "ERR_ACCESS_DENIED" in str(result.error)
    assert (file.read_text() == "x") == (how == "write" and mode is HttpMode.LIVE)


def test_in_test_mode_the_project_may_be_read_but_not_written(tmp_path: Path):
    (tmp_path / "sample.json").write_text("{}")
    launcher = Launcher.of_this_program(read_folders=[tmp_path])
    with runs_of(launcher) as runs:
        _, reading = events_and_result(runs, f"touch('read', '{tmp_path}/sample.json');")
        _, writing = events_and_result(runs, f"touch('write', '{tmp_path}/sample.json');")

    assert reading.state == {"data": {}, "read": 2}
    assert writing.exit_code == ExitCode.JOB_ERROR


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this seal")
@pytest.mark.parametrize(("mode", "filtered"), [(HttpMode.TEST, "2"), (HttpMode.LIVE, "0")])
def test_the_kernel_seals_the_process_in_test_mode_only(runs: Runs, mode: HttpMode, filtered: str):
    handle = runs.start(asking(FOREVER, http_mode=mode))
    next(event for event in handle.events() if isinstance(event, OperationStarted))

    status = Path(f"/proc/{handle.pid}/status").read_text()

    handle.stop()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    assert fields["Seccomp"].strip() == filtered


# ---------------------------------------------------------------- gates and requests


def test_a_run_waits_at_a_breakpoint_and_goes_on_with_an_edited_state(runs: Runs):
    handle = runs.start(
        asking(
            "fn(s => ({...s, a: 1}));\nfn(s => ({...s, b: s.a + 1}));",
            breakpoints=(Breakpoint(operation=1),),
        )
    )
    for event in handle.events():
        if isinstance(event, Waiting):
            assert event.state == {"data": {}, "a": 1}
            handle.resume({"data": {}, "a": 41})

    assert handle.result(0).state == {"data": {}, "a": 41, "b": 42}


def test_a_run_goes_step_by_step(runs: Runs):
    handle = runs.start(asking("fn(s => s);\nfn(s => s);", pause_at_start=True))
    stops: list[tuple[int, str]] = []
    for event in handle.events():
        if isinstance(event, Waiting):
            stops.append((event.index, event.when))
            handle.step()

    assert stops == [(0, "before"), (1, "before"), (1, "after")]
    assert handle.result(0).exit_code == 0


def test_a_request_in_test_mode_gets_a_rules_answer(runs: Runs):
    rules = (Rule(url="https://example.org/*", answer=Answer(body="from the rule")),)

    _, result = events_and_result(runs, ASK, rules=rules)

    assert result.state == {"data": {}, "text": "from the rule"}


def test_a_request_that_asks_is_answered_from_within_the_sink(runs: Runs):
    urls: list[str] = []
    handle = None
    is_started = threading.Event()

    def sink(event: AnyEvent) -> None:
        if isinstance(event, Http) and event.phase == "ask":
            urls.append(event.url)
            assert is_started.wait(20)
            assert handle is not None
            handle.answer(event.id, stub_answer(Answer(201, body="by hand")))

    handle = runs.start(asking(ASK, rules=(Rule(ask=True),)), sink)
    is_started.set()

    assert handle.result(20).state == {"data": {}, "text": "by hand"}
    assert urls == ["https://example.org/a"]


def test_a_request_that_is_refused_fails_in_the_job(runs: Runs):
    handle = runs.start(asking(ASK, rules=(Rule(ask=True),)))
    for event in handle.events():
        if isinstance(event, Http) and event.phase == "ask":
            handle.answer(event.id, None)

    result = handle.result(0)
    assert result.exit_code == ExitCode.JOB_ERROR
    assert result.error is not None
    assert "example.org" in str(result.error)


def test_an_answer_given_twice_or_for_nothing_is_ignored(runs: Runs):
    handle = runs.start(asking("fn(s => s);", pause_at_start=True))
    for event in handle.events():
        if isinstance(event, Waiting):
            handle.answer(99, StubAnswer())
            handle.resume()
            handle.resume()

    assert handle.result(0).exit_code == 0


# ---------------------------------------------------------------- spares


def test_the_second_run_takes_a_spare_started_behind_the_first():
    with runs_of(spares=2) as runs:
        pids = run_three_times(runs)

    assert len(set(pids)) == 3


def run_three_times(runs: Runs) -> list[int | None]:
    """Run three jobs and check that the later two were handed to a process that was there."""
    pids: list[int | None] = []
    for number in range(3):
        spares = [runner.pid for runner in runs.spares]
        handle = runs.start(asking("fn(s => s);"))
        assert handle.result(20).exit_code == 0
        assert (handle.pid in spares) == (number > 0)
        pids.append(handle.pid)
        wait_until(lambda: len(runs.spares) > 0, "no spare was started")
    return pids


def test_a_spare_is_started_while_a_long_run_goes_on():
    with runs_of(spares=1) as runs:
        handle = runs.start(asking(FOREVER))

        wait_until(lambda: len(runs.spares) == 1, "no spare was started")

        assert not handle.is_over


def test_a_spare_can_be_prepared_before_the_first_run():
    with runs_of(spares=2) as runs:
        runs.prepare(asking())
        wait_until(lambda: len(runs.spares) == 1, "no spare was started")
        (spare,) = runs.spares

        handle = runs.start(asking("fn(s => s);"))

        assert handle.result(20).exit_code == 0
        assert handle.pid == spare.pid


def test_a_spare_that_died_is_handed_no_run():
    with runs_of(spares=1) as runs:
        runs.prepare(asking())
        wait_until(lambda: len(runs.spares) == 1, "no spare was started")
        (spare,) = runs.spares
        os.kill(spare.pid, signal.SIGKILL)
        assert spare.wait_until_gone(20)

        handle = runs.start(asking("fn(s => s);"))

        assert handle.result(20).exit_code == 0
        assert handle.pid != spare.pid


def test_preparing_what_cannot_be_found_is_no_error():
    shelf = Shelf()
    with runs_of(shelf=shelf, spares=2) as runs:
        runs.prepare(asking(adaptors=(AdaptorSpec("nope"),)))
        wait_until(lambda: len(shelf.asked) == 1, "the adaptor was not looked for")

        assert len(runs.spares) == 0


def test_every_run_ends_though_its_process_may_be_gone_before_it_is_reached() -> None:
    with closing(runs_of(launcher_of("exits_early"), spares=2)) as runs:
        ends = [runs.start(asking()).result(30).exit_code for _ in range(20)]

    assert set(ends) == {ExitCode.ENGINE_FAULT}
