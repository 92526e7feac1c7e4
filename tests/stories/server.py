"""A real HTTP server on loopback that remembers what it was asked, with three kinds of login."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

USER, PASSWORD, TOKEN = "clinic", "open-sesame-42", "bearer-token-for-tests"
REALM, NONCE = "clinic", "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """Names in lower case."""
    body: Any
    """JSON where it is JSON, else text; None when empty."""


@dataclass(slots=True)
class ClinicServer:
    """The running server: its address, what it received, and what it answers."""

    url: str
    received: list[Received] = field(default_factory=list)
    answers: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)
    """(method, path) -> (status, JSON body). Anything else is answered ``200 {"ok": true}``."""


@contextmanager
def clinic_server() -> Iterator[ClinicServer]:
    """Serve on a free loopback port for as long as the context lasts."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server = ClinicServer(f"http://127.0.0.1:{http.server_address[1]}")
    http.clinic = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        server: ClinicServer = self.server.clinic  # type: ignore[attr-defined]
        split = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(split.query))
        server.received.append(Received(self.command, split.path, query, headers, _body(raw)))
        challenge = _challenge(split.path, self.command, headers.get("authorization", ""))
        if challenge:
            self._answer(401, {"error": "who are you?"}, {"WWW-Authenticate": challenge})
            return
        status, body = server.answers.get((self.command, split.path), (200, {"ok": True}))
        self._answer(status, body, {})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def _answer(self, status: int, body: Any, headers: dict[str, str]) -> None:
        encoded = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests read ``received``."""


def _body(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def _challenge(path: str, method: str, authorization: str) -> str:
    """Return the challenge a protected path answers with, or nothing when the login is right."""
    basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if path == "/basic" and authorization != f"Basic {basic}":
        return f'Basic realm="{REALM}"'
    if path == "/bearer" and authorization != f"Bearer {TOKEN}":
        return "Bearer"
    if path == "/digest" and not _digest_is_right(method, authorization):
        return f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5'
    return ""


def _digest_is_right(method: str, authorization: str) -> bool:
    """Check a Digest response by RFC 7616, with MD5 and qop=auth."""
    if not authorization.startswith("Digest "):
        return False
    given = {
        name: quoted or bare
        for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', authorization)
    }
    first = _md5(f"{USER}:{REALM}:{PASSWORD}")
    second = _md5(f"{method}:{given['uri']}")
    parts = (first, NONCE, given["nc"], given["cnonce"], given["qop"], second)
    return given["nonce"] == NONCE and given["response"] == _md5(":".join(parts))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
