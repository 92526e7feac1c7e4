"""What is around the bodies of an exchange: its times, sizes and headers, as a table."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.ui.http import wording
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.table_view import CellDelegate, TableView
from openfn_studio.workbench.running.exchanges import size_in_words
from openfn_studio.workbench.running.facts import BodyFact, ExchangeFact

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its value, or the title of those that follow."""

    name: str
    value: str = ""
    is_title: bool = False


def rows_of(exchange: ExchangeFact) -> list[Row]:
    """Return all there is to know of an exchange besides its bodies."""
    rows = [Row("URL", exchange.url), Row("Started", f"{exchange.ms:,.1f} ms into the run")]
    if took := wording.took_of(exchange):
        rows.append(Row("Took", took))
    rows.append(Row("Answer", wording.answer_of(exchange).help))
    if exchange.problem:
        rows.append(Row("Problem", exchange.problem))
    rows += _part("Request", exchange.request_headers, exchange.request_body)
    if exchange.status is not None:
        rows += _part(
            f"Response {exchange.status}", exchange.response_headers, exchange.response_body
        )
    return rows


def _part(title: str, headers: Any, body: BodyFact | None) -> list[Row]:
    size = f"{size_in_words(body.size)} of body" if body is not None and body.size else "no body"
    return [Row(title, size, is_title=True), *(Row(str(n), str(v)) for n, v in headers.items())]


class HeadersModel(QAbstractTableModel):
    """Two columns: name and value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, row: int) -> Row:
        """Return a row."""
        return self._rows[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return 2."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a name or a value."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.value if index.column() else row.name
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title."""
        is_title = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return ("Name", "Value")[section] if is_title else None


class _Delegate(CellDelegate):
    def __init__(self, look: Look, model: HeadersModel) -> None:
        super().__init__(look, 24)
        self._model = model

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw names muted, values in the code font, titles strong."""
        if index.row() >= self._model.rowCount():
            return
        row = self._model.row(index.row())
        look = self.look
        is_name = index.column() == 0
        if row.is_title:
            font = look.font(SMALL, 600 if is_name else 400)
            role = "text" if is_name else "text_faint"
        else:
            font = look.font(SMALL, mono=True)
            role = "property" if is_name else "text"
        text = row.name if is_name else row.value
        put(painter, rect.left(), rect, text, look.colour(role), font)


class HeadersView(TableView):
    """The table of times, sizes and headers; Ctrl+C copies what is chosen."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, row_height=24)
        self.setAccessibleName("Headers and times")
        self._rows = HeadersModel(self)
        self._painter = _Delegate(look, self._rows)
        self.setItemDelegate(self._painter)
        self.setModel(self._rows)
        self.horizontalHeader().hide()
        self.set_widths([168, 100], 1)

    def show_exchange(self, exchange: ExchangeFact) -> None:
        """Show another exchange."""
        self._rows.show(rows_of(exchange))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give names two fifths where there is little room."""
        super().resizeEvent(event)
        self.setColumnWidth(0, min(self.look.px(168), event.size().width() * 2 // 5))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen rows; the rest is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted({index.row() for index in self.selectedIndexes()})
            lines = (f"{self._rows.row(one).name}: {self._rows.row(one).value}" for one in chosen)
            QGuiApplication.clipboard().setText("\n".join(lines))
        else:
            super().keyPressEvent(event)
