import sqlite3
from contextlib import closing

from openfn_studio.store.store import Store
from tests.unit.store.conftest import Record, start


def test_a_job_text_is_kept_once_however_often_it_is_run(store: Store, record: Record):
    for _ in range(3):
        record()
    record(job="b")
    store.close()

    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT count(*) FROM expression").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM job").fetchone() == (2,)


def test_a_request_that_failed_before_it_was_sent_is_kept(store: Store, record: Record):
    error = {"type": "http", "phase": "error", "id": 4, "method": "GET", "url": "http://x/",
             "message": "no such host", "took_ms": 2.0}  # fmt: skip
    key = record(error)

    (exchange,) = store.read_run(key.id).result().exchanges

    assert (exchange.id, exchange.problem, exchange.status) == (4, "no such host", None)


def test_an_answer_that_was_asked_for_changes_nothing_until_it_comes(store: Store, record: Record):
    base = {"type": "http", "id": 1, "method": "GET", "url": "http://x/"}
    ask = {**base, "phase": "ask", "origin": "asked"}
    key = record({**base, "phase": "request", "headers": {"a": "b"}}, ask)

    (exchange,) = store.read_run(key.id).result().exchanges

    assert (exchange.status, exchange.origin, exchange.request_headers) == (
        None,
        "live",
        {"a": "b"},
    )


def test_operations_that_began_are_interrupted_when_the_run_ends_badly(store: Store):
    recorder = store.record_run(start())
    recorder.event(
        {
            "type": "compiled",
            "operations": [{"index": i, "name": "fn", "range": {}} for i in (0, 1)],
        }
    )
    recorder.event({"type": "operation_started", "index": 0, "ms": 1.0})
    recorder.event({"type": "finished", "exit_code": 2})

    operations = store.read_run(recorder.close().id).result().operations

    assert [operation.status for operation in operations] == ["interrupted", "pending"]


def test_the_size_of_a_run_counts_bytes_of_its_parts(store: Store, record: Record):
    log = {"type": "log", "level": "info", "text": "ስ" * 100}
    http = {"type": "http", "phase": "request", "id": 1, "method": "GET", "url": "u",
            "body": {"size": 1, "text": "y" * 1000}}  # fmt: skip
    key = record(log, http, {"type": "state", "value": "z" * 5000}, state="w" * 20_000)

    size = store.read_run(key.id).result().summary.size_bytes

    assert 26_300 < size < 26_400


def test_an_event_of_an_unknown_kind_is_left_out(store: Store, record: Record):
    key = record({"type": "waiting", "index": 0, "when": "before"}, {"type": "from the future"})

    assert store.read_run(key.id).result().summary.exit_code == 0
