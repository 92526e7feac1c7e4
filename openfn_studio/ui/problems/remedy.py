"""The foot of the panel: the chosen problem in full, and what mends it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from openfn_studio.ui.problems.entries import Entry
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import row

_MOST_BUTTONS = 2


class RemedyLine(QFrame):
    """The whole message, with a button for each of its first fixes; hidden without a choice.

    Signals:
        fix_chosen: The ``Fix`` that is to be carried out.
    """

    fix_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._entry: Entry | None = None
        self.setProperty("bar", "chrome")
        self.setProperty("edge", "top")
        self.message = Label(look, "", SMALL, tone="muted", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(look.px(8))
        px = look.px
        line = row(self.message, self._buttons, margins=(px(14), px(4), px(12), px(4)), gap=px(12))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    @property
    def buttons(self) -> list[Button]:
        """A button for each fix that is offered."""
        items = (self._buttons.itemAt(place) for place in range(self._buttons.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, Button)]

    def show_entry(self, entry: Entry | None) -> None:
        """Show a problem; None hides the line."""
        self.setVisible(entry is not None)
        if entry is None or entry == self._entry:
            self._entry = entry
            return
        self._entry = entry
        self.message.setText(entry.message)
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for fix in entry.fixes[:_MOST_BUTTONS]:
            button = Button(self._look, fix.title.removesuffix("."))
            button.setToolTip("Quick fix  Ctrl+.")
            button.clicked.connect(lambda _=False, fix=fix: self.fix_chosen.emit(fix))
            self._buttons.addWidget(button)
