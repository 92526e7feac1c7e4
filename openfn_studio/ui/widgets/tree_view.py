"""Trees and lists of rows: chevrons, full-row hover and selection, a focus ring."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints the content of a row; the view paints its ground. Override ``content``.

    Args:
        look: The look.
        height: The least height of a row at 100 %; a larger font makes it higher.
    """

    def __init__(self, look: Look, height: int = 28) -> None:
        super().__init__()
        self.look = look
        self._height = height

    def font(self) -> QFont:
        """Return the font the row's height is made for."""
        return self.look.font(BODY)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; the width is the view's business."""
        text = QFontMetrics(self.font()).height() + self.look.px(6)
        return QSize(10, max(self.look.px(self._height), text))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Call ``content`` with a clean painter."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.content(painter, QRectF(option.rect), index, option)
        painter.restore()

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a row; nothing here may raise."""


class TreeView(QTreeView):
    """A tree in our look.

    Args:
        look: The look.
        chrome: On the ground of bars instead of that of the work.
        indent: Pixels a level at 100 %.
    """

    def __init__(self, look: Look, *, chrome: bool = False, indent: int = 16) -> None:
        super().__init__()
        self.look = look
        self._indent = indent
        self.setHeaderHidden(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setExpandsOnDoubleClick(False)
        if chrome:
            self.setProperty("bar", "chrome")
        self._rescale()
        look.changed.connect(self._rescale)

    def row_ground(self, index: Index) -> str:
        """Return the role of a row's own tint, or nothing; override for marked rows."""
        return ""

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint tint, hover, selection and focus over the whole width, then the row."""
        place = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        if role := self.row_ground(index):
            painter.fillRect(place, self.look.colour(role))
        paint_ground(self.look, painter, option, place, self.selectionModel().isSelected(index))
        super().drawRow(painter, option, index)
        if self.hasFocus() and index == self.currentIndex():
            paint_focus(self.look, painter, place)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw a chevron and no lines."""
        if not self.model().hasChildren(index):
            return
        side = self.look.px(12)
        x = rect.right() - (self.indentation() + side) / 2
        place = QRectF(x, rect.center().y() - side / 2 + 0.5, side, side)
        name = "chevron-down" if self.isExpanded(index) else "chevron-right"
        self.look.draw_icon(painter, name, place, "text_faint", 2)

    def _rescale(self) -> None:
        self.setIndentation(self.look.px(self._indent))
        self.doItemsLayout()
        self.viewport().update()


def paint_ground(
    look: Look, painter: QPainter, option: QStyleOptionViewItem, place: QRect, is_selected: bool
) -> None:
    """Fill a row that is selected or under the mouse."""
    state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
    if is_selected:
        painter.fillRect(place, look.colour("selection"))
        painter.fillRect(QRect(place.left(), place.top(), 2, place.height()), look.colour("accent"))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(place, look.colour("hover"))


def paint_focus(look: Look, painter: QPainter, place: QRect) -> None:
    """Draw the ring of the row that has the keyboard."""
    painter.save()
    painter.setPen(look.colour("accent"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0, 0, -1, -1))
    painter.restore()
