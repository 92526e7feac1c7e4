"""What test mode answers, and what it tells of it: real requests of real Node processes."""

import base64
import gzip
import json
from typing import Any

import pytest

from openfn_studio.runner.protocol import decode_event
from tests.proofs.testmode.attempt import Outcome, run_script

FETCH = """
const answer = async (url, options) => {
  const response = await fetch(url, options);
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, text: await response.text() };
};
"""
POST = """
const post = (body, encoding = '') => {
  const headers = { 'content-encoding': encoding };
  return fetch('http://example.org/', { method: 'POST', body, headers });
};
"""
AGENTS = (
    "import http from 'node:http'; import https from 'node:https'; import http2 from 'node:http2';"
)


def fetch_with_rule(rule: dict[str, Any], url: str = "https://example.org/a") -> Outcome:
    configure = f"sealed.configure({{ rules: [{json.dumps(rule)}] }});"
    return run_script(f"{FETCH} {configure} tell(await answer({json.dumps(url)}));")


def http_events(outcome: Outcome) -> list[dict[str, Any]]:
    return [event for event in outcome.events if event["type"] == "http"]


# ---------------------------------------------------------------- events


def test_a_request_and_its_answer_are_told_whole():
    outcome = run_script(
        "globalThis.operation = 3;"
        "await fetch('https://Example.org:443/a?b=1', { method: 'POST', body: '{\"x\":1}',"
        "  headers: { 'Content-Type': 'application/json', 'X-Key': 'k' } });"
    )

    request, response = http_events(outcome)
    headers = request.pop("headers")
    assert (headers["Content-Type"], headers["X-Key"]) == ("application/json", "k")
    assert request == {
        "type": "http",
        "phase": "request",
        "id": 1,
        "method": "POST",
        "url": "https://example.org/a?b=1",
        "operation": 3,
        "body": {"size": 7, "text": '{"x":1}'},
        "origin": "default",
    }
    assert response.pop("took_ms") >= 0
    assert response == {
        "type": "http",
        "phase": "response",
        "id": 1,
        "method": "POST",
        "url": "https://example.org/a?b=1",
        "operation": 3,
        "status": 200,
        "headers": {
            "content-type": "application/json",
            "x-openfn-test-mode": "1",
            "content-length": "2",
        },
        "body": {"size": 2, "text": "{}"},
        "origin": "default",
    }


def test_every_event_is_one_of_the_protocol():
    outcome = run_script(
        "import dns from 'node:dns'; import net from 'node:net';"
        "await dns.promises.lookup('example.org');"
        "await fetch('http://example.org/a');"
        "await new Promise((resolve) => net.connect(25, 'mail').on('error', resolve));"
    )

    decoded = [decode_event(json.dumps(event).encode()) for event in outcome.events]

    kinds = [type(event).__name__ for event in decoded]
    assert kinds == ["Dns", "Http", "Http", "Blocked"]


def test_a_header_given_twice_is_told_joined():
    outcome = run_script(f"""{AGENTS}
        http.get('http://example.org/', {{ headers: {{ 'X-Many': ['a', 'b'] }} }});""")

    assert http_events(outcome)[0]["headers"]["X-Many"] == "a, b"


def test_ids_are_unique_and_go_on_when_a_new_run_is_configured():
    outcome = run_script("""
        await fetch('http://example.org/1'); await fetch('http://example.org/2');
        sealed.configure({ rules: [] });
        await fetch('http://example.org/3');""")

    told = [event["id"] for event in http_events(outcome) if event["phase"] == "request"]
    assert told == [1, 2, 3]


CLIENTS = {
    "node:http": "const send = (u) => http.get(u.replace('https', 'http'));",
    "node:https": "const send = (u) => https.get(u);",
    "node:https, kept": (
        "const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });"
        "const send = (u) => https.get(u, { agent }, (r) => r.resume());"
    ),
    "fetch": "const send = (u) => fetch(u);",
    "node:http2": (
        "const session = http2.connect('https://example.org'); let open = 4;"
        "const done = () => { open -= 1; if (open === 0) session.close(); };"
        "const send = (u) =>"
        "  session.request({ ':path': new URL(u).pathname }).resume().on('close', done);"
    ),
}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_a_request_is_told_with_the_operation_that_made_it(client: str):
    outcome = run_script(f"""{AGENTS} {client}
        for (const number of [1, 2, 3, 4]) {{
          globalThis.operation = number;
          send(`https://example.org/${{number}}`);
        }}
        globalThis.operation = 99;""")

    told = {
        event["url"][-1]: event["operation"]
        for event in http_events(outcome)
        if event["phase"] == "request"
    }
    assert told == {"1": 1, "2": 2, "3": 3, "4": 4}
    assert outcome.exit_code == 0


