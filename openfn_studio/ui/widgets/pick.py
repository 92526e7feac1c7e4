"""A drop-down button: what is chosen, and a menu of the rest."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL

_ROOM_FOR_CHEVRON = "\u2003\u2002"


class Pick(QToolButton):
    """Shows a choice; ``setMenu`` gives it the others. The chevron is painted by itself.

    Args:
        look: The look.
        text: What is chosen now.
        icon: A Lucide name, or nothing.
        field: With a border, as a field of a form.
        size: The text's size.
        weight: The text's weight.
    """

    def __init__(
        self,
        look: Look,
        text: str,
        icon: str = "",
        *,
        field: bool = False,
        size: int = SMALL,
        weight: int = 400,
    ) -> None:
        super().__init__()
        self._look = look
        self._kind = (size, weight)
        self._has_icon = bool(icon)
        self.setProperty("pick", "field" if field else "true")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if icon:
            self.setIcon(look.icon(icon))
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        else:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.set_text(text)
        self._refont()
        look.changed.connect(self._refont)

    def set_text(self, text: str) -> None:
        """Show another choice."""
        shown = text.replace("&", "&&")
        self.setText(("\u2002" if self._has_icon else "") + shown + _ROOM_FOR_CHEVRON)

    def show_icon(self, icon: str, role: str = "icon") -> None:
        """Show another icon."""
        self.setIcon(self._look.icon(icon, role))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then its chevron."""
        super().paintEvent(event)
        side = self._look.px(12)
        x = self.width() - side - self._look.px(8)
        chevron = QRectF(x, (self.height() - side) / 2, side, side)
        role = "text_faint" if self.isEnabled() else "disabled"
        self._look.draw_icon(QPainter(self), "chevron-down", chevron, role, 2)

    def _refont(self) -> None:
        size, weight = self._kind
        self.setFont(self._look.font(size, weight))
        self.setFixedHeight(self._look.px(28))
        side = self._look.px(14)
        self.setIconSize(QSize(side, side))
