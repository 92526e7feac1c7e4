"""The problems panel: what is wrong in the open jobs, said in sentences, with what mends it."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.problems.entries import (
    ICONS,
    ROLES,
    SEVERITIES,
    TITLES,
    Counts,
    Entry,
    counts_of,
    entries_of,
)
from openfn_studio.ui.problems.model import ProblemModel
from openfn_studio.ui.problems.remedy import RemedyLine
from openfn_studio.ui.problems.view import ProblemView
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.count_button import CountButton
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.workbench.editing.analysis import Analysis, AnalysisBench
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.editing.documents import DocumentBench

_LEAST = 48
_CHANGED = "The text was changed a moment ago: problems are being found anew"
_NO_FIX = "There is no quick fix for this"


class ProblemsPanel(QWidget):
    """The problems of the open jobs.

    Args:
        look: The look.
        actions: The window's.
        analyses: Finds the problems.
        documents: The open texts.

    Signals:
        problem_requested: A ``BufferId`` and the ``TextRange`` that is to be shown in its editor.
        fix_requested: A ``BufferId`` and the ``Fix`` that is to be carried out there.
        counts_changed: The ``Counts`` of all open jobs.
    """

    problem_requested = Signal(object, object)
    fix_requested = Signal(object, object)
    counts_changed = Signal(object)

    def __init__(
        self, look: Look, actions: Actions, analyses: AnalysisBench, documents: DocumentBench
    ) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self._analyses = analyses
        self._documents = documents
        self._counts = Counts()
        self.model = ProblemModel(self)
        self.view = ProblemView(look, self.model)
        self.remedy = RemedyLine(look)
        self.severities = {
            one: CountButton(look, TITLES[one], ICONS[one], ROLES[one], "problem")
            for one in SEVERITIES
        }
        px = look.px
        head = row(*self.severities.values(), None, margins=(px(12), 0, px(8), 0), gap=px(4))
        self._head = bar(head, kind="surface", edge="bottom")
        self._stack = QStackedWidget()
        self._pages = self._add_pages()
        self.setLayout(column(self._head, self._stack, self.remedy))
        self.setFocusProxy(self.view)
        self._connect()
        self._rescale()
        for buffer in documents.buffers:
            if (analysis := analyses.analysis(buffer.id)) is not None:
                self._on_analysed(analysis)
        self._show_state()

    @property
    def counts(self) -> Counts:
        """How many problems the open jobs have."""
        return self._counts

    # ------------------------------------------------------------ Qt

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+. from the window: it means the problem that is chosen here."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_ours = event.key() == Qt.Key.Key_Period and bool(
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
            )
            if is_ours or event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen problem by Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(self.view.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the fixes of a problem, and to copy it."""
        index = self.view.indexAt(self.view.viewport().mapFromGlobal(event.globalPos()))
        if self.model.entry(index) is not None:
            self._menu_of(index).popup(event.globalPos())

    # ------------------------------------------------------------ inside

    def _add_pages(self) -> list[QWidget]:
        """Put the list and what is shown instead of it on the stack; return the latter."""
        look = self._look
        self._good = EmptyState(look, "circle-check", "", "")
        self._hidden = EmptyState(
            look,
            "list-filter",
            "No problem passes the filter.",
            "The switches above hide all of them.",
            "Show all problems",
        )
        pages: list[QWidget] = [
            bar(column(page), kind="surface") for page in (self._good, self._hidden)
        ]
        for page in (self.view, *pages):
            self._stack.addWidget(page)
        # An empty state's wish for room must not keep the panel from being low.
        self._stack.setMinimumHeight(look.px(_LEAST))
        return pages

    def _connect(self) -> None:
        self._analyses.changed.connect(self._on_analysed)
        self._documents.closed.connect(self._on_closed)
        self._documents.changed.connect(self._on_buffer)
        self.view.chosen.connect(self._go)
        self.view.fixes_requested.connect(self._offer)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.model.rowsRemoved.connect(self._on_current)
        self.remedy.fix_chosen.connect(self._fix_current)
        self._hidden.pressed.connect(self._show_all)
        for button in self.severities.values():
            button.toggled.connect(self._on_severities)
        self._look.changed.connect(self._rescale)

    def _on_analysed(self, analysis: Analysis) -> None:
        buffer = self._documents.buffer(analysis.buffer_id)
        entries = entries_of(analysis)
        if buffer is None or not entries:
            self.model.forget(analysis.buffer_id)
        else:
            self.model.show(buffer.id, buffer.title, entries)
        self._tell()

    def _on_buffer(self, buffer: Buffer) -> None:
        analysis = self._analyses.analysis(buffer.id)
        if analysis is not None and (entries := entries_of(analysis)):
            self.model.show(buffer.id, buffer.title, entries)

    def _on_closed(self, buffer: Buffer) -> None:
        self.model.forget(buffer.id)
        self._tell()

    def _tell(self) -> None:
        counts = counts_of(self.model.entries)
        for severity, button in self.severities.items():
            button.show_count(counts.of(severity))
        self._on_current()
        self._show_state()
        if counts != self._counts:
            self._counts = counts
            self.counts_changed.emit(counts)

    def _show_state(self) -> None:
        shown = any(
            self.model.rowCount(self.model.index(place, 0))
            for place in range(self.model.rowCount())
        )
        if shown:
            self._stack.setCurrentWidget(self.view)
            return
        has_job = any(buffer.kind == "job" for buffer in self._documents.buffers)
        if has_job:
            self._good.say("No problems in the open jobs.", "They are looked for while you type.")
        else:
            self._good.say("No job is open.", "Problems of open jobs appear here.")
        self._stack.setCurrentWidget(self._pages[1 if self.model.entries else 0])

    def _on_severities(self) -> None:
        on = [severity for severity, button in self.severities.items() if button.isChecked()]
        self.model.show_severities(on)
        self._show_state()

    def _show_all(self) -> None:
        for button in self.severities.values():
            button.setChecked(True)

    def _on_current(self, *_: object) -> None:
        self.remedy.show_entry(self.model.entry(self.view.currentIndex()))

    def _go(self, index: QModelIndex) -> None:
        entry, group = self.model.entry(index), self.model.group(index)
        if entry is not None and group is not None and entry.range is not None:
            self.problem_requested.emit(group.buffer_id, entry.range)

    def _offer(self, index: QModelIndex) -> None:
        if self.model.entry(index) is None:
            return
        place = self.view.visualRect(index).bottomLeft() + QPoint(self._look.px(24), 0)
        menu = self._menu_of(index)
        menu.popup(self.view.viewport().mapToGlobal(place))
        menu.setActiveAction(menu.actions()[0])

    def _menu_of(self, index: QModelIndex) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entry, group = self.model.entry(index), self.model.group(index)
        if entry is None or group is None:
            return menu
        self._add_fixes(menu, entry, group.buffer_id)
        menu.addSeparator()
        copy = menu.addAction(self._look.icon("copy"), "Copy problem")
        copy.triggered.connect(lambda: self._copy(index))
        return menu

    def _add_fixes(self, menu: QMenu, entry: Entry, buffer_id: BufferId) -> None:
        is_current = self._is_current(buffer_id)
        if not entry.fixes or not is_current:
            menu.addAction(_NO_FIX if is_current else _CHANGED).setEnabled(False)
            return
        for fix in entry.fixes:
            action = menu.addAction(self._look.icon("wrench"), fix.title)
            action.triggered.connect(
                lambda _=False, fix=fix: self.fix_requested.emit(buffer_id, fix)
            )

    def _fix_current(self, fix: object) -> None:
        group = self.model.group(self.view.currentIndex())
        if group is not None and self._is_current(group.buffer_id):
            self.fix_requested.emit(group.buffer_id, fix)

    def _is_current(self, buffer_id: BufferId) -> bool:
        analysis = self._analyses.analysis(buffer_id)
        return analysis is not None and self._analyses.is_current(analysis)

    def _copy(self, index: QModelIndex) -> None:
        entry, group = self.model.entry(index), self.model.group(index)
        if entry is not None and group is not None:
            place = f"{group.title}:{entry.line}: " if entry.line else f"{group.title}: "
            QGuiApplication.clipboard().setText(f"{place}{entry.message}")

    def _rescale(self) -> None:
        least = self.severities[SEVERITIES[0]].sizeHint().height() + self._look.px(8)
        self._head.setFixedHeight(max(self._look.px(36), least))
