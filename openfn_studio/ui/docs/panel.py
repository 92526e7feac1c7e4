"""The dock of the current job's adaptors: their functions, following the caret."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from openfn_studio.ui.docs.function_browser import FunctionBrowser
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.layouts import column
from openfn_studio.workbench.projects.adaptors import AdaptorBench

INSTALL = "Install"


class DocsPanel(QWidget):
    """Documentation of the adaptors a job uses.

    Signals:
        insert_requested: Code to insert at the caret.
        copy_requested: Code for the clipboard.
        link_requested: An address to open in the browser.
        install_requested: The specifier of an adaptor that is not on this computer.
    """

    insert_requested = Signal(object)
    copy_requested = Signal(object)
    link_requested = Signal(object)
    install_requested = Signal(object)

    def __init__(self, look: Look, adaptors: AdaptorBench) -> None:
        super().__init__()
        self._adaptors = adaptors
        self._specs: tuple[str, ...] = ()
        self._wanted = ""
        self.browser = FunctionBrowser(look, beside=False)
        self._banner = Banner(look)
        self._empty = EmptyState(look, "book-open", "", "")
        self._views = QStackedWidget()
        for view in (self._empty, self.browser):
            self._views.addWidget(view)
        self.setAccessibleName("Docs")
        self.setLayout(column(self._banner, self._views))
        self.setFocusProxy(self.browser.search)
        self.browser.insert_requested.connect(self.insert_requested)
        self.browser.copy_requested.connect(self.copy_requested)
        self.browser.link_requested.connect(self.link_requested)
        self._banner.pressed.connect(lambda _: self.install_requested.emit(self._missing))
        adaptors.known_changed.connect(self._on_known_changed)
        self._missing = ""
        self._refresh()

    def show_adaptors(self, specifiers: tuple[str, ...]) -> None:
        """Show the functions of these adaptors; none means that no job is open."""
        if specifiers != self._specs:
            self._specs = specifiers
            self._refresh()

    def show_function(self, name: str) -> None:
        """Show the function under the caret; what is no function of the adaptors is let be."""
        self._wanted = name
        # While the user searches, the caret does not take the list away.
        if not self.browser.search.text():
            self.browser.show_function(name)

    def _on_known_changed(self, specifiers: tuple[str, ...]) -> None:
        if set(specifiers) & set(self._specs):
            self._refresh()

    def _refresh(self) -> None:
        known = self._adaptors.known(self._specs)
        self._missing = known.missing[0] if known.missing else ""
        if known.missing:
            self._banner.tell("warn", f"{self._missing} is not on this computer.", "", (INSTALL,))
        elif known.problems:
            self._banner.tell_problem(known.problems[0])
        else:
            self._banner.hide()
        self._views.setCurrentWidget(self.browser if known.found else self._empty)
        self.browser.show_adaptors(known.found)
        if known.found:
            self.show_function(self._wanted)
        elif not self._specs:
            self._empty.say("No job is open.", "The functions of a job's adaptors are shown here.")
        elif known.is_reading:
            self._empty.say("Reading the documentation.", "It is on this computer already.")
        else:
            self._empty.say(
                "There is nothing to show.", "Documentation comes with an installed adaptor."
            )
