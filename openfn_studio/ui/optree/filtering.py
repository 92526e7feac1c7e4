"""Which lines a filter lets through. Pure."""

from collections.abc import Iterator

from tree_sitter import Node

from openfn_studio.language.document import Document
from openfn_studio.language.optree import TreeItem
from openfn_studio.ui.optree.entry import OperationEntry, only_with

MOST_HITS = 400
"""So many places of the text are shown in the syntax tree; more would not be read."""
_DEEPEST = 200
"""Levels that are looked into: nobody nests more, and the stack has an end."""


def filtered(entries: tuple[OperationEntry, ...], words: str) -> tuple[OperationEntry, ...]:
    """Return the lines that hold all words, with what is around and below them.

    Args:
        entries: The whole tree.
        words: Parts of names, labels or arguments, apart from each other by spaces.
    """
    wanted = words.casefold().split()
    return tuple(_matching(entries, wanted, _DEEPEST)) if wanted else entries


def _matching(
    entries: tuple[OperationEntry, ...], wanted: list[str], left: int
) -> Iterator[OperationEntry]:
    for entry in entries:
        if _holds(entry.item, wanted):
            yield entry
        elif left and (inner := tuple(_matching(entry.children, wanted, left - 1))):
            yield only_with(entry, inner)


def _holds(item: TreeItem, wanted: list[str]) -> bool:
    text = f"{item.name or ''} {item.label}".casefold()
    return all(word in text for word in wanted)


def nodes_with(document: Document, words: str) -> frozenset[int] | None:
    """Return the ids of the syntax nodes a filter lets through; None for an empty filter.

    A word is looked for among the kinds of nodes first, then in the text.
    """
    word = words.strip()
    if not word:
        return None
    hits = list(_of_kind(document, word)) or list(_of_text(document, word))
    found: set[int] = set()
    for hit in hits:
        node: Node | None = hit
        found |= {child.id for child in hit.named_children}
        while node is not None and node.id not in found:
            found.add(node.id)
            node = node.parent
    return frozenset(found)


def _of_kind(document: Document, word: str) -> Iterator[Node]:
    nodes = document.nodes
    kinds = [kind for kind in nodes.of_kind if word.casefold() in kind]
    for node in nodes.find(*kinds)[:MOST_HITS] if kinds else ():
        yield from _node_at(document, nodes.start[node], nodes.end[node])


def _of_text(document: Document, word: str) -> Iterator[Node]:
    data, needle = document.data.lower(), word.encode().lower()
    at = data.find(needle)
    for _ in range(MOST_HITS):
        if at < 0:
            return
        yield from _node_at(document, at, at + len(needle))
        at = data.find(needle, at + len(needle))


def _node_at(document: Document, start: int, end: int) -> Iterator[Node]:
    found = document.tree.root_node.named_descendant_for_byte_range(start, end)
    if found is not None and found.parent is not None:
        yield found
