"""What a run tells: every event of the protocol, in order, in both dialects."""

# ruff: noqa: E501 - a row of a table holds a whole job

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from tests.unit.runner_js.client import Batch, RunnerProcess, run_alone

DIALECTS = ("v1", "v2")
JOB = (
    "fn(state => {\n  console.log('hello', state.data);\n  state.data.n = 1;\n  return state;\n});"
)


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def batches() -> Iterator[dict[str, Batch]]:
    made = {dialect: Batch(dialect) for dialect in DIALECTS}
    yield made
    for batch in made.values():
        batch.close()


class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"path": self.path}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server_url() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_ready_names_node_and_the_adaptors_with_their_exports(dialect: str) -> None:
    with RunnerProcess(dialect) as runner:
        ready = runner.ready()

    assert ready["version"] == 1
    assert ready["node"].startswith("24.")
    (adaptor,) = ready["adaptors"]
    assert (adaptor["name"], adaptor["version"]) == ("@openfn/language-plain", "1.2.3")
    assert {"execute", "fn", "each", "util"} <= set(adaptor["exports"])
    assert ready["boot_ms"] > 0


def test_a_run_tells_everything_in_order(dialect: str) -> None:
    ended = run_alone(JOB, dialect, state={"data": {"a": 1}})

    assert [event["type"] for event in ended.events] == [
        "log",
        "compiled",
        "state",
        "operation_started",
        "log",
        "operation_finished",
        "log",
        "finished",
    ]
    assert ended.return_code == ended.exit_code == 0
    assert ended.of("state")[0]["value"] == {"data": {"a": 1}}
    assert ended.of("operation_finished")[0]["patch"] == [
        {"op": "add", "path": "/references", "value": []},
        {"op": "add", "path": "/data/n", "value": 1},
    ]
    assert ended.state == {"references": [], "data": {"a": 1, "n": 1}}
    assert ended.finished["took_ms"] > 0
    assert 20 < ended.finished["peak_mb"] < 185


def test_the_log_begins_with_the_versions_and_ends_with_finished(dialect: str) -> None:
    ended = run_alone(JOB, dialect)

    box, last = ended.own_logs
    lines = box.splitlines()
    assert lines[0].startswith("╭─")
    assert lines[-1].startswith("╰─")
    assert "(Node.js v24." in lines[1]
    assert lines[2].endswith("@openfn/language-plain@1.2.3 │")
    assert len({len(line) for line in lines}) == 1
    assert last == "Finished."


def test_a_log_event_names_operation_and_line(dialect: str) -> None:
    ended = run_alone(JOB, dialect)

    (log,) = [event for event in ended.of("log") if event["source"] == "job"]
    assert log["text"] == "hello {}"
    assert log["operation"] == 0
    assert log["at"] == {"line": 2, "column": 11}


def test_an_adaptors_prints_are_log_events_of_their_operation(batches: dict[str, Batch]) -> None:
    ended = batches["v2"].run(
        "fn(s => s);\nsay('from', {a: 1});\nprintPiecewise('ha', 'lf\\nrest');"
    )

    logs = [event for event in ended.of("log") if event["source"] == "adaptor"]
    assert [(event["text"], event["operation"]) for event in logs[:2]] == [
        ("from { a: 1 }", 1),
        ("half", 2),
    ]
    assert logs[2]["text"] == "rest"


def test_a_raw_write_to_the_pipe_is_no_event() -> None:
    ended = run_alone('printRaw(\'\\x1enot-the-token{"type":"finished","exit_code":0}\\n\');')

    assert ended.exit_code == 0
    assert len(ended.of("finished")) == 1
    assert ended.stray == [b'\x1enot-the-token{"type":"finished","exit_code":0}\n']


def test_a_disabled_console_says_so_each_time(dialect: str) -> None:
    ended = run_alone(
        "fn(s => { console.log('x'); console.info('y'); return s; });", dialect, no_console=True
    )

    assert ended.logs == ["🔒 console has been disabled for this run"] * 2


def test_patches_follow_one_another(batches: dict[str, Batch]) -> None:
    job = """
      fn(s => ({ ...s, list: [1, 2, 3] }));
      fn(s => { s.list.shift(); return s; });
      fn(s => { delete s.data; return s; });
    """
    ended = batches["v2"].run(job, state={"data": {"a": 1}, "references": []})

    assert [event["patch"] for event in ended.of("operation_finished")] == [
        [{"op": "add", "path": "/list", "value": [1, 2, 3]}],
        [{"op": "remove", "path": "/list/0"}],
        [{"op": "remove", "path": "/data"}],
    ]


def test_a_failed_operation_tells_what_it_changed_and_why(batches: dict[str, Batch]) -> None:
    ended = batches["v2"].run("fn(s => { s.data.half = 1; throw new Error('no'); });")

    (failed,) = ended.of("operation_failed")
    assert {"op": "add", "path": "/data/half", "value": 1} in failed["patch"]
    assert failed["error"]["message"] == "no"
    assert ended.error == failed["error"]
    assert ended.exit_code == 1


