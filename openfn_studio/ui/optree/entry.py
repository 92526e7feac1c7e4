"""What a line of the tree stands for: an operation's part, or a node of the syntax tree."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from tree_sitter import Node

from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.operations import Outline
from openfn_studio.language.optree import TreeItem

_CALLS = frozenset({"operation", "nested"})
EXCERPT = 80
"""Characters of a syntax node's text that are shown."""


class Entry(Protocol):
    """One line of a tree, whichever tree it is."""

    @property
    def range(self) -> TextRange:
        """What it stands for in the text."""
        ...

    @property
    def signature(self) -> Hashable:
        """What tells it from its neighbours when the text around it changed."""
        ...

    @property
    def children(self) -> "Sequence[Entry]":
        """The lines below it, in the order of the text."""
        ...

    @property
    def text(self) -> str:
        """All it says, as plain text."""
        ...


@dataclass(frozen=True, eq=False)
class OperationEntry:
    """A line of the tree of operations."""

    item: TreeItem
    number: int | None = None
    """1, 2, 3 …: in which order the operation runs; None for what is none."""
    numbers: "dict[tuple[int, int], int] | None" = None
    """The numbers of all operations by their ranges."""
    only: "tuple[OperationEntry, ...] | None" = None
    """The lines below it that a filter lets through; None for all."""

    @property
    def range(self) -> TextRange:
        """What it stands for in the text."""
        return self.item.range

    @property
    def signature(self) -> Hashable:
        """What it is, and how long its code is."""
        item = self.item
        size = item.range.end - item.range.start
        return item.kind, item.name, item.label, item.is_hoisted, size

    @property
    def children(self) -> "tuple[OperationEntry, ...]":
        """The lines below it."""
        return self._children if self.only is None else self.only

    @cached_property
    def _children(self) -> "tuple[OperationEntry, ...]":
        return tuple(_numbered(item, self.numbers or {}) for item in self.item.children)

    @property
    def first_argument(self) -> str:
        """The beginning of what the operation is given first."""
        item = self.item
        if item.kind not in _CALLS or not item.children:
            return ""
        first = item.children[0]
        return f"{first.label}(…)" if first.kind in _CALLS else first.label

    @property
    def text(self) -> str:
        """Name, label and first argument."""
        name = f"{self.item.name}: " if self.item.name else ""
        return " ".join(filter(None, (name + self.item.label, self.first_argument)))


def operation_entries(
    tree: tuple[TreeItem, ...], outline: Outline | None
) -> tuple[OperationEntry, ...]:
    """Return the lines of a tree of operations.

    Args:
        tree: The tree.
        outline: Which of them run, in order; None when it is not known, then the text has it.
    """
    if outline is None:
        found = list(_operations(tree))
    else:
        found = [one.range for one in outline.operations]
    numbers = {(one.start, one.end): count for count, one in enumerate(found, 1)}
    return tuple(_numbered(item, numbers) for item in tree)


def _operations(tree: tuple[TreeItem, ...]) -> Iterator[TextRange]:
    waiting = list(reversed(tree))
    while waiting:
        item = waiting.pop()
        if item.kind == "operation":
            yield item.range
        elif item.kind == "dropped":
            waiting += reversed(item.children)


def _numbered(item: TreeItem, numbers: dict[tuple[int, int], int]) -> OperationEntry:
    is_run = item.kind == "operation"
    number = numbers.get((item.range.start, item.range.end)) if is_run else None
    return OperationEntry(item, number, numbers)


def only_with(entry: OperationEntry, children: tuple[OperationEntry, ...]) -> OperationEntry:
    """Return a line with only some of those below it."""
    return replace(entry, only=children)


@dataclass(frozen=True, eq=False)
class SyntaxEntry:
    """A node of the syntax tree; what is below it is read when it is opened."""

    node: Node
    document: Document
    field: str = ""
    """The name of its place in its parent, e.g. ``arguments``."""
    wanted: frozenset[int] | None = None
    """The ids of the nodes a filter lets through; None for all."""

    @property
    def range(self) -> TextRange:
        """What it stands for in the text."""
        return self._range

    @cached_property
    def _range(self) -> TextRange:
        return self.document.positions.range(self.node.start_byte, self.node.end_byte)

    @property
    def signature(self) -> Hashable:
        """Its kind and how long its text is."""
        return self.node.type, self.field, self.node.end_byte - self.node.start_byte

    @property
    def children(self) -> "tuple[SyntaxEntry, ...]":
        """The named nodes below it, and what the grammar missed."""
        return self._children

    @cached_property
    def _children(self) -> "tuple[SyntaxEntry, ...]":
        found: list[SyntaxEntry] = []
        for place, child in enumerate(self.node.children):
            is_shown = child.is_named or child.is_missing
            if is_shown and (self.wanted is None or child.id in self.wanted):
                field = self.node.field_name_for_child(place) or ""
                found.append(SyntaxEntry(child, self.document, field, self.wanted))
        return tuple(found)

    @property
    def is_wrong(self) -> bool:
        """Whether the grammar did not understand it, or missed it."""
        return self.node.is_error or self.node.is_missing

    @property
    def kind(self) -> str:
        """The grammar's name of it."""
        return f"missing {self.node.type}" if self.node.is_missing else self.node.type

    @property
    def excerpt(self) -> str:
        """The beginning of its text, on one line."""
        data, start = self.document.data, self.node.start_byte
        part = data[start : min(self.node.end_byte, start + 4 * EXCERPT)]
        return " ".join(part.decode("utf-8", "ignore").split())[:EXCERPT]

    @property
    def text(self) -> str:
        """Place, kind and text."""
        field = f"{self.field}: " if self.field else ""
        return f"{field}{self.kind} {self.excerpt}"


def syntax_entries(
    document: Document, wanted: frozenset[int] | None = None
) -> tuple[SyntaxEntry, ...]:
    """Return the lines of a document's syntax tree: its root's children."""
    return SyntaxEntry(document.tree.root_node, document, wanted=wanted).children
