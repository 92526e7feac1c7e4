"""The shortcuts as a table, and which of them are in each other's way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from openfn_studio.ui.actions.registry import native
from openfn_studio.ui.actions.spec import ActionSpec

Index = QModelIndex | QPersistentModelIndex
HEADS = ("Action", "Keys", "Menu", "What it does")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Keys that two actions want."""

    keys: str
    """As the system writes them."""
    first: str
    """The title of one action."""
    second: str
    wanted: frozenset[str]
    """The keys of both, as the table writes them."""


class ShortcutModel(QAbstractTableModel):
    """The actions that have keys, in the order of the menus; filtered by words or keys."""

    def __init__(self, specs: Iterable[ActionSpec], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = [spec for spec in specs if spec.keys]
        self._shown = list(self._all)
        self._conflicting = frozenset[str]().union(*(c.wanted for c in conflicts(self._all)))

    def filter(self, words: str) -> None:
        """Show the actions in which every word occurs: in title, keys, menu or help."""
        wanted = words.casefold().split()
        self.beginResetModel()
        self._shown = [spec for spec in self._all if _has_all(spec, wanted)]
        self.endResetModel()

    def spec(self, row: int) -> ActionSpec:
        """Return the action of a row."""
        return self._shown[row]

    def is_conflicting(self, row: int) -> bool:
        """Tell whether another action wants the same keys."""
        return any(keys in self._conflicting for keys in self._shown[row].keys)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many actions are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's head."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section] if 0 <= section < len(HEADS) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell; for screen readers the whole row."""
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        spec = self._shown[index.row()]
        cells = (_title(spec), shown_keys(spec), spec.menu, spec.help)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return ", ".join(filter(None, cells))
        return None


def shown_keys(spec: ActionSpec) -> str:
    """Return an action's shortcuts as the system writes them."""
    return "  or  ".join(native(keys) for keys in spec.keys)


def conflicts(specs: Sequence[ActionSpec]) -> tuple[Conflict, ...]:
    """Return every pair of actions that want the same keys, or of which one begins another's."""
    found: list[Conflict] = []
    taken = [(keys, spec) for spec in specs for keys in spec.keys]
    for place, (keys, spec) in enumerate(taken):
        for other_keys, other in taken[place + 1 :]:
            # Where both keys are their widgets' own, the keyboard decides which is meant.
            is_shared = spec.is_own_key and other.is_own_key
            if other is not spec and not is_shared and _clash(keys, other_keys):
                shorter = min(keys, other_keys, key=len)
                both = frozenset((keys, other_keys))
                found.append(Conflict(native(shorter), _title(spec), _title(other), both))
    return tuple(found)


def _clash(one: str, other: str) -> bool:
    first, second = one.casefold().split(", "), other.casefold().split(", ")
    shared = min(len(first), len(second))
    return first[:shared] == second[:shared]


def _has_all(spec: ActionSpec, wanted: Sequence[str]) -> bool:
    text = f"{spec.title} {shown_keys(spec)} {' '.join(spec.keys)} {spec.menu} {spec.help}"
    folded = text.casefold()
    return all(word in folded for word in wanted)


def _title(spec: ActionSpec) -> str:
    return spec.title.removesuffix("…")
