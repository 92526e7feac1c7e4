"""Push buttons with words."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL


class Button(QPushButton):
    """A button whose text is a verb. One of a view may be ``primary``.

    Args:
        look: The look.
        text: What it does.
        icon: A Lucide name, or nothing.
        primary: Filled with the accent.
        link: Looks like a link: for ways out of a text, not for what changes something.
    """

    def __init__(
        self, look: Look, text: str, *, icon: str = "", primary: bool = False, link: bool = False
    ) -> None:
        # Fusion leaves no room between icon and text: an en space does.
        super().__init__(f"\u2002{text}" if icon else text)
        self._look = look
        self._is_strong = primary
        if primary:
            self.setProperty("primary", "true")
        if link:
            self.setProperty("link", "true")
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon:
            self.setIcon(look.icon(icon, "on_accent" if primary else "icon", 2))
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self._refont()
        look.changed.connect(self._refont)

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL, 600 if self._is_strong else 500))
        side = self._look.px(13)
        self.setIconSize(QSize(side, side))
