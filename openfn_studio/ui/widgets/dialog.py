"""Dialogs: a body, and a row of buttons below it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.layouts import bar, row
from openfn_studio.ui.widgets.tab_order import move_focus

_MOST_OF_SCREEN = 0.92


class Dialog(QDialog):
    """A dialog in our look. Escape closes it; the primary button is Enter's.

    Args:
        look: The look.
        title: Of its window; sentence case.
        parent: The window it belongs to.
    """

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setWindowTitle(title)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(look.px(20), look.px(20), look.px(20), look.px(16))
        self.body.setSpacing(look.px(12))
        self._buttons = row(None, margins=(look.px(16), look.px(12), look.px(16), look.px(12)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.body, 1)
        layout.addWidget(bar(self._buttons, kind="chrome", edge="top"))

    def add_button(self, text: str, *, primary: bool = False) -> Button:
        """Add a button at the right end of the row."""
        button = Button(self.look, text, primary=primary)
        if primary:
            button.setDefault(True)
        self._buttons.addWidget(button)
        return button

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next control as it is read."""
        return move_focus(self, forward=next)

    def fit(self, width: int, height: int) -> None:
        """Take a size in pixels at 100 %, but no more than most of the screen."""
        room = self.screen().availableGeometry().size() * _MOST_OF_SCREEN
        wanted = QSize(self.look.px(width), self.look.px(height))
        self.resize(wanted.boundedTo(room))
