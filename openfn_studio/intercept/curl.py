"""A request as a ``curl`` command that bash runs exactly as it is pasted.

Secrets are masked in what was seen, and stay masked: the person who sends the command puts them in.
"""

import base64
import re
import textwrap
from urllib.parse import urlsplit

from openfn_studio.intercept.exchange import SeenBody, SeenRequest, header

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_ARGUMENT = 100_000
"""Bytes; Linux takes 131,072 in one argument."""
_MADE_BY_CURL = {
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
_END = "END"


def as_curl(request: SeenRequest) -> str:
    """Return the command, an option a line, without a line feed at its end."""
    start = " ".join([*_method(request), *_url(request.url)])
    arguments = [start, *_headers(request)]
    body = request.content
    if body is None:
        return _joined(["curl", *arguments])
    data = _bytes_of(body)
    note = _note(body)
    if body.text is None or "\0" in body.text or len(data) > _LONGEST_ARGUMENT:
        return note + _piped(arguments, data)
    return note + _joined(["curl", *arguments, f"--data-raw {quoted(body.text)}"])


def quoted(text: str) -> str:
    """Return the text as one word of bash, whatever is in it but NUL, which no word can hold.

    Nothing in it is expanded, and no control character is left for a terminal to obey.
    """
    text = _LONE_SURROGATE.sub("\ufffd", text)
    if _PLAIN.fullmatch(text):
        return text
    if not _CONTROL.search(text):
        return "'" + text.replace("'", "'\\''") + "'"
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + _CONTROL.sub(_byte_escapes, escaped) + "'"


def _byte_escapes(found: re.Match[str]) -> str:
    # Always two digits, so that a digit that follows is not taken for one more.
    return "".join(f"\\x{byte:02x}" for byte in found.group().encode())


def _method(request: SeenRequest) -> list[str]:
    if request.method == "GET" and request.content is None:
        return []
    if request.method == "HEAD" and request.content is None:
        return ["--head"]
    return [f"--request {quoted(request.method)}"]


def _url(url: str) -> list[str]:
    options: list[str] = []
    if re.search(r"[][{}]", url):
        options.append("--globoff")
    if re.search(r"/\.\.?(/|$)", urlsplit(url).path):
        options.append("--path-as-is")
    return [*options, f"--url {quoted(url)}" if url.startswith("-") else quoted(url)]


def _headers(request: SeenRequest) -> list[str]:
    host = urlsplit(request.url).netloc.rpartition("@")[2].lower()
    options: list[str] = []
    for name, value in request.headers.items():
        lower = name.lower()
        is_other_host = lower == "host" and value.lower() != host
        if name.startswith(":") or (lower in _MADE_BY_CURL and not is_other_host):
            continue
        # With an empty value, curl takes a header away; a semicolon sends it empty.
        options.append(f"--header {quoted(f'{name}: {value}' if value.strip() else f'{name};')}")
    if request.content is not None and header(request.headers, "content-type") is None:
        # curl would call any body a form.
        options.append("--header content-type:")
    if header(request.headers, "accept-encoding"):
        options.append("--compressed")
    return options


def _note(body: SeenBody) -> str:
    if not body.is_truncated:
        return ""
    return f"# The body is cut: only the beginning of its {body.size:,} bytes was kept.\n"


def _bytes_of(body: SeenBody) -> bytes:
    if body.text is not None:
        return _LONE_SURROGATE.sub("\ufffd", body.text).encode()
    return base64.b64decode(body.base64 or "")


def _joined(parts: list[str]) -> str:
    program, start, *rest = parts
    return " \\\n  ".join([f"{program} {start}", *rest])


def _piped(arguments: list[str], data: bytes) -> str:
    """Return the command with its body on standard input: bytes, and what no word can hold."""
    lines = "\n".join(textwrap.wrap(base64.b64encode(data).decode(), 76))
    start = f"base64 --decode <<'{_END}' | curl"
    return f"{_joined([start, *arguments, '--data-binary @-'])}\n{lines}\n{_END}"
