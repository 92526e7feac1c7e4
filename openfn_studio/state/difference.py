"""What differs between two states, told from their JSON texts: only what differs is decoded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openfn_studio.state import patch
from openfn_studio.state.pointer import Path, format_pointer
from openfn_studio.state.tree import Document, Kind, Node

_COMPARED_BY_VALUE = 1_000_000


class ChangeKind(StrEnum):
    """What happened to a path."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; ``before`` is None for what was added, ``after`` for what was removed."""

    kind: ChangeKind
    path: Path
    before: Node | None
    after: Node | None


def difference(
    before: Document,
    after: Document,
    should_stop: Callable[[], bool] = lambda: False,
    most: int | None = None,
) -> tuple[Change, ...]:
    """Return the changes from one document to another, in an order that a patch may follow.

    Equal beginnings and ends of arrays are left alone; what is between is paired by position.

    Args:
        before: What there was.
        after: What there is.
        should_stop: Asked at every value that differs; true ends it with what was found so far.
        most: How many changes are enough; all if not given.
    """
    return _Comparison(should_stop, most).changes(before.root, after.root)


def as_patch(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    """Return the JSON Patch of the changes."""
    names = {ChangeKind.ADDED: "add", ChangeKind.REMOVED: "remove", ChangeKind.CHANGED: "replace"}
    operations: list[dict[str, Any]] = []
    for change in changes:
        operation = {"op": names[change.kind], "path": format_pointer(change.path)}
        if change.after is not None:
            operation["value"] = change.after.value()
        operations.append(operation)
    return operations


class _Comparison:
    def __init__(self, should_stop: Callable[[], bool], most: int | None) -> None:
        self._should_stop = should_stop
        self._most = most
        self._found: list[Change] = []

    def changes(self, before: Node, after: Node) -> tuple[Change, ...]:
        # A stack of iterators: as deep as it gets, and never more pairs at once than levels.
        pending: list[Iterator[tuple[Node, Node]]] = [iter([(before, after)])]
        while pending and not self._is_enough() and not self._should_stop():
            pair = next(pending[-1], None)
            if pair is None:
                pending.pop()
            elif not pair[0].has_text_of(pair[1]):
                pending.append(self._inside(*pair))
        return tuple(self._found)

    def _inside(self, old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
        if old.kind is new.kind is Kind.OBJECT:
            return self._in_objects(old, new)
        if old.kind is new.kind is Kind.ARRAY:
            return self._in_arrays(old, new)
        if old.is_container or new.is_container or not _has_value_of(old, new):
            self._found.append(Change(ChangeKind.CHANGED, new.path, old, new))
        return iter(())

    def _is_enough(self) -> bool:
        return self._most is not None and len(self._found) >= self._most

    def _in_objects(self, old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
        olds = {key: place for place, key in enumerate(old.document.keys_of(old))}
        news = {key: place for place, key in enumerate(new.document.keys_of(new))}
        self._removed(old.child(place) for key, place in olds.items() if key not in news)
        self._added(new.child(place) for key, place in news.items() if key not in olds)
        for key, place in news.items():
            if key in olds:
                yield old.child(olds[key]), new.child(place)

    def _in_arrays(self, old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
        old_end, new_end = old.child_count, new.child_count
        start = _equal_beginning(old, new)
        if old_end != new_end:
            # Of as many members on both sides each has its partner already.
            tail = _equal_end(old, new, min(old_end, new_end) - start)
            old_end, new_end = old_end - tail, new_end - tail
        paired_end = min(old_end, new_end)
        self._removed(old.child(place) for place in range(old_end - 1, paired_end - 1, -1))
        self._added(new.child(place) for place in range(paired_end, new_end))
        while start < paired_end and not self._is_enough():
            yield old.child(start), new.child(start)
            start += 1
            start += _same_from(old, new, start, paired_end)

    def _removed(self, nodes: Iterator[Node]) -> None:
        for node in nodes:
            if self._is_enough():
                return
            self._found.append(Change(ChangeKind.REMOVED, node.path, node, None))

    def _added(self, nodes: Iterator[Node]) -> None:
        for node in nodes:
            if self._is_enough():
                return
            self._found.append(Change(ChangeKind.ADDED, node.path, None, node))


def _equal_beginning(old: Node, new: Node) -> int:
    """Return how many members at the beginning are equal."""
    count, limit = 0, min(old.child_count, new.child_count)
    while count < limit:
        count += _same_from(old, new, count, limit)
        if count >= limit or not _is_same(old.child(count), new.child(count)):
            break
        count += 1
    return count


def _equal_end(old: Node, new: Node, limit: int) -> int:
    """Return how many members at the end are equal, no more than ``limit``."""
    old_count, new_count = old.child_count, new.child_count
    count = 0
    while count < limit:
        count += _longest(
            lambda taken, step, done=count: old.has_members_of(
                new, old_count - done - taken - step, new_count - done - taken - step, step
            ),
            limit - count,
        )
        if count >= limit:
            break
        if not _is_same(old.child(old_count - count - 1), new.child(new_count - count - 1)):
            break
        count += 1
    return count


def _same_from(old: Node, new: Node, start: int, end: int) -> int:
    """Return how many members from a position on have the same text in both."""
    return _longest(
        lambda taken, step: old.has_members_of(new, start + taken, start + taken, step),
        end - start,
    )


def _longest(is_same: Callable[[int, int], bool], limit: int) -> int:
    """Return how many are the same, asking in steps that double and then halve.

    Args:
        is_same: Says whether so many (the second number) behind the first so many are the same.
        limit: How many there are.
    """
    taken, step, grows = 0, 1, True
    while step and taken < limit:
        step = min(step, limit - taken)
        if is_same(taken, step):
            taken += step
            step = step * 2 if grows else step // 2
        else:
            grows = False
            step //= 2
    return taken


def _is_same(one: Node, other: Node) -> bool:
    if one.has_text_of(other):
        return True
    if max(one.size_bytes, other.size_bytes) > _COMPARED_BY_VALUE:
        return False
    return _has_value_of(one, other)


def _has_value_of(one: Node, other: Node) -> bool:
    return patch.is_same(one.value(), other.value())
