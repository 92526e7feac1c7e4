"""An array of objects as a table: a row a member, a column a name."""

from collections.abc import Callable
from dataclasses import dataclass

from openfn_studio.state.tree import Kind, Node


@dataclass(frozen=True, slots=True)
class Row:
    """A member of the array and its cells, one a column; None where it has no such name."""

    node: Node
    cells: tuple[Node | None, ...]


def is_table(node: Node) -> bool:
    """Return whether a node is an array that begins with an object."""
    return node.kind is Kind.ARRAY and node.child_count > 0 and node.child(0).kind is Kind.OBJECT


def columns_of(array: Node, should_stop: Callable[[], bool] = lambda: False) -> tuple[str, ...]:
    """Return the names in all members, in the order they are first seen.

    Args:
        array: An array; members that are no objects have no names.
        should_stop: Asked at every member; true ends it with the columns found so far.
    """
    columns: dict[str, None] = {}
    for member in array.children():
        if should_stop():
            break
        columns.update(dict.fromkeys(member.document.keys_of(member)))
    return tuple(columns)


def rows_of(array: Node, columns: tuple[str, ...], first: int, last: int) -> tuple[Row, ...]:
    """Return the rows from ``first`` up to ``last``, excluded; fewer where the array ends."""
    return tuple(_row(member, columns) for member in array.children(first, last))


def _row(member: Node, columns: tuple[str, ...]) -> Row:
    places = {key: place for place, key in enumerate(member.document.keys_of(member))}
    cells = [member.child(places[name]) if name in places else None for name in columns]
    return Row(member, tuple(cells))
