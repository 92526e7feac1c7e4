"""Does what the Help menu says: links, diagnostics, about."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from openfn_studio.errors import StudioError
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.help.about import AboutDialog
from openfn_studio.ui.help.links import LINKS, open_link
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.diagnostics import DiagnosticsBench, program_words
from openfn_studio.workbench.notices import NoticeBench

_COPIED = "Diagnostics were copied."
_MEANS = "They hold versions, settings and the end of the log: no secrets, no data of your jobs."
_REMEDY = "Paste them where you report the problem."


class HelpDesk(QObject):
    """Binds the actions of the Help menu that need no page.

    Args:
        look: The look.
        window: Which window dialogs belong to.
        actions: Where they are bound.
        diagnostics: Collects what is copied.
        notices: Where it is told that something was copied.
        open_address: Opens a web page; a test takes another.
    """

    def __init__(
        self,
        look: Look,
        window: QWidget,
        actions: Actions,
        diagnostics: DiagnosticsBench,
        notices: NoticeBench,
        open_address: Callable[[str], bool] = open_link,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._diagnostics = diagnostics
        self._notices = notices
        self._open_address = open_address
        self.about: AboutDialog | None = None
        """The dialog that is open, or was."""
        for action, address in LINKS.items():
            actions.bind(action, lambda address=address: self.open(address))
        actions.bind("help:diagnostics", self.copy_diagnostics)
        actions.bind("help:about", self.show_about)

    def open(self, address: str) -> None:
        """Open a web page in the browser; say so when there is none."""
        if not self._open_address(address):
            self._notices.tell(
                "warn",
                "No browser could be started.",
                remedy=f"The address is {address}",
            )

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def copy_diagnostics(self) -> None:
        """Collect what helps to find a fault and put it on the clipboard."""
        self._diagnostics.collect(self._screen_words(), self._on_collected, self._on_failed, self)

    def show_about(self) -> None:
        """Show the dialog about the program."""
        self.about = AboutDialog(self._look, program_words(), self._window)
        self.about.diagnostics_requested.connect(self.copy_diagnostics)
        self.about.link_requested.connect(self.open)
        self.about.open()

    def _on_collected(self, text: str) -> None:
        self.copy(text)
        self._notices.tell("ok", _COPIED, _MEANS, _REMEDY)

    def _on_failed(self, problem: StudioError) -> None:
        self._notices.tell_problem(problem)

    def _screen_words(self) -> str:
        screen = self._window.screen()
        size = screen.size()
        ratio = screen.devicePixelRatio()
        window = self._window.size()
        return (
            f"Screen {size.width()} x {size.height()} at {ratio:g}, window {window.width()} x "
            f"{window.height()}, platform {QGuiApplication.platformName()}, "
            f"theme {self._look.theme.name}, scale {self._look.scale:.0%}"
        )
