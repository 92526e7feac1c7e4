"""The nouns of an outline, and how an operation is named."""

from dataclasses import dataclass
from typing import Literal

from openfn_studio.domain.text import TextRange
from openfn_studio.language.nodes import Nodes

DroppedKind = Literal["declaration", "function", "control", "expression", "directive", "operation"]
"""The kinds of ``runner.protocol.Dropped``."""


@dataclass(frozen=True, slots=True)
class OutlineOperation:
    """An operation the dialect will run; the same facts as ``runner.protocol.Operation``."""

    index: int
    name: str
    """What is called, e.g. ``fn`` or ``http.get``."""
    range: TextRange
    hoisted: bool = False
    """v1: found inside a function, a condition or a declaration; it runs unconditionally."""


@dataclass(frozen=True, slots=True)
class DroppedCode:
    """Root code the dialect does not run; the same facts as ``runner.protocol.Dropped``."""

    kind: DroppedKind
    range: TextRange


@dataclass(frozen=True, slots=True)
class Outline:
    """A job as a dialect sees it."""

    operations: tuple[OutlineOperation, ...]
    """In the order they run."""
    dropped: tuple[DroppedCode, ...]
    """In the order of the text."""


@dataclass(frozen=True, slots=True)
class FoundOperation:
    """An operation as a node of the tree."""

    node: int
    name: str
    is_hoisted: bool = False


@dataclass(frozen=True, slots=True)
class FoundDropped:
    """Dropped code as a node of the tree."""

    node: int
    kind: DroppedKind


def is_call(nodes: Nodes, node: int) -> bool:
    """Return whether a node is a call: not a tagged template, ``import()`` or ``new``."""
    if nodes.kind[node] != "call_expression":
        return False
    arguments = nodes.child(node, "arguments")
    if arguments is None or nodes.kind[arguments] != "arguments":
        return False
    callee = nodes.child(node, "function")
    return callee is not None and nodes.kind[callee] != "import"


def is_optional(nodes: Nodes, node: int) -> bool:
    """Return whether a ``?.`` stands in the chain of calls and members that ends with a node."""
    at: int | None = node
    while at is not None and nodes.kind[at] in _LINKS:
        if nodes.child(at, "optional_chain") is not None:
            return True
        at = nodes.child(at, _LINKS[nodes.kind[at]])
    return False


_LINKS = {
    "call_expression": "function",
    "member_expression": "object",
    "subscript_expression": "object",
}
"""What a link of a chain hangs on."""


def operation_name(nodes: Nodes, node: int) -> str:
    """Return what a call calls, e.g. ``fn``, ``http.get`` or ``fn.then``.

    An index is left out (``a[0].b`` is ``a.b``); a callee without a name is ``(expression)``. What
    is no call is named like a callee.
    """
    callee = nodes.child(node, "function")
    parts: list[str] = []
    at: int | None = node if callee is None else callee
    while at is not None:
        at = nodes.unwrap(at)
        kind = nodes.kind[at]
        if kind == "member_expression":
            name = nodes.child(at, "property")
            parts.append("" if name is None else nodes.name(name).lstrip("#"))
        elif kind not in _LINKS or _is_tagged(nodes, at):
            parts.append(_plain_name(nodes, at))
            break
        at = nodes.child(at, _LINKS[kind])
    return ".".join(parts[::-1])


def without_chain(name: str) -> str:
    """Return an operation's name without the ``.then`` and ``.catch`` that follow it."""
    while name.endswith((".then", ".catch")):
        name = name.rpartition(".")[0]
    return name


def chain_of(nodes: Nodes, call: int) -> tuple[int, list[int]]:
    """Return the call that a chain of ``.then`` and ``.catch`` begins with, and the chained calls.

    The chained calls are in the order of the text; a call without a chain has none.
    """
    chained: list[int] = []
    at = call
    while is_call(nodes, at):
        callee = nodes.child(at, "function")
        if callee is None or nodes.kind[callee] != "member_expression":
            break
        link, base = nodes.child(callee, "property"), nodes.child(callee, "object")
        if link is None or base is None or nodes.text(link) not in ("then", "catch"):
            break
        if not is_call(nodes, nodes.unwrap(base)):
            break
        chained.append(at)
        at = nodes.unwrap(base)
    return at, chained[::-1]


def _plain_name(nodes: Nodes, node: int) -> str:
    is_name = nodes.kind[node] in ("identifier", "undefined", "this")
    return nodes.name(node) if is_name else "(expression)"


def _is_tagged(nodes: Nodes, node: int) -> bool:
    """Return whether a node is a tagged template or ``import()``, which the tree calls calls."""
    return nodes.kind[node] == "call_expression" and not is_call(nodes, node)


def argument_nodes(nodes: Nodes, call: int) -> list[int]:
    """Return the arguments of a call, in order."""
    arguments = nodes.child(call, "arguments")
    return [] if arguments is None else list(nodes.children(arguments))


def root_expression(nodes: Nodes, statement: int) -> int | None:
    """Return the expression of an expression statement, out of its parentheses."""
    if nodes.kind[statement] != "expression_statement":
        return None
    expression = next(nodes.children(statement), None)
    return None if expression is None else nodes.unwrap(expression)


def directives(nodes: Nodes) -> set[int]:
    """Return the root statements that are directives, such as ``'use strict'``."""
    found: set[int] = set()
    for statement in nodes.children(0):
        if nodes.kind[statement] == "hash_bang_line":
            continue
        expression = next(nodes.children(statement), None)
        is_text = expression is not None and nodes.kind[expression] == "string"
        if nodes.kind[statement] != "expression_statement" or not is_text:
            break
        found.add(statement)
    return found
