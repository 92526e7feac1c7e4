"""A field to search or filter by text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.layouts import restyle


class SearchField(QLineEdit):
    """A line to filter by; Escape empties it, Down goes to what was found.

    Signals:
        down_pressed: The user wants to go to the results.
    """

    down_pressed = Signal()

    def __init__(self, look: Look, placeholder: str, icon: str = "list-filter") -> None:
        super().__init__()
        self._look = look
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.addAction(look.icon(icon, "text_faint"), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(False)
        self._refont()
        look.changed.connect(self._refont)

    def tell_wrong(self, why: str) -> None:
        """Mark the text as unusable and say why; an empty reason takes the mark away."""
        self.setToolTip(why)
        restyle(self, "wrong", "true" if why else "false")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field by Escape; leave it for the results by Down."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL))
