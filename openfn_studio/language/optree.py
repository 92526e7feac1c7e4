"""A job as a tree to look at: operations, their arguments by name, and what is nested in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.job import Job
from openfn_studio.language.mending import is_adaptor_call
from openfn_studio.language.nodes import FUNCTIONS, Nodes
from openfn_studio.language.operations import argument_nodes, is_call, operation_name

TreeKind = Literal["operation", "nested", "callback", "object", "list", "value", "dropped"]
"""operation: the dialect runs it; nested: an adaptor's function called inside one; callback: a
function; object, list, value: data; dropped: code the dialect does not run."""


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
        parameters: The names of each function's parameters, from the adaptors' docs.
    """
    job = Job(document, dialect, exports)
    entries = _Entries(job, parameters or {}).found
    return _assemble(document, entries)


class _Entries:
    """The nodes worth a line, and what is said of each."""

    def __init__(self, job: Job, parameters: Mapping[str, Sequence[str]]) -> None:
        self._job = job
        self._parameters = parameters
        self.found: dict[int, _Entry] = {}
        for item in job.dropped:
            self.found[item.node] = _Entry("dropped", None, job.excerpt(item.node))
        names = {operation.node: operation for operation in job.operations}
        for node in sorted({*names, *job.nodes.find("call_expression"), *self._callbacks()}):
            operation = names.get(node)
            if operation:
                entry = _Entry("operation", None, operation.name, operation.is_hoisted)
                self._keep(node, entry)
            elif job.nodes.kind[node] in FUNCTIONS:
                self._keep(node, _Entry("callback", None, _signature(job, node)))
            elif is_adaptor_call(job, node):
                self._keep(node, _Entry("nested", None, operation_name(job.nodes, node)))

    def _callbacks(self) -> list[int]:
        return self._job.nodes.find("arrow_function", "function_expression")

    def _keep(self, node: int, entry: _Entry) -> None:
        earlier = self.found.get(node)
        name = earlier.name if earlier else None
        self.found[node] = _Entry(entry.kind, name, entry.label, entry.is_hoisted)
        if is_call(self._job.nodes, node):
            names = self._parameters.get(entry.label, ())
            for count, argument in enumerate(argument_nodes(self._job.nodes, node)):
                name = names[count] if count < len(names) else f"argument {count + 1}"
                self._data(argument, name)

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


def _assemble(document: Document, entries: dict[int, _Entry]) -> tuple[TreeItem, ...]:
    """Put the entries into each other, innermost first, so that depth costs no stack."""
    nodes = document.nodes
    order = sorted(entries)
    parents = _parents(nodes, order)
    children: dict[int, list[TreeItem]] = {}
    for node in reversed(order):
        entry = entries[node]
        inner = tuple(reversed(children.pop(node, [])))
        where = document.positions.range(nodes.start[node], nodes.end[node])
        item = TreeItem(entry.kind, entry.name, entry.label, where, entry.is_hoisted, inner)
        children.setdefault(parents[node], []).append(item)
    return tuple(reversed(children.get(-1, [])))


def _parents(nodes: Nodes, order: list[int]) -> dict[int, int]:
    parents: dict[int, int] = {}
    opened: list[int] = []
    for node in order:
        while opened and nodes.after[opened[-1]] <= node:
            opened.pop()
        parents[node] = opened[-1] if opened else -1
        opened.append(node)
    return parents
