"""The rows of the tree: a state's values, and in a difference those that are gone, in their place.

A row makes its node and its rows when it is first asked. Nothing here knows Qt.
"""

from bisect import bisect_left
from collections.abc import Sequence

from openfn_studio.state.difference import Change, ChangeKind
from openfn_studio.state.members import BUCKET
from openfn_studio.state.pointer import Path
from openfn_studio.state.tree import Kind, Node
from openfn_studio.ui.inspector.change_index import ChangeIndex, place_of

CONFIGURATION = "configuration"
"""The member of state that holds a credential, and is never shown."""


class Row:
    """One line of the tree.

    Args:
        parent: The row above it; None for the root, which is not shown.
        place: Its place among the parent's rows.
        node: The value; None for a line that only says something.
        changes: What changed at it and below; None where nothing did.
        gone: The change that took it away, for values of the state before.
        has_note: Whether a line without a value follows the others: that of the configuration.
    """

    __slots__ = (
        "_gone_below",
        "_gone_places",
        "_has_note",
        "_is_counted",
        "_nodes",
        "_rows",
        "changes",
        "gone",
        "node",
        "parent",
        "place",
    )

    def __init__(
        self,
        parent: "Row | None",
        place: int,
        node: Node | None,
        changes: ChangeIndex | None = None,
        gone: Change | None = None,
        *,
        has_note: bool = False,
    ) -> None:
        self.parent = parent
        self.place = place
        self.node = node
        self.changes = changes
        self.gone = gone
        self._rows: list[Row | None] = []
        self._nodes: Sequence[Node] = ()
        self._is_counted = False
        self._gone_below: dict[int, Change] = {}
        self._gone_places: list[int] = []
        self._has_note = has_note

    # ------------------------------------------------------------ what it says

    @property
    def change(self) -> Change | None:
        """What happened to this very value."""
        if self.gone is not None:
            return self.gone
        return self.changes.change if self.changes and not self.is_bucket else None

    @property
    def mark(self) -> ChangeKind | None:
        """How it is marked; rows in what was added or removed are marked as that."""
        change = self.change
        if change is not None:
            return change.kind
        return self.parent.inherited_mark if self.parent else None

    @property
    def inherited_mark(self) -> ChangeKind | None:
        """What its members are marked as, when it is new or gone as a whole."""
        mark = self.mark
        return mark if mark in (ChangeKind.ADDED, ChangeKind.REMOVED) else None

    @property
    def changes_below(self) -> int:
        """How many changes there are in it, itself not counted."""
        if self.changes is None:
            return 0
        if self.is_bucket:
            return self._changes_in_bucket(self.changes)
        return self.changes.count - (self.changes.change is not None)

    @property
    def is_bucket(self) -> bool:
        """Whether it stands for a thousand members."""
        return self.node is not None and self.node.kind is Kind.BUCKET

    @property
    def path(self) -> Path:
        """The way to its value; a bucket has that of what it is a part of."""
        return self.node.path if self.node is not None else (CONFIGURATION,)

    # ------------------------------------------------------------ what is below it

    @property
    def has_rows(self) -> bool:
        """Whether there is something below it; costs nothing."""
        if self.node is None:
            return False
        return (
            self.node.has_children or self._has_note or bool(self.changes and self.changes.removed)
        )

    @property
    def is_counted(self) -> bool:
        """Whether its rows are known or found at once."""
        return self._is_counted or self.node is None or self.node.is_quick

    @property
    def row_count(self) -> int:
        """How many rows there are below it; see ``is_counted``."""
        return len(self._counted())

    def row_at(self, place: int) -> "Row":
        """Return a row below it; ``IndexError`` when there is none."""
        rows = self._counted()
        found = rows[place]
        if found is None:
            found = rows[place] = self._made(place)
        return found

    def rows(self) -> Sequence["Row"]:
        """Return all rows below it."""
        return [self.row_at(place) for place in range(self.row_count)]

    def find(self, path: Path) -> "Row | None":
        """Return the row of a value below this one, None when there is none.

        Values that are gone are not found by their path: another one may have taken it.
        """
        here: Row | None = self
        for part in path:
            here = here.member(part) if here else None
        return here

    def member(self, part: str | int) -> "Row | None":
        """Return the row of a member by its name or position."""
        if self.node is None:
            return None
        position = self.node.document.position_of(self.node, part)
        if position is None:
            return None
        if _is_long(self.node):
            return self.row_at(position // BUCKET).row_of(position % BUCKET)
        return self.row_of(position)

    def row_of(self, position: int) -> "Row":
        """Return the row of a member by its position, behind what is gone before it."""
        self._counted()
        place = position
        for gone_at in self._gone_places:
            place += gone_at <= place
        return self.row_at(place)

    def _counted(self) -> list["Row | None"]:
        if not self._is_counted:
            count = self.node.row_count if self.node is not None else 0
            self._gone_below = self._placed(count)
            self._gone_places = sorted(self._gone_below)
            self._rows += [None] * (count + len(self._gone_below) + self._has_note)
            self._is_counted = True
        return self._rows

    def _made(self, place: int) -> "Row":
        gone = self._gone_below.get(place)
        if gone is not None:
            return Row(self, place, gone.before, gone=gone)
        is_note = self._has_note and place == len(self._rows) - 1
        if self.node is None or is_note:
            return Row(self, place, None)
        at = place - bisect_left(self._gone_places, place) if self._gone_places else place
        node = self._node_at(self.node, at)
        if self.changes is None:
            return Row(self, place, node)
        changes = self.changes if node.kind is Kind.BUCKET else self.changes.at(node.key)
        return Row(self, place, node, changes)

    def _node_at(self, node: Node, at: int) -> Node:
        if node.kind is not Kind.BUCKET:
            return node.document.row_of(node, at)
        if not self._nodes:
            # Qt asks for all of them one after the other: made together they cost half.
            self._nodes = node.document.members_of(node)
        return self._nodes[at]

    def _placed(self, count: int) -> dict[int, Change]:
        """Return at which places the values stand that are gone, among so many that are not."""
        node, removed = self.node, self.changes.removed if self.changes else []
        if node is None or not removed or (node.kind is not Kind.BUCKET and _is_long(node)):
            # Those of a long array stand in its buckets.
            return {}
        first = node.first if node.kind is Kind.BUCKET else 0
        # What is gone from an array stood together.
        together = place_of(removed[0].before) if isinstance(removed[0].path[-1], int) else None
        places: dict[int, Change] = {}
        for change in removed:
            before = place_of(change.before)
            if _is_at_home(node, before if together is None else together):
                places[min(before - first, count + len(places))] = change
        return places

    def _changes_in_bucket(self, changes: ChangeIndex) -> int:
        first = self.node.first if self.node else 0
        self._counted()
        inside = (
            one.count
            for key, one in changes.below.items()
            if isinstance(key, int) and first <= key < first + BUCKET
        )
        return sum(inside) + len(self._gone_below)


def _is_long(node: Node) -> bool:
    return node.child_count > BUCKET


def _is_at_home(node: Node, place: int) -> bool:
    """Return whether a place is in a bucket, or behind the last one; anything else has no other."""
    if node.kind is not Kind.BUCKET or node.parent is None:
        return True
    bucket = min(place // BUCKET, node.parent.row_count - 1)
    return bucket == node.row
