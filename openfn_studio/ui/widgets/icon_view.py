"""A small picture beside a text."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.theme.look import Look


class IconView(QWidget):
    """An icon in a role's colour. It says nothing to screen readers: the text beside it does."""

    def __init__(
        self, look: Look, icon: str, size: int = 16, role: str = "icon", stroke: float = 1.75
    ) -> None:
        super().__init__()
        self._look = look
        self._icon = icon
        self._role = role
        self._stroke = stroke
        self._size = size
        self._resize()
        look.changed.connect(self._resize)

    def show_icon(self, icon: str, role: str = "icon") -> None:
        """Show another icon."""
        self._icon, self._role = icon, role
        self.update()

    def sizeHint(self) -> QSize:
        """Return the icon's size."""
        return QSize(self._look.px(self._size), self._look.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        self._look.draw_icon(painter, self._icon, self.rect(), self._role, self._stroke)

    def _resize(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
