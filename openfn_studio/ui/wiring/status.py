"""What the status bar says, and what the settings do to the look."""

from PySide6.QtCore import QObject

from openfn_studio.ui.editor.caret import CaretFact
from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.workbench.workbench import Workbench

_SCALE = "scale"
_SCALES = (100, 110, 125, 150, 175, 200, 225, 250)


class StatusWiring(QObject):
    """Follows the caret, tasks and the settings of the look."""

    def __init__(self, frame: Frame, bench: Workbench, editing: EditingWiring) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._editing = editing
        bench.tasks.changed.connect(frame.status_bar.show_tasks)
        frame.status_bar.cancel_requested.connect(bench.tasks.cancel)
        editing.pane_made.connect(self._on_pane_made)
        editing.pane_changed.connect(self._on_pane)
        bench.preferences.changed.connect(self._on_preference)
        bench.preferences.save_failed.connect(bench.notices.tell_problem)
        bench.session.failed.connect(bench.notices.tell_problem)
        if bench.session.problem:
            bench.notices.tell_problem(bench.session.problem)
        self._bind()

    def _bind(self) -> None:
        bind = self._frame.actions_of_window.bind
        bind("editor:zoom-in", lambda: self._zoom(1))
        bind("editor:zoom-out", lambda: self._zoom(-1))
        bind("editor:zoom-reset", lambda: self._bench.preferences.reset(_SCALE))
        bind("app:quit", self._frame.close)

    def _on_pane_made(self, pane: EditorPane) -> None:
        def moved(fact: CaretFact) -> None:
            if self._editing.pane is pane:
                self._tell_caret(fact)

        pane.caret_moved.connect(moved)

    def _on_pane(self, pane: EditorPane | None) -> None:
        if pane is None:
            self._frame.status_bar.show_caret("")
        else:
            self._tell_caret(pane.editor.caret)

    def _tell_caret(self, fact: CaretFact) -> None:
        selected = ""
        if fact.carets > 1:
            selected = f"{fact.carets} carets"
        elif fact.selection is not None:
            selected = f"{fact.selection.end - fact.selection.start:,} selected"
        self._frame.status_bar.show_caret(f"Ln {fact.line}, Col {fact.column}", selected)

    def _on_preference(self, name: str) -> None:
        preferences, look = self._bench.preferences, self._frame.look
        if name == "theme":
            look.use(theme=preferences.text("theme"))
        elif name == _SCALE:
            look.use(scale_percent=preferences.number(_SCALE))

    def _zoom(self, step: int) -> None:
        now = self._bench.preferences.number(_SCALE)
        nearest = min(range(len(_SCALES)), key=lambda at: abs(_SCALES[at] - now))
        target = min(max(nearest + step, 0), len(_SCALES) - 1)
        self._bench.preferences.set(_SCALE, _SCALES[target])
