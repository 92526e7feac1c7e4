"""The menu of a job's credential: where its values are, and which credential it is."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from openfn_studio.ui.runbar.menu_items import add_item, add_note, mark_item
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.running.credentials import CredentialBench
from openfn_studio.workbench.running.job_in_view import JobInView


class CredentialMenu(QObject):
    """Fills the menu for the job in view and carries out what is chosen in it.

    Args:
        look: The look.
        view: The job in view.
        credentials: Where values are.
        parent: The widget that file dialogs belong to.

    Signals:
        form_requested: The user wants to enter values.
    """

    form_requested = Signal()

    def __init__(
        self, look: Look, view: JobInView, credentials: CredentialBench, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._view = view
        self._credentials = credentials
        self._window = parent

    def fill(self, menu: QMenu) -> None:
        """Fill the menu."""
        subject = self._view.subject
        if subject is None:
            return
        fact = self._credentials.fact(subject)
        add_note(menu, fact.words)
        if fact.name:
            enter = add_item(self._look, menu, "Enter values…", "pencil")
            enter.triggered.connect(self.form_requested)
            choose = add_item(self._look, menu, "Read values from a file…", "folder-open")
            choose.triggered.connect(self._choose_file)
        if fact.source in ("file", "session", "sealed"):
            forget = add_item(self._look, menu, "Forget the values", "trash-2")
            forget.triggered.connect(lambda: self._credentials.forget(subject))
        if subject.job is not None:
            self._add_names(menu, fact.name)

    def _add_names(self, menu: QMenu, chosen: str | None) -> None:
        menu.addSeparator()
        for name in self._credentials.names():
            action = add_item(self._look, menu, name, "key-round")
            mark_item(self._look, action, name == chosen)
            action.triggered.connect(lambda _=False, name=name: self._view.choose_credential(name))
        none = add_item(self._look, menu, "No credential", "circle-minus")
        mark_item(self._look, none, chosen is None)
        none.triggered.connect(lambda: self._view.choose_credential(None))

    def _choose_file(self) -> None:
        subject = self._view.subject
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Choose a credential", "", "JSON (*.json);;All files (*)"
        )
        if name and subject is not None:
            self._credentials.use_file(subject, Path(name))
