"""A run and everything that shows it: log, requests, timeline, state, marks in the text."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from openfn_studio.domain.text import TextRange
from openfn_studio.errors import Place
from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.http.panel import HttpPanel
from openfn_studio.ui.log.panel import LogPanel
from openfn_studio.ui.runbar.bar import RunBar
from openfn_studio.ui.runbar.commands import RunCommands
from openfn_studio.ui.runs.job_runs import JobRunsList
from openfn_studio.ui.runs.panel import RunsPanel
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.timeline.timeline import Timeline
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.workbench.editing.analysis import Analysis
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.running.breakpoints import BreakpointsFact
from openfn_studio.workbench.running.facts import LogBatch, RunFact, RunId, WaitingFact
from openfn_studio.workbench.running.moments import Point
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.workbench import Workbench

_RUNS = "view:runs"


@dataclass(frozen=True, slots=True)
class RunPanels:
    """The panels that show a run."""

    bar: RunBar
    timeline: Timeline
    log: LogPanel
    http: HttpPanel
    runs: RunsPanel
    of_job: JobRunsList


class RunWiring(QObject):
    """Keeps every panel on the run, and the operation, that is looked at.

    Args:
        frame: The window.
        bench: The workbench.
        panels: What shows runs.
        editing: The editors, for marks in the text.
        edited_state: The state the user edited while the run waits; None leaves it.
    """

    def __init__(
        self,
        frame: Frame,
        bench: Workbench,
        panels: RunPanels,
        editing: EditingWiring,
        edited_state: Callable[[], bytes | None],
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._panels = panels
        self._editing = editing
        self._shown: RunId | None = None
        self._commands = RunCommands(
            frame.look,
            frame.actions_of_window,
            panels.bar,
            bench.running,
            bench.documents,
            bench.preferences,
            self._caret_line,
            edited_state,
        )
        self._bind()
        self._follow_runs()
        self._follow_panels()
        self._follow_texts()

    def _caret_line(self) -> int | None:
        pane = self._editing.pane
        return pane.editor.caret.line if pane is not None else None

    def _bind(self) -> None:
        actions, travel = self._frame.actions_of_window, self._bench.travel
        actions.bind("travel:previous", lambda: self._travel(travel.previous))
        actions.bind("travel:next", lambda: self._travel(travel.next))

    # ------------------------------------------------------------ runs

    def _follow_runs(self) -> None:
        runs, travel = self._bench.running.runs, self._bench.travel
        runs.started.connect(self._on_started)
        runs.changed.connect(travel.update)
        runs.log_added.connect(self._on_logged)
        runs.waiting.connect(self._on_waiting)
        runs.finished.connect(self._on_finished)
        runs.history_failed.connect(self._bench.notices.tell_problem)
        self._bench.running.kept.opened.connect(lambda fact: travel.look_at(fact.id))
        self._bench.running.kept.failed.connect(self._bench.notices.tell_problem)
        self._bench.running.credentials.failed.connect(self._bench.notices.tell_problem)
        self._bench.running.http_mode.changed.connect(lambda _: self._tell_mode())
        travel.run_changed.connect(self._on_run)
        travel.point_changed.connect(self._on_point)

    def _on_started(self, fact: RunFact) -> None:
        self._frame.activity_bar.show_badge(_RUNS, None)
        self._bench.travel.follow(fact)

    def _on_run(self, fact: RunFact | None) -> None:
        panels = self._panels
        panels.timeline.show_run(fact)
        if fact is None:
            self._shown = None
        elif fact.id != self._shown:
            self._shown = fact.id
            panels.log.show_run(fact, self._bench.running.runs.log(fact.id))
            panels.http.show_run(fact)
        else:
            panels.log.follow_run(fact)
            panels.http.show_run(fact)
        self._tell_steps()
        self._tell_mode()
        self._mark_text()

    def _on_logged(self, batch: LogBatch) -> None:
        if batch.run == self._shown:
            self._panels.log.add(batch)

    def _on_waiting(self, fact: WaitingFact) -> None:
        if fact.run == self._shown:
            self._travel(lambda: self._bench.travel.choose(fact.operation))
        self._mark_text()
        QApplication.alert(self._frame)

    def _on_finished(self, fact: RunFact) -> None:
        if fact.id == self._shown:
            self._panels.log.finish(fact)
        is_failed = fact.exit_code not in (0, None)
        self._frame.activity_bar.show_badge(
            _RUNS, "err" if is_failed else None, "The last run failed"
        )
        if not self._frame.isActiveWindow():
            QApplication.alert(self._frame)
        self._mark_text()

    # ------------------------------------------------------------ points

    def _on_point(self, point: Point | None) -> None:
        self._panels.timeline.select(point.operation if point else None)
        self._tell_steps()
        self._mark_text()

    def _travel(self, step: Callable[[], None]) -> None:
        """Go to another operation, and scroll its code into view."""
        step()
        pane, run = self._editing.pane, self._bench.travel.run
        operation = self._bench.travel.operation
        if pane is None or run is None or operation is None:
            return
        where = self._range_of(pane, run, operation.index)
        if where is not None and self._is_run_of(run, pane.buffer.id):
            pane.reveal(where)

    def _tell_steps(self) -> None:
        actions, travel = self._frame.actions_of_window, self._bench.travel
        has_states = travel.run is not None and bool(travel.run.operations)
        actions.set_condition("states", has_states)
        actions.set_condition("earlier", travel.has_previous)
        actions.set_condition("later", travel.has_next)

    def _tell_mode(self) -> None:
        has_project = self._bench.project.fact is not None
        run, mode = self._bench.travel.run, self._bench.running.http_mode.mode
        live = run.live_requests if run else 0
        self._frame.status_bar.show_mode(str(mode) if has_project else None, live)

    # ------------------------------------------------------------ panels

    def _follow_panels(self) -> None:
        panels, bench = self._panels, self._bench
        panels.timeline.operation_chosen.connect(
            lambda index: self._travel(lambda: bench.travel.choose(index))
        )
        panels.log.line_requested.connect(self._go_to_line)
        panels.http.line_requested.connect(self._go_to_line)
        panels.log.save_requested.connect(bench.logs.save)
        bench.logs.failed.connect(bench.notices.tell_problem)
        panels.bar.place_requested.connect(self._go_to_place)
        panels.runs.open_requested.connect(bench.running.kept.open)
        panels.of_job.open_requested.connect(bench.running.kept.open)
        panels.of_job.all_requested.connect(lambda: self._frame.actions_of_window.trigger(_RUNS))
        panels.runs.input_requested.connect(
            lambda job, choice: bench.running.inputs.choose(choice, job)
        )
        bench.running.view.changed.connect(self._on_subject)
        bench.running.kept.listed.connect(self._on_listed)

    def _on_subject(self, subject: Subject | None) -> None:
        self._bench.running.advice.forget()
        self._panels.of_job.show_subject(subject)
        rules = f"{subject.dialect} rules" if subject else ""
        self._frame.status_bar.show_dialect(rules)
        self._show_latest()

    def _on_listed(self, _: object) -> None:
        # Known only after the project was opened; later the user has chosen what is in view.
        if self._bench.travel.run is None:
            self._show_latest()

    def _show_latest(self) -> None:
        """Look at the last run of the job in view, when the one in view is another job's."""
        subject, run = self._bench.running.view.subject, self._bench.travel.run
        if subject is None or (run is not None and run.job == subject.title):
            return
        latest = next(iter(self._bench.running.kept.rows_of(subject.key)), None)
        if latest is None:
            self._bench.travel.look_at(None)
        elif latest.exit_code is not None:
            self._bench.running.kept.open(latest.id)

    def _go_to_line(self, line: int, column: int) -> None:
        pane = self._editing.pane
        if pane is not None:
            pane.go_to(line, column or 1)
            pane.focus_editor()

    def _go_to_place(self, place: Place) -> None:
        if place.file is None:
            self._go_to_line(place.line or 1, place.column or 1)
            return

        def go(buffer: object) -> None:
            self._go_to_line(place.line or 1, place.column or 1)

        self._bench.documents.open_file(place.file, go)

    # ------------------------------------------------------------ marks in the text

    def _follow_texts(self) -> None:
        breakpoints = self._bench.running.breakpoints
        self._editing.pane_made.connect(self._on_pane_made)
        self._editing.pane_changed.connect(lambda _: self._mark_text())
        breakpoints.changed.connect(self._on_breakpoints)
        self._bench.analyses.changed.connect(self._on_analysed)

    def _on_pane_made(self, pane: EditorPane) -> None:
        buffer_id = pane.buffer.id
        breakpoints = self._bench.running.breakpoints
        pane.breakpoint_toggled.connect(lambda line: breakpoints.toggle(buffer_id, line))
        pane.show_breakpoints(breakpoints.of(buffer_id))

    def _on_breakpoints(self, fact: BreakpointsFact) -> None:
        pane = self._editing.pane_of(fact.buffer)
        if pane is not None:
            pane.show_breakpoints(fact.points)

    def _on_analysed(self, analysis: Analysis) -> None:
        self._bench.running.breakpoints.look_at(
            analysis.buffer_id, analysis.document, analysis.outline.operations
        )
        pane = self._editing.pane
        if pane is not None and pane.buffer.id == analysis.buffer_id:
            self._bench.running.advice.consider(analysis.document, analysis.dialect)
            self._mark_text()

    def _mark_text(self) -> None:
        """Mark the operation that is looked at, where a run waits, and why it failed."""
        pane, run = self._editing.pane, self._bench.travel.run
        if pane is None:
            return
        is_of_this = run is not None and self._is_run_of(run, pane.buffer.id)
        if run is None or not is_of_this:
            pane.mark_operation(None)
            pane.mark_waiting(None)
            pane.mark_failure(None)
            return
        waiting = run.waiting_at
        chosen = self._bench.travel.operation
        pane.mark_operation(self._range_of(pane, run, chosen.index) if chosen else None)
        pane.mark_waiting(self._range_of(pane, run, waiting.index) if waiting else None)
        error = run.error
        is_here = error is not None and self._is_same_text(pane, run)
        pane.mark_failure(error.line if error and is_here else None, error.message if error else "")

    def _is_run_of(self, run: RunFact, buffer_id: BufferId) -> bool:
        subject = self._bench.running.view.subject_of(buffer_id)
        return subject is not None and subject.title == run.job

    def _is_same_text(self, pane: EditorPane, run: RunFact) -> bool:
        return self._bench.documents.text(pane.buffer.id) == run.text

    def _range_of(self, pane: EditorPane, run: RunFact, index: int) -> TextRange | None:
        """Return where an operation stands now: in the text that ran, or in the edited one."""
        operations = run.operations
        if index >= len(operations):
            return None
        if self._is_same_text(pane, run):
            return operations[index].range
        analysis = self._bench.analyses.analysis(pane.buffer.id)
        now = analysis.outline.operations if analysis else ()
        is_there = index < len(now) and now[index].name == operations[index].name
        return now[index].range if is_there else None
