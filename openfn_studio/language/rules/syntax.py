"""Texts that are not JavaScript: the first place where no reading is left, and what is missing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import LogType, Parser, Point, Tree

from openfn_studio.language.document import Document, point_at
from openfn_studio.language.job import Job
from openfn_studio.language.nodes import JAVASCRIPT
from openfn_studio.language.problem import Fix, Problem, Severity

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = {
    '"': 'The text that begins here has no " at its end.',
    "'": "The text that begins here has no ' at its end.",
    "`": "The text that begins here has no ` at its end.",
}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_PLACE = re.compile(r"row:(\d+), col:(\d+)")
_TOKEN = re.compile(rb"[\w$\x80-\xff]+|[^\w\s]")
_SPACE = re.compile(
    rb"(?:[\s]|\xc2\xa0|\xef\xbb\xbf|\xe2\x80[\xa8\xa9]|//[^\n]*|/\*.*?\*/)*", re.DOTALL
)
_MERGE_MARKS = re.compile(rb"^<{7} ", re.MULTILINE)
_READ_BYTES = 65_536


def syntax_errors(job: Job) -> Iterator[Problem]:
    """Yield the first syntax error, as an engine that reads the text would stop there."""
    if not job.document.has_errors:
        return
    fault = first_fault(job.document)
    yield job.problem_at(
        "syntax-error",
        Severity.ERROR,
        fault.start,
        fault.end,
        fault.message + " Nothing of the job runs until this is mended.",
        _fixes(job, fault),
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a text stops being JavaScript, in bytes."""

    start: int
    end: int
    message: str
    open_bracket: str | None = None
    """The innermost bracket that is open there."""


def first_fault(document: Document) -> Fault:
    """Return the first place no strict parser gets past.

    tree-sitter repairs what it reads and tells only where the repair went. Its log, though, tells
    at which token no reading was left, which is where a strict parser stops. Reading the text again
    on top of its own tree makes that cheap: sound parts are taken over in one step each.
    """
    return _describe(document, _Watcher(document).run())


