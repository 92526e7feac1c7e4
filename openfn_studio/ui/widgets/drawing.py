"""Text in delegates and painted widgets: elided, and telling where it ends."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def put(
    painter: QPainter,
    x: float,
    rect: QRectF,
    text: str,
    colour: QColor,
    font: QFont,
    right: float | None = None,
) -> float:
    """Draw one line of text from ``x`` on, elided at ``right``; return where it ends."""
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetrics(font)
    room = (rect.right() if right is None else right) - x
    if room <= 0:
        return x
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room) + 1)
    painter.drawText(QRectF(x, rect.top(), room + 2, rect.height()), _FLAGS, shown)
    return x + metrics.horizontalAdvance(shown)


def put_right(
    painter: QPainter, right: float, rect: QRectF, text: str, colour: QColor, font: QFont
) -> float:
    """Draw text that ends at ``right``; return where the room to its left ends."""
    width = QFontMetrics(font).horizontalAdvance(text)
    put(painter, right - width, rect, text, colour, font, right + 2)
    return right - width - 8


def width_of(text: str, font: QFont) -> int:
    """Return how wide a text is, in pixels."""
    return QFontMetrics(font).horizontalAdvance(text)
