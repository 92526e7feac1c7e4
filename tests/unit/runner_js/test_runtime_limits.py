"""Every limit of a run, live and in test mode, in the real process."""

# ruff: noqa: E501 - a row of a table holds a whole job

import os
import signal
import time

import pytest

from tests.unit.runner_js.client import Ended, RunnerProcess, run_alone

MODES = ("live", "test")

ENDLESS = {
    "a loop": ("fn(s => s);\nfn(state => {\n  let i = 0;\n  while (true) {\n    i += 1;\n  }\n});", (4, 5)),
    "microtasks": ("fn(async state => {\n  for (;;) await null;\n});", (1, 2)),
    "a regular expression": ("fn(state => {\n  return /^(a+)+$/.test('a'.repeat(40) + 'b');\n});", (2,)),
    "a timer": ("fn(s => s);\nfn(() => new Promise(() => setInterval(() => {}, 50)));", (2,)),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_job_is_stopped_at_its_line(name: str, mode: str) -> None:
    job, lines = ENDLESS[name]

    ended = run_alone(job, mode=mode, limits={"timeout_ms": 300})

    (halted,) = ended.of("halted")
    assert ended.return_code == ended.exit_code == 2
    assert halted["reason"] == "timeout"
    assert halted["at"]["line"] in lines
    assert ended.error["name"] == "Timeout"
    assert ended.error["at"] == halted["at"]
    assert ended.finished["took_ms"] < 3000


EATERS = {
    "objects": "fn(state => {\n  const a = [];\n  for (;;) a.push('x'.repeat(1000) + a.length);\n});",
    "buffers": "fn(state => {\n  const a = [];\n  for (;;) a.push(Buffer.alloc(1e6, 1));\n});",
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", EATERS)
def test_a_job_that_eats_memory_is_stopped_at_its_line(name: str, mode: str) -> None:
    ended = run_alone(EATERS[name], mode=mode, limits={"memory_mb": 120})

    (halted,) = ended.of("halted")
    assert ended.return_code == ended.exit_code == 134
    assert halted["reason"] == "memory"
    assert halted["at"]["line"] == 3
    assert ended.error["name"] == "OutOfMemory"
    assert 150 < halted["rss_mb"] < 500


def test_garbage_does_not_count_as_memory() -> None:
    job = """
      fn(state => {
        let rows = [];
        for (let i = 0; i < 3e6; i++) {
          rows.push({ i, inner: [i] });
          if (rows.length > 2e5) rows = [];
        }
        return {};
      });
    """
    ended = run_alone(job, limits={"memory_mb": 90})

    assert ended.exit_code == 0


def test_v8s_own_limit_aborts_the_process() -> None:
    with RunnerProcess(flags=["--max-old-space-size=60"]) as runner:
        runner.ready()
        runner.send_run("fn(s => { const a = []; for (;;) a.push({ x: [a.length] }); });")
        events = runner.until(lambda _: False)
        code = runner.process.wait(30)

    assert code == -signal.SIGABRT
    assert "finished" not in {event["type"] for event in events}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("job", "operation"),
    [
        ("fn(s => s);\nfn(() => new Promise(() => {}));", 1),
        ("await new Promise(() => {});\nfn(s => s);", None),
    ],
)
def test_a_promise_nobody_resolves_ends_the_run_at_once(
    job: str, operation: int | None, mode: str
) -> None:
    ended = run_alone(job, mode=mode)

    assert ended.return_code == ended.exit_code == 5
    assert ended.error["name"] == "Stalled"
    assert ended.error.get("operation") == operation
    if operation is not None:
        assert ended.error["at"]["line"] == 2
        assert "operation 2, fn" in ended.error["message"]
    assert ended.finished["took_ms"] < 1000


def test_a_flood_of_log_lines_is_cut_and_counted() -> None:
    job = "fn(s => { for (let i = 0; i < 5000; i++) console.log('line ' + i); return s; });"
    ended = run_alone(job, limits={"log_bytes": 1000})

    assert sum(len(text) for text in ended.logs) < 1100
    assert ended.finished["dropped_logs"] == 5000 - len(ended.logs)
    assert any("rest of its log is not kept" in text for text in ended.own_logs)
    assert ended.own_logs[-1] == "Finished."


def test_twenty_thousand_log_lines_arrive_in_order() -> None:
    job = "fn(s => { for (let i = 0; i < 20000; i++) console.log('line', i); return s; });"
    ended = run_alone(job)

    assert ended.logs == [f"line {number}" for number in range(20_000)]


def test_a_long_log_line_is_cut() -> None:
    ended = run_alone("fn(s => { console.log('x'.repeat(5e7)); return s; });")

    (text,) = ended.logs
    assert text.startswith("x" * 65_536 + "…")
    assert text.endswith("(cut: 50,000,000 characters)")


def test_a_secret_torn_by_the_cut_is_masked() -> None:
    job = "fn(s => { console.log('x'.repeat(95) + s.configuration.token + 'y'.repeat(99)); return s; });"
    ended = run_alone(job, limits={"line_chars": 100}, configuration={"token": "abcdefghijkl"})

    assert "abc" not in ended.logs[0]


def stopped(job: str, when: str = "operation_started") -> Ended:
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run(job, pause_at_start=when == "waiting")
        events = runner.until_type(when)
        runner.send(type="stop")
        return runner.end(events)


@pytest.mark.parametrize(
    ("job", "when", "line"),
    [
        ("fn(s => s);\nfn(() => {\n  for (;;) {\n  }\n});", "operation_started", 3),
        ("fn(() => new Promise(r => setTimeout(r, 60000)));", "operation_started", 1),
        ("fn(s => s);", "waiting", 1),
    ],
)
def test_stop_ends_the_run_wherever_it_is(job: str, when: str, line: int) -> None:
    began = time.monotonic()
    ended = stopped(job, when)

    assert time.monotonic() - began < 5
    assert ended.return_code == ended.exit_code == 130
    assert ended.of("halted")[0]["reason"] == "stopped"
    if when == "waiting" or "for" not in job:
        assert ended.error["name"] == "Stopped"
    else:
        assert ended.of("halted")[0]["at"]["line"] in (1, line)


def test_stop_in_a_loop_names_the_line() -> None:
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run("fn(s => {\n  console.log('in');\n  for (;;) {\n    s.n = 1;\n  }\n});")
        events = runner.until(lambda event: event.get("text") == "in")
        runner.send(type="stop")
        ended = runner.end(events)

    assert ended.exit_code == 130
    assert ended.error["at"]["line"] in (3, 4)


@pytest.mark.parametrize(
    "job", ["fn(() => { for (;;); });", "fn(() => new Promise(r => setTimeout(r, 60000)));"]
)
def test_the_process_goes_when_its_parent_goes(job: str) -> None:
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run(job)
        runner.until_type("operation_started")
        assert runner.process.stdin is not None
        began = time.monotonic()
        runner.process.stdin.close()
        code = runner.process.wait(10)

    assert time.monotonic() - began < 2
    assert code == -signal.SIGKILL


def test_an_idle_spare_goes_when_its_parent_goes() -> None:
    with RunnerProcess() as runner:
        runner.ready()
        assert runner.process.stdin is not None
        runner.process.stdin.close()

        assert runner.process.wait(10) == -signal.SIGKILL


def test_no_limits_means_none() -> None:
    ended = run_alone("fn(s => s);", limits={"timeout_ms": None, "memory_mb": None})

    assert ended.exit_code == 0


def test_memory_stays_below_the_v1_engines() -> None:
    ended = run_alone("fn(s => s);")

    assert ended.finished["peak_mb"] < 185


def test_a_slow_reader_loses_nothing() -> None:
    with RunnerProcess() as runner:
        runner.ready()
        os.kill(runner.process.pid, 0)
        runner.send_run(
            "fn(s => { for (let i = 0; i < 2000; i++) console.log('x'.repeat(1000)); return s; });"
        )
        ended = runner.end()

    assert len(ended.logs) == 2000
