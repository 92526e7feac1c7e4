"""Live mode sees every exchange with a real server on this machine, and changes none."""

import gzip
import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from openfn_studio.runner.protocol import decode_event
from tests.proofs.testmode.attempt import Outcome, run_script
from tests.proofs.testmode.packages import installed_packages

BODY = b'{"patients":["Zo\xc3\xab"]}'


class Server(BaseHTTPRequestHandler):
    """Answers with JSON; `/gzip` compresses it, `/short` breaks off, `/none` has no body."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        received = self.received()
        body = b"" if self.path == "/none" else BODY
        if self.path == "/gzip":
            body = gzip.compress(BODY)
        self.send_response(204 if self.path == "/none" else 201)
        if self.path == "/gzip":
            self.send_header("Content-Encoding", "gzip")
        if self.path != "/none":
            self.send_header("Content-Length", str(len(body) + 9 * (self.path == "/short")))
        self.send_header("X-Received", str(len(received)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.close_connection = self.path == "/short"

    def received(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        received = b""
        while size := int(self.rfile.readline(), 16):
            received += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return received

    do_GET = do_POST = do_PUT = do_HEAD = answer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def watch(source: str, url: str) -> Outcome:
    return run_script(
        "import http from 'node:http'; import { text } from 'node:stream/consumers';"
        f"const url = {json.dumps(url)}; {source}",
        "watch.cjs",
    )


def summary(outcome: Outcome) -> list[tuple[Any, ...]]:
    """Return what each event says, but for headers and times."""
    keys = ("phase", "id", "method", "url", "operation", "status", "body")
    return [tuple(event.get(key) for key in keys) for event in outcome.events]


CLIENTS = {
    "node:http": """
        const got = await new Promise((resolve) => {
          const request = http.request(`${url}/a?b=1`, { method: 'POST' }, (response) => {
            text(response).then((body) => resolve([response.statusCode, body]));
          });
          request.write('one ');
          request.end('two');
        });""",
    "fetch": """
        const response = await fetch(`${url}/a?b=1`, { method: 'POST', body: 'one two' });
        const got = [response.status, await response.text()];""",
    "fetch of a stream": """
        const body = new Blob(['one ', 'two']).stream();
        const response = await fetch(`${url}/a?b=1`, { method: 'POST', body, duplex: 'half' });
        const got = [response.status, await response.text()];""",
}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_a_request_and_its_response_are_told_whole_and_reach_the_job(client: str, url: str):
    outcome = watch(f"globalThis.operation = 4; {client} tell(got);", url)

    shown = {"size": len(BODY), "text": BODY.decode()}
    assert outcome.result == {"value": [201, BODY.decode()]}
    assert summary(outcome) == [
        ("request", 1, "POST", f"{url}/a?b=1", 4, None, {"size": 7, "text": "one two"}),
        ("response", 1, "POST", f"{url}/a?b=1", 4, 201, shown),
    ]
    request, response = outcome.events
    assert "host" in {name.lower() for name in request["headers"]}
    assert response["headers"]["Content-Length"] == str(len(BODY))
    assert response["took_ms"] > 0
    assert all(type(decode_event(json.dumps(event).encode())).__name__ for event in outcome.events)


@pytest.mark.parametrize("client", ["fetch(`${url}/gzip`)", "get('/gzip')"])
def test_a_compressed_response_is_told_decompressed(client: str, url: str):
    outcome = watch(
        "const get = (path) => new Promise((resolve) => {"
        "  http.get(url + path, (response) => response.resume().on('end', resolve)); });"
        f"const response = await {client}; await response?.text();",
        url,
    )

    body = outcome.events[1]["body"]
    assert body["text"] == BODY.decode()
    assert body["size"] != len(BODY)


@pytest.mark.parametrize(("method", "path"), [("GET", "/none"), ("HEAD", "/a")])
def test_a_response_without_body_is_told_as_one(method: str, path: str, url: str):
    outcome = watch(f"await fetch(url + '{path}', {{ method: '{method}' }});", url)

    assert [event["phase"] for event in outcome.events] == ["request", "response"]
    assert "body" not in outcome.events[1]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("await fetch('REFUSED').catch(() => 0);", "ECONNREFUSED"),
        ("http.get('REFUSED').on('error', () => 0);", "ECONNREFUSED"),
        ("http.get(url).on('error', () => 0).destroy();", "socket hang up"),
        (
            "http.get(`${url}/short`, (r) => r.resume().on('error', () => 0));",
            "The connection was closed before the response was complete.",
        ),
        (
            "await fetch(`${url}/short`).then((r) => r.text()).catch(() => 0);",
            "other side closed",
        ),
    ],
)
def test_an_exchange_that_breaks_off_is_told_as_an_error(source: str, message: str, url: str):
    with socket.create_server(("127.0.0.1", 0)) as server:
        refused = f"http://127.0.0.1:{server.getsockname()[1]}/"

    outcome = watch(source.replace("REFUSED", refused), url)

    assert [event["phase"] for event in outcome.events] == ["request", "error"]
    assert message in outcome.events[1]["message"]


def test_what_had_come_of_a_broken_response_is_told_too(url: str):
    outcome = watch("http.get(`${url}/short`, (r) => r.resume().on('error', () => 0));", url)

    assert outcome.events[1]["status"] == 201
    assert outcome.events[1]["body"]["text"] == BODY.decode()


def test_bodies_are_told_up_to_the_limit_and_sent_whole(url: str):
    outcome = watch(
        "watched.configure({ bodyBytes: 3 });"
        "const response = await fetch(url, { method: 'PUT', body: 'x'.repeat(100000) });"
        "tell([response.headers.get('x-received'), (await response.text()).length]);",
        url,
    )

    assert outcome.result == {"value": ["100000", len(BODY.decode())]}
    assert outcome.events[0]["body"] == {"size": 100_000, "text": "xxx", "is_truncated": True}
    assert outcome.events[1]["body"]["is_truncated"] is True


def test_twenty_requests_at_once_are_told_apart(url: str):
    outcome = watch(
        "await Promise.all(Array.from({ length: 20 }, async (_, number) => {"
        "  globalThis.operation = number;"
        "  await (await fetch(`${url}/${number}`)).text(); }));",
        url,
    )

    told = {event["id"]: event["url"] for event in outcome.events if event["phase"] == "response"}
    assert len(told) == 20
    assert set(told.values()) == {f"{url}/{number}" for number in range(20)}


def test_a_response_nobody_reads_is_left_unread(url: str):
    outcome = watch(
        "http.get(url, (response) => {"
        "  setImmediate(() => { tell([response.readableFlowing, response.readableDidRead]);"
        "    response.destroy(); }); });",
        url,
    )

    assert outcome.result == {"value": [None, False]}


def test_a_watcher_that_fails_never_reaches_the_job(url: str):
    outcome = run_script(
        "const { watch } = (await import('node:module'))"
        ".createRequire(import.meta.url)(process.cwd() + '/resources/runner/httpwatch.cjs');"
        "watch({ emit: () => { throw new Error('broken'); }, where: () => ({}) });"
        f"const response = await fetch('{url}', {{ method: 'POST', body: 'a' }});"
        "tell([response.status, await response.text()]);",
        "watch.cjs",
    )

    assert outcome.result == {"value": [201, BODY.decode()]}


# ---------------------------------------------------------------- packages of npm


@pytest.fixture(scope="module")
def packages() -> str:
    try:
        return str(installed_packages("packages-live.json"))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"npm did not answer: {error}")


UNDICI = """
    const { body, statusCode } = await require('NAME').request(`${url}/a`, {
      method: 'POST', body: 'one two' });
    const got = [statusCode, await body.text()];"""
AXIOS = """
    const response = await (require('NAME').default ?? require('NAME')).post(`${url}/a`, 'one two');
    const got = [response.status, JSON.stringify(response.data)];"""


@pytest.mark.npm
@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("undici5", UNDICI),
        ("undici6", UNDICI),
        ("undici7", UNDICI),
        ("undici8", UNDICI),
        ("axios021", AXIOS),
        ("axios1", AXIOS),
    ],
)
def test_clients_of_npm_are_seen_with_their_bodies(name: str, source: str, url: str, packages: str):
    outcome = watch(
        "import { createRequire } from 'node:module';"
        f"const require = createRequire({json.dumps(packages + '/package.json')});"
        f"{source.replace('NAME', name)} tell(got);",
        url,
    )

    shown = {"size": len(BODY), "text": BODY.decode()}
    assert outcome.result == {"value": [201, BODY.decode()]}
    assert summary(outcome) == [
        ("request", 1, "POST", f"{url}/a", 0, None, {"size": 7, "text": "one two"}),
        ("response", 1, "POST", f"{url}/a", 0, 201, shown),
    ]
