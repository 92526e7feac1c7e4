"""A value's JSON text, indented, in parts: what is not asked for is not made.

For reading, not for writing: very long texts are cut and say so.
"""

import re
from collections.abc import Iterator

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
_INDENT = "  "
_CUT_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?$")


def pretty(node: Node) -> Iterator[str]:
    """Yield a value's text in parts of about a hundred thousand characters, cut between tokens.

    Args:
        node: A value; not a bucket.
    """
    return _parts(_pieces(node.document.data, node.start, node.end))


def _parts(pieces: Iterator[str]) -> Iterator[str]:
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _PART:
            yield "".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting)


def _pieces(data: bytes, start: int, end: int) -> Iterator[str]:
    depth = 0
    at = start
    opened = False
    while at < end:
        token = _TOKEN.match(data, at, end)
        if token is None:
            return
        at = token.end()
        sign = token["sign"]
        if sign in (b"}", b"]"):
            depth -= 1
            yield sign.decode() if opened else _line(depth) + sign.decode()
            opened = False
            continue
        if opened:
            yield _line(depth)
            opened = False
        if sign in (b"{", b"["):
            depth += 1
            opened = True
            yield sign.decode()
        elif sign == b",":
            yield "," + _line(depth)
        elif sign == b":":
            yield ": "
        else:
            yield _shown(token["text"] or token["word"])


def _line(depth: int) -> str:
    return "\n" + _INDENT * depth


def _shown(token: bytes) -> str:
    if len(token) <= _LONGEST:
        return token.decode("utf-8", "replace")
    beginning = _CUT_ESCAPE.sub(b"", token[:_LONGEST]).decode("utf-8", "ignore")
    return f'{beginning}…" (cut here: {len(token):,} bytes)'
