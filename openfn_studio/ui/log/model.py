"""The lines that are shown, as a Qt model: positions of lines, nothing else."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.wording import Wording, preview

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class LogModel(QAbstractListModel):
    """Rows are lines that passed the filter, in the order of the log."""

    def __init__(self, lines: LineStore, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._wording = wording
        self._shown = array("I")

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many lines are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line's text on one line; for screen readers all of it."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        position = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return preview(self._lines.texts[position])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._wording.plain(position)
        return None

    def position(self, row: int) -> int:
        """Return which line a row shows."""
        return self._shown[row]

    def row_of(self, position: int) -> int | None:
        """Return the row of a line; None when it is not shown."""
        row = bisect_left(self._shown, position)
        is_there = row < len(self._shown) and self._shown[row] == position
        return row if is_there else None

    def positions(self, first: int, last: int) -> Sequence[int]:
        """Return the lines of the rows from ``first`` to ``last``, both included."""
        return self._shown[first : last + 1]

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._shown = array("I")
        self.endResetModel()

    def append(self, positions: Sequence[int]) -> None:
        """Show more lines behind the others."""
        if not positions:
            return
        first = len(self._shown)
        self.beginInsertRows(QModelIndex(), first, first + len(positions) - 1)
        self._shown.extend(positions)
        self.endInsertRows()
