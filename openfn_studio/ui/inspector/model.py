"""A state's rows as Qt's item views want them; nothing is decoded before it is shown."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from openfn_studio.state.path import as_state_expression
from openfn_studio.state.pointer import Path
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.wording import described, tip

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_NOTE = _PLAIN | Qt.ItemFlag.ItemNeverHasChildren
_CONTAINER = _PLAIN | Qt.ItemFlag.ItemIsDragEnabled
_VALUE = _CONTAINER | Qt.ItemFlag.ItemNeverHasChildren


class StateModel(QAbstractItemModel):
    """The tree of a state, or of what differs between two.

    Signals:
        rows_wanted: A ``Row`` whose rows take long to find: they are to be counted on a thread,
            then ``take_rows`` shows them.
    """

    rows_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root: Row | None = None
        self._is_masked = False
        self._wanted: set[Row] = set()
        # A row whose members were unknown when first asked shows none until they are taken.
        self._waiting: set[Row] = set()
        self._seen: set[Row] = set()

    # ------------------------------------------------------------ what it shows

    @property
    def root(self) -> Row | None:
        """The row above those shown; None when there is no state."""
        return self._root

    @property
    def is_masked(self) -> bool:
        """Whether values are shown as dots."""
        return self._is_masked

    def show(self, root: Row | None) -> None:
        """Show other rows. The root's own must be counted already."""
        self.beginResetModel()
        self._root = root
        self._wanted.clear()
        self._waiting.clear()
        self._seen.clear()
        self.endResetModel()

    def mask(self, is_masked: bool) -> None:
        """Show dots for values, or the values."""
        self._is_masked = is_masked
        if self._root is not None and self._root.row_count:
            last = self.index(self._root.row_count - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_of(self, index: Index) -> Row | None:
        """Return the row at an index; None for an invalid one."""
        return index.internalPointer() if index.isValid() else None

    def index_of(self, row: Row) -> QModelIndex:
        """Return a row's index; an invalid one for the root."""
        return _NOWHERE if row.parent is None else self.createIndex(row.place, 0, row)

    def index_at(self, path: Path) -> QModelIndex:
        """Return the index of a value; invalid when there is none, or it is not known yet."""
        row = self._root
        for part in path:
            if row is None or not self._is_known(row):
                return _NOWHERE
            row = row.member(part)
            if row is not None and row.parent is not None and not self._is_known(row.parent):
                return _NOWHERE
        return self.index_of(row) if row is not None else _NOWHERE

    def take_rows(self, row: Row) -> None:
        """Show the rows below a row, which have been counted."""
        if row not in self._waiting:
            return
        count = row.row_count
        if count:
            self.beginInsertRows(self.index_of(row), 0, count - 1)
        self._waiting.discard(row)
        if count:
            self.endInsertRows()

    # ------------------------------------------------------------ what Qt asks

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a row below another."""
        above = parent.internalPointer() if parent.isValid() else self._root
        if above is None or column or row < 0:
            return _NOWHERE
        if not self._is_known(above) or row >= above.row_count:
            return _NOWHERE
        return self.createIndex(row, 0, above.row_at(row))

    def parent(self, child: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the index above another."""
        row = self.row_of(child)
        return self.index_of(row.parent) if row is not None and row.parent else _NOWHERE

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are below another, as far as they are known."""
        row = self.row_of(parent) or self._root
        if row is None or not self._is_known(row):
            return 0
        return row.row_count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the one column."""
        return 1

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        """Return whether there are rows below another, known or not."""
        row = self.row_of(parent) or self._root
        return row is not None and row.has_rows

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether a row's rows have still to be found."""
        row = self.row_of(parent) or self._root
        return row is not None and row.has_rows and not self._is_known(row)

    def fetchMore(self, parent: Index) -> None:
        """Ask for a row's rows, once."""
        row = self.row_of(parent) or self._root
        if row is not None and row not in self._wanted and self.canFetchMore(parent):
            self._wanted.add(row)
            self.rows_wanted.emit(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a row."""
        row = self.row_of(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        if row.node is None:
            return _NOTE
        if row.is_bucket:
            return _PLAIN
        return _CONTAINER if row.has_rows else _VALUE

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return a row's texts; the delegate paints from the row itself."""
        row = self.row_of(index)
        if row is None:
            return None
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return described(row, is_masked=self._is_masked)
        return tip(row, is_masked=self._is_masked) if role == _Role.ToolTipRole else None

    def mimeTypes(self) -> list[str]:
        """Return what can be dragged: text."""
        return ["text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the path of the first row as job code."""
        row = self.row_of(indexes[0]) if indexes else None
        data = QMimeData()
        if row is not None:
            data.setText(as_state_expression(row.path))
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        """Return that dragging copies."""
        return Qt.DropAction.CopyAction

    def _is_known(self, row: Row) -> bool:
        if row in self._seen:
            return row not in self._waiting
        self._seen.add(row)
        if row.is_counted:
            return True
        self._waiting.add(row)
        return False