def test_a_job_that_gives_up_before_the_answer_is_told_of():
    outcome = run_script("""
        sealed.configure({ rules: [{ ask: true }] });
        const controller = new AbortController();
        globalThis.answer = async () => { controller.abort(); return { delay_ms: 200 }; };
        await fetch('http://example.org/', { signal: controller.signal }).catch(() => 0);""")

    assert [event["phase"] for event in http_events(outcome)] == ["request", "ask", "error"]
    assert http_events(outcome)[2]["message"] == (
        "The job closed the connection before the exchange was complete."
    )


def test_a_kept_connection_does_not_keep_the_process():
    outcome = run_script(f"""{AGENTS}
        const agent = new https.Agent({{ keepAlive: true }});
        await new Promise((resolve) => {{
          https.get('https://example.org/', {{ agent }}, (r) => r.resume().on('end', resolve));
        }});
        await fetch('https://example.org/');
        tell(process.getActiveResourcesInfo().filter((name) => /Server/.test(name)));""")

    assert outcome.exit_code == 0
    assert outcome.result == {"value": []}


# ---------------------------------------------------------------- answers of rules


def test_a_rule_answers_with_its_status_headers_and_json():
    outcome = fetch_with_rule(
        {
            "url": "https://example.org/*",
            "answer": {"status": 404, "headers": {"X-A": "1"}, "body": {"error": ["no"]}},
        }
    )

    assert outcome.result is not None
    answer = outcome.result["value"]
    assert (answer["status"], answer["text"]) == (404, '{"error":["no"]}')
    assert answer["headers"]["x-a"] == "1"
    assert answer["headers"]["content-type"] == "application/json"
    told = [(event["origin"], event["rule"]) for event in http_events(outcome)]
    assert told == [("stub", 0), ("stub", 0)]


@pytest.mark.parametrize(
    ("answer", "text", "content_type"),
    [
        ({}, "{}", "application/json"),
        ({"body": None}, "{}", "application/json"),
        ({"body": "plain é"}, "plain é", "text/plain; charset=utf-8"),
        ({"body": '{"a":1}'}, '{"a":1}', "application/json"),
        ({"body": ""}, "", "text/plain; charset=utf-8"),
        ({"body": [1]}, "[1]", "application/json"),
        ({"body": 0}, "0", "application/json"),
        ({"body": False}, "false", "application/json"),
        (
            {"body": "<a/>", "headers": {"Content-Type": "text/xml"}},
            "<a/>",
            "text/xml",
        ),
        ({"base64": "aGVsbG8="}, "hello", "application/octet-stream"),
        ({"body": "x", "headers": {"content-length": "9", "transfer-encoding": "chunked"}}, "x", 0),
        ({"body": "x", "headers": {"content-encoding": "gzip"}}, "x", 0),
        (
            {
                "base64": base64.b64encode(gzip.compress(b"zipped")).decode(),
                "headers": {"content-encoding": "gzip"},
            },
            "zipped",
            0,
        ),
    ],
)
def test_a_body_is_sent_as_the_rule_means_it(
    answer: dict[str, Any], text: str, content_type: str | int
):
    outcome = fetch_with_rule({"answer": answer})

    assert outcome.result is not None
    got = outcome.result["value"]
    assert (got["status"], got["text"]) == (200, text)
    assert content_type in (0, got["headers"]["content-type"])


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_body_has_none(status: int):
    outcome = fetch_with_rule({"answer": {"status": status, "body": "not sent"}})

    assert outcome.result is not None
    assert (outcome.result["value"]["status"], outcome.result["value"]["text"]) == (status, "")
    assert "body" not in http_events(outcome)[1]


def test_a_delay_is_kept():
    outcome = fetch_with_rule({"answer": {"delay_ms": 120}})

    assert http_events(outcome)[1]["took_ms"] >= 119


