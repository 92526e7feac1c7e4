"""The question before a tab with unsaved text is closed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, SMALL
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label


class CloseDialog(Dialog):
    """Asks whether to save; Escape keeps the tab open.

    Signals:
        save_chosen: Save, then close.
        discard_chosen: Close without saving.
    """

    save_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self, look: Look, title: str, parent: QWidget) -> None:
        super().__init__(look, "Close without saving?", parent)
        self.body.addWidget(Label(look, f"{title} has changes that are not saved.", BODY, 600))
        why = "Without saving, the file stays as it was. The local history keeps your text."
        self.body.addWidget(Label(look, why, SMALL, tone="muted", wrap=True))
        self.setMinimumWidth(look.px(420))
        keep = self.add_button("Keep open")
        discard = self.add_button("Close without saving")
        save = self.add_button("Save and close", primary=True)
        keep.clicked.connect(self.reject)
        discard.clicked.connect(self._discard)
        save.clicked.connect(self._save)
        save.setFocus()

    def _save(self) -> None:
        self.accept()
        self.save_chosen.emit()

    def _discard(self) -> None:
        self.accept()
        self.discard_chosen.emit()
