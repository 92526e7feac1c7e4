"""An array of objects as a table; a row is read when it is shown."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from openfn_studio.state.recent import Recent
from openfn_studio.state.table import Row, rows_of
from openfn_studio.state.tree import Node
from openfn_studio.ui.inspector.wording import value_text

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_ROWS = 500


class ArrayModel(QAbstractTableModel):
    """A row a member; the first column is its position. Columns may be added as they are found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._array: Node | None = None
        self._columns: tuple[str, ...] = ()
        self._rows: Recent[int, Row] = Recent(_ROWS)
        self.is_masked = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names, in order."""
        return self._columns

    def show(self, array: Node | None, columns: tuple[str, ...]) -> None:
        """Show another array."""
        self.beginResetModel()
        self._array = array
        self._columns = columns
        self._rows = Recent(_ROWS)
        self.endResetModel()

    def add_columns(self, columns: tuple[str, ...]) -> None:
        """Add names that further members have."""
        new = tuple(name for name in columns if name not in self._columns)
        if not new:
            return
        count = len(self._columns) + 1
        self.beginInsertColumns(_NOWHERE, count, count + len(new) - 1)
        self._columns += new
        self._rows = Recent(_ROWS)
        self.endInsertColumns()

    def cell(self, index: Index) -> Node | None:
        """Return the value of a cell; of the first column the whole member."""
        if not index.isValid():
            return None
        row = self._row(index.row())
        return row.cells[index.column() - 1] if index.column() else row.node

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many members there are."""
        if parent.isValid() or self._array is None:
            return 0
        return self._array.child_count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the position and the names."""
        return 0 if parent.isValid() or self._array is None else len(self._columns) + 1

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return a cell's text."""
        if role not in (_Role.DisplayRole, _Role.ToolTipRole) or not index.isValid():
            return None
        if not index.column():
            return f"{index.row():,}"
        node = self.cell(index)
        return "" if node is None else value_text(node, is_masked=self.is_masked)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return a column's name."""
        if orientation != Qt.Orientation.Horizontal or role != _Role.DisplayRole:
            return None
        if section == 0:
            return "#"
        return self._columns[section - 1] if section <= len(self._columns) else None

    def _row(self, place: int) -> Row:
        array, columns = self._array, self._columns
        if array is None:
            raise IndexError(place)
        return self._rows.get(place, lambda: rows_of(array, columns, place, place + 1)[0])
