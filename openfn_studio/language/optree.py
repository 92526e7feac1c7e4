"""A job as a tree to look at: operations, their arguments by name, and what is nested in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job
from openfn_studio.language.mending import is_adaptor_call
from openfn_studio.language.nodes import FUNCTIONS
from openfn_studio.language.operations import (
    argument_nodes,
    chain_of,
    is_call,
    operation_name,
    root_expression,
)
from openfn_studio.language.positions import Unit
from openfn_studio.language.rework.switched import switched_off

TreeKind = Literal[
    "operation", "nested", "callback", "object", "list", "value", "dropped", "code", "off"
]
"""operation: the dialect runs it; nested: an adaptor's function called inside one; callback: a
function; object, list, value: data; dropped: code the dialect does not run; code: what v2 runs
besides operations; off: an operation that is switched off, as a comment."""


@dataclass(frozen=True, slots=True)
class TreeItem:
    """One line of the tree."""

    kind: TreeKind
    name: str | None
    """The argument's name or number, or the property's key; None for what has neither."""
    label: str
    """The operation's name, or the beginning of the text."""
    range: TextRange
    is_hoisted: bool = False
    """v1: an operation that runs whatever stands around it."""
    children: tuple["TreeItem", ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: TreeKind
    name: str | None
    label: str
    is_hoisted: bool = False


def operation_tree(
    document: Document,
    dialect: Dialect,
    exports: frozenset[str] | None = None,
    parameters: Mapping[str, Sequence[str]] | None = None,
) -> tuple[TreeItem, ...]:
    """Return the tree of a job, in the order of the text.

    Args:
        document: The job.
        dialect: Whose operations.
        exports: What the adaptors export; None when it is not known.
        parameters: The names of each function's parameters, from the adaptors' docs; one that
            takes any number of values begins with ``...``.
    """
    job = Job(document, dialect, exports)
    entries = _Entries(job, parameters or {}).found
    return _assemble(document, _lines(job, entries))


class _Entries:
    """The nodes worth a line, and what is said of each."""

    def __init__(self, job: Job, parameters: Mapping[str, Sequence[str]]) -> None:
        self._job = job
        self._parameters = parameters
        self._chained: set[int] = set()
        self.found: dict[int, _Entry] = {}
        for item in job.dropped:
            self.found[item.node] = _Entry("dropped", None, job.excerpt(item.node))
        for node in _code(job):
            self.found[node] = _Entry("code", None, job.excerpt(node))
        names = {operation.node: operation for operation in job.operations}
        for node in sorted({*names, *job.nodes.find("call_expression"), *self._callbacks()}):
            operation = names.get(node)
            if operation:
                entry = _Entry("operation", None, operation.name, operation.is_hoisted)
                self._keep(node, entry)
            elif job.nodes.kind[node] in FUNCTIONS:
                self._keep(node, _Entry("callback", None, _signature(job, node)))
            elif node not in self._chained:
                base = chain_of(job.nodes, node)[0]
                if is_adaptor_call(job, base):
                    self._keep(node, _Entry("nested", None, operation_name(job.nodes, base)))

    def _callbacks(self) -> list[int]:
        return self._job.nodes.find("arrow_function", "function_expression")

    def _keep(self, node: int, entry: _Entry) -> None:
        earlier = self.found.get(node)
        name = earlier.name if earlier else None
        self.found[node] = _Entry(entry.kind, name, entry.label, entry.is_hoisted)
        nodes = self._job.nodes
        if not is_call(nodes, node):
            return
        base, chained = chain_of(nodes, node)
        if chained:
            self._chained.update((base, *chained))
        names = self._parameters.get(operation_name(nodes, base), ())
        for count, argument in enumerate(argument_nodes(nodes, base)):
            self._data(argument, _name_of(names, count))
        for call in chained:
            callee = nodes.child(call, "function")
            link = None if callee is None else nodes.child(callee, "property")
            for argument in argument_nodes(nodes, call):
                self._data(argument, "" if link is None else nodes.text(link))

    def _data(self, node: int, name: str) -> None:
        """Keep a value and what it is made of."""
        nodes = self._job.nodes
        waiting = [(node, name)]
        while waiting:
            at, named = waiting.pop()
            at = nodes.unwrap(at)
            kind = nodes.kind[at]
            if at in self.found and self.found[at].kind != "value":
                continue
            self.found[at] = _Entry(_data_kind(kind), named, self._job.excerpt(at))
            if kind == "object":
                waiting += [(pair, key) for pair, key in self._pairs(at)]
            elif kind == "array":
                waiting += [(item, str(count)) for count, item in enumerate(nodes.children(at))]

    def _pairs(self, node: int) -> list[tuple[int, str]]:
        nodes = self._job.nodes
        found: list[tuple[int, str]] = []
        for pair in nodes.children(node):
            key, value = nodes.child(pair, "key"), nodes.child(pair, "value")
            if key is not None and value is not None:
                found.append((value, nodes.text(key).strip("'\"")))
        return found


def _code(job: Job) -> list[int]:
    """Return the root statements that run without being operations: v2's declarations and such."""
    if job.is_v1:
        return []
    nodes = job.nodes
    operations = {operation.node for operation in job.operations}
    passed = {item.node for item in job.dropped} | {nodes.parent[node] for node in operations}
    return [
        statement
        for statement in nodes.children(0)
        if nodes.kind[statement] not in _NO_CODE
        and root_expression(nodes, statement) not in operations
        and passed.isdisjoint((statement, *nodes.children(statement)))
    ]


_NO_CODE = frozenset({"empty_statement", "hash_bang_line", "ERROR"})


def _name_of(names: Sequence[str], count: int) -> str:
    """Return what an argument is called: by its parameter, else by its number."""
    last = names[-1] if names else ""
    if last.startswith("...") and count + 1 >= len(names):
        return f"{last[3:]} {count - len(names) + 2}"
    return names[count] if count < len(names) else f"argument {count + 1}"


def _data_kind(kind: str) -> TreeKind:
    if kind == "object":
        return "object"
    return "list" if kind == "array" else "value"


def _signature(job: Job, node: int) -> str:
    nodes = job.nodes
    parameters = nodes.child(node, "parameters")
    parameters = nodes.child(node, "parameter") if parameters is None else parameters
    text = "()" if parameters is None else job.excerpt(parameters)
    return f"{text} => …"


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry and the bytes it stands for."""

    start: int
    end: int
    entry: _Entry


def _lines(job: Job, entries: dict[int, _Entry]) -> list[_Line]:
    """Return the entries in the order of the text, what is around others before them."""
    nodes, convert = job.nodes, job.document.positions.convert
    lines = [_Line(nodes.start[node], nodes.end[node], entries[node]) for node in sorted(entries)]
    for off in switched_off(job):
        start = convert(off.start, Unit.CODE_POINT, Unit.UTF8)
        end = convert(off.end, Unit.CODE_POINT, Unit.UTF8)
        lines.append(_Line(start, end, _Entry("off", None, off.name)))
    return sorted(lines, key=lambda line: (line.start, -line.end))


def _assemble(document: Document, lines: list[_Line]) -> tuple[TreeItem, ...]:
    """Put the lines into each other, innermost first, so that depth costs no stack."""
    parents = _parents(lines)
    children: dict[int, list[TreeItem]] = {}
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        inner = tuple(reversed(children.pop(place, [])))
        where = document.positions.range(line.start, line.end)
        entry = line.entry
        item = TreeItem(entry.kind, entry.name, entry.label, where, entry.is_hoisted, inner)
        children.setdefault(parents[place], []).append(item)
    return tuple(reversed(children.get(-1, [])))


def _parents(lines: list[_Line]) -> list[int]:
    """Return for each line the one around it; -1 for none."""
    parents: list[int] = []
    opened: list[int] = []
    for place, line in enumerate(lines):
        while opened and lines[opened[-1]].end <= line.start:
            opened.pop()
        parents.append(opened[-1] if opened else -1)
        opened.append(place)
    return parents
