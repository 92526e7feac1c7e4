"""A message in its place: what happened, what it means, and at most two buttons."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from openfn_studio.errors import StudioError
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import restyle
from openfn_studio.ui.widgets.tool_button import ToolButton

ICONS = {"ok": "circle-check", "info": "info", "warn": "triangle-alert", "err": "circle-x"}
_EDGE = 3


class Banner(QFrame):
    """A soft tint with a coloured edge; hidden until it has something to tell.

    Signals:
        pressed: The text of the button that was pressed.
        dismissed: The cross was pressed.
    """

    pressed = Signal(object)
    dismissed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tone = "info"
        self._icon = IconView(look, "info", 16, "info", 2)
        self._what = Label(look, "", SMALL, 600, wrap=True)
        self._means = Label(look, "", SMALL, tone="muted", wrap=True)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        self._what.setTextInteractionFlags(selectable)
        self._means.setTextInteractionFlags(selectable)
        close = ToolButton(look, "x", "Dismiss", size=12)
        close.clicked.connect(self._on_dismissed)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._what)
        words.addWidget(self._means)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12 + _EDGE, 8, 8, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addLayout(self._buttons)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """All it says, as one text."""
        return " ".join(filter(None, (self._what.text(), self._means.text())))

    def tell(self, tone: str, what: str, means: str = "", buttons: Sequence[str] = ()) -> None:
        """Show a message.

        Args:
            tone: ``ok``, ``info``, ``warn`` or ``err``.
            what: What happened.
            means: What it means and what can be done.
            buttons: Verbs; ``pressed`` tells which.
        """
        self._tone = tone
        self._icon.show_icon(ICONS[tone], tone)
        self._what.setText(what)
        self._means.setText(means)
        self._means.setVisible(bool(means))
        self._show_buttons(buttons)
        restyle(self, "bar", tone)
        self.setAccessibleName(self.text)
        self.show()

    def tell_problem(self, problem: StudioError, buttons: Sequence[str] = ()) -> None:
        """Show a problem in its own words."""
        what = f"{problem.place}: {problem.what}" if problem.place else problem.what
        means = " ".join(filter(None, (problem.means, problem.remedy)))
        self.tell("err", what, means, buttons)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the coloured edge over the tint."""
        super().paintEvent(event)
        edge = self.rect().adjusted(0, 0, _EDGE - self.width(), 0)
        QPainter(self).fillRect(edge, self._look.colour(self._tone))

    def _show_buttons(self, texts: Sequence[str]) -> None:
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for text in texts:
            button = Button(self._look, text)
            button.clicked.connect(lambda _=False, text=text: self.pressed.emit(text))
            self._buttons.addWidget(button)

    def _on_dismissed(self) -> None:
        self.hide()
        self.dismissed.emit()
