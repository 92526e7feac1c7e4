"""State, operations, documentation and problems, each on what the others show."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from openfn_studio.domain.text import TextRange
from openfn_studio.language.problem import Fix
from openfn_studio.language.reads import reads_of
from openfn_studio.state.pointer import Path
from openfn_studio.ui.docs.panel import DocsPanel
from openfn_studio.ui.editor.caret import CaretFact
from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.optree.panel import TreePanel
from openfn_studio.ui.problems.entries import Counts
from openfn_studio.ui.problems.panel import ProblemsPanel
from openfn_studio.ui.runbar.bar import RunBar
from openfn_studio.ui.runs.panel import RunsPanel
from openfn_studio.ui.shell.docks import Docks
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.projects.project_facts import JobRenamed
from openfn_studio.workbench.running.facts import RunFact, RunId, WaitingFact
from openfn_studio.workbench.running.inputs import InputFact
from openfn_studio.workbench.running.moments import PointRef
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.workbench import Workbench

_WATCHES = "watches:"


@dataclass(frozen=True, slots=True)
class InspectPanels:
    """The panels beside and below the text, and what leads to them."""

    state: StatePanel
    tree: TreePanel
    docs: DocsPanel
    problems: ProblemsPanel
    bar: RunBar
    runs: RunsPanel


class InspectWiring(QObject):
    """Keeps the inspector on the job, the caret and the run."""

    def __init__(
        self,
        frame: Frame,
        bench: Workbench,
        panels: InspectPanels,
        editing: EditingWiring,
        docks: Docks,
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._panels = panels
        self._editing = editing
        self._docks = docks
        self._edited: bytes | None = None
        self._bind()
        self._follow_state()
        self._follow_tree()
        self._follow_problems()

    def edited_state(self) -> bytes | None:
        """Return the state the user edited while the run waits; None leaves it."""
        return self._edited

    def _bind(self) -> None:
        actions, docks = self._frame.actions_of_window, self._docks
        actions.bind("view:state", docks.state.reveal)
        actions.bind("view:tree", docks.tree.reveal)
        actions.bind("view:docs", docks.docs.reveal)
        actions.bind("view:log", docks.log.reveal)
        actions.bind("view:http", docks.http.reveal)
        actions.bind("view:problems", docks.problems.reveal)
        self._frame.status_bar.problems_requested.connect(docks.problems.reveal)

    # ------------------------------------------------------------ state

    def _follow_state(self) -> None:
        state, bench = self._panels.state, self._bench
        state.operation_requested.connect(bench.travel.choose)
        state.line_requested.connect(self._select)
        state.state_edited.connect(self._on_state_edited)
        state.watches_changed.connect(self._keep_watches)
        runs = bench.running.runs
        runs.waiting.connect(self._on_waiting)
        runs.changed.connect(self._on_run_changed)
        runs.finished.connect(self._on_run_changed)
        bench.project.job_renamed.connect(self._on_renamed)
        bench.running.view.changed.connect(self._on_subject)
        bench.running.inputs.changed.connect(self._on_input)
        self._panels.bar.assembled_requested.connect(self._show_assembled)
        self._panels.runs.compare_requested.connect(self._compare_runs)

    def _on_waiting(self, fact: WaitingFact) -> None:
        self._edited = None
        self._panels.state.offer_editing(fact.state)
        self._docks.state.raise_()

    def _on_run_changed(self, fact: RunFact) -> None:
        if fact.waiting_at is None:
            self._edited = None
            self._panels.state.stop_editing()

    def _on_state_edited(self, state: bytes) -> None:
        self._edited = state

    def _on_subject(self, subject: Subject | None) -> None:
        self._panels.docs.show_adaptors(subject.adaptors if subject else ())
        if subject is not None:
            kept = self._bench.session.get(f"{_WATCHES}{subject.project_key}:{subject.key}", [])
            self._panels.state.watch([tuple(path) for path in kept if isinstance(path, list)])
            self._show_initial(subject.key)

    def _on_input(self, fact: InputFact) -> None:
        subject = self._bench.running.view.subject
        if subject is not None and fact.job == subject.key:
            self._show_initial(subject.key)

    def _show_initial(self, job: str) -> None:
        document = self._bench.running.inputs.sample_value(job)
        if document is not None:
            self._panels.state.show_initial(document.data)

    def _show_assembled(self) -> None:
        self._panels.state.moments.look_at_initial()
        self._docks.state.reveal()

    def _keep_watches(self, paths: tuple[Path, ...]) -> None:
        subject = self._bench.running.view.subject
        if subject is not None:
            key = f"{_WATCHES}{subject.project_key}:{subject.key}"
            self._bench.session.set(key, [list(path) for path in paths] or None)

    def _on_renamed(self, renamed: JobRenamed) -> None:
        fact = self._bench.project.fact
        if fact is not None:
            session, project = self._bench.session, f"{_WATCHES}{fact.folder}"
            session.set(f"{project}:{renamed.new}", session.get(f"{project}:{renamed.old}"))
            session.set(f"{project}:{renamed.old}", None)

    def _compare_runs(self, one: RunId, other: RunId) -> None:
        """Open both runs, then show what differs between their last states."""
        wanted = {one, other}

        def compare() -> None:
            words = "End of the older run → end of the newer run"
            self._panels.state.compare(self._end_of(one), self._end_of(other), words)
            self._docks.state.reveal()

        def opened(fact: RunFact) -> None:
            wanted.discard(fact.id)
            if not wanted:
                self._bench.running.kept.opened.disconnect(opened)
                compare()

        self._bench.running.kept.opened.connect(opened)
        for run_id in (one, other):
            self._bench.running.kept.open(run_id)

    def _end_of(self, run_id: RunId) -> PointRef:
        history = self._bench.running.runs.history(run_id)
        return PointRef(run_id, len(history) if history else 0)

    # ------------------------------------------------------------ operations and docs

    def _follow_tree(self) -> None:
        tree, travel = self._panels.tree, self._bench.travel
        tree.range_chosen.connect(self._select_quietly)
        tree.editor_requested.connect(self._focus_editor)
        tree.dialect_requested.connect(self._bench.running.view.choose_dialect)
        travel.run_changed.connect(tree.show_run)
        self._editing.pane_made.connect(self._on_pane_made)
        self._editing.pane_changed.connect(self._on_pane)

    def _on_pane_made(self, pane: EditorPane) -> None:
        pane.caret_moved.connect(lambda fact: self._on_caret(pane, fact))

    def _on_pane(self, pane: EditorPane | None) -> None:
        if pane is not None:
            self._on_caret(pane, pane.editor.caret)

    def _on_caret(self, pane: EditorPane, fact: CaretFact) -> None:
        if self._editing.pane is not pane:
            return
        self._panels.tree.follow_caret(fact.offset_utf16)

    # ------------------------------------------------------------ problems

    def _follow_problems(self) -> None:
        problems = self._panels.problems
        problems.problem_requested.connect(self._go_to_problem)
        problems.fix_requested.connect(self._fix)
        problems.counts_changed.connect(self._tell_counts)

    def _go_to_problem(self, buffer_id: BufferId, where: TextRange) -> None:
        self._bench.documents.set_current(buffer_id)
        self._select(where)

    def _fix(self, buffer_id: BufferId, fix: Fix) -> None:
        self._bench.documents.apply_edits(buffer_id, fix.edits)

    def _tell_counts(self, counts: Counts) -> None:
        self._frame.status_bar.show_problems(counts.errors, counts.warnings)
        self._frame.actions_of_window.set_condition("problem", counts.total > 0)
        self._docks.problems.say_title(f"Problems  {counts.total}" if counts.total else "Problems")

    # ------------------------------------------------------------ inside

    def _select_quietly(self, where: TextRange) -> None:
        """Show a range and leave the keyboard where it is: in the tree."""
        pane = self._editing.pane
        if pane is not None:
            pane.select(where)

    def _focus_editor(self) -> None:
        if self._editing.pane is not None:
            self._editing.pane.focus_editor()

    def _select(self, where: TextRange) -> None:
        pane = self._editing.pane
        if pane is not None:
            pane.select(where)
            pane.focus_editor()


def reads_in_view(bench: Workbench, path: Path) -> tuple[TextRange, ...]:
    """Return where the job in view reads a path of the state."""
    current: Buffer | None = bench.documents.current
    analysis = bench.analyses.analysis(current.id) if current else None
    return reads_of(analysis.document, path, analysis.exports) if analysis else ()
