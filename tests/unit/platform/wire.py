"""HTTP as bytes: what exactly is sent and what exactly comes back."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


def say(url: str, head: str, body: bytes = b"", *, timeout_s: float = 20) -> Heard:
    """Send a request's head and body as they are; return the answer.

    Args:
        url: The server.
        head: Request line and headers; ``Host`` and ``Content-Length`` are added, and the end.
        body: The bytes after it.
        timeout_s: How long to wait.
    """
    where = urlsplit(url)
    lines = [*head.strip().splitlines(), f"Host: {where.netloc}", f"Content-Length: {len(body)}"]
    return talk(url, ("\r\n".join(lines) + "\r\n\r\n").encode() + body, timeout_s=timeout_s)


def talk(url: str, raw: bytes, *, ends: bool = False, timeout_s: float = 20) -> Heard:
    """Send raw bytes and return the answer; ``ends`` closes our side first."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port), timeout=timeout_s) as line:
        line.sendall(raw)
        if ends:
            line.shutdown(socket.SHUT_WR)
        return hear(line)


def hear(line: socket.socket) -> Heard:
    """Return one answer, or status 0 when the line was closed without one."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = line.recv(65_536)
        if not piece:
            return Heard(0, {}, got)
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (one.partition(": ") for one in rest)
    headers = {name.lower(): value for name, _, value in pairs}
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        piece = line.recv(65_536)
        if not piece:
            break
        body += piece
    return Heard(int(first.split(" ")[1]), headers, body)
