"""What a view says when it has nothing to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label

_WIDEST = 360


class EmptyState(QWidget):
    """A fact, why it is so or what to do next, and at most one button.

    Signals:
        pressed: The button was pressed.
    """

    pressed = Signal()

    def __init__(self, look: Look, icon: str, fact: str, why: str, button: str = "") -> None:
        super().__init__()
        self._fact = Label(look, fact, BODY, 600)
        self._why = Label(look, why, SMALL, tone="muted", wrap=True)
        for label in (self._fact, self._why):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._fact.setWordWrap(True)
        self._why.setMaximumWidth(look.px(_WIDEST))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addStretch(1)
        layout.addWidget(IconView(look, icon, 28, "text_faint", 1.5), 0, centre)
        layout.addWidget(self._fact)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._why, 100)
        middle.addStretch(1)
        layout.addLayout(middle)
        if button:
            pressed = Button(look, button)
            pressed.clicked.connect(self.pressed)
            layout.addSpacing(4)
            layout.addWidget(pressed, 0, centre)
        layout.addStretch(2)

    def say(self, fact: str, why: str) -> None:
        """Say something else."""
        self._fact.setText(fact)
        self._why.setText(why)
