"""Square buttons that hold one icon."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from openfn_studio.ui.theme.look import Look


def tip_with_keys(tip: str, keys: str) -> str:
    """Return a tooltip that ends in its shortcut."""
    return f"{tip}  {keys}" if keys else tip


class ToolButton(QToolButton):
    """An icon with a tooltip, a shortcut in it, and the same words for screen readers.

    Args:
        look: The look.
        icon: A Lucide name.
        tip: What it does, a verb first.
        shortcut: Shown in the tooltip; the key itself belongs to an action.
        checkable: Whether it stays down.
        size: The icon's, in pixels at 100 %.
    """

    def __init__(
        self,
        look: Look,
        icon: str,
        tip: str,
        *,
        shortcut: str = "",
        checkable: bool = False,
        size: int = 16,
    ) -> None:
        super().__init__()
        self._look = look
        self._size = size
        self.setIcon(look.icon(icon))
        self.setToolTip(tip_with_keys(tip, shortcut))
        self.setAccessibleName(tip)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._resize()
        look.changed.connect(self._resize)

    @classmethod
    def of_action(cls, look: Look, action: QAction, size: int = 16) -> "ToolButton":
        """Return a button for an action: its icon, tooltip, state, and why it is disabled."""
        button = cls(look, "circle", action.text(), size=size)
        button.setDefaultAction(action)
        button.setAccessibleName(action.text().replace("&", ""))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return button

    def show_icon(self, icon: str, role: str = "icon") -> None:
        """Show another icon."""
        self.setIcon(self._look.icon(icon, role))

    def _resize(self) -> None:
        side = self._look.px(self._size)
        self.setIconSize(QSize(side, side))
