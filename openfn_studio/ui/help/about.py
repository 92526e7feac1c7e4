"""About the program."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.shell.mark import Mark
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, PAGE, SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, row
from openfn_studio.version import __version__

_PURPOSE = "Write, run, dry-run and inspect OpenFn jobs on your own computer."
_LICENCES = (
    "Free software under the LGPL 3.0 or later, as OpenFn's own. It stands on the work of others: "
    "Qt and PySide6 (LGPL), Scintilla and QScintilla, Node.js and npm, tree-sitter, acorn, "
    "Pygments, Lucide icons (ISC), the fonts Inter and JetBrains Mono (OFL), and more Python "
    "packages, each under its own free licence."
)
_HOME = "https://www.openfn.org"


class AboutDialog(Dialog):
    """Name, version, licence, and what it stands on.

    Signals:
        diagnostics_requested: The user wants to copy diagnostics.
        link_requested: An address to open in the browser.
    """

    diagnostics_requested = Signal()
    link_requested = Signal(object)

    def __init__(self, look: Look, versions: str, parent: QWidget) -> None:
        super().__init__(look, "About OpenFn Studio", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = column(
            Label(look, "OpenFn Studio", PAGE, 600),
            2,
            Label(look, f"Version {__version__}", SMALL, tone="muted"),
        )
        self.body.addLayout(row(Mark(look, 44), name, None, gap=14))
        self.body.addWidget(Label(look, _PURPOSE, BODY, wrap=True))
        licences = Label(look, _LICENCES, SMALL, tone="muted", wrap=True)
        licences.setMinimumWidth(look.px(440))
        self.body.addWidget(licences)
        home = Button(look, "www.openfn.org", link=True)
        home.clicked.connect(lambda: self.link_requested.emit(_HOME))
        self.body.addLayout(row(home, None))
        known = Label(look, versions, SMALL, tone="muted", mono=True)
        known.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(known)
        copy = self.add_button("Copy diagnostics")
        copy.clicked.connect(self.diagnostics_requested)
        close = self.add_button("Close", primary=True)
        close.clicked.connect(self.accept)
