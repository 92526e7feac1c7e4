"""The sidebar: jobs and search, and making jobs."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Qt, QUrl
from PySide6.QtGui import QDesktopServices

from openfn_studio.ui.jobs.panel import JobsPanel
from openfn_studio.ui.search.panel import SearchPanel
from openfn_studio.ui.shell.docks import Docks
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.shell.side_stack import SideStack
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.ui.wizard.wizard import NewJobWizard
from openfn_studio.workbench.editing.analysis import Analysis
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.search_facts import FileHits
from openfn_studio.workbench.editing.text_search import SearchHit
from openfn_studio.workbench.projects.drafting import DraftBench
from openfn_studio.workbench.workbench import Workbench

_TITLES = {"jobs": "Jobs", "search": "Search"}
_SWITCHES = ("layout:sidebar", "layout:panel", "layout:inspector")


@dataclass(frozen=True, slots=True)
class SidePanels:
    """The views of the sidebar."""

    stack: SideStack
    jobs: JobsPanel
    search: SearchPanel


class SideWiring(QObject):
    """Opens what is chosen in the sidebar, and shows and hides the docks."""

    def __init__(
        self,
        frame: Frame,
        bench: Workbench,
        panels: SidePanels,
        editing: EditingWiring,
        docks: Docks,
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._panels = panels
        self._editing = editing
        self._docks = docks
        self._drafts = DraftBench(bench.project, bench.lanes, bench.clock, self)
        self._bind()
        self._follow()

    def _bind(self) -> None:
        actions, project = self._frame.actions_of_window, self._bench.project
        actions.bind("view:jobs", lambda: self.show_view("jobs"))
        actions.bind("view:search", lambda: self.show_view("search"))
        actions.bind("edit:find-in-project", self._find_in_project)
        actions.bind("job:new", self._ask_new_job)
        actions.bind("job:duplicate", lambda: self._on_job(project.duplicate_job))
        actions.bind("job:archive", lambda: self._on_job(project.archive_job))
        actions.bind("layout:sidebar", lambda: self._toggle((self._docks.sidebar,)))
        actions.bind("layout:inspector", lambda: self._toggle(self._docks.inspector))
        actions.bind("layout:panel", lambda: self._toggle(self._docks.panel))

    def _follow(self) -> None:
        jobs = self._panels.jobs
        jobs.job_requested.connect(self._open_job)
        jobs.file_requested.connect(self._open_file)
        jobs.new_job_requested.connect(self._ask_new_job)
        jobs.history_requested.connect(self._show_history)
        jobs.reveal_requested.connect(self._reveal)
        self._panels.search.hit_requested.connect(self._open_hit)
        self._panels.stack.changed.connect(self._on_view)
        self._bench.analyses.changed.connect(self._tell_problems)
        self._bench.project.job_made.connect(self._bench.documents.open_job)
        self._bench.project.opened.connect(lambda _: self._on_view(self._panels.stack.current))
        for dock in self._docks.all:
            dock.visibilityChanged.connect(lambda _: self._tell_layout())
        self._tell_layout()
        if self._bench.project.fact is not None:
            self._on_view(self._panels.stack.current)

    def show_view(self, name: str) -> None:
        """Show one of the sidebar's views."""
        self._docks.sidebar.show()
        self._panels.stack.show_view(name)
        self._on_view(name)

    def _find_in_project(self) -> None:
        """Search for what is selected in the editor, or what was searched for last."""
        pane = self._editing.pane
        words = pane.selected_words if pane else ""
        self.show_view("search")
        self._panels.search.start(words)

    def _on_view(self, name: str) -> None:
        self._docks.sidebar.say_title(_TITLES[name])
        self._frame.activity_bar.show_current(f"view:{name}")

    # ------------------------------------------------------------ jobs and files

    def _open_job(self, name: str, how: str) -> None:
        job = self._bench.project.job(name)
        fact = self._bench.project.fact
        if how == "window" and job is not None and fact is not None:
            self._open_window(fact.folder)
        else:
            self._bench.documents.open_job(name)

    def _open_file(self, file: Path, how: str) -> None:
        self._bench.documents.open_file(file)

    def _open_window(self, folder: Path) -> None:
        """Start another window. It raises this one when the folder is the same."""
        program = ["-m", "openfn_studio", "--data", str(self._bench.data.root), "open"]
        QProcess.startDetached(sys.executable, [*program, str(folder)])

    def _ask_new_job(self) -> None:
        adaptors = [fact.name for fact in self._bench.adaptors.installed or ()]
        wizard = NewJobWizard(self._frame.look, self._drafts, tuple(adaptors), self._frame)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.open()

    def _on_job(self, act: Callable[[str], None]) -> None:
        current = self._bench.documents.current
        if current is not None and current.job:
            act(current.job)

    def _show_history(self, file: Path) -> None:
        def show(_: Buffer) -> None:
            self._frame.actions_of_window.trigger("file:history")

        self._bench.documents.open_file(file, show)

    def _reveal(self, file: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))

    def _open_hit(self, found: FileHits, hit: SearchHit) -> None:
        def go(buffer: Buffer) -> None:
            pane = self._editing.pane_of(buffer.id)
            if pane is not None:
                pane.go_to(hit.line, hit.column)
                pane.focus_editor()

        source = found.source
        if source.buffer_id is not None and self._bench.documents.buffer(source.buffer_id):
            self._bench.documents.set_current(source.buffer_id)
            buffer = self._bench.documents.buffer(source.buffer_id)
            if buffer is not None:
                go(buffer)
        elif source.job is not None:
            self._bench.documents.open_job(source.job, go)
        elif source.file is not None:
            self._bench.documents.open_file(source.file, go)

    def _tell_problems(self, analysis: Analysis) -> None:
        buffer = self._bench.documents.buffer(analysis.buffer_id)
        if buffer is not None and buffer.job:
            severities = [str(problem.severity) for problem in analysis.problems]
            counts = severities.count("error"), severities.count("warning")
            self._panels.jobs.show_problems(buffer.job, *counts)

    # ------------------------------------------------------------ docks

    def _toggle(self, docks: tuple[object, ...]) -> None:
        shown = [dock for dock in self._docks.all if dock in docks]
        is_any = any(not dock.isHidden() for dock in shown)
        for dock in shown:
            dock.setVisible(not is_any)
        if not is_any:
            shown[0].raise_()
            self._docks.follow_tabs()

    def _tell_layout(self) -> None:
        actions, docks = self._frame.actions_of_window, self._docks
        groups = ((docks.sidebar,), docks.panel, docks.inspector)
        for name, group in zip(_SWITCHES, groups, strict=True):
            actions.qaction(name).setChecked(any(not dock.isHidden() for dock in group))
