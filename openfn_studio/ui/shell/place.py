"""A place in the window that is there before what belongs in it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Place(QWidget):
    """An empty region that takes its widget later, and passes the keyboard on to it."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def take(self, content: QWidget) -> None:
        """Show a widget here from now on. Who has the keyboard here already passes it on."""
        had_keyboard = self.hasFocus()
        self._layout.addWidget(content)
        self.setFocusProxy(content)
        if had_keyboard:
            content.setFocus()
