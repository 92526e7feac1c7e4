"""The dock of the job's tree: operations as the dialect runs them, or the raw syntax."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from openfn_studio.domain.text import TextRange
from openfn_studio.language.rework.siblings import Side
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.optree.editing import ACTIONS, INSERT, TreeEditing
from openfn_studio.ui.optree.entry import OperationEntry
from openfn_studio.ui.optree.foot import Foot
from openfn_studio.ui.optree.notes import INSERT_FIRST, SHOW, Note, note_of
from openfn_studio.ui.optree.trail import crumb_of
from openfn_studio.ui.optree.trees import OPERATIONS, Trees
from openfn_studio.ui.optree.view import EntryView
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.ui.widgets.tree_view import Index
from openfn_studio.workbench.editing.analysing import Analysis
from openfn_studio.workbench.editing.analysis import AnalysisBench
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.running.facts import RunFact


class TreePanel(QWidget):
    """The current job as a tree, and the edits that can be made in it.

    Args:
        look: The look.
        actions: The window's; the panel binds ``tree:…``.
        analyses: What is known of the open jobs; carries edits out.
        adaptors: Whose functions can be inserted.
        documents: Which text is the current one.

    Signals:
        range_chosen: The ``TextRange`` of a line the user went to.
        editor_requested: The user wants to work at the code of the chosen line.
        dialect_requested: The ``Dialect`` by whose rules the job is to run.
    """

    range_chosen = Signal(object)
    editor_requested = Signal()
    dialect_requested = Signal(object)

    def __init__(
        self,
        look: Look,
        actions: Actions,
        analyses: AnalysisBench,
        adaptors: AdaptorBench,
        documents: DocumentBench,
    ) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self._analyses = analyses
        self._adaptors = adaptors
        self._documents = documents
        self._analysis: Analysis | None = None
        self._offset = 0
        self._chosen: TextRange | None = None
        self._note: Note | None = None
        self.editing = TreeEditing(look, actions, analyses, self._functions, self)
        self.modes = Segmented(look, ("Operations", "Syntax"))
        self.filter = SearchField(look, "Filter")
        self.banner = Banner(look)
        self.trees = Trees(look, self.editing.trigger)
        self.foot = Foot(look, actions, ACTIONS[1:])
        self._build()
        self._connect()
        self._on_current(documents.current)

    # ------------------------------------------------------------ what comes from outside

    def follow_caret(self, offset: int) -> None:
        """Select the line of the caret.

        Args:
            offset: Where the caret is, in UTF-16 units.
        """
        self._offset = offset
        # The editor puts the caret at an end of what was chosen here: that is no news.
        if self._chosen is not None and offset in (self._chosen.start, self._chosen.end):
            return
        self._chosen = None
        # In a text that was not read yet the lines are elsewhere: the tree follows once it is.
        if self._analysis is None or self._analyses.is_current(self._analysis):
            self._follow()

    def show_run(self, run: RunFact | None) -> None:
        """Show how the operations ended in a run; None for no run."""
        self.trees.show_run(run)

    # ------------------------------------------------------------ parts

    def _build(self) -> None:
        look = self._look
        insert = ToolButton.of_action(look, self._actions.qaction(INSERT))
        margins = (look.px(12), look.px(8), look.px(8), look.px(4))
        head = row(self.modes, insert, margins=margins, gap=look.px(4))
        field = row(self.filter, margins=(look.px(12), look.px(2), look.px(12), look.px(8)))
        top = bar(column(head, field), kind="surface", edge="bottom")
        self.setLayout(column(top, self.banner, self.trees, self.foot))
        self.setAccessibleName("Operations")
        self.setFocusProxy(self.trees)

    def _connect(self) -> None:
        self._documents.current_changed.connect(self._on_current)
        self._analyses.changed.connect(self._on_analysis)
        self.modes.chosen.connect(self._on_mode)
        self.filter.textChanged.connect(self._on_filter)
        self.filter.down_pressed.connect(self.trees.setFocus)
        self.banner.pressed.connect(self._on_banner)
        self.foot.fix_chosen.connect(self.editing.mend)
        self.foot.trail.range_chosen.connect(self._choose)
        self.trees.first_requested.connect(self.editing.insert_first)
        self.editing.range_chosen.connect(self._on_edited)
        self.editing.refused.connect(self.foot.show_refusal)
        self.editing.value_wanted.connect(self._edit_value)
        self.editing.typing_wanted.connect(self.editor_requested)
        self._operations.delegate.value_at = self._value_at
        self._operations.delegate.value_written.connect(self._on_value_written)
        self._operations.entries.move_requested.connect(self._on_dropped)
        for view in self.trees.views:
            view.line_chosen.connect(self._on_line_chosen)
            view.line_entered.connect(self._on_line_entered)
            view.menu_requested.connect(self._on_menu)

    @property
    def _operations(self) -> EntryView:
        return self.trees.views[OPERATIONS]

    @property
    def _target(self) -> OperationEntry | None:
        """The chosen line, when it is one of operations."""
        found = self.trees.current
        return found if isinstance(found, OperationEntry) else None

    def _functions(self) -> tuple[AdaptorFact, ...]:
        return self._adaptors.details(self._analysis.adaptors) if self._analysis else ()

    # ------------------------------------------------------------ showing

    def _on_current(self, buffer: Buffer | None) -> None:
        self._chosen, self._offset = None, 0
        self._show(self._analyses.analysis(buffer.id) if buffer else None)

    def _on_analysis(self, analysis: Analysis) -> None:
        current = self._documents.current
        if current is not None and current.id == analysis.buffer_id:
            self._show(analysis)

    def _show(self, analysis: Analysis | None) -> None:
        self._analysis = analysis
        self.trees.show_analysis(analysis)
        self.foot.setVisible(self.trees.has_lines)
        note = note_of(analysis)
        if note is None:
            self.banner.hide()
        elif note != self._note:
            self.banner.tell(note.tone, note.what, note.means, note.buttons)
        self._note = note
        self._follow()

    def _follow(self) -> None:
        around = self.trees.follow(self._offset)
        self.foot.trail.show_crumbs(tuple(crumb_of(entry) for entry in around))
        self._look_at_line()

    def _look_at_line(self) -> None:
        """Tell the edits and the foot which line is chosen."""
        target = self._target
        self.editing.look_at(self._analysis, target)
        problem = self.trees.marks().problem_of(target.range) if target else None
        self.foot.show_problem(problem)

    def _on_mode(self, mode: int) -> None:
        self.trees.show_mode(mode)
        self.foot.tools.setVisible(mode == OPERATIONS)
        self.foot.setVisible(self.trees.has_lines)
        self._follow()

    def _on_filter(self, words: str) -> None:
        self.trees.show_filter(words)
        self._follow()

    # ------------------------------------------------------------ the user's choices

    def _choose(self, where: TextRange) -> None:
        self._offset, self._chosen = where.start, None
        self._follow()
        self.range_chosen.emit(where)

    def _on_line_chosen(self, _: QModelIndex) -> None:
        entry = self.trees.current
        if entry is None:
            return
        where = self.trees.range_of(entry)
        self._offset, self._chosen = where.start, where
        path = self.trees.view.entries.lines_to(self.trees.view.currentIndex())
        self.foot.trail.show_crumbs(tuple(crumb_of(one) for one in path))
        self._look_at_line()
        self.range_chosen.emit(where)

    def _on_line_entered(self, _: QModelIndex) -> None:
        target = self._target
        if target is not None and self.editing.value_of(target):
            self._edit_value()
        else:
            self.editor_requested.emit()

    def _on_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu(self) -> QMenu:
        """Return a menu of what can be done with the chosen line."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.editing.settle()
        target = self._target
        problem = self.trees.marks().problem_of(target.range) if target else None
        for fix in problem.fixes if problem else ():
            action = menu.addAction(self._look.icon("wrench"), fix.title)
            action.triggered.connect(lambda _=False, fix=fix: self.editing.mend(fix))
        menu.addSeparator()
        if self.trees.view is self._operations:
            for action_id in ACTIONS:
                menu.addAction(self._actions.qaction(action_id))
            menu.addSeparator()
        menu.addAction("Go to the code", self.editor_requested.emit)
        menu.addAction("Open all lines below", self.trees.view.open_below)
        menu.addAction("Close all lines", self.trees.view.collapseAll)
        return menu

    def _on_banner(self, button: object) -> None:
        analysis = self._analysis
        if analysis is None:
            return
        if button == INSERT_FIRST:
            self.editing.insert_first()
        elif button == SHOW and analysis.problems:
            self._choose(analysis.problems[0].range)
            self.editor_requested.emit()
        elif analysis.other_dialect is not None:
            self.dialect_requested.emit(analysis.other_dialect)

    # ------------------------------------------------------------ edits

    def _on_edited(self, where: TextRange) -> None:
        """Take the caret and the choice to what was changed; the tree follows when it is read."""
        self._offset, self._chosen = where.start, None
        self.range_chosen.emit(where)

    def _edit_value(self) -> None:
        self._operations.edit(self._operations.currentIndex())

    def _value_at(self, index: Index) -> str:
        entry = self._operations.entries.entry(index)
        return self.editing.value_of(entry) if isinstance(entry, OperationEntry) else ""

    def _on_value_written(self, written: tuple[QModelIndex, str]) -> None:
        entry = self._operations.entries.entry(written[0])
        if isinstance(entry, OperationEntry):
            self.editing.write_value(entry, written[1])

    def _on_dropped(self, dropped: tuple[QModelIndex, QModelIndex, Side]) -> None:
        source, beside, side = dropped
        what = self._operations.entries.entry(source)
        target = self._operations.entries.entry(beside)
        if isinstance(what, OperationEntry) and isinstance(target, OperationEntry):
            self.editing.move(what, target, side)
