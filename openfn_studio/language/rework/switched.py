"""Operations that are switched off: comments whose text is the code of operations.

Any comment that reads as calls is one, whoever wrote it: those made by ``switching`` and those
made by hand with the editor's comment key look the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node, Query, QueryCursor

from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job
from openfn_studio.language.mending import is_adaptor_call
from openfn_studio.language.nodes import JAVASCRIPT, Nodes
from openfn_studio.language.operations import is_call, operation_name, root_expression
from openfn_studio.language.positions import Unit
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.trivia import (
    LINE_END,
    Token,
    line_start,
    spaces_after,
    tokens,
)

LIMIT_LINES = 400
"""Longer runs of comment lines are looked at this many lines at a time."""
_MAY_BE_CODE = re.compile(r"\s*(?:[\w$][\w$.]*\s*[(\[?`/]|[(\[`'\"/])")
"""How the code of a call can begin, and how few notes do."""
_AT_ONCE = 40
_NOTES = frozenset({"TODO", "FIXME", "NOTE", "HACK", "XXX", "BUG"})
_ESCAPED = re.compile(r"\*\\(\\*)/")
_COMMENTS = Query(JAVASCRIPT, "(comment) @comment")


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """An operation inside a comment. Offsets count code points."""

    start: int
    """Where the comment begins."""
    end: int
    name: str
    """What it would call, e.g. ``http.get``."""
    marks: tuple[tuple[int, int], ...]
    """What to take out of the comment to make code of it."""
    has_guard: bool = False
    """Whether a ``;`` touches its beginning, which may have been put there with it."""


def switched_off(job: Job) -> tuple[SwitchedOff, ...]:
    """Return the operations of a job that are switched off, in the order of the text."""
    found: list[SwitchedOff] = []
    for row, comments in _by_container(job.document):
        is_list = row.type in ("arguments", "array")
        found += spans_switched_off(job, comments, is_list=is_list, is_root=row.type == "program")
    return tuple(sorted(found, key=lambda one: one.start))


def switched_off_at(job: Job, where: TextRange) -> SwitchedOff:
    """Return the switched-off operation whose comment begins at a range.

    Raises:
        CannotRework: None does.
    """
    start = job.document.positions.convert(where.start, Unit.UTF16, Unit.CODE_POINT)
    for found in switched_off(job):
        if found.start == start:
            return found
    raise CannotRework("This comment is not in the text any more.")


def spans_switched_off(
    job: Job, gap: Iterable[Token], *, is_list: bool, is_root: bool
) -> list[SwitchedOff]:
    """Return the operations in the comments of one block or list.

    Args:
        job: The job.
        gap: What stands there, in the order of the text; anything but comments is passed over.
        is_list: Whether commas stand between the code there.
        is_root: Whether any call counts there; else only what adaptors may export.
    """
    reader = _Reader(job, is_list=is_list, is_root=is_root)
    found: list[SwitchedOff] = []
    for run in _runs(job.document.text, (token for token in gap if token.is_comment)):
        if len(run) == 1 and run[0].kind == "block":
            found += reader.of_block(run[0])
        elif run[0].kind == "line":
            found += reader.of_lines(run)
    return found


def escaped(code: str) -> str:
    """Return code that may stand between ``/*`` and ``*/``; ``unescaped`` gives it back."""
    return re.sub(r"\*(\\*)/", r"*\\\1/", code)


def unescaped(text: str) -> str:
    """Return what ``escaped`` was given."""
    return _ESCAPED.sub(r"*\1/", text)


def _by_container(document: Document) -> Iterator[tuple[Node, list[Token]]]:
    if b"//" not in document.data and b"/*" not in document.data:
        return
    grouped: dict[int, tuple[Node, list[Token]]] = {}
    captured = QueryCursor(_COMMENTS).captures(document.tree.root_node).get("comment", [])
    for comment in sorted(captured, key=lambda node: node.start_byte):
        row = comment.parent
        while row is not None and row.type in ("expression_statement", "lexical_declaration"):
            row = row.parent
        if row is None or row.type not in ("program", "statement_block", "arguments", "array"):
            continue
        grouped.setdefault(row.id, (row, []))[1].append(_token(document, comment))
    yield from grouped.values()


def _token(document: Document, comment: Node) -> Token:
    convert = document.positions.convert
    start = convert(comment.start_byte, Unit.UTF8, Unit.CODE_POINT)
    end = convert(comment.end_byte, Unit.UTF8, Unit.CODE_POINT)
    return Token("block" if document.text.startswith("/*", start) else "line", start, end)


def _runs(text: str, comments: Iterable[Token]) -> Iterator[list[Token]]:
    """Yield the comments, those ``//`` lines together that follow each other without a gap."""
    run: list[Token] = []
    for comment in comments:
        if run and (len(run) == LIMIT_LINES or not _goes_on(text, run[-1], comment)):
            yield run
            run = []
        run.append(comment)
    if run:
        yield run


def _goes_on(text: str, above: Token, below: Token) -> bool:
    if not above.kind == below.kind == "line":
        return False
    match = LINE_END.match(text, above.end)
    return match is not None and spaces_after(text, match.end()) == below.start


