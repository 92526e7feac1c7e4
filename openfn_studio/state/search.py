"""Finding text in the names and values of a document without decoding it.

The bytes are searched for the text as JSON writes it; only hits are turned into nodes.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openfn_studio.errors import UserInputProblem
from openfn_studio.state.members import text_of
from openfn_studio.state.pointer import Path
from openfn_studio.state.tree import Document, Node

_CHUNK = 1 << 20
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[-\w][^ \t\r\n,\]}]*', re.DOTALL)
_SHORT = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "/": "/", '"': '"', "\\": "\\"}
_ESCAPED_LETTER = re.compile(rb"\\u00[2-7]")


class SearchProblem(UserInputProblem):
    """A regular expression that cannot be read."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, and where."""

    text: str
    ignores_case: bool = False
    is_regex: bool = False
    in_keys: bool = True
    in_values: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A name or a value that holds what was looked for."""

    node: Node
    is_in_key: bool

    @property
    def path(self) -> Path:
        """The path of the node, or of the node that has the name."""
        return self.node.path


def _never() -> bool:
    return False


def search(
    document: Document, query: Query, should_stop: Callable[[], bool] = _never
) -> Iterator[Hit]:
    """Yield what holds the text, in the order of the document, each name and value once.

    Args:
        document: Where to look.
        query: What to look for. Ignoring case compares letter by letter: ``ß`` is not ``SS``.
        should_stop: Asked about every megabyte and at every hit; true ends the search.

    Raises:
        SearchProblem: The regular expression cannot be read.
    """
    if not query.text:
        return iter(())
    offsets = _matching(document, query, should_stop)
    return _hits(document, query, offsets, should_stop)


def _hits(
    document: Document, query: Query, offsets: Iterator[int], should_stop: Callable[[], bool]
) -> Iterator[Hit]:
    last: tuple[Node, bool] | None = None
    for offset in offsets:
        if should_stop():
            return
        found = document.locate(offset)
        if found is None or found == last:
            continue
        last = found
        node, is_in_key = found
        if query.in_keys if is_in_key else query.in_values:
            yield Hit(node, is_in_key)


def _matching(document: Document, query: Query, should_stop: Callable[[], bool]) -> Iterator[int]:
    data = document.data
    if query.is_regex:
        return _by_regex(data, _compiled(query), should_stop)
    folds = query.ignores_case
    plain = _plain_spelling(data, query.text)
    if plain is not None and (query.text.isascii() or not folds):
        found = _folded(data, plain, should_stop) if folds else _exact(data, plain, should_stop)
    else:
        found = _by_pattern(data, _pattern(query.text, folds=folds), should_stop)
    return (offset for offset in found if _is_whole(data, offset))


def _compiled(query: Query) -> re.Pattern[str]:
    try:
        return re.compile(query.text, re.IGNORECASE if query.ignores_case else 0)
    except re.error as error:
        raise SearchProblem(
            f"This is no regular expression: {error}.", remedy="Correct it, or search for text."
        ) from error


def _plain_spelling(data: bytes, text: str) -> bytes | None:
    """Return the text's bytes if this document can spell it in one way only."""
    if "/" in text and b"\\/" in data:
        return None
    if b"\\u" in data and (
        not text.isascii() or not text.isprintable() or _ESCAPED_LETTER.search(data)
    ):
        return None
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "replace")


def _exact(data: bytes, needle: bytes, should_stop: Callable[[], bool]) -> Iterator[int]:
    for begin in range(0, len(data), _CHUNK):
        if should_stop():
            return
        end = begin + _CHUNK + len(needle) - 1
        at = data.find(needle, begin, end)
        while at >= 0:
            yield at
            at = data.find(needle, at + 1, end)


def _folded(data: bytes, needle: bytes, should_stop: Callable[[], bool]) -> Iterator[int]:
    needle = needle.lower()
    for begin in range(0, len(data), _CHUNK):
        if should_stop():
            return
        # Lower case of ASCII only, so that every offset stays.
        folded = data[begin : begin + _CHUNK + len(needle) - 1].lower()
        at = folded.find(needle)
        while at >= 0:
            yield begin + at
            at = folded.find(needle, at + 1)


def _by_pattern(
    data: bytes, pattern: re.Pattern[bytes], should_stop: Callable[[], bool]
) -> Iterator[int]:
    at = 0
    while at < len(data) and not should_stop():
        match = pattern.search(data, at, at + 2 * _CHUNK)
        if match and match.start() < at + _CHUNK:
            yield match.start()
            at = match.start() + 1
        else:
            at += _CHUNK


def _by_regex(
    data: bytes, pattern: re.Pattern[str], should_stop: Callable[[], bool]
) -> Iterator[int]:
    for number, token in enumerate(_TOKEN.finditer(data)):
        if number % 10_000 == 0 and should_stop():
            return
        if pattern.search(_said(token.group())):
            yield token.start()


def _said(token: bytes) -> str:
    if token[:1] != b'"':
        return token.decode()
    if b"\\" not in token:
        return token[1:-1].decode()
    return json.loads(token) if b"\\u" in token else text_of(token)


def _pattern(text: str, *, folds: bool) -> re.Pattern[bytes]:
    letters: list[bytes] = []
    for letter in text:
        variants = {letter}
        if folds:
            variants |= {v for v in (letter.lower(), letter.upper(), letter.title()) if len(v) == 1}
        spellings = sorted({spelling for one in variants for spelling in _spellings(one)})
        letters.append(b"(?:" + b"|".join(spellings) + b")")
    return re.compile(b"".join(letters))


def _spellings(letter: str) -> list[bytes]:
    """Return every way JSON may write a letter, as patterns."""
    units = letter.encode("utf-16-be", "surrogatepass")
    escape = b"".join(
        rb"\\u" + _any_case(units[at : at + 2].hex()) for at in range(0, len(units), 2)
    )
    found = [escape]
    if letter in _SHORT:
        found.append(rb"\\" + re.escape(_SHORT[letter].encode()))
    if letter not in '"\\' and letter >= " " and not "\ud800" <= letter <= "\udfff":
        found.append(re.escape(letter.encode()))
    return found


def _any_case(digits: str) -> bytes:
    return "".join(f"[{d}{d.upper()}]" if d.isalpha() else d for d in digits).encode()


def _is_whole(data: bytes, offset: int) -> bool:
    """Return whether an offset does not lie within an escape: on the n of a line break, say."""
    for back in range(1, 6):
        at = offset - back
        if at >= 0 and data[at] == 0x5C and (back == 1 or data[at + 1] == 0x75):
            run = at
            while run > 0 and data[run - 1] == 0x5C:
                run -= 1
            if (at - run) % 2 == 0:
                return False
    return True
