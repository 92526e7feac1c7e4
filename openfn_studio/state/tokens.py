"""The small pieces of JSON and of what people write instead: words, numbers and strings."""

import json
import re
from dataclasses import dataclass

PLAIN_STRING = re.compile(r'"[^"\\\x00-\x1f\ud800-\udfff]*"')
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.$])")
NUMBER_LIKE = re.compile(r"[+-]?\.?\d(?:[\w.]|(?<=[eE])[+-])*")
WORD = re.compile(r"[^\W\d][\w$-]*|\$[\w$-]*", re.UNICODE)
SIGNED_INFINITY = re.compile(r"[+-](?:Infinity|NaN)\b")

TYPOGRAPHIC_QUOTES = ("\u201c", "\u201d", "\u2018", "\u2019")
_CLOSING_QUOTES = {
    "\u201c": "\u201c\u201d",
    "\u201d": "\u201d",
    "\u2018": "\u2019",
    "\u2019": "\u2019",
}

JSON_WORDS = ("true", "false", "null")
WORDS_OF_OTHERS = {
    "undefined": "null",
    "NaN": "null",
    "Infinity": "null",
    "True": "true",
    "False": "false",
    "None": "null",
}
"""What other languages write, and the JSON that ``JSON.stringify`` would make of it."""

_SIMPLE_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_HEX_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_INTEGERS = re.compile(r"([+-]?)0([xXoObB])([0-9a-fA-F_]+)n?")
_LEADING_ZERO = re.compile(r"[+-]?0\d+")
_HIGHEST_CHARACTER = 0x10FFFF
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Token:
    """A value as it was written, and as JSON writes it."""

    end: int
    """Where it ends in the text, excluded."""
    json: str | None
    """The same value in JSON; None when there is none."""
    is_complete: bool = True
    """False for a string that the text's end cuts off."""


def read_number_like(text: str, start: int) -> Token | None:
    """Return the number that is written at ``start`` in another language's way, or None.

    ``0x1f``, ``+1``, ``.5``, ``5.`` and ``1_000`` become the same number. Digits that begin with a
    zero become text, because such "numbers" are phone numbers and codes: the zero counts.
    """
    match = NUMBER_LIKE.match(text, start)
    if match is None:
        return None
    return Token(match.end(), _as_json_number(match.group()))


def _as_json_number(written: str) -> str | None:
    integer = _INTEGERS.fullmatch(written)
    try:
        if integer:
            sign, letter, digits = integer.groups()
            base = {"x": 16, "o": 8, "b": 2}[letter.lower()]
            return str(int(sign + digits, base))
        if _LEADING_ZERO.fullmatch(written):
            return json.dumps(written)
        plain = written.removesuffix("n").replace("_", "")
        value = float(plain)
    except ValueError:
        return None
    if value in (float("inf"), float("-inf")):
        return "null"
    return str(int(plain)) if re.fullmatch(r"[+-]?\d+", plain) else repr(value)


def read_string(text: str, start: int) -> Token:
    """Return the string that begins with the quote at ``start``, whatever its kind of quote.

    It may hold what JSON forbids: raw line breaks, escapes of other languages, half characters.
    """
    quote = text[start]
    closing = _CLOSING_QUOTES.get(quote, quote)
    pieces: list[str] = []
    position = start + 1
    while position < len(text):
        character = text[position]
        if character in closing:
            return Token(position + 1, _quoted("".join(pieces)))
        if character == "\\":
            piece, position = _read_escape(text, position)
            pieces.append(piece)
            continue
        if quote == "`" and text.startswith("${", position):
            return Token(position, None)
        pieces.append(character)
        position += 1
    return Token(len(text), _quoted("".join(pieces)), is_complete=False)


def _read_escape(text: str, position: int) -> tuple[str, int]:
    match = _HEX_ESCAPE.match(text, position)
    if match:
        code = int(match.group(1) or match.group(2) or match.group(3), 16)
        return (chr(code) if code <= _HIGHEST_CHARACTER else _REPLACEMENT), match.end()
    letter = text[position + 1 : position + 2]
    if letter == "\r" and text.startswith("\r\n", position + 1):
        return "", position + 3
    if letter in ("\n", "\r"):
        # A backslash at the line's end continues the string on the next line.
        return "", position + 2
    return _SIMPLE_ESCAPES.get(letter, letter), position + 2


def _quoted(value: str) -> str:
    """Return the JSON string of a value; two halves of a character become it, one alone U+FFFD."""
    whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return json.dumps(whole, ensure_ascii=False)


def is_valid_string(text: str, start: int, end: int) -> bool:
    """Return whether a strict JSON parser takes the string as it is written."""
    try:
        value = json.loads(text[start:end])
    except ValueError:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def is_sane_number(written: str) -> bool:
    """Return whether a number is one a program can hold, and not ``1e999``."""
    return len(written) < 300 and abs(float(written)) != float("inf")
