"""Kept runs as a table model: the newest first, filtered by words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from openfn_studio.domain.run import HttpMode
from openfn_studio.workbench.running.facts import RunId
from openfn_studio.workbench.running.kept import RunRow
from openfn_studio.workbench.running.wording import (
    duration,
    ending_of,
    row_words,
    title_of,
    when,
    whole_when,
)

Index = QModelIndex | QPersistentModelIndex

STATE, JOB, INPUT, WHEN, TOOK, CODE, MODE, PIN = range(8)
HEADS = ("Run", "Job", "Input", "When", "Time", "Exit code", "HTTP", "")
ROW_ROLE = Qt.ItemDataRole.UserRole
"""The ``RunRow``."""

_NOWHERE = QModelIndex()


class RunsModel(QAbstractTableModel):
    """Rows of ``RunRow``.

    Args:
        now: The present moment in the time zone that is shown.
    """

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._all: tuple[RunRow, ...] = ()
        self._rows: tuple[RunRow, ...] = ()
        self._words: tuple[str, ...] = ()

    # ------------------------------------------------------------ what is shown

    @property
    def rows(self) -> tuple[RunRow, ...]:
        """The rows that pass the filter."""
        return self._rows

    @property
    def total(self) -> int:
        """How many there are without the filter."""
        return len(self._all)

    def show(self, rows: tuple[RunRow, ...]) -> None:
        """Take other rows; those that stay keep their selection."""
        self._all = rows
        self._update()

    def filter(self, text: str) -> None:
        """Show only rows in which every word occurs."""
        self._words = tuple(text.casefold().split())
        self._update()

    def place_of(self, run_id: RunId) -> int | None:
        """Return the position of a run; None when it is not shown."""
        return next((at for at, row in enumerate(self._rows) if row.id == run_id), None)

    def refresh_times(self) -> None:
        """Say the times anew: "now" does not stay true."""
        if self._rows:
            last = len(self._rows) - 1
            self.dataChanged.emit(self.index(0, WHEN), self.index(last, WHEN))

    # ------------------------------------------------------------ Qt

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's head."""
        is_head = orientation == Qt.Orientation.Horizontal and 0 <= section < len(HEADS)
        if is_head and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if is_head and role == Qt.ItemDataRole.AccessibleTextRole:
            return HEADS[section] or "Pinned"
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (TOOK, CODE):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, tooltip or row."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, index.column())
        return None

    # ------------------------------------------------------------ inside

    def _text(self, row: RunRow, column: int) -> str:
        texts = {
            STATE: state_words(row),
            JOB: title_of(row.job),
            INPUT: row.input_name,
            WHEN: when(row.started_at, self._now()),
            TOOK: duration(row.took_ms),
            CODE: "" if row.exit_code is None else str(row.exit_code),
            MODE: "Live" if row.http_mode is HttpMode.LIVE else "Test",
            PIN: "",
        }
        return texts[column]

    def _tip(self, row: RunRow, column: int) -> str | None:
        if column == WHEN:
            return whole_when(row.started_at, self._now())
        if column == STATE:
            return f"{ending_of(row.exit_code).words}: {row.error.message}" if row.error else None
        if column == PIN:
            return "Pinned: it is never removed." if row.is_pinned else None
        return None

    def _spoken(self, row: RunRow, column: int) -> str:
        if column == PIN:
            return "Pinned" if row.is_pinned else "Not pinned"
        return self._text(row, column)

    def _passes(self, row: RunRow) -> bool:
        mode = "live" if row.http_mode is HttpMode.LIVE else "test"
        parts = (state_words(row), row.job, row.input_name, mode, str(row.number))
        text = " ".join(parts).casefold()
        return all(word in text for word in self._words)

    def _update(self) -> None:
        """Replace the rows, telling insertions at the top and changes apart from a reset."""
        rows = tuple(row for row in self._all if self._passes(row))
        old = self._rows
        added = len(rows) - len(old)
        if old and added >= 0 and [row.id for row in rows[added:]] == [row.id for row in old]:
            if added:
                self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._rows = rows
            if added:
                self.endInsertRows()
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(HEADS) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


def state_words(row: RunRow) -> str:
    """Return how a run ended: ``TypeError in post``."""
    return row_words(row.exit_code, row.error, row.failed_at or "")
