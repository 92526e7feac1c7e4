import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.clock import Clock, SystemClock
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.errors import EnvironmentProblem, RunProblem, UserInputProblem
from openfn_studio.store.database import QueryInterrupted
from openfn_studio.store.records import RunStart
from openfn_studio.store.store import Store
from tests.unit.store.conftest import Record, compiled, start

SAMPLES = Path(__file__).parents[2] / "data" / "protocol" / "samples.json"


def test_every_event_of_the_runners_protocol_is_taken(store: Store):
    events = json.loads(SAMPLES.read_text("utf-8"))["events"]
    asked = RunStart("p", "P", "a", "fn()", Dialect.V1, HttpMode.LIVE, ("http",), "cli")
    recorder = store.record_run(asked)

    for event in events:
        recorder.event(event)
    run = store.read_run(recorder.close().id).result()

    assert (run.text, run.summary.origin, run.summary.http_mode) == ("fn()", "cli", HttpMode.LIVE)
    assert run.adaptors["asked"] == ["http"]
    assert run.adaptors["loaded"] == [{"name": "@openfn/language-common", "version": "3.3.4"}]
    assert [operation.name for operation in run.operations] == ["fn", "http.get"]
    assert [operation.is_hoisted for operation in run.operations] == [False, True]
    assert run.operations[0].patch == [{"op": "add", "path": "/data/a~1b", "value": 1}]
    failed = run.operations[1]
    assert (failed.status, failed.error and failed.error["name"]) == ("failed", "TypeError")
    first, second = run.exchanges[:2]
    assert (first.method, first.status, first.took_ms) == ("POST", 200, 3.2)
    assert (first.request_body, first.rule) == ({"size": 2, "text": "{}"}, 0)
    assert first.response_body == {"size": 3, "base64": "AAEC", "is_truncated": True}
    assert (second.status, second.problem) == (None, "connect ECONNREFUSED")
    assert [incident.kind for incident in run.incidents] == ["dns", "blocked", "halted"]
    assert run.incidents[1].body["host"] == "db"
    assert run.compiled is not None
    assert run.compiled["warnings"][0]["code"] == "unknown-name"
    lines = store.read_log(run.summary.key.id).result()
    assert [(line.level, line.text, line.source) for line in lines] == [
        ("info", "hello", "job"),
        ("warn", "raw", "adaptor"),
    ]


def test_a_finished_run_tells_how_it_ended(store: Store, record: Record):
    error = {"name": "TypeError", "message": "no"}
    end = {"ms": 1500.0, "took_ms": 1400.0, "peak_mb": 90, "dropped_logs": 3}
    key = record(exit_code=1, error=error, secret_paths=["/data/x"], **end)

    run = store.read_run(key.id).result()

    assert (run.summary.exit_code, run.error, run.took_ms) == (1, error, 1400.0)
    assert (run.peak_mb, run.dropped_logs, run.secret_paths) == (90, 3, ("/data/x",))
    assert run.summary.finished_at is not None
    assert (run.summary.finished_at - run.summary.started_at).total_seconds() == 1.5
    assert not run.has_final_state


def test_runs_have_numbers_of_their_project(record: Record):
    numbers = [record(project=project).number for project in ["p", "q", "p", "p", "q"]]

    assert numbers == [1, 1, 2, 3, 2]


def test_the_list_is_read_in_pages_newest_first(store: Store, record: Record):
    for number in range(7):
        record(job="a" if number % 2 else "b")
    record(project="other")

    pages: list[list[int]] = []
    before = None
    while page := store.list_runs("p", before=before, limit=3).result():
        pages.append([run.key.number for run in page])
        before = page[-1].key.id
    of_a = store.list_runs("p", job="a").result()

    assert pages == [[7, 6, 5], [4, 3, 2], [1]]
    assert [(run.job, run.key.number) for run in of_a] == [("a", 6), ("a", 4), ("a", 2)]
    assert store.list_runs("p", job="none").result() == []
    assert store.list_runs("nothing").result() == []


def test_a_run_is_found_by_its_number(store: Store, record: Record):
    record()
    second = record()

    assert store.find_run("p", 2).result() == second
    with pytest.raises(UserInputProblem, match="There is no run 3"):
        store.find_run("p", 3).result()


def test_the_log_is_read_in_pages(store: Store, record: Record):
    lines = [{"type": "log", "level": "info", "text": str(n), "ms": n} for n in range(5)]
    key = record(*lines)

    first = store.read_log(key.id, limit=3).result()
    rest = store.read_log(key.id, after=first[-1].position).result()

    assert [line.text for line in first + rest] == ["0", "1", "2", "3", "4"]
    assert store.read_run(key.id).result().log_lines == 5


def run_with_states(store: Store, patches: list[Any]) -> int:
    recorder = store.record_run(start())
    recorder.event(compiled(*(["fn"] * len(patches))))
    recorder.event({"type": "state", "value": {"data": {"n": 0}}})
    for index, patch in enumerate(patches):
        recorder.event({"type": "operation_started", "index": index, "ms": index})
        recorder.event(
            {"type": "operation_finished", "index": index, "took_ms": 1.0, "patch": patch}
        )
    recorder.event({"type": "finished", "exit_code": 0})
    return recorder.close().id


def test_the_state_before_every_operation_can_be_seen(store: Store):
    replace = [[{"op": "replace", "path": "/data/n", "value": value}] for value in (1, 2)]

    run_id = run_with_states(store, replace)

    states = [store.state_before(run_id, index).result() for index in range(3)]
    assert states == [{"data": {"n": value}} for value in (0, 1, 2)]


