"""The values of a rule in a file: each key's own reader, and what it says of a wrong value."""

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from openfn_studio.intercept.pattern import PatternProblem, compile_pattern

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_LONGEST_DELAY_MS = 600_000


class ValueProblem(ValueError):
    """A value that cannot be used.

    Args:
        text: What it must be; follows the key's name in a sentence.
        path: Where inside the value.
    """

    def __init__(self, text: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(text)
        self.path = path


def _text(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise ValueProblem(f"must be text, not {_shown(value)}")
    return value.strip()


def _method(value: object) -> str | None:
    text = _text(value)
    if text is not None and not text.isalpha():
        raise ValueProblem(f"must be one method such as GET, not {_shown(value)}")
    return text.upper() if text else None


def _url(value: object) -> str | None:
    text = _text(value)
    if text is not None and "#" in text:
        raise ValueProblem("must end before its #: what follows a # is never sent to a server")
    return text


def _pattern(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise ValueProblem(f"must be a regular expression in quotes, not {_shown(value)}")
    try:
        compile_pattern(value)
    except PatternProblem as problem:
        raise ValueProblem(f"is not a usable regular expression: {problem}") from problem
    return value


def _whole(lowest: int, highest: float, advice: str) -> Callable[[object], int | None]:
    def read(value: object) -> int | None:
        if value is None:
            return None
        is_flag = isinstance(value, bool)
        if isinstance(value, int) and not is_flag and lowest <= value <= highest:
            return value
        raise ValueProblem(f"must be {advice}, not {_shown(value)}")

    return read


def _status(value: object) -> int:
    status = _whole(200, 599, "a whole number from 200 to 599")(value)
    return 200 if status is None else status


def _flag(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise ValueProblem(f"must be true or false, not {_shown(value)}")


def _headers(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueProblem(f"must be names and values, not {_shown(value)}")
    return dict(_header(name, text) for name, text in cast("Mapping[Any, Any]", value).items())


def _header(name: object, value: object) -> tuple[str, str]:
    path = (str(name),)
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        raise ValueProblem(f"must have usable names; {_shown(name)} is none", path)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueProblem(f"must have texts as values; put that of {name} in quotes", path)
    text = str(value)
    if _UNSENDABLE.search(text):
        raise ValueProblem(f"must have values of one line in Latin letters; see {name}", path)
    return name, text


def _body(value: object) -> object:
    path = _first_not_json(value, ())
    if path is not None:
        raise ValueProblem("must be JSON or text; put dates and the like in quotes", path)
    return value


def _first_not_json(value: object, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    if value is None or isinstance(value, str | bool | int):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else path
    if isinstance(value, list):
        items = [(index, item) for index, item in enumerate(cast("list[object]", value))]
    elif isinstance(value, Mapping):
        items = list(cast("Mapping[Any, object]", value).items())
    else:
        return path
    for key, item in items:
        is_key = isinstance(key, str) or isinstance(value, list)
        found = _first_not_json(item, (*path, key)) if is_key else (*path, key)
        if found is not None:
            return found
    return None


def _base64(value: object) -> str | None:
    text = _text(value)
    if text is None:
        return None
    compact = "".join(text.split())
    try:
        base64.b64decode(compact, validate=True)
    except binascii.Error as error:
        raise ValueProblem(f"is not base64: {str(error).lower()}") from error
    return compact


def _shown(value: object) -> str:
    """Name a value as its writer sees it, cut to a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value == "":
        return "nothing"
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


READERS: Mapping[str, Callable[[object], Any]] = {
    "method": _method,
    "url": _url,
    "pattern": _pattern,
    "status": _status,
    "headers": _headers,
    "body": _body,
    "base64": _base64,
    "delay": _whole(0, _LONGEST_DELAY_MS, "milliseconds, a whole number up to 600000"),
    "times": _whole(1, math.inf, "a whole number from 1 on"),
    "ask": _flag,
}
"""Every key of a rule, and what makes its value of what the file holds."""
