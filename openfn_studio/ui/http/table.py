"""The table of exchanges, painted: numbers in the code font, states as icon and word."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem

from openfn_studio.ui.http import wording
from openfn_studio.ui.http.model import EXCHANGE, Column, ExchangeFilter
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right, width_of
from openfn_studio.ui.widgets.table_view import CellDelegate, TableView
from openfn_studio.workbench.running.facts import ExchangeFact

Index = QModelIndex | QPersistentModelIndex
WIDTHS = (56, 72, 100, 64, 72, 72, 108)
_BESIDE = (Column.OPERATION, Column.METHOD, Column.PATH, Column.STATUS)
"""What is left where a request's details stand beside the table."""
_LEAST = (Column.PATH, Column.STATUS)
"""What is left where there is hardly any room: the path then begins with the method."""


class ExchangeDelegate(CellDelegate):
    """Paints one cell of the table."""

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a cell by its column."""
        exchange: ExchangeFact | None = index.data(EXCHANGE)
        if exchange is None:
            return
        look = self.look
        mono = look.font(SMALL, mono=True)
        text = str(index.data() or "")
        column = Column(index.column())
        if column is Column.ANSWER:
            self._answer(painter, rect, exchange)
        elif column is Column.STATUS:
            self._status(painter, rect, exchange)
        elif column in (Column.TIME, Column.SIZE):
            put_right(painter, rect.right(), rect, text, look.colour("text_muted"), mono)
        elif column is Column.PATH:
            if self._is_first(option):
                text = f"{exchange.method} {text}"
                rect = rect.adjusted(look.px(8), 0, 0, 0)
            self._path(painter, rect, exchange, text)
        else:
            role = "text_faint" if column is Column.OPERATION else "text"
            put(painter, rect.left(), rect, text, look.colour(role), mono)

    @staticmethod
    def _is_first(option: QStyleOptionViewItem) -> bool:
        table: object = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        return isinstance(table, ExchangeTable) and table.isColumnHidden(Column.METHOD)

    def _path(self, painter: QPainter, rect: QRectF, exchange: ExchangeFact, text: str) -> None:
        mono = self.look.font(SMALL, mono=True)
        role = "err" if exchange.origin == "blocked" and wording.has_failed(exchange) else "text"
        end = put(painter, rect.left(), rect, text, self.look.colour(role), mono)
        if exchange.problem and end + self.look.px(80) < rect.right():
            gap = self.look.px(10)
            faint = self.look.colour("text_muted")
            put(painter, end + gap, rect, exchange.problem, faint, self.look.font(SMALL))

    def _status(self, painter: QPainter, rect: QRectF, exchange: ExchangeFact) -> None:
        look = self.look
        text = wording.status_of(exchange)
        x = rect.left()
        role = "ok"
        if exchange.is_open:
            role = "text_faint"
        elif wording.has_failed(exchange):
            role = "err"
            side = look.px(12)
            box = QRectF(x, rect.center().y() - side / 2, side, side)
            if exchange.origin != "blocked":
                look.draw_icon(painter, "circle-x", box, "err", 2)
                x += side + look.px(4)
        put(painter, x, rect, text, look.colour(role), look.font(SMALL, 500, mono=True))

    def _answer(self, painter: QPainter, rect: QRectF, exchange: ExchangeFact) -> None:
        look, px = self.look, self.look.px
        answer = wording.answer_of(exchange)
        font = look.font(CAPTION, 500)
        width = min(width_of(answer.word, font) + px(30), rect.width())
        height = min(rect.height() - px(6), px(20))
        chip = QRectF(rect.left() + 0.5, rect.center().y() - height / 2 + 0.5, width, height)
        painter.setPen(look.colour("line_strong"))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(chip, 4, 4)
        side = px(12)
        box = QRectF(chip.left() + px(6), chip.center().y() - side / 2, side, side)
        look.draw_icon(painter, answer.icon, box, answer.role, 2)
        left = chip.left() + px(22)
        put(painter, left, chip, answer.word, look.colour("text"), font, chip.right() - 2)


class ExchangeTable(TableView):
    """The table. Enter or a click opens an exchange, Ctrl+C copies its line.

    Args:
        look: The look.
        rows: What is shown.

    Signals:
        opened: The ``ExchangeFact`` that is to be looked at.
        moved: The ``ExchangeFact`` of the row that is current now, or None.
        copy_requested: The chosen exchange's line is to be copied.
    """

    opened = Signal(object)
    moved = Signal(object)
    copy_requested = Signal()

    def __init__(self, look: Look, rows: ExchangeFilter) -> None:
        super().__init__(look)
        self._delegate = ExchangeDelegate(look)
        self.setItemDelegate(self._delegate)
        self.setModel(rows)
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.setAccessibleName("HTTP requests")
        self.setSortingEnabled(True)
        self.sortByColumn(Column.OPERATION, Qt.SortOrder.AscendingOrder)
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._fit()
        look.changed.connect(self._fit)
        self.selectionModel().currentRowChanged.connect(self._on_moved)
        self.clicked.connect(self._open)

    @property
    def current(self) -> ExchangeFact | None:
        """The exchange of the current row, or None."""
        return self.currentIndex().data(EXCHANGE)

    def show_beside(self, is_beside: bool, is_narrow: bool) -> None:
        """Leave out what the details beside the table say too."""
        kept = tuple(Column) if not is_beside else _LEAST if is_narrow else _BESIDE
        for column in Column:
            self.setColumnHidden(column, column not in kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, copy by Ctrl+C; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if (exchange := self.current) is not None:
            self.opened.emit(exchange)

    def _on_moved(self) -> None:
        self.moved.emit(self.current)

    def _fit(self) -> None:
        self.set_widths(list(WIDTHS), Column.PATH)
