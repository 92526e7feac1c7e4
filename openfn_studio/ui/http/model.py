"""The exchanges of a run as a Qt table, and the filter before it."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from openfn_studio.ui.http import wording
from openfn_studio.workbench.running.facts import ExchangeFact

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
EXCHANGE = Qt.ItemDataRole.UserRole
"""The role of the ``ExchangeFact`` of a row."""
SORT = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    """The columns, from left to right."""

    OPERATION = 0
    METHOD = 1
    PATH = 2
    STATUS = 3
    TIME = 4
    SIZE = 5
    ANSWER = 6


TITLES = ("Op", "Method", "Path", "Status", "Time", "Size", "Answer")
_RIGHT = (Column.TIME, Column.SIZE)


class ExchangeModel(QAbstractTableModel):
    """A row an exchange, in the order they were made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchanges: Sequence[ExchangeFact] = ()
        self._numbers: list[str] = []

    @property
    def exchanges(self) -> Sequence[ExchangeFact]:
        """What is shown."""
        return self._exchanges

    def show(self, exchanges: Sequence[ExchangeFact]) -> None:
        """Show these; rows that stay keep their place, so a choice survives."""
        old = self._exchanges
        numbers = wording.numbers_of(exchanges)
        if [one.id for one in exchanges[: len(old)]] != [one.id for one in old]:
            self.beginResetModel()
            self._exchanges, self._numbers = exchanges, numbers
            self.endResetModel()
            return
        if len(exchanges) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(exchanges) - 1)
            # While rows come in, those before must stay as they were.
            self._exchanges = (*old, *exchanges[len(old) :])
            self._numbers = [*self._numbers, *numbers[len(old) :]]
            self.endInsertRows()
        self._take_news(exchanges, numbers)

    def _take_news(self, exchanges: Sequence[ExchangeFact], numbers: list[str]) -> None:
        """Take what changed of the rows that are there."""
        old, old_numbers = self._exchanges, self._numbers
        self._exchanges, self._numbers = exchanges, numbers
        changed = [
            row
            for row, one in enumerate(exchanges)
            if old_numbers[row] != numbers[row] or (old[row] is not one and old[row] != one)
        ]
        if changed:
            first, last = self.index(changed[0], 0), self.index(changed[-1], len(TITLES) - 1)
            self.dataChanged.emit(first, last)

    def number(self, row: int) -> str:
        """Return which operation made a row's request, and which of its requests it is."""
        return self._numbers[row]

    def row_of(self, exchange_id: int) -> int | None:
        """Return the row of an exchange, or None."""
        for row, one in enumerate(self._exchanges):
            if one.id == exchange_id:
                return row
        return None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many exchanges there are."""
        return 0 if parent.isValid() else len(self._exchanges)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, tooltip, sort key, or the whole exchange."""
        if not index.isValid() or index.row() >= len(self._exchanges):
            return None
        exchange = self._exchanges[index.row()]
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(exchange, index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(exchange, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{TITLES[column]}: {self._text(exchange, index.row(), column) or 'none'}"
        if role == EXCHANGE:
            return exchange
        if role == SORT:
            return _sort_key(exchange, index.row(), column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, exchange: ExchangeFact, row: int, column: Column) -> str:
        match column:
            case Column.OPERATION:
                return self._numbers[row]
            case Column.METHOD:
                return exchange.method
            case Column.PATH:
                return wording.place_of(exchange)
            case Column.STATUS:
                return wording.status_of(exchange)
            case Column.TIME:
                return wording.took_of(exchange)
            case Column.SIZE:
                return wording.size_of(exchange)
            case Column.ANSWER:
                return wording.answer_of(exchange).word


def _tip(exchange: ExchangeFact, column: Column) -> str:
    if column is Column.ANSWER:
        return wording.answer_of(exchange).help
    if exchange.problem:
        return f"{exchange.url}\n{exchange.problem}"
    return exchange.url


def _sort_key(exchange: ExchangeFact, row: int, column: Column) -> Any:
    match column:
        case Column.OPERATION:
            return row
        case Column.STATUS:
            return exchange.status or 0
        case Column.TIME:
            return exchange.took_ms or 0.0
        case Column.SIZE:
            return exchange.response_body.size if exchange.response_body else -1
        case Column.METHOD:
            return exchange.method
        case Column.PATH:
            return wording.place_of(exchange)
        case Column.ANSWER:
            return wording.answer_of(exchange).word


class Outcome(IntEnum):
    """What the status filter lets through."""

    ANY = 0
    SUCCEEDED = 1
    FAILED = 2
    BLOCKED = 3


class ExchangeFilter(QSortFilterProxyModel):
    """Lets exchanges through by text, method and outcome."""

    def __init__(self, model: ExchangeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._method = ""
        self._outcome = Outcome.ANY
        self.setSortRole(SORT)
        self.setSourceModel(model)

    def let_through(
        self,
        *,
        text: str | None = None,
        method: str | None = None,
        outcome: Outcome | None = None,
    ) -> None:
        """Change what is let through; empty text or method means any."""
        self.beginFilterChange()
        self._text = self._text if text is None else text.lower()
        self._method = self._method if method is None else method
        self._outcome = self._outcome if outcome is None else outcome
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Tell whether an exchange passes."""
        exchange: ExchangeFact = self.sourceModel().index(source_row, 0).data(EXCHANGE)
        if self._method and exchange.method != self._method:
            return False
        if not _passes(exchange, self._outcome):
            return False
        return not self._text or self._text in _searched(exchange)


def _passes(exchange: ExchangeFact, outcome: Outcome) -> bool:
    is_blocked = exchange.origin == "blocked"
    match outcome:
        case Outcome.ANY:
            return True
        case Outcome.SUCCEEDED:
            return exchange.status is not None and not wording.has_failed(exchange)
        case Outcome.FAILED:
            return wording.has_failed(exchange) and not is_blocked
        case Outcome.BLOCKED:
            return is_blocked


def _searched(exchange: ExchangeFact) -> str:
    parts = (exchange.url, exchange.method, wording.status_of(exchange), exchange.problem or "")
    return " ".join((*parts, wording.answer_of(exchange).word)).lower()
