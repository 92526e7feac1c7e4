"""Asks before an adaptor is removed: on a weak link it does not come back soon."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from openfn_studio.domain.sizes import size_words
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, TITLE
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label
from openfn_studio.workbench.projects.adaptor_facts import InstalledFact

_NAMED = 5


class RemoveDialog(Dialog):
    """Says what will be missing; accepted when the user wants it all the same."""

    def __init__(
        self, look: Look, fact: InstalledFact, users: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(look, "Remove adaptor", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body.addWidget(Label(look, f"Remove {fact.specifier}?", TITLE, 600))
        words = Label(look, _consequences(fact, users), BODY, tone="muted", wrap=True)
        words.setMinimumWidth(look.px(380))
        self.body.addWidget(words)
        cancel = self.add_button("Cancel")
        cancel.clicked.connect(self.reject)
        self.remove = self.add_button("Remove")
        self.remove.clicked.connect(self.accept)
        cancel.setFocus()


def _consequences(fact: InstalledFact, users: Sequence[str]) -> str:
    parts: list[str] = []
    if users:
        named = ", ".join(users[:_NAMED]) + (" and others" if len(users) > _NAMED else "")
        what = "This job runs" if len(users) == 1 else "These jobs run"
        parts.append(f"{what} with it: {named}.")
    parts.append("To use it again it has to be installed from npm, which needs a network.")
    if fact.size_bytes:
        parts.append(f"{size_words(fact.size_bytes)} become free.")
    return " ".join(parts)
