"""How one operation's cell is painted."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.workbench.running.facts import OperationFact, OperationStatus

MOST_SQUARES = 4
"""From five requests on their number is shown instead."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a status looks like; the words stand under the name, so colour is never alone."""

    icon: str
    tone: str
    ground: str
    border: str
    note: str = ""
    """Said instead of a time."""
    is_dashed: bool = False


_STYLES: dict[OperationStatus, Style] = {
    "pending": Style("minus", "text_faint", "", "line_strong", "not run", is_dashed=True),
    "running": Style("loader", "accent", "surface", "accent"),
    "waiting": Style("pause", "warn", "warn_soft", "warn", "waiting"),
    "finished": Style("check", "ok", "surface", "line_strong"),
    "failed": Style("x", "err", "err_soft", "err", "failed"),
    "interrupted": Style("ban", "err", "err_soft", "err", "cut off"),
}


class CellPainter:
    """Paints cells.

    Args:
        look: The look.
    """

    def __init__(self, look: Look) -> None:
        self._look = look

    def paint(
        self,
        painter: QPainter,
        place: QRectF,
        operation: OperationFact,
        *,
        time: str,
        is_selected: bool,
        is_hovered: bool,
        has_focus: bool,
    ) -> None:
        """Paint one cell: ground, name and number above, time or words and requests below."""
        style = _STYLES[operation.status]
        self._ground(painter, place, style, is_selected=is_selected, is_hovered=is_hovered)
        if has_focus:
            self._focus(painter, place)
        px = self._look.px
        pad = px(10) if place.width() > px(64) else px(7)
        inner = place.adjusted(pad, px(4), -pad, -px(4))
        names = self._look.font(SMALL, 500, mono=True)
        top = QRectF(inner.left(), inner.top(), inner.width(), QFontMetrics(names).height())
        low = QRectF(inner.left(), top.bottom(), inner.width(), inner.bottom() - top.bottom())
        self._head(painter, top, operation, style)
        self._foot(painter, low, operation, style, time)

    def _ground(
        self,
        painter: QPainter,
        place: QRectF,
        style: Style,
        *,
        is_selected: bool,
        is_hovered: bool,
    ) -> None:
        colour = self._look.colour
        ground = "selection" if is_selected else ("hover" if is_hovered else style.ground)
        border = "accent" if is_selected else style.border
        pen = QPen(colour(border), 1.5 if is_selected else 1)
        if style.is_dashed and not is_selected:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _focus(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(QPen(self._look.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 5, 5)

    def _head(self, painter: QPainter, row: QRectF, operation: OperationFact, style: Style) -> None:
        look = self._look
        side = look.px(13)
        mark = QRectF(row.left() - 1, row.center().y() - side / 2, side, side)
        look.draw_icon(painter, style.icon, mark, style.tone, 2.5)
        faint = look.colour("text_faint")
        number = look.font(CAPTION)
        text = str(operation.index + 1)
        right = row.right()
        # A narrow cell shows its name; its number is in the tooltip.
        if row.width() > look.px(64) + QFontMetrics(number).horizontalAdvance(text):
            right = put_right(painter, row.right(), row, text, faint, number)
        tone = "text_faint" if operation.status == "pending" else "text"
        names = look.font(SMALL, 500, mono=True)
        put(painter, row.left() + look.px(18), row, operation.name, look.colour(tone), names, right)

    def _foot(
        self,
        painter: QPainter,
        row: QRectF,
        operation: OperationFact,
        style: Style,
        time: str,
    ) -> None:
        look = self._look
        right = self._requests(painter, row, operation.requests)
        tones = {"failed": "err", "interrupted": "err", "waiting": "warn", "running": "accent"}
        tone = tones.get(operation.status, "text_muted")
        text = style.note or time
        put(painter, row.left(), row, text, look.colour(tone), look.font(CAPTION), right)

    def _requests(self, painter: QPainter, row: QRectF, count: int) -> float:
        """Draw one square a request, or their number; return where the room left of it ends."""
        look = self._look
        if not count:
            return row.right()
        info = look.colour("info")
        side, step = look.px(6), look.px(9)
        squares = min(count, MOST_SQUARES) if count <= MOST_SQUARES else 1
        right = row.right()
        if count > MOST_SQUARES:
            right = put_right(painter, right, row, str(count), info, look.font(CAPTION, 500)) + 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(info)
        for index in range(squares):
            left = right - side - index * step
            square = QRectF(left, row.center().y() - side / 2, side, side)
            painter.drawRoundedRect(square, 1.5, 1.5)
        return right - side - (squares - 1) * step - look.px(6)
