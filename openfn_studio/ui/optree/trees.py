"""The two trees of a job, and what stands there when there is none."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from openfn_studio.domain.text import TextRange
from openfn_studio.language.rework.focus import Shift
from openfn_studio.ui.optree.entry import (
    Entry,
    OperationEntry,
    operation_entries,
    syntax_entries,
)
from openfn_studio.ui.optree.filtering import filtered, nodes_with
from openfn_studio.ui.optree.marks import Marks
from openfn_studio.ui.optree.view import EntryView, Keys
from openfn_studio.ui.optree.wording import spoken
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.workbench.editing.analysing import Analysis
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.running.facts import RunFact

OPERATIONS, SYNTAX = 0, 1
_MOST_OPENED = 300
"""A filter that lets more lines through leaves them closed."""
_PLAIN, _ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
_KEYS: Keys = {
    (_PLAIN, Qt.Key.Key_Insert): "tree:insert",
    (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_D): "tree:duplicate",
    (_ALT, Qt.Key.Key_Up): "tree:move-up",
    (_ALT, Qt.Key.Key_Down): "tree:move-down",
    (_PLAIN, Qt.Key.Key_Space): "tree:switch",
    (_PLAIN, Qt.Key.Key_F2): "tree:edit-value",
    (_PLAIN, Qt.Key.Key_Delete): "tree:delete",
}


class Trees(QStackedWidget):
    """The trees of the current job.

    Args:
        look: The look.
        trigger: Does an action of the tree of operations.

    Signals:
        first_requested: The empty job is to get its first operation.
    """

    first_requested = Signal()

    def __init__(self, look: Look, trigger: Callable[[str], object]) -> None:
        super().__init__()
        self.views = (
            EntryView(look, _KEYS, trigger, "Operations"),
            EntryView(look, {}, trigger, "Syntax tree"),
        )
        self._none = EmptyState(look, "list-tree", "", "")
        self._first = EmptyState(
            look,
            "list-tree",
            "Nothing to run: no operation found.",
            "A job is a list of operations, such as get() or fn().",
            "Insert a first operation",
        )
        self._mode = OPERATIONS
        self._words = ""
        self._analysis: Analysis | None = None
        self._run: RunFact | None = None
        self._shift: Shift | None = None
        self._opened: dict[BufferId, frozenset[tuple[int, ...]]] = {}
        for widget in (*self.views, self._none, self._first):
            self.addWidget(widget)
        self._first.pressed.connect(self.first_requested)
        for view in self.views:
            view.entries.tip = self._tip
            view.entries.describe = self._spoken
        self.setProperty("bar", "surface")
        self._arrange()

    # ------------------------------------------------------------ what is shown

    @property
    def view(self) -> EntryView:
        """The tree that is shown."""
        return self.views[self._mode]

    @property
    def current(self) -> Entry | None:
        """What the chosen line stands for."""
        return self.view.entries.entry(self.view.currentIndex())

    @property
    def has_lines(self) -> bool:
        """Whether there is a line to choose."""
        return self.view.entries.rowCount() > 0

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show a job as it is now; None for no job."""
        before, self._analysis = self._analysis, analysis
        is_other = _buffer(before) != _buffer(analysis)
        if is_other and before is not None and not self._words:
            self._opened[before.buffer_id] = self.views[OPERATIONS].open_paths()
        self._shift = None
        if analysis is not None and self._is_stale and analysis.good_document is not None:
            self._shift = Shift(analysis.good_document, analysis.document)
        self._refresh(is_other=is_other)

    def show_run(self, run: RunFact | None) -> None:
        """Show how the operations ended in a run."""
        self._run = run
        self._mark()

    def show_mode(self, mode: int) -> None:
        """Show the one tree or the other."""
        self._mode = mode
        self._refresh(is_other=True)

    def show_filter(self, words: str) -> None:
        """Show only the lines that hold some words, and what is around them."""
        view, analysis = self.views[OPERATIONS], self._analysis
        is_first, is_last = bool(words) > bool(self._words), bool(words) < bool(self._words)
        if is_first and analysis is not None:
            self._opened[analysis.buffer_id] = view.open_paths()
        self._words = words
        self._refresh(is_other=is_first or is_last)

    def follow(self, offset: int) -> list[Entry]:
        """Select the line of an offset of the text; return what is around it."""
        if self._shift is not None and self._mode == OPERATIONS:
            offset = self._shift.to_old(offset)
        reveal = self._mode == SYNTAX or bool(self._words)
        path = self.view.follow(offset, reveal=reveal)
        entries = (self.view.entries.entry(index) for index in path)
        return [entry for entry in entries if entry is not None]

    def range_of(self, entry: Entry) -> TextRange:
        """Return where a line is in the text of now."""
        is_old = self._shift is not None and self._mode == OPERATIONS
        return self._shift.to_new(entry.range) if is_old and self._shift else entry.range

    def marks(self) -> Marks:
        """Return the marks of the lines."""
        return self.views[OPERATIONS].delegate.marks

    # ------------------------------------------------------------ inside

    @property
    def _is_stale(self) -> bool:
        found = self._analysis
        return found is not None and found.has_errors and bool(found.good_tree)

    def _refresh(self, *, is_other: bool = False) -> None:
        entries = self._entries()
        view = self.view
        view.delegate.is_stale = bool(self._analysis and self._analysis.has_errors)
        view.show_entries(entries, is_other=is_other)
        self._mark()
        if self._words:
            if len(entries) <= _MOST_OPENED:
                view.expandAll() if self._mode == OPERATIONS else self._open_hits(view)
        elif is_other and self._mode == OPERATIONS:
            self._open_again()
        self._arrange()

    def _entries(self) -> Sequence[Entry]:
        analysis = self._analysis
        if analysis is None:
            return ()
        if self._mode == SYNTAX:
            return syntax_entries(analysis.document, nodes_with(analysis.document, self._words))
        tree = analysis.good_tree if self._is_stale else analysis.tree
        outline = None if analysis.has_errors else analysis.outline
        return filtered(operation_entries(tree, outline), self._words)

    def _open_hits(self, view: EntryView) -> None:
        """Open what a filter let through, as far as it leads to one place only."""
        waiting = [view.entries.index(row, 0) for row in range(view.entries.rowCount())]
        left = _MOST_OPENED
        while waiting and left > 0:
            index = waiting.pop(0)
            rows = view.entries.rowCount(index)
            if rows:
                view.expand(index)
            left -= rows
            waiting += [view.entries.index(row, 0, index) for row in range(rows)]

    def _open_again(self) -> None:
        view = self.views[OPERATIONS]
        known = self._opened.get(self._analysis.buffer_id) if self._analysis else None
        if known is None:
            view.open_some()
        else:
            view.open_again(known)

    def _mark(self) -> None:
        analysis = self._analysis
        view = self.views[OPERATIONS]
        if analysis is None or analysis.has_errors:
            view.delegate.marks = Marks()
        else:
            view.delegate.marks = Marks(analysis.problems, analysis.outline, self._run)
        view.viewport().update()

    def _arrange(self) -> None:
        """Show a tree, or say why there is none."""
        self.setFocusProxy(self.view)
        if self.has_lines:
            self.setCurrentWidget(self.view)
            return
        analysis = self._analysis
        is_plain = self._mode == OPERATIONS and not self._words
        if is_plain and analysis is not None and not (analysis.limit or analysis.has_errors):
            self.setCurrentWidget(self._first)
            return
        self._none.say(*self._why_none())
        self.setCurrentWidget(self._none)

    def _why_none(self) -> tuple[str, str]:
        if self._analysis is None:
            return "No job is open.", "A job's operations are shown here."
        if self._words:
            return "No line has these words.", "Names, arguments and kinds of lines are looked at."
        if self._analysis.limit:
            return "This job is too long to be shown here.", self._analysis.limit
        return "The text is empty.", "What is written shows up here."

    def _tip(self, entry: Entry) -> str:
        lines = [entry.text, f"Line {self.range_of(entry).line}"]
        problem = self.marks().problem_of(entry.range) if self._mode == OPERATIONS else None
        return "\n".join([*lines, problem.message] if problem else lines)

    def _spoken(self, entry: Entry) -> str:
        mark = self.marks().run_of(entry.range) if isinstance(entry, OperationEntry) else None
        return spoken(entry, f"{mark.words} {mark.time}".strip() if mark else "")


def _buffer(analysis: Analysis | None) -> BufferId | None:
    return analysis.buffer_id if analysis else None
