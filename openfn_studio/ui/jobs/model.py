"""The list of jobs as Qt asks for it: groups, and rows in them."""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from openfn_studio.ui.jobs.rows import Group, Row

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
"""The ``Group`` or ``Row`` of an index."""

_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_TOP = 0
"""Internal id of groups; that of a row is its group's number plus one."""


class JobsModel(QAbstractItemModel):
    """Groups with their rows. A row is replaced in place as long as none comes or goes.

    Signals:
        rename_asked: A ``Row`` with a job, and the new name that was typed.
    """

    rename_asked = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Group, ...] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is shown."""
        return self._groups

    def show(self, groups: tuple[Group, ...]) -> None:
        """Show other groups."""
        if _shape(groups) != _shape(self._groups):
            self.beginResetModel()
            self._groups = groups
            self.endResetModel()
            return
        old, self._groups = self._groups, groups
        for number, group in enumerate(groups):
            if group == old[number]:
                continue
            top = self.index(number, 0)
            self.dataChanged.emit(top, top)
            for place, row in enumerate(group.rows):
                if row != old[number].rows[place]:
                    index = self.index(place, 0, top)
                    self.dataChanged.emit(index, index)

    def item(self, index: Index) -> Group | Row | None:
        """Return what an index stands for; None for one that stands for nothing."""
        if not index.isValid():
            return None
        number = index.internalId()
        try:
            if number == _TOP:
                return self._groups[index.row()]
            return self._groups[number - 1].rows[index.row()]
        except IndexError:
            return None

    def index_of(self, key: str) -> QModelIndex:
        """Return the index of a row or group; an invalid one when it is not shown."""
        for number, group in enumerate(self._groups):
            if group.key == key:
                return self.index(number, 0)
            for place, row in enumerate(group.rows):
                if row.key == key:
                    return self.index(place, 0, self.index(number, 0))
        return QModelIndex()

    # ------------------------------------------------------------------ what Qt asks

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a group, or of a row in one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride] - QObject's takes nothing
        """Return a row's group."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many groups there are, or rows in one."""
        if not parent.isValid():
            return len(self._groups)
        item = self.item(parent)
        return len(item.rows) if isinstance(item, Group) and parent.column() == 0 else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return that there is one column."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that everything can be chosen, and jobs renamed."""
        item = self.item(index)
        if item is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if isinstance(item, Row):
            flags |= Qt.ItemFlag.ItemNeverHasChildren
            if item.job:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return a text or the item itself."""
        item = self.item(index)
        if item is None:
            return None
        if role == ITEM:
            return item
        if role == _ROLE.DisplayRole:
            return item.title
        if role == _ROLE.EditRole:
            return item.job if isinstance(item, Row) else item.title
        if role == _ROLE.ToolTipRole:
            return item.spoken if isinstance(item, Row) else item.tip
        if role == _ROLE.AccessibleTextRole:
            return item.spoken if isinstance(item, Row) else _spoken(item)
        return None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Ask for a job to be renamed; its new name is shown once it is."""
        item = self.item(index)
        name = str(value).strip()
        if role == _ROLE.EditRole and isinstance(item, Row) and item.job and name != item.job:
            self.rename_asked.emit(item, name)
        return False


def _shape(groups: tuple[Group, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((group.key, tuple(row.key for row in group.rows)) for group in groups)


def _spoken(group: Group) -> str:
    count = len(group.rows)
    return f"{group.title}, {count} {'entry' if count == 1 else 'entries'}"
