"""The mark of the program, painted: three strokes of a flow on the accent."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.theme.look import Look

_STROKES = ((0.22, 0.26, 0.40), (0.30, 0.45, 0.48), (0.22, 0.64, 0.34))
"""Left, top and width of each stroke, in parts of the side."""
_THICK = 0.12


def draw_mark(painter: QPainter, place: QRectF, look: Look) -> None:
    """Draw the mark into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("accent_fill"))
    side = place.width()
    painter.drawRoundedRect(place, side * 0.22, side * 0.22)
    painter.setBrush(look.colour("on_accent"))
    for left, top, width in _STROKES:
        stroke = QRectF(place.left() + left * side, place.top() + top * side, width * side, 0)
        stroke.setHeight(_THICK * side)
        painter.drawRoundedRect(stroke, stroke.height() / 2, stroke.height() / 2)
    painter.restore()


def window_icon(look: Look) -> QIcon:
    """Return the icon of the window and its entry in the task bar."""
    icon = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw_mark(painter, QRectF(0, 0, side, side), look)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


class Mark(QWidget):
    """The mark as a widget."""

    def __init__(self, look: Look, size: int = 20) -> None:
        super().__init__()
        self._look = look
        self._size = size
        self._resize()
        look.changed.connect(self._resize)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark."""
        draw_mark(QPainter(self), QRectF(self.rect()), self._look)

    def _resize(self) -> None:
        self.setFixedSize(self._look.px(self._size), self._look.px(self._size))
        self.update()
