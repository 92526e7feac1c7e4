"""Asks once a session before a run sends real requests in production."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, TITLE
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, row
from openfn_studio.workbench.running.refusals import LiveConfirmation

_WIDTH = 440


class ConfirmLive(Dialog):
    """Accepted when the user agrees. Cancel has the keyboard at first."""

    def __init__(self, look: Look, asked: LiveConfirmation, parent: QWidget | None) -> None:
        super().__init__(look, "Run live on production", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        login = f" with the credential {asked.credential}" if asked.credential else ""
        what = Label(look, f"{asked.job} will send real requests", TITLE, 600, wrap=True)
        means = Label(
            look,
            f"The project {asked.project} is in production. The requests of this run leave this "
            f"computer{login} and change what the other systems hold.",
            BODY,
            tone="muted",
            wrap=True,
        )
        once = Label(look, "You are asked once until you close the window.", BODY, wrap=True)
        icon = IconView(look, "radio", 20, "err", 2)
        self.body.addLayout(
            row(column(icon, None), column(what, 6, means, 10, once), margins=(0, 0, 0, 0), gap=12)
        )
        cancel = self.add_button("Cancel")
        cancel.clicked.connect(self.reject)
        agree = self.add_button("Run live", primary=True)
        agree.clicked.connect(self.accept)
        # Enter must not send anything by itself.
        agree.setDefault(False)
        cancel.setDefault(True)
        cancel.setFocus()
        self.setMinimumWidth(look.px(_WIDTH))
