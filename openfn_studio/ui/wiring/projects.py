"""Opening, making, importing and closing projects; what the frame says of the open one."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog

from openfn_studio.errors import StudioError
from openfn_studio.ui.shell.docks import Docks
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.shell.place import Place
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.tab_order import enter
from openfn_studio.workbench.projects.project_facts import FolderOffer, ProjectFact
from openfn_studio.workbench.recents import RecentFact
from openfn_studio.workbench.workbench import Workbench

if TYPE_CHECKING:
    from openfn_studio.ui.start.page import StartPage

_MAKE = "Make a project"
_LAYOUT = "layout"


class ProjectWiring(QObject):
    """Leads from folders to a window full of jobs, and back.

    Args:
        frame: The window.
        bench: The workbench.
        start: Where the start page comes; it has the keyboard without a project.
        docks: Shown with a project, hidden without one.
        banner: Over the work: what is wrong with the project as a whole.
    """

    def __init__(
        self, frame: Frame, bench: Workbench, start: Place, docks: Docks, banner: Banner
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._docks = docks
        self._banner = banner
        self._start = start
        self._offer: FolderOffer | None = None
        self._wants_last = False
        self._bind()
        self._follow()
        self._show_nothing()

    def attach(self, start: "StartPage") -> None:
        """Do what is chosen on the start page."""
        project = self._bench.project
        start.sample_requested.connect(project.try_sample)
        start.open_requested.connect(self.ask_open)
        start.import_requested.connect(self.ask_import)
        start.new_requested.connect(self.ask_new)
        start.recent_requested.connect(project.open)
        if project.fact is None:
            # The system may show the window before this page is there, or after.
            enter(start)

    def reopen_last(self) -> bool:
        """Open the project that was open last, if that is wanted and it is there."""
        self._wants_last = self._bench.preferences.flag("start.reopen")
        if self._wants_last:
            self._bench.recents.look()
        return self._wants_last

    def _bind(self) -> None:
        actions, project = self._frame.actions_of_window, self._bench.project
        actions.bind("project:new", self.ask_new)
        actions.bind("project:open", self.ask_open)
        actions.bind("project:import", self.ask_import)
        actions.bind("project:sample", project.try_sample)
        actions.bind("project:close", project.close)
        actions.bind("project:reveal", self._reveal)
        actions.bind("layout:reset", self._docks.arrange)
        self._frame.top_bar.recent_requested.connect(project.open)
        self._banner.pressed.connect(self._on_banner)

    def _follow(self) -> None:
        bench = self._bench
        bench.project.opened.connect(self._on_opened)
        bench.project.changed.connect(self._on_changed)
        bench.project.closing.connect(self.keep_layout)
        bench.project.closed.connect(self._show_nothing)
        bench.project.offered.connect(self._on_offered)
        bench.project.lost.connect(self._on_lost)
        bench.project.found.connect(self._banner.hide)
        bench.project.failed.connect(self._on_failed)
        bench.project.open_elsewhere.connect(self._on_open_elsewhere)
        bench.claim.raise_requested.connect(self._come_to_front)
        bench.recents.listed.connect(self._on_recents)
        self._frame.activated.connect(bench.project.check)
        self._frame.activated.connect(bench.outside.look)
        bench.recents.look()

    # ------------------------------------------------------------ asking

    def ask_open(self) -> None:
        """Let the user choose a folder."""
        folder = QFileDialog.getExistingDirectory(self._frame, "Open a folder with jobs")
        if folder:
            self._bench.project.open(Path(folder))

    def ask_import(self) -> None:
        """Let the user choose a project.yaml, and the folder the project is to be made in."""
        kinds = "Projects (*.yaml *.yml);;All files (*)"
        source, _ = QFileDialog.getOpenFileName(self._frame, "Import a project.yaml", "", kinds)
        if not source:
            return
        title = "Make the project in this folder"
        target = QFileDialog.getExistingDirectory(self._frame, title, str(Path(source).parent))
        if target:
            self._bench.project.import_project(Path(source), Path(target))

    def ask_new(self) -> None:
        """Let the user name a project and choose where it is made."""
        title = "New project"
        name, is_given = QInputDialog.getText(self._frame, title, "Name of the project")
        if not is_given or not name.strip():
            return
        folder = QFileDialog.getExistingDirectory(self._frame, "Make it in this folder")
        if folder:
            self._bench.project.new_project(Path(folder) / name.strip(), name.strip())

    # ------------------------------------------------------------ what happened

    def _on_opened(self, fact: ProjectFact) -> None:
        self._banner.hide()
        self._bench.session.remember(fact.folder, fact.project.name)
        self._bench.recents.look()
        self._docks.show_all(True)
        if not self._docks.restore(self._bench.session.get_bytes(_LAYOUT)):
            self._docks.arrange()
        self._on_changed(fact)
        if fact.is_read_only:
            self._banner.tell("warn", "This project can only be read.", fact.read_only_reason)
        for notice in fact.notices:
            self._bench.notices.tell("warn", notice.text, str(notice.place))
        if fact.history_problem:
            self._bench.notices.tell_problem(fact.history_problem)

    def _on_changed(self, fact: ProjectFact) -> None:
        remotes = fact.project.remotes
        environment = next((one.environment for one in remotes if one.environment), None)
        self._frame.top_bar.show_project(fact.project.name, environment)
        self._frame.say_title(fact.project.name)
        self._frame.status_bar.show_place("On this computer", str(fact.folder))
        self._frame.actions_of_window.set_condition("project", True)

    def _show_nothing(self) -> None:
        self._docks.show_all(False)
        self._banner.hide()
        self._frame.top_bar.show_project(None)
        self._frame.say_title()
        self._frame.status_bar.show_place("Works offline", "Nothing is sent without your asking.")
        self._frame.actions_of_window.set_condition("project", False)
        self._frame.activity_bar.show_current(None)
        enter(self._start)

    def keep_layout(self) -> None:
        """Note where the docks are, when there is a project that shows them."""
        if self._bench.project.fact is not None:
            self._bench.session.set_bytes(_LAYOUT, self._docks.save())

    def _on_offered(self, offer: FolderOffer) -> None:
        self._offer = offer
        count = len(offer.jobs)
        jobs = f"{count} job{'' if count == 1 else 's'}"
        self._banner.tell(
            "info",
            f"{offer.folder.name} holds {jobs} and no project.yaml.",
            "Studio can write one that lists them. The jobs stay as they are.",
            (_MAKE,),
        )

    def _on_banner(self, text: str) -> None:
        if text == _MAKE and self._offer:
            self._bench.project.make_project(self._offer)

    def _on_lost(self, problem: StudioError) -> None:
        self._banner.tell_problem(problem)

    def _on_failed(self, problem: StudioError) -> None:
        self._banner.tell_problem(problem)

    def _on_open_elsewhere(self, folder: Path) -> None:
        what = f"{folder.name} is open in another window."
        self._bench.notices.tell("info", what, "That window came to the front.")

    def _on_recents(self, facts: object) -> None:
        there = [fact.folder for fact in self._bench.recents.facts if fact.is_there is not False]
        self._frame.top_bar.show_recents(there[:10])
        self._open_last(self._bench.recents.facts)

    def _open_last(self, facts: Sequence[RecentFact]) -> None:
        if not self._wants_last or not facts or facts[0].is_there is None:
            return
        self._wants_last = False
        if facts[0].is_there and self._bench.project.fact is None:
            self._bench.project.open(facts[0].folder)

    def _come_to_front(self) -> None:
        self._frame.showNormal() if self._frame.isMinimized() else self._frame.show()
        self._frame.raise_()
        self._frame.activateWindow()

    def _reveal(self) -> None:
        fact = self._bench.project.fact
        if fact:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(fact.folder)))
