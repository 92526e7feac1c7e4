"""How a hit looks: its line with what was found marked, and what would stand there instead."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.ui.search.model import ITEM, FileRow, Index
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.tree_view import RowDelegate
from openfn_studio.workbench.editing.text_search import SearchHit

_BOX = 14
_BOX_ROOM = 22


class HitsDelegate(RowDelegate):
    """Paints files and hits."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, height=24)

    def font(self) -> QFont:
        """Return the code font in the size of lists."""
        return self.look.font(SMALL, mono=True)

    def box_of(self, rect: QRect) -> QRectF:
        """Return where the tick box of a row is."""
        side = self.look.px(_BOX)
        x = rect.left() + self.look.px(2)
        return QRectF(x, rect.center().y() - side / 2 + 0.5, side, side)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Leave ticks to the view, which knows where the box is painted."""
        return False

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw one row."""
        item = index.data(ITEM)
        x = rect.left() + self.look.px(2)
        tick = index.data(Qt.ItemDataRole.CheckStateRole)
        if tick is not None:
            self._draw_box(painter, self.box_of(rect.toRect()), Qt.CheckState(tick))
            x += self.look.px(_BOX_ROOM)
        if isinstance(item, FileRow):
            self._draw_file(painter, rect, item, x)
        elif isinstance(item, SearchHit):
            self._draw_hit(painter, rect, item, x)

    def _draw_box(self, painter: QPainter, place: QRectF, tick: Qt.CheckState) -> None:
        look = self.look
        is_on = tick != Qt.CheckState.Unchecked
        painter.setPen(QPen(look.colour("accent_fill" if is_on else "line_control"), 1))
        painter.setBrush(look.colour("accent_fill" if is_on else "surface"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if is_on:
            icon = "check" if tick == Qt.CheckState.Checked else "minus"
            look.draw_icon(painter, icon, place.adjusted(2, 2, -2, -2), "on_accent", 3)

    def _draw_file(self, painter: QPainter, rect: QRectF, row: FileRow, x: float) -> None:
        look = self.look
        right = rect.right() - look.px(12)
        count, faint = str(len(row.found.hits)), look.colour("text_faint")
        right = put_right(painter, right, rect, count, faint, look.font(CAPTION))
        folder, _, name = row.found.source.title.rpartition("/")
        x = put(painter, x, rect, name, look.colour("text"), look.font(SMALL, 500), right)
        if folder:
            x += look.px(8)
            put(painter, x, rect, folder, faint, look.font(CAPTION), right)

    def _draw_hit(self, painter: QPainter, rect: QRectF, hit: SearchHit, x: float) -> None:
        look, font = self.look, self.font()
        right = rect.right() - look.px(8)
        muted = look.colour("text_muted")
        start, end = hit.span
        before = _shortened(hit.preview[:start], (right - x) * 0.45, font)
        x = put(painter, x, rect, before, muted, font, right)
        found = hit.preview[start:end]
        if hit.replacement is None:
            x = self._draw_found(painter, rect, found, x, right, "warn")
        else:
            x = self._draw_found(painter, rect, found, x, right, "err", is_struck=True)
            x = self._draw_found(painter, rect, hit.replacement, x, right, "ok")
        put(painter, x, rect, hit.preview[end:], muted, font, right)

    def _draw_found(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        x: float,
        right: float,
        tone: str,
        *,
        is_struck: bool = False,
    ) -> float:
        """Draw text on a soft tint; return where it ends."""
        look, font = self.look, self.font()
        text = text.replace("\n", "⏎").replace("\r", "")
        if not text or x >= right:
            return x
        width = min(QFontMetricsF(font).horizontalAdvance(text), right - x)
        height = QFontMetricsF(font).height()
        ground = QRectF(x, rect.center().y() - height / 2 + 0.5, width, height)
        painter.fillRect(ground, look.colour(f"{tone}_soft"))
        ink = QColor(look.colour("text_faint" if is_struck else "text"))
        end = put(painter, x, rect, text, ink, font, right)
        if is_struck or look.theme.is_contrast:
            y = rect.center().y() + 1 if is_struck else ground.bottom()
            painter.setPen(QPen(look.colour(tone), 1))
            painter.drawLine(QPointF(x, y), QPointF(end, y))
        return end


def _shortened(text: str, room: float, font: QFont) -> str:
    """Return the end of a text that is too long for its room, so that the hit is in sight."""
    metrics = QFontMetricsF(font)
    letter = max(metrics.horizontalAdvance("x"), 1.0)
    most = max(6, int(room / letter))
    return text if len(text) <= most else f"…{text[1 - most :]}"
