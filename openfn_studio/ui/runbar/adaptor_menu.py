"""The menu of adaptor versions: what is on this computer, and where to get others."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from openfn_studio.ui.runbar.menu_items import add_item, add_note, mark_item
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.projects.adaptor_facts import InstalledFact
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.running.adaptor_choice import AdaptorChoice, adaptor_choice, written
from openfn_studio.workbench.running.job_in_view import JobInView

MOST_VERSIONS = 20


class AdaptorMenu(QObject):
    """Fills the menu for the job in view and carries out what is chosen in it.

    Args:
        look: The look.
        view: The job in view.
        adaptors: What is on this computer.

    Signals:
        page_requested: The user wants the adaptors page; the specifier in view, as text.
        install_requested: The specifier that is to be installed, as text.
    """

    page_requested = Signal(object)
    install_requested = Signal(object)

    def __init__(
        self, look: Look, view: JobInView, adaptors: AdaptorBench, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._view = view
        self._adaptors = adaptors

    def fill(self, menu: QMenu) -> None:
        """Fill the menu."""
        subject = self._view.subject
        if subject is None:
            return
        installed = self._adaptors.installed
        if installed is None:
            self._adaptors.refresh()
            add_note(menu, "Reading what is on this computer")
            return
        whole = [one for one in installed if not one.damage]
        choice = adaptor_choice(subject.adaptors[0])
        if self._adaptors.known(subject.adaptors).missing:
            self._add_install(menu, subject.adaptors[0], choice)
        self._add_versions(menu, choice, whole)
        self._add_others(menu, choice, whole)
        menu.addSeparator()
        page = add_item(self._look, menu, "Other versions and adaptors…", "blocks")
        page.triggered.connect(lambda: self.page_requested.emit(subject.adaptors[0]))

    # ------------------------------------------------------------ parts

    def _add_install(self, menu: QMenu, text: str, choice: AdaptorChoice) -> None:
        install = add_item(self._look, menu, f"Install {choice.text}", "download")
        install.triggered.connect(lambda: self.install_requested.emit(text))
        menu.addSeparator()

    def _add_versions(
        self, menu: QMenu, choice: AdaptorChoice, installed: list[InstalledFact]
    ) -> None:
        own = [one for one in installed if one.name == choice.name][:MOST_VERSIONS]
        for one in own:
            title = one.specifier if not one.is_shipped else f"standin {one.version}"
            action = add_item(self._look, menu, title, "package")
            mark_item(self._look, action, choice.version == one.version or one.is_shipped)
            text = written(one.name, one.version)
            action.triggered.connect(lambda _=False, text=text: self._view.choose_adaptor(text))
        if not own:
            add_note(menu, f"No version of {choice.short_name} is on this computer")
        if choice.is_local or any(one.is_shipped for one in own):
            return
        latest = add_item(self._look, menu, "Latest at run time", "refresh-cw")
        latest.setToolTip("Asked of npm when a live run begins; test mode takes what is here.")
        mark_item(self._look, latest, choice.version is None)
        latest.triggered.connect(lambda: self._view.choose_adaptor(written(choice.name, None)))

    def _add_others(
        self, menu: QMenu, choice: AdaptorChoice, installed: list[InstalledFact]
    ) -> None:
        newest: dict[str, InstalledFact] = {}
        for one in installed:
            if one.name != choice.name:
                newest.setdefault(one.name, one)
        if not newest:
            return
        menu.addSeparator()
        others = menu.addMenu(self._look.icon("blocks"), "Another adaptor")
        for one in newest.values():
            action = add_item(self._look, others, one.specifier)
            text = written(one.name, one.version)
            action.triggered.connect(lambda _=False, text=text: self._view.choose_adaptor(text))
