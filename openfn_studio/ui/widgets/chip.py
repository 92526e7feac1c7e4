"""Rounded labels: a mode, a state, or a filter that can be taken away."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import width_of

Style = Literal["outline", "soft", "plain"]


class Chip(QWidget):
    """A rounded label: ``outline`` for modes, ``soft`` for states, ``plain`` for filters.

    Signals:
        close_requested: The cross of a filter was pressed.
    """

    close_requested = Signal()

    def __init__(
        self,
        look: Look,
        text: str,
        tone: str = "text_muted",
        icon: str = "",
        *,
        style: Style = "outline",
        closable: bool = False,
        height: int = 22,
    ) -> None:
        super().__init__()
        self._look = look
        self._tone = tone
        self._icon = icon
        self._style: Style = style
        self._is_closable = closable
        self._height = height
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if closable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._resize()
        look.changed.connect(self._resize)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def show_text(self, text: str, tone: str | None = None, icon: str | None = None) -> None:
        """Say something else."""
        self._text = text
        self._tone = self._tone if tone is None else tone
        self._icon = self._icon if icon is None else icon
        self._resize()

    def sizeHint(self) -> QSize:
        """Return what the text needs."""
        px = self._look.px
        width = width_of(self._text, self.font()) + px(16)
        width += px(18) if self._icon else 0
        width += px(16) if self._is_closable else 0
        return QSize(width, px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, text and cross."""
        px = self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        x = px(8)
        if self._icon:
            box = QRectF(x, self.height() / 2 - px(6.5), px(13), px(13))
            self._look.draw_icon(painter, self._icon, box, self._tone, 2)
            x += px(18)
        painter.setPen(self._look.colour("text" if self._style == "plain" else self._tone))
        painter.setFont(self.font())
        painter.drawText(
            self.rect().adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._text
        )
        if self._is_closable:
            cross = QRectF(self.width() - px(19), self.height() / 2 - px(6), px(12), px(12))
            self._look.draw_icon(painter, "x", cross, "text_faint")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask to be closed when the cross was pressed."""
        if self._is_closable and event.position().x() > self.width() - self._look.px(22):
            self.close_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask to be closed by Delete, Space or Enter."""
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Space, Qt.Key.Key_Return)
        if self._is_closable and event.key() in keys:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def _draw_ground(self, painter: QPainter) -> None:
        look = self._look
        soft = f"{self._tone}_soft"
        has_soft = self._style != "plain" and soft in look.theme.hex
        ground = look.colour(soft if has_soft else "surface")
        border = {"outline": self._tone, "soft": "", "plain": "line_strong"}[self._style]
        if self.hasFocus():
            border = "accent"
        painter.setBrush(ground)
        painter.setPen(QPen(look.colour(border) if border else ground, 2 if self.hasFocus() else 1))
        radius = 5 if self._height > 20 else 4
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _resize(self) -> None:
        size = SMALL if self._height > 20 else CAPTION
        self.setFont(self._look.font(size, 400 if self._style == "plain" else 500))
        self.setAccessibleName(self._text)
        self.setFixedSize(self.sizeHint())
        self.update()
