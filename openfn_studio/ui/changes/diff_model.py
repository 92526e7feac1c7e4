"""The rows of a comparison, side by side or in one column; gaps can be unfolded."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from openfn_studio.workbench.editing.line_diff import DiffRow, LineDiff, inline

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
"""The ``DiffRow`` of an index."""

_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_WORDS = {"added": "added", "removed": "removed", "same": ""}


class DiffModel(QAbstractListModel):
    """Lines of two texts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: list[DiffRow] = []
        self._rows: list[DiffRow] = []
        self._is_inline = False

    @property
    def rows(self) -> list[DiffRow]:
        """What is shown, from top to bottom."""
        return self._rows

    @property
    def is_inline(self) -> bool:
        """Whether both texts are in one column."""
        return self._is_inline

    def show(self, diff: LineDiff) -> None:
        """Show another comparison, its gaps folded."""
        self._source = list(diff.rows)
        self._reset()

    def set_inline(self, is_inline: bool) -> None:
        """Show both texts in one column, or side by side."""
        if is_inline != self._is_inline:
            self._is_inline = is_inline
            self._reset()

    def unfold(self, index: Index) -> None:
        """Show the lines a gap stands for."""
        row = self.row_of(index)
        if row and row.kind == "gap":
            at = self._source.index(row)
            place = index.row()
            self.beginRemoveRows(_NOWHERE, place, place)
            del self._rows[place]
            self.endRemoveRows()
            self._source[at : at + 1] = row.hidden
            self.beginInsertRows(_NOWHERE, place, place + len(row.hidden) - 1)
            self._rows[place:place] = row.hidden
            self.endInsertRows()

    def next_change(self, start: int, step: int) -> int | None:
        """Return the first row of the next change from a row on, up (-1) or down (1)."""
        starts = [
            at
            for at, row in enumerate(self._rows)
            if _is_change(row) and (at == 0 or not _is_change(self._rows[at - 1]))
        ]
        further = [at for at in starts if (at - start) * step > 0]
        return (further[0] if step > 0 else further[-1]) if further else None

    def row_of(self, index: Index) -> DiffRow | None:
        """Return the row of an index, or None."""
        is_there = index.isValid() and 0 <= index.row() < len(self._rows)
        return self._rows[index.row()] if is_there else None

    # ------------------------------------------------------------------ what Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return a row, or its words."""
        row = self.row_of(index)
        if row is None:
            return None
        if role == ITEM:
            return row
        if role == _ROLE.DisplayRole:
            return text_of(row)
        if role == _ROLE.AccessibleTextRole:
            return spoken(row)
        return None

    def _reset(self) -> None:
        self.beginResetModel()
        self._rows = list(inline(self._source)) if self._is_inline else list(self._source)
        self.endResetModel()


def text_of(row: DiffRow) -> str:
    """Return a row as text to copy: the new line, or the old one where there is no new one."""
    if row.kind == "gap":
        return gap_words(row)
    side = row.right or row.left
    return side.text if side else ""


def gap_words(row: DiffRow) -> str:
    """Return what a gap says."""
    return f"{len(row.hidden)} lines are the same"


def spoken(row: DiffRow) -> str:
    """Return a row in words, for screen readers."""
    if row.kind == "gap":
        return gap_words(row)
    if row.kind == "changed" and row.left and row.right:
        return f"changed, line {row.right.number}, before: {row.left.text}, now: {row.right.text}"
    side = row.right or row.left
    if side is None:
        return ""
    word = _WORDS.get(row.kind, "")
    return f"{word} line {side.number}: {side.text}".strip()


def _is_change(row: DiffRow) -> bool:
    return row.kind not in ("same", "gap")
