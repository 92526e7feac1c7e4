"""A value's JSON text, indented, in parts: what is not asked for is not made.

What is for reading cuts very long texts and says so; what is for writing does not.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from openfn_studio.state.tree import Node

_TOKEN = re.compile(
    rb"""[ \t\r\n]*(?:
      (?P<text>"[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<sign>[\[\]{},:])
    | (?P<word>[^ \t\r\n,:\]}]+)
    )""",
    re.DOTALL | re.VERBOSE,
)
_LONGEST = 4_000
_PART = 100_000
_SIGNS = {b":": b": "}
_INDENT = b"  "
_CUT_ESCAPE = re.compile(
    rb"""(?P<kept>(?<!\\)(?:\\\\)*)
    \\(?: u[0-9a-fA-F]{0,3} | u[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)? )?$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class PrettyPart:
    """Some of the indented text."""

    text: str
    done: int
    """How many bytes of the value are told with it and all parts before."""


def pretty(node: Node) -> Iterator[PrettyPart]:
    """Yield a value's text in parts of about a hundred thousand characters, cut between tokens.

    Args:
        node: A value; not a bucket.
    """
    waiting: list[str] = []
    size, done = 0, 0
    for token, end in _pieces(node.document.data, node.start, node.end):
        piece = _shown(token)
        waiting.append(piece)
        size += len(piece)
        done = end - node.start
        if size >= _PART:
            yield PrettyPart("".join(waiting), done)
            waiting, size = [], 0
    if waiting:
        yield PrettyPart("".join(waiting), done)


def said(node: Node) -> Iterator[PrettyPart]:
    """Yield what a text says, in such parts; lines of many thousand letters are broken."""
    inside = memoryview(node.document.data)[node.start + 1 : node.end - 1]
    at = 0
    while at < len(inside):
        piece = bytes(inside[at : at + _PART])
        if at + _PART < len(inside):
            piece = _whole(piece)
        at += len(piece)
        lines = json.loads(b'"' + piece + b'"').split("\n")
        broken = (
            line[begin : begin + _LONGEST]
            for line in lines
            for begin in range(0, max(1, len(line)), _LONGEST)
        )
        yield PrettyPart("\n".join(broken), node.size_bytes if at >= len(inside) else at)


def _whole(piece: bytes) -> bytes:
    """Return a piece of a text in quotes without the escape or letter that its end cuts."""
    uncut = _CUT_ESCAPE.sub(rb"\g<kept>", piece)
    return uncut.decode("utf-8", "ignore").encode()


def indented(node: Node) -> Iterator[bytes]:
    """Yield a value's text, byte for byte but for the blanks between its tokens."""
    for token, _ in _pieces(node.document.data, node.start, node.end):
        yield token


def _pieces(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int]]:
    depth, at, is_opened = 0, start, False
    while at < end:
        token = _TOKEN.match(data, at, end)
        if token is None:
            return
        at = token.end()
        sign = token["sign"]
        is_closing = sign in (b"}", b"]")
        depth -= is_closing
        if is_opened != is_closing:
            # The first member, or the end of the last one: empty brackets stay together.
            yield _line(depth), at
        is_opened = sign in (b"{", b"[")
        depth += is_opened
        if sign is None:
            yield token["text"] or token["word"], at
        elif sign == b",":
            yield b"," + _line(depth), at
        else:
            yield _SIGNS.get(sign, sign), at


def _line(depth: int) -> bytes:
    return b"\n" + _INDENT * depth


def _shown(token: bytes) -> str:
    if len(token) <= _LONGEST:
        return token.decode("utf-8", "replace")
    beginning = _whole(token[:_LONGEST]).decode()
    return f'{beginning}…" (cut here: {len(token):,} bytes)'
