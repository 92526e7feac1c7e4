"""The panels of a window, and what connects each with the workbench.

They are the window's second stage: loaded and built when a text can be written already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

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
from openfn_studio.ui.shell.side_stack import SideStack
from openfn_studio.ui.start.page import StartPage
from openfn_studio.ui.timeline.timeline import Timeline
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.ui.wiring.going import GoingWiring
from openfn_studio.ui.wiring.inspecting import InspectPanels, InspectWiring, reads_in_view
from openfn_studio.ui.wiring.pages import PageWiring
from openfn_studio.ui.wiring.requests import RequestWiring
from openfn_studio.ui.wiring.running import RunPanels, RunWiring
from openfn_studio.ui.wiring.settings import SettingsWiring
from openfn_studio.ui.wiring.sidebar import SidePanels, SideWiring
from openfn_studio.ui.wiring.status import StatusWiring
from openfn_studio.workbench.workbench import Workbench

if TYPE_CHECKING:
    from openfn_studio.ui.window import Window


@dataclass(frozen=True, slots=True)
class Panels:
    """Everything the window's places are filled with."""

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
    side: SideStack


def fill(window: "Window") -> Iterator[None]:
    """Make the panels, put each in its place and connect it; stops between the pieces of work."""
    frame, bench, places = window.frame, window.bench, window.places
    look, actions, running = frame.look, frame.actions_of_window, bench.running
    start = StartPage(look, actions, bench.computer, bench.recents, bench.preferences, bench.clock)
    places.start.take(start)
    yield
    bar = RunBar(look, actions, running, bench.adaptors)
    timeline = Timeline(look, actions)
    places.above.take(bar)
    places.below.take(timeline)
    yield
    new_job = ToolButton.of_action(look, actions.qaction("job:new"))
    jobs = JobsPanel(look, bench.project, bench.documents, bench.files, new_job)
    search = SearchPanel(look, bench.searches)
    of_job = JobRunsList(look, running.kept)
    jobs.set_below(of_job)
    side = SideStack({"jobs": jobs, "search": search})
    places.docked.sidebar.take(side)
    yield
    state = StatePanel(
        look,
        actions,
        bench.travel,
        bench.lanes,
        kept=running.kept,
        reads=lambda path: reads_in_view(bench, path),
    )
    places.docked.state.take(state)
    yield
    tree = TreePanel(look, actions, bench.analyses, bench.adaptors, bench.documents)
    docs = DocsPanel(look, bench.adaptors)
    places.docked.tree.take(tree)
    places.docked.docs.take(docs)
    yield
    log = LogPanel(look, actions)
    http = HttpPanel(look, actions, bench.exchanges)
    problems = ProblemsPanel(look, actions, bench.analyses, bench.documents)
    places.docked.log.take(log)
    places.docked.http.take(http)
    places.docked.problems.take(problems)
    yield
    runs = RunsPanel(look, running.kept)
    window.panels = Panels(
        start,
        jobs,
        search,
        runs,
        of_job,
        bar,
        timeline,
        state,
        tree,
        docs,
        log,
        http,
        problems,
        side,
    )
    yield
    window.wirings = Wirings(window)
    _catch_up(bench, window)


class Wirings:
    """What leads from the panels to the workbench and back.

    Args:
        window: Its panels are there.
    """

    def __init__(self, window: "Window") -> None:
        frame, bench, panels = window.frame, window.bench, window.panels
        editing, docks = window.editing, window.docks
        window.projects.attach(panels.start)
        self.pages = PageWiring(frame, bench, window.area, editing, lambda: panels.runs)
        self.pages.follow_run_bar(panels.bar)
        self.pages.follow_docs(panels.docs)
        inspected = InspectPanels(
            panels.state, panels.tree, panels.docs, panels.problems, panels.bar, panels.runs
        )
        self.inspecting = InspectWiring(frame, bench, inspected, editing, docks)
        shown = RunPanels(
            panels.bar, panels.timeline, panels.log, panels.http, panels.runs, panels.of_job
        )
        edited_state = self.inspecting.edited_state
        self.running = RunWiring(frame, bench, shown, editing, edited_state)
        self.requests = RequestWiring(bench, panels.http, editing, docks, frame)
        side = SidePanels(panels.side, panels.jobs, panels.search)
        self.sidebar = SideWiring(frame, bench, side, editing, docks)
        self.going = GoingWiring(frame, bench, editing, _regions(window))
        self.status = StatusWiring(frame, bench, editing)
        self.settings = SettingsWiring(frame, bench, panels.log, panels.state)


def _regions(window: "Window") -> tuple[QWidget, ...]:
    """Return the parts of the window in the order F6 visits them."""
    docks, panels = window.docks, window.panels
    docked = tuple(dock.widget() for dock in (*docks.inspector, *docks.panel))
    return (panels.side, window.area, *docked, window.frame.activity_bar)


def _catch_up(bench: Workbench, window: "Window") -> None:
    """Show what was opened before the panels were there."""
    window.editing.announce()
    bench.analyses.take_up()
    bench.running.view.tell()
