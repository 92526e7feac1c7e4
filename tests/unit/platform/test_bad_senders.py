"""Senders that are slow, broken or lie, by raw sockets: each gets an answer that says why."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from openfn_studio.errors import EnvironmentProblem
from openfn_studio.platform.http.bodies import Patience
from tests.unit.platform.serving import TOKEN, Served, serving
from tests.unit.platform.wire import Heard, hear, say, talk

HURRIED = Patience(head=0.3, silence=0.3, body=0.6)


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[Served]:
    """A server whose patience is short."""
    with serving(tmp_path, options={"patience": HURRIED}) as running:
        running.project()
        yield running


def inbox(served: Served) -> str:
    return urlsplit(served.get("/api/projects")[0]["inbox_url"]).path


def reason(heard: Heard) -> str:
    errors: dict[str, Any] = json.loads(heard.body)["errors"]
    (texts,) = errors.values()
    return texts[0]


def head(served: Served, *lines: str) -> bytes:
    where = urlsplit(served.url).netloc
    return "\r\n".join(
        [f"POST {inbox(served)} HTTP/1.1", f"Host: {where}", *lines, "", ""]
    ).encode()


def test_half_a_body_and_then_silence_is_told_and_stored_nowhere(hurried: Served):
    heard = talk(hurried.url, head(hurried, "Content-Length: 100") + b'{"a":1')

    assert (heard.status, heard.headers["connection"]) == (408, "close")
    assert "did not arrive in time" in reason(heard)
    assert hurried.get("/api/messages") == []


def test_a_body_that_trickles_is_ended(hurried: Served):
    where = urlsplit(hurried.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        line.sendall(head(hurried, "Content-Length: 100000"))
        line.settimeout(0.05)
        answered = False
        while not answered:
            try:
                line.sendall(b" ")
                answered = line.recv(1, socket.MSG_PEEK) != b""
            except TimeoutError:
                continue
        line.settimeout(10)
        heard = hear(line)

    assert heard.status == 408


def test_half_a_head_and_then_silence_is_told(hurried: Served):
    heard = talk(hurried.url, b"POST /inbox/x HTTP/1.1\r\nHost: 127")

    assert heard.status == 408


def test_a_connection_that_says_nothing_is_closed(hurried: Served):
    assert talk(hurried.url, b"").status == 408


def test_who_leaves_in_the_middle_of_a_body_stores_nothing(hurried: Served):
    heard = talk(hurried.url, head(hurried, "Content-Length: 100") + b'{"a":1}', ends=True)

    assert heard.status in (0, 408)
    assert hurried.get("/api/messages") == []


@pytest.mark.parametrize(
    "body",
    [
        b'5\r\n{"a":\r\nZZ\r\n1}\r\n0\r\n\r\n',
        b"-5\r\n{}\r\n0\r\n\r\n",
        b"FFFFFFFFFFFFFFFFFFFFFFFF\r\n{}\r\n",
    ],
)
def test_chunks_that_lie_store_nothing(hurried: Served, body: bytes):
    heard = talk(hurried.url, head(hurried, "Transfer-Encoding: chunked") + body)

    assert heard.status in (0, 400)
    assert hurried.get("/api/messages") == []


def test_chunks_that_are_right_are_taken(hurried: Served):
    body = b'3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'

    heard = talk(hurried.url, head(hurried, "Transfer-Encoding: chunked") + body)

    assert heard.status == 200
    assert hurried.get("/api/messages/1")["body"] == {"a": 1}


def test_chunks_without_end_are_refused_at_the_limit(served: Served):
    served.project()
    piece = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"

    heard = talk(served.url, head(served, "Transfer-Encoding: chunked") + piece * 9 + b"0\r\n\r\n")

    assert heard.status == 413


def test_a_length_that_is_too_large_is_refused_before_the_body_is_sent(hurried: Served):
    heard = talk(hurried.url, head(hurried, "Content-Length: 99999999999", "Expect: 100-continue"))

    assert heard.status in (100, 413)


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_http_is_told_as_json(hurried: Served, raw: bytes):
    heard = talk(hurried.url, raw)

    assert heard.status in (400, 408, 431)
    assert reason(heard)


def test_a_request_without_a_host_is_refused(hurried: Served):
    assert talk(hurried.url, b"GET /api/jobs HTTP/1.0\r\n\r\n").status == 403


def test_multipart_without_parts_is_refused(served: Served):
    served.project()
    kind = "Content-Type: multipart/form-data; boundary=x"

    heard = say(served.url, f"POST {inbox(served)} HTTP/1.1\r\n{kind}", b"--x--\r\n")

    assert (heard.status, reason(heard)) == (400, "The multipart body has no parts.")


def test_a_query_that_cannot_be_kept_is_refused(served: Served):
    served.project()

    heard = say(served.url, f"POST {inbox(served)}?a=%00 HTTP/1.1", b"{}")

    assert heard.status == 400
    assert served.get("/api/messages") == []


def test_one_slow_sender_keeps_no_other_waiting(served: Served):
    served.project()
    where = urlsplit(served.url)
    with socket.create_connection((where.hostname, where.port)) as slow:
        slow.sendall(head(served, "Content-Length: 100") + b"{")

        assert served.send({"a": 1}).status_code == 200


def test_a_search_nobody_waits_for_any_more_is_stopped(served: Served):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    async def leave() -> None:
        gone = asyncio.get_running_loop().create_future()
        gone.set_result(None)
        await served.server.platform.desk.search(gone, lambda c: c.execute(endless).fetchone())

    with pytest.raises(EnvironmentProblem, match=r"stopped|took its place"):
        served.server.call(leave())

    assert served.get("/api/projects") == []


def test_who_closes_the_line_stops_the_search_behind_it(served: Served):
    """The reader has one lane: the next question is answered only after the search has ended."""
    served.project()
    where = urlsplit(served.url)
    slow = f"GET /api/messages?text=ab&since=ever HTTP/1.1\r\nHost: {where.netloc}\r\n"
    with socket.create_connection((where.hostname, where.port)) as line:
        line.sendall(f"{slow}Authorization: Bearer {TOKEN}\r\n\r\n".encode())

    assert len(served.get("/api/projects")) == 1


def test_a_port_that_is_taken_is_told(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(EnvironmentProblem, match=rf"127\.0\.0\.1:{port}") as caught,
            serving(tmp_path, options={"port": port}),
        ):
            pass

    assert "another port" in caught.value.remedy


def test_a_disk_that_is_full_takes_no_message_and_says_so(served: Served):
    served.project()
    served.send({"a": 1})
    pages = served.store.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0]).result()
    served.store.write(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchall()).result()

    answers = [served.send_raw({"text": "x" * 20_000}) for _ in range(5)]

    refused = answers[-1]
    assert refused.status_code == 503
    assert "disk is full" in refused.json()["errors"]["detail"][0]
    assert refused.headers["retry-after"] == "10"
    kept = [answer for answer in answers if answer.status_code == 200]
    assert len(served.get("/api/messages")) == 1 + len(kept)
    served.store.write(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchall()).result()
    assert served.send({"b": 2}).status_code == 200
