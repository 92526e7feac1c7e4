"""One open text in the window: its messages, the search bar, one or two views of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from openfn_studio.domain.text import TextRange
from openfn_studio.language.problem import Severity, TextEdit
from openfn_studio.ui.editor.assist.knowledge import Surroundings
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.editor.colours.lexers import LIMIT_BYTES
from openfn_studio.ui.editor.find.bar import FindBar
from openfn_studio.ui.editor.living_text import LivingText
from openfn_studio.ui.editor.marks.lines import BreakpointLike
from openfn_studio.ui.editor.settings import editor_settings
from openfn_studio.ui.editor.views import TextViews
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.workbench.editing.buffer import (
    Buffer,
    BufferId,
    EditsRequested,
    TextReplaced,
)
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.preferences import PreferenceBench

if TYPE_CHECKING:
    # They are loaded with what runs jobs; a text is written before.
    from openfn_studio.workbench.editing.analysing import Analysis
    from openfn_studio.workbench.editing.analysis import AnalysisBench
    from openfn_studio.workbench.projects.job_functions import JobFunctions
    from openfn_studio.workbench.running.inputs import InputBench


class EditorPane(QWidget):
    """The view of one buffer.

    Signals:
        caret_moved: The ``CaretFact`` of the view that has the keyboard.
        breakpoint_toggled: A line, from 1.
        edited: The text changed.
        problem_count: How many errors and warnings there are, a pair.
        files_dropped: A tuple of ``Path`` to be opened.
        focused: One of the views got the keyboard.

    Args:
        look: The look.
        documents: Holds the buffer.
        analyses: Tells what is wrong with it.
        adaptors: Tells which functions a job has.
        inputs: Tells what a job's input looks like.
        preferences: The user's settings.
        buffer_id: Which buffer.
    """

    caret_moved = Signal(object)
    breakpoint_toggled = Signal(object)
    edited = Signal()
    problem_count = Signal(object)
    files_dropped = Signal(object)
    focused = Signal()

    def __init__(
        self,
        look: Look,
        documents: DocumentBench,
        analyses: "AnalysisBench | None",
        adaptors: "JobFunctions | None",
        inputs: "InputBench | None",
        preferences: PreferenceBench,
        buffer_id: BufferId,
    ) -> None:
        super().__init__()
        buffer = documents.buffer(buffer_id)
        if buffer is None:
            raise KeyError(buffer_id)
        self._look = look
        self._documents = documents
        self._analyses: AnalysisBench | None = None
        self._preferences = preferences
        self._buffer = buffer
        self._surroundings = Surroundings(buffer, self)
        self._views = TextViews(look, self._surroundings, buffer.title)
        self._first = self._views.first
        self.banner = Banner(look)
        """What is said about the text as a whole."""
        self.find_bar = FindBar(look, self._first.parts.finder)
        self._lay_out()
        self._connect()
        self._views.apply(editor_settings(preferences))
        self._load()
        self.learn(analyses, adaptors, inputs)

    # ------------------------------------------------------------------ what it is

    @property
    def buffer(self) -> Buffer:
        """The buffer as it was told last."""
        return self._buffer

    @property
    def editor(self) -> CodeEditor:
        """The view that has, or had, the keyboard."""
        return self._views.active

    @property
    def is_split(self) -> bool:
        """Whether there are two views."""
        return self._views.is_split

    # ------------------------------------------------------------------ what others ask

    def run(self, command: str) -> None:
        """Carry out one of ``keymap.KEYS``' commands; an unknown one is a ``KeyError``."""
        self._views.active.commands[command]()

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the caret somewhere, counted from 1, and show it."""
        self._views.active.go_to(line, column)

    def select(self, where: TextRange) -> None:
        """Select a range and show it."""
        self._views.active.select(where)

    def reveal(self, where: TextRange) -> None:
        """Scroll a range into view; the caret stays."""
        surface = self._views.active.surface
        start, end = surface.position_of(where.start), surface.position_of(where.end)
        surface.ensureVisibleEnforcePolicy(surface.lineFromPosition(start))
        surface.scrollRange(end, start)

    def apply_edits(self, edits: Sequence[TextEdit]) -> None:
        """Carry out edits as one step to undo."""
        self._views.active.apply_edits(edits)

    def mark_operation(self, where: TextRange | None) -> None:
        """Mark the chosen operation."""
        self._first.parts.lines.mark_operation(where)

    def mark_waiting(self, where: TextRange | None) -> None:
        """Mark where a run waits."""
        self._first.parts.lines.mark_waiting(where)

    def mark_failure(self, line: int | None, message: str = "") -> None:
        """Say at a line why the last run failed there; None takes it away."""
        self._first.parts.lines.mark_failure(line, message)

    def show_breakpoints(self, points: Sequence[BreakpointLike]) -> None:
        """Draw these breakpoints and no others."""
        self._first.parts.lines.show_breakpoints(points)

    def go_to_problem(self, *, backwards: bool = False) -> bool:
        """Go to the next problem; False when there is none."""
        surface = self._views.active.surface
        found = self._views.active.parts.problems.following(
            surface.currentPos(), backwards=backwards
        )
        if found is None:
            return False
        self._views.active.select(found.problem.range)
        surface.gotoPos(found.start)
        self._views.active.commands["documentation"]()
        return True

    def show_find(self, replace: bool = False) -> None:
        """Open the search bar with what is selected."""
        surface = self._views.active.surface
        start, end = surface.selectionStart(), surface.selectionEnd()
        is_long = surface.lineFromPosition(start) != surface.lineFromPosition(end)
        self.find_bar.open(self.selected_words, replace=replace, is_limited=is_long)

    @property
    def selected_words(self) -> str:
        """What is selected within a line; empty for nothing, and for more than a line."""
        surface = self._views.active.surface
        start, end = surface.selectionStart(), surface.selectionEnd()
        is_long = surface.lineFromPosition(start) != surface.lineFromPosition(end)
        return "" if is_long else surface.part(start, end).decode("utf-8", "ignore")

    def focus_editor(self) -> None:
        """Give the text the keyboard."""
        self._views.active.focus_editor()

    def add_banner(self, widget: QWidget) -> None:
        """Put somebody's message above the text."""
        self._messages.addWidget(widget)

    def split(self, is_split: bool) -> None:
        """Show the text in two views, or in one again."""
        self._views.split(is_split)

    def event(self, event: QEvent) -> bool:
        """Hand the text back before the pane is gone."""
        if event.type() == QEvent.Type.DeferredDelete:
            self._documents.detach(self._buffer.id)
        return super().event(event)

    def learn(
        self,
        analyses: "AnalysisBench | None",
        adaptors: "JobFunctions | None",
        inputs: "InputBench | None",
    ) -> None:
        """Take what knows the job, once it is there: the text may be written before."""
        self._surroundings.learn(adaptors, inputs)
        if adaptors is not None:
            adaptors.functions_changed.connect(self._on_functions_changed)
            self._on_functions_changed()
        if analyses is not None:
            self._analyses = analyses
            analyses.changed.connect(self._on_analysed)
            self._show(analyses.analysis(self._buffer.id))

    # ------------------------------------------------------------------ inside

    def _lay_out(self) -> None:
        self._messages = QVBoxLayout()
        self._messages.setContentsMargins(0, 0, 0, 0)
        self._messages.setSpacing(0)
        self._messages.addWidget(self.banner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._messages)
        layout.addWidget(self.find_bar)
        layout.addWidget(self._views, 1)
        self.setFocusProxy(self._views)

    def _connect(self) -> None:
        documents = self._documents
        documents.changed.connect(self._on_buffer_changed)
        documents.saved.connect(self._on_saved)
        documents.text_replaced.connect(self._on_text_replaced)
        documents.edits_requested.connect(self._on_edits_requested)
        self._first.edited.connect(self._on_edited)
        views = self._views
        views.caret_moved.connect(self.caret_moved)
        views.breakpoint_toggled.connect(self.breakpoint_toggled)
        views.files_dropped.connect(self.files_dropped)
        views.focused.connect(self.focused)
        views.find_requested.connect(self.show_find)
        views.refused.connect(self._tell_read_only)
        self.find_bar.closed.connect(self.focus_editor)
        self._preferences.changed.connect(self._on_preference_changed)

    def _load(self) -> None:
        text, buffer = self._documents.text(self._buffer.id), self._buffer
        saved = self._documents.disk_text(buffer.id)
        is_unsaved = buffer.is_dirty and saved is not None
        self._first.load(saved if is_unsaved and saved is not None else text, buffer.kind)
        if is_unsaved:
            # The change bar shows what is not saved, after a crash as well.
            self._first.replace_text(text)
        self._documents.attach(buffer.id, LivingText(self._first))
        self._first.set_read_only(buffer.is_read_only)
        self._tell_read_only()
        self._tell_size()
        self._on_functions_changed()

    def _tell_read_only(self) -> None:
        if self._buffer.is_read_only:
            reason = self._buffer.read_only_reason or f"{self._buffer.title} can only be read."
            self.banner.tell("info", reason)

    def _tell_size(self) -> None:
        size = self._first.surface.textLength()
        if size > LIMIT_BYTES and not self._buffer.is_read_only:
            self.banner.tell(
                "info",
                f"{self._buffer.title} is {size / 1_000_000:,.1f} MB long.",
                "It is shown with simpler colours, so that the editor stays quick.",
            )

    def _on_edited(self) -> None:
        self._documents.edited(self._buffer.id)
        self.edited.emit()

    def _on_buffer_changed(self, buffer: Buffer) -> None:
        if buffer.id != self._buffer.id:
            return
        was_read_only, self._buffer = self._buffer.is_read_only, buffer
        if buffer.is_read_only != was_read_only:
            self._views.set_read_only(buffer.is_read_only)
            self.banner.hide()
            self._tell_read_only()

    def _on_saved(self, buffer: Buffer) -> None:
        if buffer.id == self._buffer.id and not buffer.is_dirty:
            self._first.mark_saved()

    def _on_text_replaced(self, replaced: TextReplaced) -> None:
        if replaced.buffer.id == self._buffer.id:
            self._first.replace_text(replaced.text)

    def _on_edits_requested(self, requested: EditsRequested) -> None:
        if requested.buffer.id == self._buffer.id:
            self._first.apply_edits(requested.edits)

    def _on_preference_changed(self, name: str) -> None:
        if name.startswith("editor."):
            self._views.apply(editor_settings(self._preferences))

    def _on_functions_changed(self) -> None:
        self._first.show_operations()

    def _on_analysed(self, analysis: "Analysis") -> None:
        if analysis.buffer_id == self._buffer.id:
            self._show(analysis)

    def _show(self, analysis: "Analysis | None") -> None:
        """Show what is known, if the text is still the one it is known of."""
        buffer = self._documents.buffer(self._buffer.id)
        if analysis is None or buffer is None or analysis.version != buffer.version:
            return
        self._surroundings.dialect = analysis.dialect
        self._views.show_problems(analysis.problems)
        severities = [problem.severity for problem in analysis.problems]
        counts = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
        self.problem_count.emit(counts)
