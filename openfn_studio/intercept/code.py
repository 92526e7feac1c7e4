"""A request as the line of a job that makes it, with the functions of the http adaptor."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from openfn_studio.intercept.exchange import SeenBody, SeenRequest, header

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_JS_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_FUNCTIONS = {"GET": "get", "POST": "post", "PUT": "put", "PATCH": "patch", "DELETE": "del"}
_WITH_DATA = ("POST", "PUT", "PATCH")
_NOTHING = object()
"""An argument that is left open."""
_LEFT_OUT = {
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "transfer-encoding",
    "user-agent",
}
"""What the adaptor, its credential or Node writes itself."""
_WIDTH = 80
_DEEPEST = 100
"""Levels of a JSON body that are written as values; a deeper one stays text."""


def as_job_code(request: SeenRequest, *, takes_data: bool = False) -> str:
    """Return the operation that makes the request, ended by a semicolon.

    Args:
        request: What was sent.
        takes_data: The body is an argument of its own, ``post(path, data, options)``, as in
            language-http 7 and later; else it is an option, as in all before.
    """
    path, query = _path_and_query(request.url)
    options: dict[str, Any] = {"query": query} if query else {}
    headers = _headers(request)
    body = request.content
    arguments: list[Any] = [path]
    if takes_data and request.method in _WITH_DATA:
        arguments.append(_value_of(body) if body else _NOTHING)
    elif body is not None:
        options["body"] = _value_of(body)
    if headers:
        options["headers"] = headers
    if options:
        arguments.append(options)
    elif arguments[-1] is _NOTHING:
        del arguments[-1]
    return _notes(request) + _call(request.method, arguments)


def literal(value: Any, indent: int = 0, room: int = _WIDTH) -> str:
    """Return a JSON value as a JavaScript literal, broken into lines where one would be long.

    Args:
        value: What to write.
        indent: Of the line it begins on.
        room: How many characters it may have on one line.
    """
    if isinstance(value, str):
        return _text(value)
    if not isinstance(value, Mapping | list | tuple) or not value:
        return json.dumps(value)
    entries = _entries(cast("Mapping[str, Any] | Sequence[Any]", value), indent + 2)
    opening, closing = ("{", "}") if isinstance(value, Mapping) else ("[", "]")
    gap = " " if opening == "{" else ""
    short = f"{opening}{gap}{', '.join(entries)}{gap}{closing}"
    if len(short) <= room and "\n" not in short:
        return short
    lines = "".join(f"{' ' * (indent + 2)}{entry},\n" for entry in entries)
    return f"{opening}\n{lines}{' ' * indent}{closing}"


def _entries(value: Mapping[str, Any] | Sequence[Any], indent: int) -> list[str]:
    room = _WIDTH - indent
    if isinstance(value, Mapping):
        return [
            f"{_key(name)}: {literal(item, indent, room - len(name) - 2)}"
            for name, item in value.items()
        ]
    return [literal(item, indent, room) for item in value]


def _key(name: str) -> str:
    if name == "__proto__":
        # Written plainly it would set the object's prototype.
        return "['__proto__']"
    return name if _IDENTIFIER.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "'" + _JS_UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", escaped) + "'"


def _path_and_query(url: str) -> tuple[str, dict[str, str | list[str]]]:
    """Return what a job writes, for a credential whose ``baseUrl`` is the host."""
    split = urlsplit(url)
    pairs = parse_qsl(split.query, keep_blank_values=True)
    query: dict[str, str | list[str]] = {}
    for name, value in pairs:
        before = query.get(name)
        if before is None:
            query[name] = value
        else:
            query[name] = [*([before] if isinstance(before, str) else before), value]
    return split.path or "/", query


def _headers(request: SeenRequest) -> dict[str, str]:
    is_json = request.content is not None and not isinstance(_value_of(request.content), str)
    given: dict[str, str] = {}
    for name, value in request.headers.items():
        lower = name.lower()
        # A JSON body already tells its type.
        is_known = is_json and lower == "content-type" and value.startswith("application/json")
        if lower not in _LEFT_OUT and not lower.startswith(":") and not is_known:
            given[name] = value
    return given


def _value_of(body: SeenBody) -> Any:
    """Return what a job writes for a body: the value of a JSON text, else the text."""
    text = body.text if body.text is not None else f"(base64) {body.base64}"
    if body.is_truncated:
        return text
    try:
        value = json.loads(text, parse_constant=_not_json)
    except (ValueError, RecursionError):
        return text
    is_usable = isinstance(value, dict | list) and _depth(value) < _DEEPEST
    return cast("Any", value) if is_usable else text


def _depth(value: Any) -> int:
    """Return how many brackets stand around the innermost value, counted level by level."""
    level, depth = [value], 0
    while level:
        level = [item for one in level for item in _inside(one)]
        depth += 1
    return depth


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else ()


def _not_json(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _notes(request: SeenRequest) -> str:
    split = urlsplit(request.url)
    notes: list[str] = []
    if split.netloc:
        notes.append(f"// The credential's baseUrl: {split.scheme}://{split.netloc}")
    if header(request.headers, "authorization"):
        notes.append("// The credential sends the authorization header.")
    if request.content is not None and request.content.is_truncated:
        notes.append(f"// The body is cut: it had {request.content.size:,} bytes.")
    elif request.content is not None and request.content.text is None:
        notes.append("// The body was bytes that are not text.")
    return "".join(f"{_JS_UNSAFE.sub('', note)}\n" for note in notes)


def _call(method: str, arguments: list[Any]) -> str:
    function = _FUNCTIONS.get(method)
    if function is None:
        function, arguments = "request", [method, *arguments]
    written = f"{function}("
    for place, argument in enumerate(arguments):
        written += ", " if place else ""
        room = _WIDTH - len(written.rpartition("\n")[2]) - 2
        written += "undefined" if argument is _NOTHING else literal(argument, 0, room)
    return f"{written});"