class _Watcher:
    """Reads a document again and stops at the first token that fits nowhere."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._at = (0, 0)
        self._furthest = (0, 0)
        self._is_found = False

    def run(self) -> int:
        """Return the offset the parser had reached, white space before the bad token included."""
        parser = Parser(JAVASCRIPT)
        parser.logger = self._log
        data = self._document.data

        def read(offset: int, _point: Point) -> bytes:
            return data[offset : offset + _READ_BYTES]

        def is_done(_offset: int, _has_error: bool) -> bool:
            return self._is_found

        try:
            parser.parse(read, self._old_tree(), progress_callback=is_done)
        except ValueError:
            # tree-sitter's word for a parse that its progress callback ended.
            if not self._is_found:
                raise
        return self._offset(*self._furthest) if self._is_found else _first_repair(self._document)[0]

    def _old_tree(self) -> Tree:
        sound = self._document.sound_tree
        return sound.copy() if sound else _distrusted(self._document)

    def _log(self, kind: LogType, message: str) -> None:
        if self._is_found or kind is not LogType.PARSE:
            return
        if message.startswith("process"):
            place = _PLACE.search(message)
            if place:
                self._at = (int(place[1]), int(place[2]))
        elif message.startswith("detect_error"):
            self._furthest = max(self._furthest, self._at)
        elif message.startswith("resume"):
            self._is_found = True

    def _offset(self, row: int, column: int) -> int:
        data = self._document.data
        start = 0
        for _ in range(row):
            start = data.index(b"\n", start) + 1
        return start + column


def _first_repair(document: Document) -> tuple[int, int]:
    """Return the offsets between which tree-sitter repaired first."""
    cursor = document.tree.walk()
    while True:
        node = cursor.node
        if node is not None and (node.is_error or node.is_missing):
            return node.start_byte, max(node.end_byte, node.start_byte + 1)
        is_sound = node is None or not node.has_error
        if not is_sound and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return 0, len(document.data)


def _distrusted(document: Document) -> Tree:
    """Return a copy of the tree whose first repair is marked as changed, so that it is redone."""
    start, end = _first_repair(document)
    tree = document.tree.copy()
    first, last = point_at(document.data, start), point_at(document.data, end)
    tree.edit(start, end, end, first, last, last)
    return tree


def _describe(document: Document, reached: int) -> Fault:
    data = document.data
    space = _SPACE.match(data, reached)
    start = space.end() if space else reached
    opened = _open_brackets(document, start)
    innermost = opened[-1] if opened else None
    unfinished = _unfinished(document, start, innermost)
    if unfinished:
        return unfinished
    token = _TOKEN.match(data, start)
    bracket = chr(data[innermost]) if innermost is not None else None
    if token is None:
        last = _last_character(data)
        return Fault(last, last + 1, _at_end(document, innermost), bracket)
    text = token[0].decode("utf-8", "replace")
    message = _unexpected(document, text, innermost)
    return Fault(start, token.end(), message, bracket)


def _last_character(data: bytes) -> int:
    """Return the last character to be seen, or the last at all when blank lines follow it."""
    last = len(data.rstrip())
    return max((last if data.count(b"\n", last) <= 1 else len(data)) - 1, 0)


def _unfinished(document: Document, start: int, innermost: int | None) -> Fault | None:
    """Return the fault when a merge, a comment or a text begins before ``start`` and never ends."""
    data = document.data
    marks = _MERGE_MARKS.search(data)
    if marks:
        return Fault(marks.start(), marks.end(), "Git left its marks of an unfinished merge here.")
    comment = data.rfind(b"/*", 0, start + 2)
    if comment >= 0 and data.find(b"*/", comment + 2) < 0 and not _is_in_text(document, comment):
        return Fault(comment, comment + 2, "The comment that begins here never ends.")
    is_escape = data[start : start + 1] == b"\\"
    if innermost is None or is_escape or chr(data[innermost]) not in _QUOTES:
        return None
    return Fault(innermost, innermost + 1, _QUOTES[chr(data[innermost])])


def _is_in_text(document: Document, offset: int) -> bool:
    node = document.tree.root_node.descendant_for_byte_range(offset, offset + 2)
    return node is not None and node.type in ("string_fragment", "comment")


def _at_end(document: Document, innermost: int | None) -> str:
    if innermost is None:
        return "The text ends in the middle of something."
    line, _ = document.positions.line_column(_utf16(document, innermost))
    return f"The text ends, but the {chr(document.data[innermost])} of line {line} is still open."


def _unexpected(document: Document, token: str, innermost: int | None) -> str:
    said = f"{token} makes no sense here."
    if innermost is None:
        return f"{said} It closes nothing that is open." if token in _OPENING else said
    bracket = chr(document.data[innermost])
    line, _ = document.positions.line_column(_utf16(document, innermost))
    if token in _OPENING and _OPENING[token] != bracket:
        return f"{said} The {bracket} of line {line} is still open."
    if token.startswith(";"):
        return f"{said} The {bracket} of line {line} is not closed before it."
    return said


def _utf16(document: Document, offset: int) -> int:
    return document.positions.range(offset, offset).start


def _open_brackets(document: Document, limit: int) -> list[int]:
    """Return the offsets of the brackets and quotes open at ``limit``, outermost first."""
    opened: list[int] = []
    for offset, kind in _tokens(document, limit):
        is_top = bool(opened) and chr(document.data[opened[-1]]) == kind
        if kind in _QUOTES and is_top:
            opened.pop()
        elif kind in _CLOSING or kind in _QUOTES or kind == "${":
            opened.append(offset + len(kind) - 1)
        elif kind in _OPENING and opened and chr(document.data[opened[-1]]) == _OPENING[kind]:
            opened.pop()
    return opened


def _tokens(document: Document, limit: int) -> Iterator[tuple[int, str]]:
    """Yield the tokens before ``limit`` that tree-sitter found, with their offsets."""
    cursor = document.tree.walk()
    while True:
        node = cursor.node
        if node is not None and node.start_byte >= limit:
            return
        if node is not None and not node.is_named and not node.is_missing:
            yield node.start_byte, node.type
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _fixes(job: Job, fault: Fault) -> Iterator[Fix]:
    """Yield the small changes after which the text is JavaScript."""
    for title, start, end, new_text in _candidates(job, fault):
        edit = job.edit(start, end, new_text)
        if not job.document.edited(edit.range.start, edit.range.end, new_text).has_errors:
            yield Fix(title, (edit,))


def _candidates(job: Job, fault: Fault) -> Iterator[tuple[str, int, int, str]]:
    token = job.document.data[fault.start : fault.end].decode("utf-8", "replace")
    after = len(job.document.data[: fault.start].rstrip())
    if fault.open_bracket in _CLOSING:
        closing = _CLOSING[fault.open_bracket]
        at_end = "ends" in fault.message.split(",")[0]
        place = fault.end if at_end else after
        yield f"Write the missing {closing}", place, place, closing
    if token in _OPENING:
        yield f"Take out this {token}", fault.start, fault.end, ""
    if token not in _OPENING:
        yield "Write a comma before it", after, after, ","