def test_rules_are_counted_and_start_anew_with_each_run():
    outcome = run_script(f"""{FETCH}
        const rules = [{{ times: 1, answer: {{ status: 500 }} }}];
        const statuses = [];
        for (const _run of [1, 2]) {{
          sealed.configure({{ rules }});
          for (const _request of [1, 2]) {{
            statuses.push((await answer('http://example.org/')).status);
          }}
        }}
        tell(statuses);""")

    assert outcome.result == {"value": [500, 200, 500, 200]}


def test_headers_that_http2_forbids_are_left_out():
    outcome = run_script(f"""{AGENTS}
        const headers = {{ connection: 'close', a: 'b' }};
        sealed.configure({{ rules: [{{ answer: {{ headers }} }}] }});
        const session = http2.connect('https://example.org');
        session.request({{}}).on('response', (headers) => {{
          tell([headers[':status'], headers.a, headers.connection ?? null]); session.close();
        }});""")

    assert outcome.result == {"value": [200, "b", None]}


def test_a_rule_that_cannot_be_used_is_refused_and_the_rules_stay():
    outcome = run_script(f"""{FETCH}
        sealed.configure({{ rules: [{{ answer: {{ status: 201 }} }}] }});
        let message;
        try {{ sealed.configure({{ rules: [{{}}, {{ pattern: '(' }}] }}); }}
        catch (error) {{ message = error.message; }}
        tell([(await answer('http://example.org/')).status, message]);""")

    assert outcome.result is not None
    status, message = outcome.result["value"]
    assert status == 201
    assert message.startswith("HTTP rule 2: its pattern is not a regular expression (")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"status": 99}, "its status 99 is not between 200 and 599"),
        (
            {"headers": {"a b": "c"}},
            'its header "a b" has a name or value that HTTP does not allow',
        ),
        (
            {"headers": {"a": "b\nc"}},
            'its header "a" has a name or value that HTTP does not allow',
        ),
    ],
)
def test_an_answer_that_cannot_be_sent_is_refused(answer: dict[str, Any], problem: str):
    source = f"""
        let message; const answer = {json.dumps(answer)};
        try {{ sealed.configure({{ rules: [{{ answer }}] }}); }}
        catch (error) {{ message = error.message; }}
        sealed.configure({{ rules: [{{ ask: true }}] }});
        globalThis.answer = async () => answer;
        await fetch('http://example.org/').catch((e) => tell([message, e.cause.message]));"""

    outcome = run_script(source)

    assert outcome.result is not None
    of_rule, of_request = outcome.result["value"]
    assert of_rule == f"HTTP rule 1: {problem}."
    assert of_request.startswith(
        "The request GET http://example.org/ was refused: "
        f"The answer given cannot be sent: {problem}. In test mode"
    )


# ---------------------------------------------------------------- asking


def test_a_rule_that_asks_gets_its_answer_from_the_parent():
    outcome = run_script(f"""{FETCH}
        sealed.configure({{ rules: [{{ url: '/b' }}, {{ url: '/a', ask: true }}] }});
        let asked;
        globalThis.answer = async (exchange) => {{
          asked = exchange;
          return {{ status: 202, body: 'ok' }};
        }};
        const got = await answer('https://example.org/a', {{ method: 'PUT', body: 'x' }});
        tell([got.status, got.text, asked.id, asked.method, asked.url, asked.body, asked.rule]);""")

    assert outcome.result == {
        "value": [202, "ok", 1, "PUT", "https://example.org/a", {"size": 1, "text": "x"}, 1]
    }
    events = http_events(outcome)
    assert [event["phase"] for event in events] == ["request", "ask", "response"]
    assert {(event["id"], event["origin"], event["rule"]) for event in events} == {(1, "asked", 1)}


@pytest.mark.parametrize("refusal", ["null", "Promise.reject(new Error('the parent is gone'))"])
def test_no_answer_from_the_parent_refuses_the_request(refusal: str):
    outcome = run_script(f"""
        sealed.configure({{ rules: [{{ ask: true }}] }});
        globalThis.answer = async () => {refusal};
        const told = ({{ cause }}) => tell([cause.name, cause.message]);
        await fetch('https://example.org/a').catch(told);""")

    assert outcome.result == {
        "value": [
            "TestModeError",
            "The request GET https://example.org/a was refused. In test mode only HTTP requests "
            "are answered, and nothing leaves this machine.",
        ]
    }
    last = http_events(outcome)[-1]
    assert (last["phase"], last["message"]) == ("error", "The request was refused.")


