"""The window: panels on the frame, each connected with the workbench."""

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from openfn_studio.ui.docs.panel import DocsPanel
from openfn_studio.ui.http.panel import HttpPanel
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.jobs.panel import JobsPanel
from openfn_studio.ui.log.panel import LogPanel
from openfn_studio.ui.optree.panel import TreePanel
from openfn_studio.ui.problems.panel import ProblemsPanel
from openfn_studio.ui.runbar.bar import RunBar
from openfn_studio.ui.runs.job_runs import JobRunsList
from openfn_studio.ui.runs.panel import RunsPanel
from openfn_studio.ui.search.panel import SearchPanel
from openfn_studio.ui.shell.docks import DockedPanels, Docks
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.shell.side_stack import SideStack
from openfn_studio.ui.shell.work_area import WorkArea
from openfn_studio.ui.start.page import StartPage
from openfn_studio.ui.timeline.timeline import Timeline
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.ui.wiring.going import GoingWiring
from openfn_studio.ui.wiring.inspecting import InspectPanels, InspectWiring, reads_in_view
from openfn_studio.ui.wiring.pages import PageWiring
from openfn_studio.ui.wiring.projects import ProjectWiring
from openfn_studio.ui.wiring.requests import RequestWiring
from openfn_studio.ui.wiring.running import RunPanels, RunWiring
from openfn_studio.ui.wiring.sidebar import SidePanels, SideWiring
from openfn_studio.ui.wiring.status import StatusWiring
from openfn_studio.ui.wiring.tabs_memory import TabsMemory
from openfn_studio.ui.wiring.wishes import WishWiring
from openfn_studio.workbench.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Panels:
    """Everything the frame is filled with."""

    start: StartPage
    jobs: JobsPanel
    search: SearchPanel
    runs: RunsPanel
    of_job: JobRunsList
    bar: RunBar
    timeline: Timeline
    state: StatePanel
    tree: TreePanel
    docs: DocsPanel
    log: LogPanel
    http: HttpPanel
    problems: ProblemsPanel


class Window(QObject):
    """A window of the program.

    Args:
        frame: Its frame, which may be on the screen already.
        bench: Its workbench.
    """

    def __init__(self, frame: Frame, bench: Workbench) -> None:
        super().__init__(frame)
        self.frame = frame
        self.bench = bench
        self.panels = panels = make_panels(frame, bench)
        self.side = SideStack({"jobs": panels.jobs, "search": panels.search})
        panels.jobs.set_below(panels.of_job)
        self.banner = Banner(frame.look)
        split = ToolButton.of_action(frame.look, frame.actions_of_window.qaction("editor:split"))
        self.area = WorkArea(frame.look, panels.start, panels.bar, panels.timeline, tools=(split,))
        frame.setCentralWidget(_below(self.banner, self.area))
        self.docks = Docks(
            frame.look,
            frame,
            DockedPanels(
                self.side,
                panels.state,
                panels.tree,
                panels.docs,
                panels.log,
                panels.http,
                panels.problems,
            ),
        )
        self._wire()

    def keep(self) -> None:
        """Note what is to come back with the next start."""
        self.memory.keep()
        self.projects.keep_layout()

    def _wire(self) -> None:
        frame, bench, panels = self.frame, self.bench, self.panels
        self.editing = EditingWiring(frame, bench, self.area)
        self.pages = PageWiring(frame, bench, self.area, self.editing, lambda: panels.runs)
        self.pages.follow_run_bar(panels.bar)
        self.pages.follow_docs(panels.docs)
        run_panels = RunPanels(
            panels.bar, panels.timeline, panels.log, panels.http, panels.runs, panels.of_job
        )
        inspected = InspectPanels(
            panels.state, panels.tree, panels.docs, panels.problems, panels.bar, panels.runs
        )
        self.inspecting = InspectWiring(frame, bench, inspected, self.editing, self.docks)
        edited_state = self.inspecting.edited_state
        self.running = RunWiring(frame, bench, run_panels, self.editing, edited_state)
        self.requests = RequestWiring(bench, panels.http, self.editing, self.docks, frame)
        side = SidePanels(self.side, panels.jobs, panels.search)
        self.sidebar = SideWiring(frame, bench, side, self.editing, self.docks)
        regions = (self.side, self.area, *(dock.widget() for dock in self.docks.inspector))
        regions += tuple(dock.widget() for dock in self.docks.panel)
        self.going = GoingWiring(frame, bench, self.editing, (*regions, frame.activity_bar))
        self.status = StatusWiring(frame, bench, self.editing)
        self.wishes = WishWiring(frame, bench, panels.log, panels.state)
        self.memory = TabsMemory(bench, self.editing, self)
        self.projects = ProjectWiring(frame, bench, panels.start, self.docks, self.banner)


def make_panels(frame: Frame, bench: Workbench) -> Panels:
    """Return the panels of a window, not yet connected with each other."""
    look, actions, running = frame.look, frame.actions_of_window, bench.running
    new_job = ToolButton.of_action(look, actions.qaction("job:new"))
    return Panels(
        start=StartPage(
            look, actions, bench.computer, bench.recents, bench.preferences, bench.clock
        ),
        jobs=JobsPanel(look, bench.project, bench.documents, bench.files, new_job),
        search=SearchPanel(look, bench.searches),
        runs=RunsPanel(look, running.kept),
        of_job=JobRunsList(look, running.kept),
        bar=RunBar(look, actions, running, bench.adaptors),
        timeline=Timeline(look, actions),
        state=StatePanel(
            look,
            actions,
            bench.travel,
            bench.lanes,
            kept=running.kept,
            reads=lambda path: reads_in_view(bench, path),
        ),
        tree=TreePanel(look, actions, bench.analyses, bench.adaptors, bench.documents),
        docs=DocsPanel(look, bench.adaptors),
        log=LogPanel(look, actions),
        http=HttpPanel(look, actions, bench.exchanges),
        problems=ProblemsPanel(look, actions, bench.analyses, bench.documents),
    )


def _below(banner: QWidget, work: QWidget) -> QWidget:
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(banner)
    layout.addWidget(work, 1)
    return both
