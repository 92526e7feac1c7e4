"""Finding text in the names and values of a document without decoding it.

The bytes are searched for the text as JSON writes it; only hits are turned into nodes.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from openfn_studio.errors import UserInputProblem
from openfn_studio.state.members import text_of
from openfn_studio.state.pointer import Path
from openfn_studio.state.spelling import LONGEST, folded_pattern, pattern, plain_spelling
from openfn_studio.state.tree import Document, Node

_CHUNK = 1 << 20
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[-\w][^ \t\r\n,\]}]*', re.DOTALL)
_TOKENS = 5_000
_Span = tuple[int, int]
_Part = tuple[int, Iterator[_Span]]
"""Up to where was looked, and what was found there."""


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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    offset: int
    """How many bytes were looked through; the last one may be past the end."""


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
    steps = search_steps(document, query)
    return (step for step in takewhile(lambda _: not should_stop(), steps) if isinstance(step, Hit))


def search_steps(document: Document, query: Query) -> Iterator[Hit | Progress]:
    """Yield the hits, and about every megabyte how far the search has come.

    Raises:
        SearchProblem: The regular expression cannot be read.
    """
    if not query.text:
        return iter(())
    return _steps(document, query, _matching(document, query))


def _steps(document: Document, query: Query, parts: Iterator[_Part]) -> Iterator[Hit | Progress]:
    last: tuple[Node, bool] | None = None
    yield Progress(0)
    for end, spans in parts:
        for start, stop in spans:
            found = document.locate(start)
            if found is None or found == last:
                continue
            node, is_in_key = found
            if not is_in_key and stop > node.end:
                continue
            last = found
            if query.in_keys if is_in_key else query.in_values:
                yield Hit(node, is_in_key)
        yield Progress(end)


def _matching(document: Document, query: Query) -> Iterator[_Part]:
    data, escapes, text = document.data, document.escapes, query.text
    if query.is_regex:
        return _by_regex(data, _compiled(query))
    plain = plain_spelling(escapes, text)
    if query.ignores_case and plain is not None and text.isascii():
        found = _folded(data, plain.lower())
    elif query.ignores_case:
        found = _by_folded_pattern(data, folded_pattern(escapes, text), len(text))
    elif plain is not None:
        found = _exact(data, plain)
    else:
        found = _by_pattern(data, pattern(escapes, text), len(text))
    return ((end, (span for span in spans if _is_whole(data, span[0]))) for end, spans in found)


def _compiled(query: Query) -> re.Pattern[str]:
    try:
        return re.compile(query.text, re.IGNORECASE if query.ignores_case else 0)
    except re.error as error:
        raise SearchProblem(
            f"This is no regular expression: {error}.", remedy="Correct it, or search for text."
        ) from error


def _exact(data: bytes, needle: bytes) -> Iterator[_Part]:
    for begin in range(0, len(data), _CHUNK):
        # A copy, which the processor makes in one sweep and has at hand then, is searched faster.
        piece = data[begin : begin + _CHUNK + len(needle) - 1]
        yield begin + _CHUNK, _moved(_found(piece, needle, 0, len(piece)), begin)


def _folded(data: bytes, needle: bytes) -> Iterator[_Part]:
    for begin in range(0, len(data), _CHUNK):
        small = _small(data, begin, len(needle) - 1)
        yield begin + _CHUNK, _moved(_found(small, needle, 0, len(small)), begin)


def _found(data: bytes, needle: bytes, begin: int, end: int) -> Iterator[_Span]:
    at = data.find(needle, begin, end)
    while at >= 0:
        yield at, at + len(needle)
        at = data.find(needle, at + 1, end)


def _by_pattern(data: bytes, wanted: re.Pattern[bytes], letters: int) -> Iterator[_Part]:
    for begin in range(0, len(data), _CHUNK):
        end = begin + _CHUNK
        yield end, _matches(wanted, data, begin, end, letters)


def _by_folded_pattern(data: bytes, wanted: re.Pattern[bytes], letters: int) -> Iterator[_Part]:
    for begin in range(0, len(data), _CHUNK):
        small = _small(data, begin, letters * LONGEST)
        yield begin + _CHUNK, _moved(_matches(wanted, small, 0, _CHUNK, letters), begin)


def _moved(spans: Iterator[_Span], by: int) -> Iterator[_Span]:
    return ((start + by, end + by) for start, end in spans)


def _matches(
    wanted: re.Pattern[bytes], data: bytes, begin: int, end: int, letters: int
) -> Iterator[_Span]:
    """Yield the matches that begin between two offsets, those within each other too."""
    limit = end + letters * LONGEST
    match = wanted.search(data, begin, limit)
    while match and match.start() < end:
        yield match.span()
        match = wanted.search(data, match.start() + 1, limit)


def _small(data: bytes, begin: int, more: int) -> bytes:
    """Return a chunk and some more in small letters: those of ASCII, so that offsets stay."""
    return data[begin : begin + _CHUNK + more].lower()


def _by_regex(data: bytes, wanted: re.Pattern[str]) -> Iterator[_Part]:
    tokens = _TOKEN.finditer(data)
    while some := list(islice(tokens, _TOKENS)):
        spans = (token.span() for token in some if wanted.search(_said(token.group())))
        yield some[-1].end(), spans


def _said(token: bytes) -> str:
    if token[:1] != b'"':
        return token.decode()
    if b"\\" not in token:
        return token[1:-1].decode()
    return json.loads(token) if b"\\u" in token else text_of(token)


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