def test_a_state_past_the_limit_is_told_as_too_big(batches: dict[str, Batch]) -> None:
    limits = {"snapshot_nodes": 50}
    ended = batches["v2"].run(
        "fn(s => s); fn(s => ({ data: { small: 1 } }));",
        state={"data": list(range(100))},
        limits=limits,
    )

    assert ended.of("state")[0] == {**ended.of("state")[0], "too_big": True}
    first, second = ended.of("operation_finished")
    assert first["patch"] is None
    assert second["patch"] == [{"op": "replace", "path": "", "value": {"data": {"small": 1}}}]


def test_a_final_state_over_a_megabyte_comes_in_parts(batches: dict[str, Batch]) -> None:
    job = "fn(s => ({ data: Array.from({ length: 80000 }, (_, i) => 'persön 🙂 ' + i) }));"
    ended = batches["v2"].run(job)

    parts = ended.of("state_part")
    assert len(parts) > 1
    assert [part["is_last"] for part in parts] == [False] * (len(parts) - 1) + [True]
    assert ended.finished["in_parts"]
    assert "state" not in ended.finished
    assert ended.state["data"][79_999] == "persön 🙂 79999"


@pytest.mark.parametrize("call", ["get", "fetchJson"])
def test_a_live_request_is_observed(call: str, server_url: str) -> None:
    ended = run_alone(f"fn(s => s);\n{call}('{server_url}/a?b=1');")

    request, response = ended.of("http")
    assert (request["phase"], response["phase"]) == ("request", "response")
    assert request["url"] == f"{server_url}/a?b=1"
    assert request["operation"] == 1
    assert request["at"]["line"] == 2
    assert response["status"] == 200
    assert json.loads(response["body"]["text"]) == {"path": "/a?b=1"}
    assert ended.state["data"] == {"path": "/a?b=1"}


def test_in_test_mode_a_rule_answers() -> None:
    rule = {"url": "http://example.org/*", "answer": {"body": {"by": "rule"}}}
    ended = run_alone("get('http://example.org/x');", mode="test", rules=[rule])

    assert ended.state["data"] == {"by": "rule"}
    assert [event["origin"] for event in ended.of("http")][-1] == "stub"


def test_in_test_mode_the_parent_may_answer() -> None:
    with RunnerProcess(mode="test") as runner:
        runner.ready()
        runner.send_run("get('http://example.org/x');", rules=[{"pattern": "/x$", "ask": True}])
        events = runner.until(lambda event: event.get("phase") == "ask")
        runner.send(type="answer", id=events[-1]["id"], answer={"body": {"by": "parent"}})
        ended = runner.end(events)

    assert ended.state["data"] == {"by": "parent"}
    assert ended.exit_code == 0


def test_in_test_mode_other_ways_out_are_blocked() -> None:
    job = "fn(() => Function('return process')().getBuiltinModule('net').connect(5432, 'db.example.org'));"
    ended = run_alone(job + "\nfn(() => new Promise(r => setTimeout(r, 3000)));", "v1", "test")

    assert ended.of("blocked")[0]["host"] == "db.example.org"


def test_batch_runs_do_not_see_each_other(batches: dict[str, Batch]) -> None:
    batch = batches["v1"]
    first = batch.run("fn(s => { leaked = 1; console.log('one'); return s; });")
    second = batch.run("fn(s => { console.log(typeof leaked); return s; });")

    assert first.exit_code == second.exit_code == 0
    assert second.logs == ["undefined"]
    assert second.events[0]["ms"] < 50


def test_a_second_run_is_refused_without_batch() -> None:
    with RunnerProcess() as runner:
        runner.ready()
        runner.send_run("fn(() => new Promise(r => setTimeout(r, 300)).then(() => ({})));")
        runner.send_run("fn(s => ({ second: true }));")
        ended = runner.end()

    assert ended.state == {}
    assert any("A second run was asked for" in text for text in ended.own_logs)


@pytest.mark.parametrize(
    "line", [b"not json\n", b'{"type":"nope"}\n', b'{"type":"run"}\n', b"[]\n"]
)
def test_a_bad_command_does_no_harm(line: bytes) -> None:
    with RunnerProcess() as runner:
        runner.ready()
        assert runner.process.stdin is not None
        runner.process.stdin.write(line)
        runner.send_run("fn(s => s);")
        ended = runner.end()

    assert ended.exit_code == 0
    assert any("command" in text for text in ended.own_logs)


def test_a_large_state_arrives_whole(batches: dict[str, Batch]) -> None:
    state = {"data": [{"n": n, "text": "x" * 100} for n in range(20_000)]}
    ended = batches["v2"].run(
        "fn(s => ({ count: s.data.length, last: s.data.at(-1).n }));", state=state
    )

    assert ended.state == {"count": 20_000, "last": 19_999}


@pytest.mark.parametrize("state", [None, 5, "text", [1, 2]])
def test_a_state_that_is_no_object_is_passed_as_it_is(state: object) -> None:
    with RunnerProcess(adaptors=["bare"]) as runner:
        runner.ready()
        runner.send(
            type="run",
            source="fn(s => ({ got: s }));",
            url="file:///a.js",
            state=state,
            configuration={"password": "s3cret-pw"},
            limits=dict.fromkeys(["timeout_ms", "memory_mb"])
            | {"log_bytes": 9999, "line_chars": 99, "body_bytes": 99, "snapshot_nodes": 999},
        )
        ended = runner.end()

    assert ended.state == {"got": state}
