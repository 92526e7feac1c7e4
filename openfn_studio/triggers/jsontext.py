"""Reading JSON text as PostgreSQL's jsonb does: exact numbers, the last of duplicate keys."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import msgspec

from openfn_studio.errors import Place, UserInputProblem

MAX_DEPTH = 500
"""Arrays and objects inside each other; deeper is refused, as by the runner."""
MAX_WHOLE_DIGITS = 131_072
"""Digits before the decimal point that PostgreSQL's ``numeric`` can hold."""
MAX_FRACTION_DIGITS = 16_383
"""Digits after it, counted as they are written."""

_SAFE_INT_DIGITS = 4_000
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[\[\]{}]', re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


class JsonTextProblem(UserInputProblem):
    """A text that jsonb would not take, with the line and column of the reason."""


class _NumberTooLarge(Exception):
    """A number outside of what ``numeric`` holds."""


def read_json(source: str | bytes, what: str = "message body") -> Any:
    r"""Return the value of a JSON text, without rounding any number.

    Whole numbers become int, all others Decimal. Of duplicate keys the last one counts.

    Args:
        source: The text, or its UTF-8 bytes.
        what: What it is, as in "The message body is not JSON".

    Raises:
        JsonTextProblem: It is empty, not UTF-8, not JSON, nested deeper than ``MAX_DEPTH``, or
            has something jsonb cannot hold: ``\u0000``, half a surrogate pair, a number too large.
    """
    text = source if isinstance(source, str) else _decoded(source, what)
    if not text.strip(" \t\r\n"):
        raise JsonTextProblem(f"The {what} is empty.", place=Place(line=1, column=1))
    _refuse_depth(text, what)
    try:
        value = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError, _NumberTooLarge):
        return _read_slowly(text, what)
    if "\\u0000" in text:
        _refuse_odd_tokens(text, what)
    return value


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _NumberTooLarge from error
    exponent = cast(int, number.as_tuple().exponent)
    if (number and number.adjusted() >= MAX_WHOLE_DIGITS) or exponent < -MAX_FRACTION_DIGITS:
        raise _NumberTooLarge
    return number


def _whole(text: str) -> int | Decimal:
    # Python refuses to make an int of very many digits; as Decimal it compares just as exactly.
    return int(text) if len(text) < _SAFE_INT_DIGITS else _number(text)


_DECODER = msgspec.json.Decoder(float_hook=_number)


def _read_slowly(text: str, what: str) -> Any:
    """Return the value of a text the fast decoder refused, or say what is wrong with it."""
    _refuse_odd_tokens(text, what)
    try:
        return json.loads(text, parse_float=_number, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise _problem(f"The {what} is not JSON: {_said(error, text)}.", text, error.pos) from error


def _said(error: json.JSONDecodeError, text: str) -> str:
    if error.pos >= len(text.rstrip()):
        return "it ends too early"
    found = text[error.pos]
    reasons = {
        "Expecting property name enclosed in double quotes": "a key in double quotes is expected",
        "Illegal trailing comma before end of object": "a comma stands before the closing bracket",
        "Illegal trailing comma before end of array": "a comma stands before the closing bracket",
        "Expecting ':' delimiter": "a colon is expected after the key",
        "Expecting ',' delimiter": "a comma or a closing bracket is expected",
        "Extra data": "something follows after its end",
        "Unterminated string starting at": "a text is never closed",
        "Invalid control character at": "a line break or control character stands in a text",
    }
    reason = reasons.get(error.msg, "a value is expected")
    return f"{reason}, but here is {found!r}"


def _refuse_depth(text: str, what: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            raise _problem(f"The {what} is nested deeper than {MAX_DEPTH}.", text, token.start())


def _refuse_odd_tokens(text: str, what: str) -> None:
    """Refuse what a lenient reader would let through and jsonb does not."""
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first == '"':
            _refuse_odd_characters(token, text, what)
        elif token[0].endswith(("NaN", "Infinity")):
            raise _problem(f"The {what} is not JSON: {token[0]} is no number in JSON.", text,
                           token.start())  # fmt: skip
        elif first == "-" or first.isdigit():
            _refuse_large_number(token, text, what)


def _refuse_large_number(token: re.Match[str], text: str, what: str) -> None:
    try:
        _number(token[0])
    except _NumberTooLarge as error:
        reason = (
            f"The {what} has a number with more than {MAX_WHOLE_DIGITS:,} digits, "
            f"or {MAX_FRACTION_DIGITS:,} after the point."
        )
        raise _problem(reason, text, token.start()) from error


def _refuse_odd_characters(token: re.Match[str], text: str, what: str) -> None:
    pending_high: int | None = None
    next_offset = -1
    for offset, unit in _code_units(token[0]):
        if pending_high is not None:
            if unit in _LOW and offset == next_offset:
                pending_high = None
                continue
            break
        if unit == 0:
            reason = f"The {what} has the character \\u0000, which the platform cannot store."
            raise _problem(reason, text, token.start() + offset)
        if unit in _LOW:
            pending_high = offset
            break
        if unit in _HIGH:
            pending_high, next_offset = offset, offset + len("\\uD800")
    if pending_high is not None:
        reason = f"The {what} has half a surrogate pair, which is no character."
        raise _problem(reason, text, token.start() + pending_high)


def _code_units(token: str) -> Iterator[tuple[int, int]]:
    r"""Return offset and value of every ``\uXXXX`` and every raw surrogate of a string token."""
    for found in re.finditer(rf"{_ESCAPE.pattern}|[\ud800-\udfff]", token, re.DOTALL):
        if found[1]:
            yield found.start(), int(found[1], 16)
        elif len(found[0]) == 1:
            yield found.start(), ord(found[0])


def _decoded(source: bytes, what: str) -> str:
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8")
        reason = f"The {what} is not text in UTF-8."
        raise _problem(reason, before, len(before)) from error


def _problem(reason: str, text: str, offset: int) -> JsonTextProblem:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return JsonTextProblem(reason, place=Place(line=line, column=column))