def test_a_state_that_was_too_big_says_so(store: Store, record: Record):
    run_id = run_with_states(store, [None, []])
    assert store.state_before(run_id, 0).result() == {"data": {"n": 0}}
    with pytest.raises(RunProblem, match="too big to be kept"):
        store.state_before(run_id, 2).result()

    without = record({"type": "state", "too_big": True})
    with pytest.raises(RunProblem, match="too big to be kept"):
        store.state_before(without.id, 0).result()


@pytest.mark.parametrize(
    ("events", "end", "state"),
    [
        ([], {"state": {"data": {"a": 1.0}}}, {"data": {"a": 1.0}}),
        ([], {"state": None}, None),
        ([], {"state": [1]}, [1]),
        ([{"type": "state_part", "text": '{"data":'}, {"type": "state_part", "text": "[1]}"}],
         {"in_parts": True}, {"data": [1]}),
    ],
)  # fmt: skip
def test_the_final_state_is_kept_exactly(
    store: Store, record: Record, events: list[Any], end: dict[str, Any], state: Any
):
    key = record(*events, **end)

    assert store.read_final_state(key.id).result() == state
    assert store.read_run(key.id).result().has_final_state


def test_a_configuration_is_never_kept_whoever_passes_it(store: Store, record: Record):
    state = {"configuration": {"password": "canary-in-state"}, "data": 1}
    whole = record(state=state)
    parts = record({"type": "state_part", "text": json.dumps(state)}, in_parts=True)

    for key in (whole, parts):
        assert store.read_final_state(key.id).result() == {"data": 1}
    store.close()
    for file in store.path.parent.iterdir():
        assert file.is_dir() or b"canary-in-state" not in file.read_bytes()


def test_a_run_without_a_final_state_says_so(store: Store, record: Record):
    key = record(exit_code=1)

    with pytest.raises(RunProblem, match="no final state"):
        store.read_final_state(key.id).result()
    for reading in (store.read_run, store.read_final_state):
        with pytest.raises(UserInputProblem, match="was removed"):
            reading(key.id + 1).result()


def test_texts_with_halves_of_characters_are_kept(store: Store, record: Record):
    key = record(
        {"type": "log", "level": "info", "text": "x\ud83dy\0z"}, state={"a\udc00": ["\ud83d"]}
    )

    assert store.read_log(key.id).result()[0].text == "x\ufffdy\0z"
    assert store.read_final_state(key.id).result() == {"a\ufffd": ["\ufffd"]}


def test_what_is_stored_is_there_after_opening_again(store: Store, record: Record, clock: Clock):
    key = record(state={"data": 1})
    store.close()

    again = Store(store.path, clock)

    assert again.read_only_reason is None
    assert again.read_final_state(key.id).result() == {"data": 1}
    again.close()


def test_a_database_of_a_newer_version_is_read_but_not_written(
    store: Store, record: Record, clock: Clock
):
    key = record(state={"data": 1})
    store.close()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = store.path.read_bytes()

    newer = Store(store.path, clock)

    assert newer.read_only_reason is not None
    assert "newer version" in newer.read_only_reason
    assert newer.read_final_state(key.id).result() == {"data": 1}
    with pytest.raises(EnvironmentProblem, match="newer version"):
        newer.record_run(start())
    with pytest.raises(EnvironmentProblem, match="newer version"):
        newer.pin(key.id)
    newer.close()
    assert store.path.read_bytes() == before


def test_a_closed_store_takes_nothing_more(store: Store):
    store.close()

    with pytest.raises(EnvironmentProblem, match="closed"):
        store.record_run(start())
    with pytest.raises(EnvironmentProblem, match="closed"):
        store.list_runs("p")


def test_a_store_that_is_opened_for_reading_writes_nothing(store: Store, record: Record):
    record()
    before = sorted(path.name for path in store.path.parent.iterdir())

    beside = Store(store.path, SystemClock(), read_only=True)

    assert len(beside.list_runs("p").result()) == 1
    with pytest.raises(EnvironmentProblem, match="for reading only"):
        beside.record_run(start())
    with pytest.raises(EnvironmentProblem, match="for reading only"):
        beside.write(lambda _: None)
    beside.close()
    assert sorted(path.name for path in store.path.parent.iterdir()) == before


def test_a_view_asks_anew_in_place_of_what_it_asked_before(store: Store):
    begun = threading.Event()

    def endless(connection: sqlite3.Connection) -> int:
        begun.set()
        query = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )
        return connection.execute(query).fetchone()[0]

    first = store.read_latest("list", endless)
    assert begun.wait(10)
    second = store.read_latest("list", lambda _, value: value, 7)

    assert second.result(10) == 7
    with pytest.raises(QueryInterrupted):
        first.result(10)


def test_a_list_says_what_a_run_was_given_and_where_it_failed(store: Store):
    asked = RunStart("p", "P", "a", "fn()", Dialect.V1, HttpMode.TEST, input_name="a.json")
    recorder = store.record_run(asked)
    place = {"start": 0, "end": 4, "line": 1, "column": 1, "end_line": 1, "end_column": 5}
    error = {"name": "TypeError", "message": "no"}
    operations = [{"index": 0, "name": "post", "range": place}]
    for event in (
        {"type": "compiled", "operations": operations},
        {"type": "operation_failed", "index": 0, "took_ms": 2.0, "error": error},
        {"type": "finished", "exit_code": 1, "error": error, "took_ms": 3.0},
    ):
        recorder.event(event)
    recorder.close()

    row = store.list_runs("p").result()[0]

    assert (row.input_name, row.failed_at, row.took_ms) == ("a.json", "post", 3.0)
    assert row.error == error
