"""Going places: the palette, back and forward, the focus from pane to pane."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from openfn_studio.domain.job import ExpressionFile
from openfn_studio.ui.editor.caret import CaretFact
from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.launcher.entry import Entry
from openfn_studio.ui.launcher.launcher import Launcher
from openfn_studio.ui.launcher.sources import COMMAND, LINE, OPERATION, Source, commands, lines
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.widgets.tab_order import enter
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.workbench.editing.trail import Spot, Trail
from openfn_studio.workbench.workbench import Workbench

_RECENT = "palette"


class GoingWiring(QObject):
    """Takes the user where they want to go.

    Args:
        frame: The window.
        bench: The workbench.
        editing: The editors.
        panes: The regions of the window, in the order F6 visits them.
    """

    def __init__(
        self,
        frame: Frame,
        bench: Workbench,
        editing: EditingWiring,
        panes: tuple[QWidget, ...],
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._editing = editing
        self._panes = panes
        self._trail = Trail()
        self._is_travelling = False
        self.launcher = Launcher(frame.look, frame, self._sources())
        self.launcher.remember(bench.session.get(_RECENT, []))
        self.launcher.used.connect(lambda used: bench.session.set(_RECENT, list(used)))
        self._bind()
        editing.pane_made.connect(self._on_pane_made)
        bench.documents.closed.connect(lambda buffer: self._trail.forget(buffer.id))

    def _bind(self) -> None:
        actions, open_with = self._frame.actions_of_window, self.launcher.open_with
        actions.bind("go:anything", open_with)
        actions.bind("go:command", lambda: open_with(COMMAND))
        actions.bind("go:operation", lambda: open_with(OPERATION))
        actions.bind("go:line", lambda: open_with(LINE))
        actions.bind("go:back", lambda: self._travel(self._trail.back()))
        actions.bind("go:forward", lambda: self._travel(self._trail.forward()))
        actions.bind("view:next-pane", lambda: self._go_by(1))
        actions.bind("view:previous-pane", lambda: self._go_by(-1))

    # ------------------------------------------------------------ the palette

    def _sources(self) -> tuple[Source, ...]:
        actions = self._frame.actions_of_window
        return (
            Source("", "Type the name of a job or file", self._places),
            commands(actions),
            Source(OPERATION, "Type the name of an operation", self._operations),
            lines(self._go_to),
        )

    def _places(self, _: str) -> Iterable[Entry]:
        fact = self._bench.project.fact
        documents = self._bench.documents
        for job in fact.project.jobs if fact else ():
            where = "archived" if job.settings.archived else job.trigger or ""
            act = partial(documents.open_job, job.name)
            also = job.expression.path.name if isinstance(job.expression, ExpressionFile) else ""
            yield Entry(f"job {job.name}", job.name, where, icon="file-code-2", act=act, also=also)
        for file in self._bench.files.files:
            act = partial(documents.open_file, file.file)
            yield Entry(f"file {file.file}", file.file.name, file.folder, icon="file", act=act)
        for recent in self._bench.recents.facts:
            act = partial(self._bench.project.open, recent.folder)
            name = f"project {recent.folder}"
            yield Entry(name, recent.name, "Open project", icon="folder-git-2", act=act)
        yield from self._commands_of("")

    def _commands_of(self, typed: str) -> Iterable[Entry]:
        return commands(self._frame.actions_of_window).entries(typed)

    def _operations(self, _: str) -> Iterable[Entry]:
        pane = self._editing.pane
        analysis = self._bench.analyses.analysis(pane.buffer.id) if pane else None
        for operation in analysis.outline.operations if analysis else ():
            title = f"{operation.index + 1}  {operation.name}"
            act = partial(self._go_to, operation.range.line, operation.range.column)
            detail = f"line {operation.range.line}"
            name = f"operation {operation.index}"
            yield Entry(name, title, detail, icon="corner-down-right", act=act)

    def _go_to(self, line: int, column: int) -> None:
        pane = self._editing.pane
        if pane is not None:
            pane.go_to(line, column)
            pane.focus_editor()

    # ------------------------------------------------------------ back and forward

    def _on_pane_made(self, pane: EditorPane) -> None:
        pane.caret_moved.connect(lambda fact: self._on_caret(pane, fact))

    def _on_caret(self, pane: EditorPane, fact: CaretFact) -> None:
        if not self._is_travelling:
            self._trail.note(Spot(pane.buffer.id, fact.line, fact.column))
        self._tell_trail()

    def _travel(self, spot: Spot | None) -> None:
        if spot is None:
            return
        self._is_travelling = True
        self._bench.documents.set_current(spot.buffer)
        self._go_to(spot.line, spot.column)
        self._is_travelling = False
        self._tell_trail()

    def _tell_trail(self) -> None:
        actions = self._frame.actions_of_window
        actions.set_condition("back", self._trail.can_go_back)
        actions.set_condition("forward", self._trail.can_go_forward)

    # ------------------------------------------------------------ panes

    def _go_by(self, step: int) -> None:
        """Give the keyboard to the next region that can be seen."""
        focus = QApplication.focusWidget()
        seen = [pane for pane in self._panes if _is_seen(pane)]
        at = next((i for i, pane in enumerate(seen) if _holds(pane, focus)), -1)
        for turn in range(1, len(seen) + 1):
            if enter(seen[(at + step * turn) % len(seen)]):
                return


def _is_seen(pane: QWidget) -> bool:
    """Tell whether a region can be seen: Qt calls docks visible that are behind other tabs."""
    return pane.isVisible() and not pane.visibleRegion().isEmpty()


def _holds(pane: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (pane is focus or pane.isAncestorOf(focus))
