"""Bodies as people read them: JSON and XML with a line a value, forms with a line a field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl

Kind: TypeAlias = Literal["json", "xml", "html", "form", "javascript", "css", "text"]

_XML_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>|[^<]+|<",
    re.DOTALL,
)
_TAG_NAME = re.compile(r"</?([^\s/>]+)")
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("json", "json"),
    ("html", "html"),
    ("xml", "xml"),
    ("x-www-form-urlencoded", "form"),
    ("javascript", "javascript"),
    ("css", "css"),
)
LONGEST_LINE = 2_000
"""Characters; longer lines of a text that has no better layout are broken to be shown."""


@dataclass(frozen=True, slots=True)
class Pretty:
    """A body's text as it is shown."""

    text: str
    kind: Kind
    """What it is coloured as."""


def pretty(
    text: str,
    content_type: str | None,
    indented: Callable[[str], str | None],
) -> Pretty:
    """Return a body laid out by what it is; by its look when its type does not tell.

    Args:
        text: The body.
        content_type: The header's value.
        indented: Lays out JSON; None when a text is none.
    """
    kind = _kind(text, content_type or "")
    shown: str | None = None
    if kind == "json":
        shown = indented(text)
    elif kind == "xml":
        shown = _xml(text)
    elif kind == "form":
        shown = _form(text)
    return Pretty(_with_short_lines(text if shown is None else shown), kind)


def _kind(text: str, content_type: str) -> Kind:
    lower = content_type.lower()
    for word, kind in _KINDS:
        if word in lower:
            return kind
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start and start in "{[":
        return "json"
    return "xml" if text.lstrip().startswith("<?xml") else "text"


def _form(text: str) -> str | None:
    pairs = parse_qsl(text, keep_blank_values=True)
    return "\n".join(f"{name} = {value}" for name, value in pairs) or None


def _xml(text: str) -> str:
    """Return XML with an element a line; one that holds only text keeps it beside it."""
    lines: list[str] = []
    depth = 0
    tokens = [token for token in _XML_TOKEN.findall(text) if token.strip()]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.startswith("</"):
            depth = max(depth - 1, 0)
        beside = _beside(tokens, place)
        lines.append("  " * depth + "".join(beside).strip())
        if len(beside) == 1 and _opens(token):
            depth += 1
        place += len(beside)
    return "\n".join(lines)


def _beside(tokens: list[str], place: int) -> list[str]:
    """Return the tokens that stand on one line: ``<a>text</a>``, ``<a></a>``, or just one."""
    token = tokens[place]
    if _opens(token):
        for length in (2, 3):
            group = tokens[place : place + length]
            is_whole = len(group) == length and group[-1].startswith("</")
            if is_whole and _name(group[-1]) == _name(token):
                return group if length == 2 or not _opens(group[1]) else [token]
    return [token]


def _opens(token: str) -> bool:
    is_tag = token.startswith("<") and len(token) > 2 and token[1] not in "/?!"
    return is_tag and not token.endswith("/>")


def _name(tag: str) -> str:
    found = _TAG_NAME.match(tag)
    return found[1] if found else ""


def _with_short_lines(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        pieces = range(0, max(len(line), 1), LONGEST_LINE)
        lines.extend(line[start : start + LONGEST_LINE] for start in pieces)
    return "\n".join(lines)
