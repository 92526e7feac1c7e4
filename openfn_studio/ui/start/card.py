"""A large button with a picture, a title, a line of text and its shortcut."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL, TITLE
from openfn_studio.ui.widgets.drawing import put, put_right

_PADDING = 16
_TILE = 36
_GAP = 16


class StartCard(QAbstractButton):
    """A way to begin. Enter and Space press it; arrow keys go to the next card.

    Args:
        look: The look.
        icon: A Lucide name.
        title: What it does, a verb first.
        text: What that gives, one phrase.
        keys: The shortcut that does the same, as it is shown.
        primary: The one that is recommended.
    """

    def __init__(
        self, look: Look, icon: str, title: str, text: str, keys: str = "", *, primary: bool = False
    ) -> None:
        super().__init__()
        self._look = look
        self._icon = icon
        self._title = title
        self._text = text
        self._keys = keys
        self._is_primary = primary
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        look.changed.connect(self._rescale)

    def sizeHint(self) -> QSize:
        """Return the height of two lines of text, or of the picture."""
        px = self._look.px
        lines = self._line_height(TITLE, 600) + self._line_height(SMALL, 400)
        return QSize(px(320), max(px(_TILE), lines) + 2 * px(_PADDING))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, tile, title, text and shortcut."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        px = self._look.px
        tile = QRectF(px(_PADDING), (self.height() - px(_TILE)) / 2, px(_TILE), px(_TILE))
        self._draw_tile(painter, tile)
        self._draw_words(painter, tile.right() + px(_GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter too, and go to the next card with the arrow keys."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _draw_ground(self, painter: QPainter) -> None:
        look = self._look
        edge, width = ("line_strong" if look.theme.is_contrast else "line"), 1.0
        if self.hasFocus():
            edge, width = "accent", 2.0
        elif self.underMouse():
            edge = "line_control"
        elif self._is_primary:
            edge = "accent"
        painter.setPen(QPen(look.colour(edge), width))
        painter.setBrush(look.colour("hover" if self.isDown() else "surface"))
        inset = width / 2
        place = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(place, 8, 8)

    def _draw_tile(self, painter: QPainter, tile: QRectF) -> None:
        look = self._look
        # Contrast has one ground: there a tile is seen by its edge.
        has_edge = look.theme.is_contrast and not self._is_primary
        painter.setPen(look.colour("line") if has_edge else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent_fill" if self._is_primary else "sunken"))
        painter.drawRoundedRect(tile, 6, 6)
        side = look.px(18)
        place = QRectF(tile.center().x() - side / 2, tile.center().y() - side / 2, side, side)
        look.draw_icon(painter, self._icon, place, "on_accent" if self._is_primary else "icon")

    def _draw_words(self, painter: QPainter, x: float) -> None:
        look = self._look
        title, text = self._line_height(TITLE, 600), self._line_height(SMALL, 400)
        top = (self.height() - title - text) / 2
        line = QRectF(x, top, self.width() - x - look.px(_PADDING), title)
        right = line.right()
        if self._keys:
            keys = look.font(CAPTION)
            right = put_right(painter, right, line, self._keys, look.colour("text_faint"), keys)
        put(painter, x, line, self._title, look.colour("text"), look.font(TITLE, 600), right)
        line.moveTop(line.bottom())
        line.setHeight(text)
        put(painter, x, line, self._text, look.colour("text_muted"), look.font(SMALL))

    def _line_height(self, size: int, weight: int) -> int:
        return QFontMetrics(self._look.font(size, weight)).height() + self._look.px(2)

    def _rescale(self) -> None:
        self.updateGeometry()
        self.update()
