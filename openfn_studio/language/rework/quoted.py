"""The texts in JavaScript's quotes: what a literal means, and how a text is written as one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PART = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|[0-3]?[0-7]{1,2}|\r\n|[\s\S])"
    r"|\r\n|[\s\S]"
)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPES = {meaning: f"\\{letter}" for letter, meaning in _LETTERS.items()} | {"\\": "\\\\"}
_LINE_ENDS = frozenset({"\n", "\r", "\r\n", "\u2028", "\u2029"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A character or escape of a literal."""

    source: str
    meaning: str


def meaning_of(literal: str) -> str | None:
    """Return the text a quoted literal stands for; None when ``literal`` is none.

    Args:
        literal: The source: ``'a'``, ``"a"`` or a template without holes.
    """
    parts = _parts(literal)
    return None if parts is None else "".join(part.meaning for part in parts)


def quoted(text: str, quote: str = "'") -> str:
    """Return a text as a literal in some quotes."""
    return f"{quote}{_written(text, quote)}{quote}"


def rewritten(literal: str, text: str) -> str:
    """Return a literal for another text, in the same quotes.

    What both texts begin and end with stays written as it is.

    Args:
        literal: The source so far.
        text: What it is to mean.
    """
    parts, quote = _parts(literal) or (), literal[0]
    head = _shared(parts, text)
    begin = len("".join(part.meaning for part in parts[:head]))
    tail = _shared_at_end(parts[head:], text[begin:])
    last = parts[len(parts) - tail :]
    end = len(text) - len("".join(part.meaning for part in last))
    body = [part.source for part in parts[:head]] + [_written(text[begin:end], quote)]
    found = quote + "".join([*body, *(part.source for part in last)]) + quote
    # Where two pieces meet they may read as one: an old \0 before a new 1, a $ before a {.
    is_sound = meaning_of(found) == text and not (quote == "`" and _HOLE.search(found))
    return found if is_sound else quoted(text, quote)


_HOLE = re.compile(r"(?<!\\)(?:\\\\)*\$\{")


def _shared(parts: Sequence[_Part], text: str) -> int:
    """Return how many first parts mean what a text begins with."""
    at = 0
    for count, part in enumerate(parts):
        if not text.startswith(part.meaning, at):
            return count
        at += len(part.meaning)
    return len(parts)


def _shared_at_end(parts: Sequence[_Part], text: str) -> int:
    end = len(text)
    for count, part in enumerate(reversed(parts)):
        if not text.endswith(part.meaning, 0, end):
            return count
        end -= len(part.meaning)
    return len(parts)


def _parts(literal: str) -> tuple[_Part, ...] | None:
    if len(literal) < 2 or literal[0] not in "'\"`" or literal[-1] != literal[0]:
        return None
    found: list[_Part] = []
    for match in _PART.finditer(literal[1:-1]):
        part = _Part(match[0], _meaning(match[0]))
        if found and _is_pair(found[-1].meaning, part.meaning):
            high = found.pop()
            both = (high.meaning + part.meaning).encode("utf-16-le", "surrogatepass")
            part = _Part(high.source + part.source, both.decode("utf-16-le"))
        found.append(part)
    return tuple(found)


def _is_pair(high: str, low: str) -> bool:
    return "\ud800" <= high <= "\udbff" and "\udc00" <= low <= "\udfff"


def _meaning(source: str) -> str:
    if source[0] != "\\":
        return "\n" if source in ("\r\n", "\r") else source
    rest = source[1:]
    if rest in _LINE_ENDS:
        return ""
    if rest[0] in "xu" and len(rest) > 1:
        code = int(rest[1:].strip("{}"), 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    if rest[0] in "01234567":
        return chr(int(rest, 8))
    return _LETTERS.get(rest, rest)


def _written(text: str, quote: str) -> str:
    body = "".join(_character(character, quote) for character in text)
    return body.replace("${", "\\${") if quote == "`" else body


def _character(character: str, quote: str) -> str:
    if character == quote:
        return f"\\{quote}"
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    is_unsafe = character in "\u2028\u2029\ufeff" or 0xD800 <= code <= 0xDFFF
    return f"\\u{code:04x}" if is_unsafe else character
