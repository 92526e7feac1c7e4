"""How a row of the list of jobs looks: icon, name, marks at the right edge."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from openfn_studio.ui.jobs.model import ITEM, Index
from openfn_studio.ui.jobs.rows import ARCHIVED, FILES, Group, Row
from openfn_studio.ui.theme.sizes import BODY, CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.tree_view import RowDelegate

_ICON = 15
_GAP = 8
_MARK = 13


class JobsDelegate(RowDelegate):
    """Paints groups and rows."""

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw one row."""
        item = index.data(ITEM)
        if isinstance(item, Group):
            self._draw_group(painter, rect, item)
        elif isinstance(item, Row):
            state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
            self._draw_row(painter, rect, item, bool(state & QStyle.StateFlag.State_Selected))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Put the field for a new name over the old one."""
        place = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        editor.setFont(self.font())
        editor.setGeometry(place.adjusted(self.look.px(_ICON + _GAP - 4), 0, -self.look.px(8), 0))

    def _draw_group(self, painter: QPainter, rect: QRectF, group: Group) -> None:
        look = self.look
        x = self._draw_icon(painter, rect, group.icon, "text_muted")
        right = rect.right() - look.px(12)
        if group.key in (ARCHIVED, FILES):
            count, font = str(len(group.rows)), look.font(CAPTION)
            right = put_right(painter, right, rect, count, look.colour("text_faint"), font)
        put(painter, x, rect, group.title, look.colour("text_muted"), look.font(BODY), right)

    def _draw_row(self, painter: QPainter, rect: QRectF, row: Row, is_selected: bool) -> None:
        look = self.look
        x = self._draw_icon(painter, rect, row.icon, "accent" if is_selected else "icon")
        right = self._draw_marks(painter, rect, row)
        ink = look.colour("text_faint" if row.is_archived else "text")
        font = look.font(BODY, 500 if is_selected else 400)
        put(painter, x, rect, row.title, QColor(ink), font, right)

    def _draw_marks(self, painter: QPainter, rect: QRectF, row: Row) -> float:
        """Draw what is known of a row, from the right edge on; return where that begins."""
        look = self.look
        right = rect.right() - look.px(12)
        if row.marks.is_dirty:
            font = look.font(SMALL, 500)
            right = put_right(painter, right, rect, "M", look.colour("warn"), font)
        if row.marks.errors:
            right = self._draw_mark(painter, rect, right, "circle-x", "err")
        elif row.marks.warnings:
            right = self._draw_mark(painter, rect, right, "triangle-alert", "warn")
        if row.is_on:
            right = self._draw_mark(painter, rect, right, "power", "ok")
        return right

    def _draw_mark(
        self, painter: QPainter, rect: QRectF, right: float, icon: str, role: str
    ) -> float:
        side = self.look.px(_MARK)
        place = QRectF(right - side, rect.center().y() - side / 2, side, side)
        self.look.draw_icon(painter, icon, place, role, 2)
        return right - side - self.look.px(7)

    def _draw_icon(self, painter: QPainter, rect: QRectF, icon: str, role: str) -> float:
        side = self.look.px(_ICON)
        x = rect.left() + self.look.px(2)
        place = QRectF(x, rect.center().y() - side / 2, side, side)
        self.look.draw_icon(painter, icon, place, role)
        return x + side + self.look.px(_GAP)