def test_other_requests_are_answered_while_one_waits_for_the_parent():
    outcome = run_script(f"""{FETCH}
        sealed.configure({{ rules: [{{ url: '/slow', ask: true }}] }});
        let release;
        globalThis.answer = () => new Promise((resolve) => {{ release = resolve; }});
        const slow = answer('http://example.org/slow');
        const fast = await answer('http://example.org/fast');
        release({{ status: 203 }});
        tell([fast.status, (await slow).status]);""")

    assert outcome.result == {"value": [200, 203]}


# ---------------------------------------------------------------- bodies


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", "zlib.gzipSync(data)"),
        ("x-gzip", "zlib.gzipSync(data)"),
        ("deflate", "zlib.deflateSync(data)"),
        ("deflate", "zlib.deflateRawSync(data)"),
        ("br", "zlib.brotliCompressSync(data)"),
        ("zstd", "zlib.zstdCompressSync(data)"),
        ("deflate, gzip", "zlib.gzipSync(zlib.deflateSync(data))"),
        ("identity", "data"),
    ],
)
def test_a_compressed_body_is_told_decompressed_with_its_size_on_the_wire(
    encoding: str, compress: str
):
    outcome = run_script(f"""{POST}
        import zlib from 'node:zlib';
        const data = Buffer.from('{{"who":"Zoë"}}'.repeat(20)); const body = {compress};
        await post(body, '{encoding}');
        tell(body.length);""")

    assert outcome.result is not None
    assert http_events(outcome)[0]["body"] == {
        "size": outcome.result["value"],
        "text": '{"who":"Zoë"}' * 20,
    }


@pytest.mark.parametrize("method", ["gzip", "deflate", "brotliCompress", "zstdCompress"])
def test_half_a_compressed_body_is_told_as_far_as_it_goes(method: str):
    names = {"brotliCompress": "br", "zstdCompress": "zstd"}
    outcome = run_script(f"""{POST}
        import zlib from 'node:zlib'; import crypto from 'node:crypto';
        const data = Buffer.from(crypto.randomBytes(150000).toString('hex'));
        const whole = zlib.{method}Sync(data); const body = whole.subarray(0, whole.length - 20000);
        sealed.configure({{ bodyBytes: 1 << 22 }});
        await post(body, '{names.get(method, method)}');
        tell(data.toString());""")

    assert outcome.result is not None
    text = http_events(outcome)[0]["body"]["text"]
    assert len(text) > 100_000
    assert outcome.result["value"].startswith(text)


def test_a_small_body_that_grows_without_end_is_cut():
    outcome = run_script(f"""{POST}
        import zlib from 'node:zlib';
        await post(zlib.gzipSync(Buffer.alloc(50_000_000)), 'gzip');""")

    body = http_events(outcome)[0]["body"]
    assert body["is_truncated"] is True
    assert 0 < len(body["text"]) <= 1 << 20


@pytest.mark.parametrize(
    ("body", "encoding", "shown"),
    [
        ("Buffer.from([0xff, 0xfe, 0])", "", {"size": 3, "base64": "//4A"}),
        ("Buffer.from('not gzip')", "gzip", {"size": 8, "text": "not gzip"}),
        ("Buffer.from('a')", "unknown", {"size": 1, "text": "a"}),
        ("'é'.repeat(20)", "", {"size": 40, "text": "é" * 4, "is_truncated": True}),
        (
            "Buffer.alloc(20, 0xff)",
            "",
            {"size": 20, "base64": base64.b64encode(b"\xff" * 9).decode(), "is_truncated": True},
        ),
    ],
)
def test_a_body_is_told_as_text_or_bytes_up_to_the_limit(
    body: str, encoding: str, shown: dict[str, Any]
):
    outcome = run_script(f"""{POST}
        sealed.configure({{ bodyBytes: 9 }});
        await post({body}, '{encoding}');""")

    assert http_events(outcome)[0]["body"] == shown


def test_the_body_of_an_answer_is_cut_for_showing_only():
    outcome = run_script(f"""{FETCH}
        sealed.configure({{ bodyBytes: 4, rules: [{{ answer: {{ body: 'abcdefgh' }} }}] }});
        tell((await answer('http://example.org/')).text);""")

    assert outcome.result == {"value": "abcdefgh"}
    assert http_events(outcome)[1]["body"] == {"size": 8, "text": "abcd", "is_truncated": True}
