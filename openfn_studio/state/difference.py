"""What differs between two states, told from their JSON texts: only what differs is decoded."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openfn_studio.state import patch
from openfn_studio.state.members import BUCKET
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


def difference(before: Document, after: Document) -> tuple[Change, ...]:
    """Return the changes from one document to another, in an order that a patch may follow.

    Equal beginnings and ends of arrays are left alone; what is between is paired by position.
    """
    changes: list[Change] = []
    pending = [(before.root, after.root)]
    while pending:
        old, new = pending.pop()
        if old.size_bytes == new.size_bytes and old.raw == new.raw:
            continue
        if old.kind is new.kind is Kind.OBJECT:
            pending += _in_objects(old, new, changes)
        elif old.kind is new.kind is Kind.ARRAY:
            pending += _in_arrays(old, new, changes)
        elif old.is_container or new.is_container or not patch.is_same(old.value(), new.value()):
            changes.append(Change(ChangeKind.CHANGED, new.path, old, new))
    return tuple(changes)


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


def _in_objects(old: Node, new: Node, changes: list[Change]) -> Iterator[tuple[Node, Node]]:
    olds = {key: place for place, key in enumerate(old.document.keys_of(old))}
    news = {key: place for place, key in enumerate(new.document.keys_of(new))}
    for key, place in olds.items():
        if key not in news:
            gone = old.child(place)
            changes.append(Change(ChangeKind.REMOVED, gone.path, gone, None))
    for key, place in news.items():
        if key in olds:
            yield old.child(olds[key]), new.child(place)
        else:
            added = new.child(place)
            changes.append(Change(ChangeKind.ADDED, added.path, None, added))


def _in_arrays(old: Node, new: Node, changes: list[Change]) -> Iterator[tuple[Node, Node]]:
    old_end, new_end = old.child_count, new.child_count
    start = 0
    while start < min(old_end, new_end):
        start = _skip_equal_buckets(old, new, start)
        if start >= min(old_end, new_end) or not _is_same(old.child(start), new.child(start)):
            break
        start += 1
    if old_end != new_end:
        # Of as many members on both sides each has its partner already.
        old_end, new_end = _without_equal_ends(old, new, start)
    paired_end = min(old_end, new_end)
    for place in range(old_end - 1, paired_end - 1, -1):
        gone = old.child(place)
        changes.append(Change(ChangeKind.REMOVED, gone.path, gone, None))
    for place in range(paired_end, new_end):
        added = new.child(place)
        changes.append(Change(ChangeKind.ADDED, added.path, None, added))
    while start < paired_end:
        skipped = _skip_equal_buckets(old, new, start)
        start = skipped if skipped <= paired_end else start
        if start < paired_end:
            yield old.child(start), new.child(start)
        start += 1


def _without_equal_ends(old: Node, new: Node, start: int) -> tuple[int, int]:
    old_end, new_end = old.child_count, new.child_count
    while min(old_end, new_end) > start:
        if not _is_same(old.child(old_end - 1), new.child(new_end - 1)):
            break
        old_end, new_end = old_end - 1, new_end - 1
    return old_end, new_end


def _skip_equal_buckets(old: Node, new: Node, start: int) -> int:
    """Return the first position from ``start`` on that is not in a bucket equal in both."""
    from_bucket = old.row_at(0).kind is new.row_at(0).kind is Kind.BUCKET
    while from_bucket and start % BUCKET == 0:
        row = start // BUCKET
        if row >= min(old.row_count, new.row_count):
            break
        one, other = old.row_at(row), new.row_at(row)
        if one.child_count != other.child_count or one.raw != other.raw:
            break
        start += one.child_count
    return start


def _is_same(one: Node, other: Node) -> bool:
    if one.size_bytes == other.size_bytes and one.raw == other.raw:
        return True
    if max(one.size_bytes, other.size_bytes) > _COMPARED_BY_VALUE:
        return False
    return patch.is_same(one.value(), other.value())
