"""A system with an HTTP API on loopback: it records what it gets and asks for a login."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD, AWAITED_TOKEN = "amina", 'se"cret: ü', "token-4711"
REALM, NONCE, OPAQUE = (
    "clinic",
    "dcd98b7102dd2f0e8b11d0f600bfb0c093",
    "5ccc069c403ebaf9f0171e9517f40e41",
)


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What a route gives back."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


Route = Callable[[Received], Answer]


class System:
    """Routes by "METHOD /path"; a path without a route answers with an empty object."""

    def __init__(self, routes: Mapping[str, Route] | None = None) -> None:
        self.routes = dict(routes or {})
        self.received: list[Received] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        system = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                size = int(self.headers.get("content-length", 0))
                parts = urlsplit(self.path)
                received = Received(
                    self.command,
                    parts.path,
                    parse_qs(parts.query),
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(size).decode(),
                )
                system.received.append(received)
                route = system.routes.get(f"{self.command} {parts.path}", lambda _: Answer())
                self.give(route(received))

            def give(self, answer: Answer) -> None:
                is_text = isinstance(answer.body, str)
                body = (answer.body if is_text else json.dumps(answer.body)).encode()
                headers = {"content-type": "text/plain" if is_text else "application/json"}
                self.send_response(answer.status)
                for name, value in {**headers, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *_: object) -> None:
                return

        return Handler


def asks_basic(received: Received) -> Answer:
    pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if received.headers.get("authorization") == f"Basic {pair}":
        return Answer(body={"welcome": True})
    return Answer(401, {"error": "who are you?"}, {"www-authenticate": 'Basic realm="clinic"'})


def asks_bearer(received: Received) -> Answer:
    if received.headers.get("authorization") == f"Bearer {AWAITED_TOKEN}":
        return Answer(body={"welcome": True})
    return Answer(401, {"error": "no token"}, {"www-authenticate": "Bearer"})


def asks_digest(algorithm: str, qop: str = 'qop="auth,auth-int"', before: str = "") -> Route:
    """Return a route that wants a digest login, and checks the answer as RFC 7616 says."""
    challenge = f'Digest realm="{REALM}", nonce="{NONCE}", {qop}, opaque="{OPAQUE}"'
    challenge += f", algorithm={algorithm}" if algorithm else ""

    def route(received: Received) -> Answer:
        given = received.headers.get("authorization", "")
        if given.startswith("Digest ") and _is_right(given, received, algorithm or "MD5"):
            return Answer(body={"welcome": True})
        return Answer(401, {"error": "wrong digest"}, {"www-authenticate": before + challenge})

    return route


def _is_right(given: str, received: Received, algorithm: str) -> bool:
    found = re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))', given)
    said = {name: re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in found}
    method = hashlib.sha256 if algorithm.startswith("SHA-256") else hashlib.md5

    def hashed(text: str) -> str:
        return method(text.encode()).hexdigest()

    user = hashed(f"{USER}:{REALM}:{PASSWORD}")
    if algorithm.endswith("-sess"):
        user = hashed(f"{user}:{NONCE}:{said['cnonce']}")
    target = hashed(f"{received.method}:{said['uri']}")
    middle = f"{NONCE}:{said['nc']}:{said['cnonce']}:{said['qop']}" if "qop" in said else NONCE
    return (
        said["username"] == USER
        and said["nonce"] == NONCE
        and said["opaque"] == OPAQUE
        and said["uri"].startswith(received.path)
        and said["response"] == hashed(f"{user}:{middle}:{target}")
    )
