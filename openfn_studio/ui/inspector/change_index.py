"""The changes between two states, by the place they are at: what a tree marks and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from openfn_studio.state.difference import Change, ChangeKind
from openfn_studio.state.tree import Kind, Node


@dataclass(slots=True)
class ChangeIndex:
    """The changes at one value and below it. Made once, on any thread, then only read."""

    change: Change | None = None
    """What happened to the value itself: it was added, or is another one."""
    below: dict[str | int, "ChangeIndex"] = field(default_factory=dict[str | int, "ChangeIndex"])
    removed: list[Change] = field(default_factory=list[Change])
    """Members that are gone, in the order they had."""
    count: int = 0
    """How many changes there are, at it and below."""

    @classmethod
    def of(cls, changes: Iterable[Change]) -> "ChangeIndex":
        """Return the index of a whole state."""
        root = cls()
        for change in changes:
            root._add(change)
        root._sort()
        return root

    def at(self, key: str | int | None) -> "ChangeIndex | None":
        """Return the changes at a member; None when nothing changed there."""
        return self.below.get(key) if key is not None else self

    def _add(self, change: Change) -> None:
        is_removed = change.kind is ChangeKind.REMOVED
        here = self
        here.count += 1
        for part in change.path[:-1] if is_removed else change.path:
            here = here.below.setdefault(part, ChangeIndex())
            here.count += 1
        if is_removed and change.path:
            here.removed.append(change)
        else:
            here.change = change

    def _sort(self) -> None:
        pending: list[ChangeIndex] = [self]
        while pending:
            here = pending.pop()
            here.removed.sort(key=lambda change: place_of(change.before))
            pending += here.below.values()


def place_of(node: Node | None) -> int:
    """Return a member's position in its object or array, whatever buckets there are."""
    if node is None or node.parent is None:
        return 0
    parent = node.parent
    return parent.first + node.row if parent.kind is Kind.BUCKET else node.row
