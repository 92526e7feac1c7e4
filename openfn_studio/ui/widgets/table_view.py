"""Tables: no grid, a hairline under the head, full-row selection."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
)

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.tab_order import BY_KEYBOARD
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, paint_focus, paint_ground


class CellDelegate(RowDelegate):
    """Paints one cell; override ``content``, whose rect is the cell without its margins."""

    def __init__(self, look: Look, height: int = 28) -> None:
        super().__init__(look, height)

    def font(self) -> QFont:
        """Return the font of tables."""
        return self.look.font(SMALL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground of the cell, then its content."""
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        place: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        ground = QRect(place)
        if index.column() and is_selected:
            painter.fillRect(ground, self.look.colour("selection"))
        else:
            paint_ground(self.look, painter, option, ground, is_selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self.look.px(16 if index.column() == 0 else 8)
        inner = QRectF(place).adjusted(left, 0, -self.look.px(8), 0)
        self.content(painter, inner, index, option)
        painter.restore()
        table: object = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        if state & QStyle.StateFlag.State_HasFocus and not _selects_rows(table):
            paint_focus(self.look, painter, ground)


class TableView(QTableView):
    """A table in our look; rows are selected whole.

    Args:
        look: The look.
        row_height: The least height of a row at 100 %.
    """

    def __init__(self, look: Look, row_height: int = 28) -> None:
        super().__init__()
        self.look = look
        self._row_height = row_height
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(24)
        self._rescale()
        look.changed.connect(self._rescale)

    def set_widths(self, widths: list[int], stretch: int) -> None:
        """Set the columns' widths at 100 %; the one at ``stretch`` takes the room that is left."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, self.look.px(width))
        head = self.horizontalHeader()
        head.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a row for who comes by keyboard, so that Enter and the arrows have a place."""
        super().focusInEvent(event)
        has_rows = self.model() is not None and self.model().rowCount() > 0
        is_bare = has_rows and not self.selectionModel().hasSelection()
        if event.reason() in BY_KEYBOARD and is_bare and _selects_rows(self):
            self.selectRow(max(self.currentIndex().row(), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring of the keyboard around the whole row."""
        super().paintEvent(event)
        row = self.currentIndex().row()
        if row >= 0 and self.hasFocus() and _selects_rows(self):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            place = QRect(0, top, self.viewport().width(), height)
            paint_focus(self.look, QPainter(self.viewport()), place)

    def _rescale(self) -> None:
        text = QFontMetrics(self.look.font(SMALL)).height() + self.look.px(6)
        height = max(self.look.px(self._row_height), text)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFont(self.look.font(CAPTION, 500))
        self.viewport().update()


def _selects_rows(table: object) -> bool:
    return (
        isinstance(table, QTableView)
        and table.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows
    )
