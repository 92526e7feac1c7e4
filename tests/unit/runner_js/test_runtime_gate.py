"""Stopping before and after operations, looking at the state, and changing it."""

import threading
from typing import Any

import pytest

from tests.unit.runner_js.client import Ended, RunnerProcess

JOB = """fn(s => ({ ...s, n: 1 }));
fn(s => ({ ...s, n: s.n + 1 }));
fn(s => ({ ...s, n: s.n * 10 }));"""


def walk(
    commands: list[dict[str, Any]], job: str = JOB, dialect: str = "v2", **options: Any
) -> tuple[list[tuple[int, str]], Ended, list[dict[str, Any]]]:
    """Answer each gate with the next command, the last one again and again."""
    waits: list[dict[str, Any]] = []
    with RunnerProcess(dialect) as runner:
        runner.ready()
        runner.send_run(job, **options)
        events = runner.until_type("waiting")
        while events[-1]["type"] == "waiting":
            waits.append(events[-1])
            runner.send(**commands[min(len(waits), len(commands)) - 1])
            events += runner.until_type("waiting")
        ended = runner.end(events)
    return [(wait["index"], wait["when"]) for wait in waits], ended, waits


STEP = {"type": "step"}
CONTINUE = {"type": "continue"}


@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_a_step_goes_to_the_next_operation_and_after_the_last(dialect: str) -> None:
    job = JOB.replace("({ ...s,", "Object.assign({}, s, {").replace("}));", "}));")
    gates, ended, _ = walk([STEP], job, dialect, pause_at_start=True)

    assert gates == [(0, "before"), (1, "before"), (2, "before"), (2, "after")]
    assert ended.state["n"] == 20


def test_a_breakpoint_stops_before_or_after_its_operation() -> None:
    breakpoints = [{"operation": 1}, {"operation": 2, "when": "after"}]
    gates, ended, waits = walk([CONTINUE], breakpoints=breakpoints)

    assert gates == [(1, "before"), (2, "after")]
    assert waits[0]["state"] == {"references": [], "data": {}, "n": 1}
    assert ended.state["n"] == 20


def test_step_from_a_breakpoint_goes_on_stepping() -> None:
    gates, _, _ = walk([STEP, CONTINUE], breakpoints=[{"operation": 1}])

    assert gates == [(1, "before"), (2, "before")]


def test_a_step_stops_at_a_breakpoint_after_an_operation() -> None:
    gates, _, _ = walk([STEP], pause_at_start=True, breakpoints=[{"operation": 0, "when": "after"}])

    assert gates[:3] == [(0, "before"), (0, "after"), (1, "before")]


@pytest.mark.parametrize(
    ("condition", "gates"),
    [
        ("state.n === 1", [(1, "before")]),
        ("state.n === 2", []),
        ("", [(1, "before")]),
        ("state.a.b.c", [(1, "before")]),
        ("not javascript", [(1, "before")]),
    ],
)
def test_a_condition_decides(condition: str, gates: list[tuple[int, str]]) -> None:
    found, ended, _ = walk([CONTINUE], breakpoints=[{"operation": 1, "condition": condition}])

    assert found == gates
    failed = any("condition of the breakpoint" in text for text in ended.own_logs)
    assert failed == (condition in ("state.a.b.c", "not javascript"))


def test_the_state_can_be_changed_and_keeps_its_configuration() -> None:
    job = "fn(s => s);\nfn(s => ({ data: s.data, user: s.configuration.username }));"
    change = {"type": "continue", "state": {"data": {"mine": True}}}
    gates, ended, waits = walk(
        [change], job, breakpoints=[{"operation": 1}], configuration={"username": "alice"}
    )

    assert gates == [(1, "before")]
    assert "configuration" not in waits[0]["state"]
    assert ended.state == {"data": {"mine": True}, "user": "alice"}
    assert ended.of("operation_finished")[1]["patch"] == [
        {"op": "add", "path": "/user", "value": "alice"}
    ]


def test_masks_and_marks_that_were_not_touched_stay_the_live_values() -> None:
    job = """fn(s => ({ ...s, token: s.configuration.token, f: () => 7, deep: { a: 1 } }));
fn(s => ({ token: s.token === s.configuration.token, f: s.f(), deep: s.deep }));"""
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run(job, breakpoints=[{"operation": 1}], configuration={"token": "abc-123-def"})
        events = runner.until_type("waiting")
        shown = events[-1]["state"]
        assert shown["token"] == "••••"
        shown["deep"]["a"] = 2
        runner.send(type="continue", state=shown)
        ended = runner.end(events)

    assert ended.state == {"token": True, "f": 7, "deep": {"a": 2}}


@pytest.mark.parametrize("state", [None, 5, []])
def test_the_state_may_become_no_object(state: Any) -> None:
    job = "fn(s => s);\nfn(s => ({ got: s }));"
    _, ended, _ = walk([{"type": "continue", "state": state}], job, breakpoints=[{"operation": 1}])

    assert ended.state == {"got": state}


@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_an_error_can_be_looked_at_before_the_run_ends(dialect: str) -> None:
    job = "fn(s => { s.data.half = 1; throw new Error('no'); });"
    gates, ended, waits = walk([CONTINUE], job, dialect, break_on_error=True)

    assert gates == [(0, "error")]
    assert waits[0]["state"]["data"] == {"half": 1}
    assert ended.exit_code == 1
    assert ended.error["message"] == "no"


def test_waiting_takes_no_time_from_the_limit() -> None:
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run("fn(s => s);", pause_at_start=True, limits={"timeout_ms": 400})
        events = runner.until_type("waiting")
        waited = runner.process.poll()
        threading.Event().wait(0.8)
        runner.send(type="continue")
        ended = runner.end(events)

    assert waited is None
    assert ended.exit_code == 0


def test_a_step_while_nothing_waits_stops_at_the_next_gate() -> None:
    job = "fn(s => new Promise(r => setTimeout(() => r(s), 200)));\nfn(s => s);"
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run(job)
        events = runner.until_type("operation_started")
        runner.send(type="step")
        events += runner.until_type("waiting")
        assert (events[-1]["index"], events[-1]["when"]) == (1, "before")
        runner.send(type="continue")
        ended = runner.end(events)

    assert ended.exit_code == 0


def test_an_answer_by_the_parent_takes_no_time_from_the_limit() -> None:
    with RunnerProcess(mode="test") as runner:
        runner.ready()
        runner.send_run(
            "get('http://example.org/x');",
            rules=[{"pattern": "/x$", "ask": True}],
            limits={"timeout_ms": 400},
        )
        events = runner.until(lambda event: event.get("phase") == "ask")
        threading.Event().wait(0.8)
        runner.send(type="answer", id=events[-1]["id"], answer={"body": {"late": True}})
        ended = runner.end(events)

    assert ended.state["data"] == {"late": True}
