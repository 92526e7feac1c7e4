"""A form for the values of a credential, and where they are kept."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from openfn_studio.errors import StudioError
from openfn_studio.ui.runbar.credential_field import CredentialField
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL, TITLE
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column, row
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.workbench.given.credential_order import without_empty
from openfn_studio.workbench.given.sealed_values import SealingFact
from openfn_studio.workbench.projects.adaptor_facts import CredentialFieldFact
from openfn_studio.workbench.running.credentials import CredentialBench
from openfn_studio.workbench.running.subject import Subject

_WIDTH, _HEIGHT = 480, 660
_SESSION, _SEALED = 0, 1
FOR_SESSION = "Kept in memory until OpenFn Studio closes, and written nowhere."
_PASSPHRASE = CredentialFieldFact("", "Passphrase", is_secret=True)


class CredentialDialog(Dialog):
    """Asks for the values of a job's credential. It shows no value that is known already.

    Args:
        look: The look.
        subject: The job whose credential it is.
        credentials: Where the values go.
        parent: The window.
    """

    def __init__(
        self, look: Look, subject: Subject, credentials: CredentialBench, parent: QWidget | None
    ) -> None:
        super().__init__(look, f"Values of {subject.credential}", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._subject = subject
        self._credentials = credentials
        self._box: SealingFact | None = None
        self.problem = Banner(look)
        known = credentials.fields(subject) or (CredentialFieldFact("password", "password"),)
        self.fields = [CredentialField(look, field) for field in known]
        self.where = Segmented(look, ("This session only", "On this computer, sealed"))
        self.where.chosen.connect(self._show_where)
        self._note = Label(look, FOR_SESSION, SMALL, tone="muted", wrap=True)
        self.passphrase = CredentialField(look, _PASSPHRASE)
        self.passphrase.hide()
        self._fill_body()
        self.add_button("Cancel").clicked.connect(self.reject)
        self.keep = self.add_button("Use these values", primary=True)
        self.keep.clicked.connect(self._on_keep)
        credentials.failed.connect(self._on_failed)
        credentials.changed.connect(self._on_changed)
        self.setMinimumWidth(look.px(_WIDTH))
        self.resize(look.px(_WIDTH), look.px(min(_HEIGHT, 330 + 90 * len(self.fields))))
        self.fields[0].setFocus()

    def values(self) -> dict[str, Any]:
        """Return what was filled in."""
        return without_empty({field.key: field.value() for field in self.fields})

    # ------------------------------------------------------------ making

    def _fill_body(self) -> None:
        look = self.look
        self.body.addWidget(self.problem)
        self.body.addWidget(Label(look, str(self._subject.credential), TITLE, 600))
        why = f"{self._subject.title} gets them as state.configuration."
        self.body.addWidget(Label(look, why, SMALL, tone="muted", wrap=True))
        form = box(column(*self.fields, None, margins=(0, 0, look.px(4), 0), gap=look.px(10)))
        area = QScrollArea()
        area.setWidget(form)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(look.px(min(90 * len(self.fields), 300)))
        area.viewport().setAutoFillBackground(False)
        form.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        self.body.addWidget(bar(row(), 1, kind="chrome", edge="top"))
        self.body.addWidget(Label(look, "Keep them", SMALL, 500))
        self.body.addWidget(self.where)
        self.body.addWidget(self._note)
        self.body.addWidget(self.passphrase)

    # ------------------------------------------------------------ where they are kept

    def _take_box(self, fact: SealingFact) -> None:
        self._box = fact
        self._show_where(self.where.current)

    def _show_where(self, index: int) -> None:
        fact = self._box
        is_sealed = index == _SEALED
        needs = fact is not None and (fact.needs_passphrase or fact.can_choose_passphrase)
        self.passphrase.setVisible(is_sealed and needs)
        self.keep.setEnabled(not is_sealed or fact is None or fact.is_open or needs)
        if not is_sealed:
            self._note.setText(FOR_SESSION)
        elif fact is None:
            # Only now: asking may open the keychain's own window.
            self._note.setText("Asking this computer's keychain.")
            self._credentials.sealing_fact(self._take_box, self._on_failed, self)
        elif fact.is_open:
            self._note.setText(f"Encrypted. The key is {fact.where}.")
        elif fact.needs_passphrase:
            self._note.setText("Encrypted. The vault is locked: give its passphrase.")
        elif fact.can_choose_passphrase:
            self._note.setText(
                "Encrypted. This computer has no keychain that could hold the key: choose a "
                f"passphrase that opens it, at least {fact.least_chars} characters."
            )
        else:
            self._note.setText(str(fact.problem or ""))

    # ------------------------------------------------------------ keeping

    def _on_keep(self) -> None:
        values = self.values()
        if self.where.current == _SESSION:
            self._credentials.keep_for_session(self._subject, values)
            return
        self.keep.setEnabled(False)
        passphrase = str(self.passphrase.value()) if self.passphrase.isVisible() else ""
        self._credentials.keep_sealed(self._subject, values, passphrase)

    def _on_changed(self, _: object) -> None:
        self.accept()

    def _on_failed(self, problem: StudioError) -> None:
        self.problem.tell_problem(problem)
        self.keep.setEnabled(True)
