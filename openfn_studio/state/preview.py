"""A value in one short line: what a row of the inspector shows, plain or masked."""

import json
import re
from typing import Any, cast

SHOWN = 100
"""Characters of a preview before it is cut."""
_MEMBERS = 5
_BYTES_A_CHARACTER = 12
_DOT = "•"
_DIGIT = re.compile(r"[0-9]")
_JOINERS = "\u200c\u200d"


def preview_of(text: bytes, *, is_masked: bool = False, limit: int = SHOWN) -> str:
    """Return one line without breaks for a value's JSON text.

    Args:
        text: The text, whole, or of a long string its beginning.
        is_masked: Show dots in place of letters and digits; the type and the length stay.
        limit: The number of characters after which an ellipsis stands.
    """
    if text[:1] == b'"':
        return _text_line(text, is_masked, limit)
    if text[:1] in (b"{", b"["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return "{…}" if text[:1] == b"{" else "[…]"
        return _cut(_container_line(value, is_masked), limit)
    return _cut(_scalar_line(text.decode("utf-8", "replace"), is_masked), limit)


def visible(text: str) -> str:
    """Return a text with line breaks, controls and reordering marks written as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _JOINERS else json.dumps(c)[1:-1] for c in text)


def _text_line(text: bytes, is_masked: bool, limit: int) -> str:
    beginning = text[: limit * _BYTES_A_CHARACTER]
    if len(beginning) == len(text):
        content = json.loads(text)
    else:
        # A cut may go through an escape or a character: what is left of it is dropped.
        whole = re.sub(rb"\\(?:u[0-9a-fA-F]{0,3})?$", b"", beginning[1:])
        content = _loaded_beginning(whole)
    shown = _DOT * len(content) if is_masked else visible(content[: limit + 1])
    return _cut(f'"{shown}"', limit)


def _loaded_beginning(inside: bytes) -> str:
    try:
        return json.loads(b'"' + inside.decode("utf-8", "ignore").encode() + b'"')
    except ValueError:
        return inside[:-1].decode("utf-8", "ignore")


def _scalar_line(text: str, is_masked: bool) -> str:
    if not is_masked or text == "null":
        return text
    return _DOT * 5 if text in ("true", "false") else _DIGIT.sub(_DOT, text)


def _container_line(value: Any, is_masked: bool) -> str:
    if isinstance(value, dict):
        members = cast(dict[str, Any], value)
        parts = [
            f"{visible(key)}: {_inner(member, is_masked)}"
            for key, member in list(members.items())[:_MEMBERS]
        ]
        opening, closing, count = "{", "}", len(members)
    else:
        items = cast(list[Any], value)
        parts = [_inner(item, is_masked) for item in items[:_MEMBERS]]
        opening, closing, count = "[", "]", len(items)
    if count > _MEMBERS:
        parts.append("…")
    return opening + ", ".join(parts) + closing


def _inner(value: Any, is_masked: bool) -> str:
    if isinstance(value, (dict, list)):
        pair = "{}" if isinstance(value, dict) else "[]"
        return f"{pair[0]}…{pair[1]}" if value else pair
    if isinstance(value, str):
        return f'"{_DOT * len(value) if is_masked else visible(value)}"'
    return _scalar_line(json.dumps(value), is_masked)


def _cut(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[: limit - 1] + "…"