class _Reader:
    """Reads comments of one block or list as code."""

    def __init__(self, job: Job, *, is_list: bool, is_root: bool) -> None:
        self._job = job
        self._text = job.document.text
        self._is_list = is_list
        self._is_root = is_root

    def of_block(self, comment: Token) -> Iterator[SwitchedOff]:
        """Yield the operation of a ``/* … */`` comment, if it is one."""
        begin, end = comment.start + 2, comment.end - 2
        inner = self._text[begin:end]
        if not _MAY_BE_CODE.match(inner):
            return
        code = unescaped(inner)
        call = self._first_call(code)
        if call is None or not is_nothing(code[call.end :]):
            return
        marks = [(comment.start, begin + inner.startswith(" "))]
        escapes = [begin + match.start() + 1 for match in _ESCAPED.finditer(inner)]
        marks += [(at, at + 1) for at in escapes]
        marks.append((end - inner.endswith(" "), comment.end))
        yield self._found(comment.start, comment.end, call.name, marks)

    def of_lines(self, run: Sequence[Token]) -> Iterator[SwitchedOff]:
        """Yield the operations of a run of ``//`` lines."""
        at = 0
        while at < len(run):
            call = self._call_of(run[at:]) if self._begins(run[at]) else None
            if call is None:
                at += 1
                continue
            lines = run[at : at + call.end]
            marks = [(line.start, self._code_start(line)) for line in lines]
            yield self._found(lines[0].start, lines[-1].end, call.name, marks)
            at += call.end

    def _found(self, start: int, end: int, name: str, marks: list[tuple[int, int]]) -> SwitchedOff:
        return SwitchedOff(start, end, name, tuple(marks), self._has_guard(start))

    def _has_guard(self, start: int) -> bool:
        return not self._is_list and self._text[start - 1 : start] == ";"

    def _begins(self, line: Token) -> bool:
        """Return whether code could begin with a comment that has its line for itself."""
        begin = line.start - self._has_guard(line.start)
        is_alone = spaces_after(self._text, line_start(self._text, begin)) == begin
        return is_alone and bool(_MAY_BE_CODE.match(self._text, line.start + 2, line.end))

    def _code_start(self, line: Token) -> int:
        begin = line.start + 2
        return begin + 1 if begin < line.end and self._text[begin] == " " else begin

    def _call_of(self, lines: Sequence[Token]) -> "_Call | None":
        """Return the call some lines begin with; its end is how many lines it has."""
        contents = [self._text[self._code_start(line) : line.end] for line in lines]
        most = len(contents)
        first = min(_AT_ONCE, most)
        # What follows may be no code at all, and then what is before it may not be read well.
        for count in dict.fromkeys((first, most, *range(1, first))):
            call = self._whole_lines(contents[:count])
            if call is not None:
                return call
        return None

    def _whole_lines(self, contents: list[str]) -> "_Call | None":
        code = "\n".join(contents)
        call = self._first_call(code)
        if call is None:
            return None
        stop = code.find("\n", call.end)
        stop = len(code) if stop < 0 else stop
        if not is_nothing(code[call.end : stop]):
            return None
        again = self._first_call(code[:stop])
        return _Call(call.name, code.count("\n", 0, stop) + 1) if again == call else None

    def _first_call(self, code: str) -> "_Call | None":
        """Return the call that code begins with, when it reads as one."""
        document = Document(f"[{code}\n]" if self._is_list else code)
        nodes = document.nodes
        node = self._candidate(nodes)
        if node is None:
            return None
        name = self._name(document, nodes.unwrap(node))
        mark = "," if self._is_list else ";"
        end = document.positions.convert(nodes.end[node], Unit.UTF8, Unit.CODE_POINT)
        end = _after_mark(document.text, end, mark)
        return None if name is None else _Call(name, end - self._is_list)

    def _candidate(self, nodes: Nodes) -> int | None:
        """Return the first statement's expression, or the first item of the list."""
        statement = next(nodes.children(0), None)
        expression = None if statement is None else root_expression(nodes, statement)
        if statement is None or expression is None:
            return None
        return next(nodes.children(expression if self._is_list else statement), None)

    def _name(self, document: Document, node: int) -> str | None:
        nodes = document.nodes
        if not is_call(nodes, node) or _has_error(document, node):
            return None
        name = operation_name(nodes, node)
        if self._is_root:
            return None if name in _NOTES else name
        job = Job(document, self._job.dialect, self._job.exports)
        is_known = is_adaptor_call(job, node) and not self._job.names.declared.has(name, 0)
        return name if is_known else None


@dataclass(frozen=True, slots=True)
class _Call:
    name: str
    end: int
    """Offset in the code, after the semicolon or comma."""


def _has_error(document: Document, node: int) -> bool:
    nodes = document.nodes
    found = document.tree.root_node.descendant_for_byte_range(nodes.start[node], nodes.end[node])
    return found is None or found.has_error


def _after_mark(text: str, end: int, mark: str) -> int:
    """Return the offset after a semicolon or comma that follows code, or the code's end."""
    at = end
    for token in tokens(text, end, len(text)):
        at = token.end
    return at + 1 if text.startswith(mark, at) else end


def is_nothing(text: str) -> bool:
    """Return whether a text holds no code."""
    at = 0
    for token in tokens(text, 0, len(text)):
        at = token.end
    return at == len(text)
