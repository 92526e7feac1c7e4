"""An array of objects as a table: a row a member, a column a name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from openfn_studio.state.members import BUCKET
from openfn_studio.state.tree import Kind, Node

_OBJECTS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


@dataclass(frozen=True, slots=True)
class Row:
    """A member of the array and its cells, one a column; None where it has no such name."""

    node: Node
    cells: tuple[Node | None, ...]


def is_table(node: Node) -> bool:
    """Return whether a node is an array that begins with an object."""
    return node.kind is Kind.ARRAY and node.child_count > 0 and node.child(0).kind is Kind.OBJECT


def columns_of(
    array: Node,
    should_stop: Callable[[], bool] = lambda: False,
    first: int = 0,
    last: int | None = None,
) -> tuple[str, ...]:
    """Return the names in the members, in the order they are first seen.

    Args:
        array: An array; members that are no objects have no names.
        should_stop: Asked at every bucket; true ends it with the columns found so far.
        first: The position to begin at; a multiple of a thousand is quickest.
        last: The position to end before; the array's end if not given.
    """
    columns: dict[str, None] = {}
    end = array.child_count if last is None else min(last, array.child_count)
    at = first
    while at < end and not should_stop():
        stop = min(end, at - at % BUCKET + BUCKET)
        columns.update(dict.fromkeys(_names_in(array, at, stop)))
        at = stop
    return tuple(columns)


def _names_in(array: Node, first: int, last: int) -> Iterator[str]:
    """Yield the names in some members: of many at once if all are objects, else one by one."""
    is_bucket = first % BUCKET == 0 and (last - first == BUCKET or last == array.child_count)
    if is_bucket and array.child_count > BUCKET:
        try:
            members = _OBJECTS.decode(b"[" + array.row_at(first // BUCKET).raw + b"]")
            yield from dict.fromkeys(key for member in members for key in member)
            return
        except (msgspec.DecodeError, RecursionError):
            pass
    for member in array.children(first, last):
        yield from member.document.keys_of(member)


def rows_of(array: Node, columns: tuple[str, ...], first: int, last: int) -> tuple[Row, ...]:
    """Return the rows from ``first`` up to ``last``, excluded; fewer where the array ends."""
    return tuple(_row(member, columns) for member in array.children(first, last))


def _row(member: Node, columns: tuple[str, ...]) -> Row:
    places = {key: place for place, key in enumerate(member.document.keys_of(member))}
    cells = [member.child(places[name]) if name in places else None for name in columns]
    return Row(member, tuple(cells))
