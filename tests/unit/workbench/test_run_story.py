"""What a run's events add up to."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.domain.text import TextRange
from openfn_studio.runner.parts import At, Body, JobError, LoadedAdaptor, Operation
from openfn_studio.runner.protocol import (
    Blocked,
    Compiled,
    Dns,
    Finished,
    Halted,
    Http,
    Log,
    OperationFailed,
    OperationFinished,
    OperationStarted,
    Ready,
    State,
    Waiting,
)
from openfn_studio.workbench.running.events import RunStory
from openfn_studio.workbench.running.facts import RunFact, RunId

PLACE = TextRange(0, 5, 1, 1, 1, 6)
URL = "https://register.example/children"
OOPS = JobError(name="TypeError", message="no such", at=At(line=3, column=7), operation=1)


def begun(mode: HttpMode = HttpMode.TEST) -> RunFact:
    return RunFact(
        id=RunId("r"),
        number=None,
        job="a",
        text="fn()",
        dialect=Dialect.V1,
        http_mode=mode,
        started_at=datetime(2026, 5, 3, tzinfo=UTC),
        adaptors=("http",),
    )


def compiled(*names: str) -> Compiled:
    operations = [Operation(index=at, name=name, range=PLACE) for at, name in enumerate(names)]
    return Compiled(dialect="v1", operations=operations)


def story_of(*events: Any, mode: HttpMode = HttpMode.TEST) -> RunStory:
    story = RunStory(begun(mode))
    for event in events:
        story.take(event)
    return story


def request(number: int, url: str = URL, operation: int | None = 0, **more: Any) -> Http:
    return Http(
        phase="request", id=number, method="POST", url=url, operation=operation, ms=1.0, **more
    )


def response(number: int, **more: Any) -> Http:
    fields = {"status": 201, "took_ms": 4.0, "origin": "stub", "rule": 0, **more}
    return Http(phase="response", id=number, method="POST", url=URL, **fields)


def test_an_operation_goes_from_pending_to_finished_with_its_changes():
    story = story_of(compiled("fn", "post"), State(value={"data": {}}))
    assert [one.status for one in story.fact().operations] == ["pending", "pending"]

    story.take(OperationStarted(index=0, ms=2.0))
    running = story.fact().operations[0]
    patch = [{"op": "add", "path": "/a", "value": 1}]
    story.take(OperationFinished(index=0, took_ms=3.0, patch=patch))
    finished = story.fact().operations[0]

    assert (running.status, running.started_ms) == ("running", 2.0)
    assert (finished.status, finished.took_ms, finished.changes) == ("finished", 3.0, 1)


def test_a_change_that_was_too_big_has_no_count():
    story = story_of(compiled("fn"), OperationFinished(index=0, took_ms=1.0, patch=None))

    assert story.fact().operations[0].changes is None


def test_a_failed_operation_keeps_its_error_and_the_rest_stays_pending():
    story = story_of(
        compiled("fn", "post", "fn"),
        OperationStarted(index=1),
        OperationFailed(index=1, took_ms=1.0, error=OOPS),
        Finished(exit_code=1, error=OOPS, ms=9.0),
    )

    fact = story.fact()
    assert [one.status for one in fact.operations] == ["pending", "failed", "pending"]
    assert fact.operations[1].error == fact.error
    assert fact.error is not None
    assert (fact.error.line, fact.error.column) == (3, 7)
    assert story.new_lines()[-1].text.startswith("TypeError: no such")


def test_what_is_cut_off_is_interrupted_and_its_request_has_no_answer():
    story = story_of(
        compiled("fn", "post"),
        OperationStarted(index=0),
        request(1),
        Halted(reason="stopped"),
        Finished(exit_code=130),
    )

    fact = story.fact()
    assert [one.status for one in fact.operations] == ["interrupted", "pending"]
    assert fact.exchanges[0].problem
    assert not fact.exchanges[0].is_open


def test_a_request_and_its_answer_are_one_exchange_counted_at_its_operation():
    body = Body(size=3, text="abc")
    story = story_of(
        compiled("post"),
        request(1, headers={"a": "b"}, body=body, at=At(line=17, column=1)),
        Http(phase="ask", id=1, method="POST", url=URL),
        response(1, headers={"c": "d"}, body=Body(size=2, base64="aGk=")),
    )

    fact = story.fact()
    exchange = fact.exchanges[0]
    assert (exchange.status, exchange.origin, exchange.rule, exchange.line) == (201, "stub", 0, 17)
    assert exchange.request_body is not None
    assert exchange.request_body.text == "abc"
    assert exchange.response_body is not None
    assert exchange.response_body.base64 == "aGk="
    assert dict(exchange.request_headers) == {"a": "b"}
    assert fact.operations[0].requests == 1


def test_a_request_that_failed_before_it_was_sent_is_a_row_all_the_same():
    error = Http(phase="error", id=4, method="GET", url=URL, message="Refused.")

    exchange = story_of(compiled("get"), error).fact().exchanges[0]

    assert (exchange.status, exchange.problem) == (None, "Refused.")


@pytest.mark.parametrize(("mode", "count"), [(HttpMode.LIVE, 2), (HttpMode.TEST, 0)])
def test_only_requests_of_live_runs_are_counted_as_sent(mode: HttpMode, count: int):
    story = story_of(compiled("post"), request(1), request(2), mode=mode)

    assert story.fact().live_requests == count


def test_what_test_mode_stopped_is_a_row_of_origin_blocked():
    blocked = Blocked(what="A socket was stopped.", kind="tcp", host="db.example", port=5432)

    row = story_of(blocked, blocked).fact().exchanges

    assert [(one.method, one.url, one.origin) for one in row] == [
        ("TCP", "db.example:5432", "blocked")
    ] * 2
    assert row[0].id < 0
    assert len({one.id for one in row}) == 2


def test_a_look_up_is_news_only_without_a_request_to_its_host():
    alone = story_of(Dns(host="elsewhere.example"))
    before = story_of(Dns(host="register.example"), request(1))
    after = story_of(request(1), Dns(host="register.example"))

    assert [one.method for one in alone.fact().exchanges] == ["DNS"]
    assert [one.method for one in before.fact().exchanges] == ["POST"]
    assert [one.method for one in after.fact().exchanges] == ["POST"]


def test_bodies_past_their_room_keep_their_size_only():
    story = RunStory(begun(), body_room=5)
    story.take(request(1, body=Body(size=4, text="abcd")))
    story.take(request(2, body=Body(size=4, text="efgh")))

    first, second = (one.request_body for one in story.fact().exchanges)
    assert first is not None
    assert second is not None
    assert (first.text, second.text) == ("abcd", "")
    assert second.is_truncated
    assert second.size == 4


def test_log_lines_are_numbered_and_given_out_once():
    story = story_of(
        Log(level="info", text="a", at=At(line=2, column=3)),
        Log(level="warn", text="b", source="adaptor", at=At(line=2, column=1, is_operation=True)),
    )

    lines = story.new_lines()
    assert [(one.position, one.text, one.line, one.column) for one in lines] == [
        (0, "a", 2, 3),
        (1, "b", 2, None),
    ]
    assert story.new_lines() == ()
    assert story.fact().log_lines == 2


def test_the_end_adds_what_the_log_has_to_say():
    finished = Finished(exit_code=0, dropped_logs=3, secret_paths=["/data/token"])

    lines = story_of(finished).new_lines()

    assert [one.level for one in lines] == ["warn", "warn"]
    assert "3 more messages" in lines[0].text
    assert "/data/token" in lines[1].text


def test_loaded_adaptors_take_the_place_of_those_asked_for():
    ready = Ready(
        version=1,
        node="24",
        boot_ms=1.0,
        adaptors=[LoadedAdaptor(name="http", version="7.2.10", exports=[])],
    )

    assert story_of(ready).fact().adaptors == ("http@7.2.10",)


# ---------------------------------------------------------------- waiting


def waiting_before_second() -> RunStory:
    return story_of(
        compiled("fn", "post"),
        State(value={"data": {}}),
        OperationStarted(index=0),
        OperationFinished(index=0, took_ms=1.0, patch=[{"op": "add", "path": "/a", "value": 1}]),
        Waiting(index=1, when="before", state={"data": {}, "a": 1}),
    )


def test_where_a_run_waits_is_told_once():
    story = waiting_before_second()

    told = story.new_waiting()

    assert told is not None
    assert (told.operation, told.when, json.loads(told.state)) == (
        1,
        "before",
        {"data": {}, "a": 1},
    )
    assert story.new_waiting() is None
    place = story.fact().waiting_at
    assert place is not None
    assert place.index == 1


@pytest.mark.parametrize(
    ("when", "status"), [("before", "pending"), ("after", "finished"), ("error", "failed")]
)
def test_leaving_a_gate_gives_the_operation_its_status_back(when: Any, status: str):
    story = story_of(compiled("fn"), Waiting(index=0, when=when, state={}))
    assert story.is_waiting

    story.leave_gate()

    assert not story.is_waiting
    assert story.fact().operations[0].status == status


def test_an_edit_belongs_to_the_operation_before():
    story = waiting_before_second()

    event = story.adopt({"data": {}, "a": 5})

    assert isinstance(event, OperationFinished)
    assert event.index == 0
    history = story.history()
    assert history is not None
    assert history.state_after(0) == {"data": {}, "a": 5}
    assert story.fact().operations[0].changes == 2


def test_an_edit_before_the_first_operation_is_another_initial_state():
    story = story_of(
        compiled("fn"),
        State(value={"data": {}}),
        Waiting(index=0, when="before", state={"data": {}}),
    )

    event = story.adopt({"data": {"n": 1}})

    assert isinstance(event, State)
    history = story.history()
    assert history is not None
    assert history.state_at(0) == {"data": {"n": 1}}


def test_an_edit_that_changes_nothing_is_no_event():
    story = waiting_before_second()

    assert story.adopt({"data": {}, "a": 1}) is None


def test_an_edit_after_an_error_is_not_taken():
    story = story_of(compiled("fn"), Waiting(index=0, when="error", state={}))

    assert story.adopt({"a": 1}) is None


def test_states_that_were_too_big_have_no_history():
    assert story_of(State(too_big=True)).history() is None


def test_the_history_grows_with_the_run():
    story = story_of(compiled("fn", "fn"), State(value={}))
    history = story.history()
    assert history is not None
    assert len(history) == 0

    story.take(OperationFinished(index=0, took_ms=1.0, patch=[]))

    assert story.history() is history
    assert len(history) == 1
