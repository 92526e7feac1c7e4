"""JSON values and paths as they stand in a sentence: short, exact where they are shown."""

import json
import re
from decimal import Decimal
from typing import Any, cast

Path = tuple[str | int, ...]

_TEXT_CHARS = 60
_MEMBERS = 4
_LEVELS = 3
_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


def path_in_words(path: Path) -> str:
    """Return a path as a job would write it: ``form.case["@case_id"][0]``; the top is a phrase."""
    if not path:
        return "the message body"
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step}]"
        elif _NAME.fullmatch(step):
            written += f".{step}" if written else step
        else:
            written += f"[{json.dumps(step, ensure_ascii=False)}]"
    return written


def in_short(value: Any, levels: int = _LEVELS) -> str:
    """Return a value as JSON, with "…" for what is long, wide or deep."""
    if isinstance(value, dict):
        members = list(cast(dict[str, Any], value).items())
        if members and levels == 0:
            return "{…}"
        parts = [f"{in_short(key)}: {in_short(one, levels - 1)}" for key, one in members[:_MEMBERS]]
        return "{" + _joined(parts, len(members)) + "}"
    if isinstance(value, list):
        elements = cast(list[Any], value)
        if elements and levels == 0:
            return "[…]"
        parts = [in_short(one, levels - 1) for one in elements[:_MEMBERS]]
        return "[" + _joined(parts, len(elements)) + "]"
    return _scalar_in_short(value)


def kind_of(value: Any) -> str:
    """Return the JSON type in words, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a number"


def _joined(parts: list[str], count: int) -> str:
    return ", ".join([*parts, "…"] if count > len(parts) else parts)


def _scalar_in_short(value: Any) -> str:
    if isinstance(value, Decimal):
        return _cut(str(value))
    if isinstance(value, str):
        return json.dumps(_cut(value), ensure_ascii=False)
    if isinstance(value, int) and not isinstance(value, bool):
        # Python refuses to write an int of very many digits.
        return _cut(str(Decimal(value)))
    return json.dumps(value)


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_CHARS else text[: _TEXT_CHARS - 1] + "…"
