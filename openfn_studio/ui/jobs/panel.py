"""The sidebar of jobs: a filter, the jobs under their trigger, files, and room for runs below."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from openfn_studio.domain.job import ExpressionFile
from openfn_studio.ui.jobs.menu import RowMenu
from openfn_studio.ui.jobs.model import JobsModel
from openfn_studio.ui.jobs.rows import Group, Marks, Row, groups_of
from openfn_studio.ui.jobs.tree import How, JobsTree
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.projects.folder_files import FolderFiles
from openfn_studio.workbench.projects.project_bench import ProjectBench


class JobsPanel(QWidget):
    """Lists the jobs of the open project.

    Signals:
        job_requested: The name of a job, and how it is to be opened: ``here``, ``tab``, ``window``.
        file_requested: The path of a file, and how it is to be opened.
        new_job_requested: The user wants to make a job.
        history_requested: The path of a file whose local history is to be shown.
        reveal_requested: The path of a file to be shown in the system's file manager.

    Args:
        look: The look.
        project: Whose jobs are listed.
        documents: Whose unsaved texts are marked, and whose current one is selected.
        files: The project's other files.
        new_job: The button for a new job; None makes one without an action behind it.
    """

    job_requested = Signal(object, object)
    file_requested = Signal(object, object)
    new_job_requested = Signal()
    history_requested = Signal(object)
    reveal_requested = Signal(object)

    def __init__(
        self,
        look: Look,
        project: ProjectBench,
        documents: DocumentBench,
        files: FolderFiles,
        new_job: ToolButton | None = None,
    ) -> None:
        super().__init__()
        self._look = look
        self._project = project
        self._documents = documents
        self._files = files
        self._problems: dict[str, Marks] = {}
        self._dirty: frozenset[str] = frozenset()
        self._model = JobsModel(self)
        self.tree = JobsTree(look, self._model)
        self.filter = SearchField(look, "Filter")
        self.filter.setAccessibleName("Filter jobs by name")
        self._empty = EmptyState(
            look,
            "file-code-2",
            "This project has no jobs.",
            "A job is a text that moves and changes data; its trigger starts it.",
            "New job",
        )
        self._nothing = EmptyState(look, "list-filter", "No job has this in its name.", "")
        self._stack = QStackedWidget()
        for view in (self.tree, self._empty, self._nothing):
            self._stack.addWidget(view)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(1)
        self._build(new_job)
        self._connect()
        self._look_for_dirty()
        self.refresh()

    def set_below(self, widget: QWidget) -> None:
        """Show a widget below the list, e.g. the runs of the current job."""
        self._split.addWidget(widget)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 1)

    def show_problems(self, job: str, errors: int, warnings: int) -> None:
        """Mark a job with the number of its problems."""
        marks = Marks(errors=errors, warnings=warnings)
        if self._problems.get(f"job:{job}", Marks()) != marks:
            self._problems[f"job:{job}"] = marks
            self.refresh()

    def refresh(self) -> None:
        """Show the project as it is now."""
        fact = self._project.fact
        if not fact:
            self._model.show(())
            return
        needle = self.filter.text()
        groups = groups_of(fact, self._files.files, self._marks(), needle)
        self._model.show(groups)
        has_rows = any(group.rows for group in groups)
        if not fact.project.jobs and not needle:
            self._stack.setCurrentWidget(self._empty)
        elif needle and not has_rows:
            self._nothing.say(f"Nothing has “{needle.strip()}” in its name.", "Escape shows all.")
            self._stack.setCurrentWidget(self._nothing)
        else:
            self._stack.setCurrentWidget(self.tree)

    # ------------------------------------------------------------------ building

    def _build(self, new_job: ToolButton | None) -> None:
        look = self._look
        if new_job is None:
            new_job = ToolButton(look, "plus", "New job")
            new_job.clicked.connect(self.new_job_requested)
        more = ToolButton(look, "ellipsis", "More for jobs")
        more.clicked.connect(lambda: self._show_more(more.mapToGlobal(QPoint(0, more.height()))))
        head = bar(
            row(Label(look, "Jobs", SMALL, 600), None, new_job, more, margins=(14, 0, 8, 0), gap=2),
            look.px(36),
        )
        look.changed.connect(lambda: head.setFixedHeight(look.px(36)))
        field = box(row(self.filter, margins=(12, 0, 12, 8)))
        self._split.addWidget(bar(column(field, self._stack)))
        self._split.setChildrenCollapsible(False)
        self.setLayout(column(head, self._split))
        self.setFocusProxy(self.tree)
        self.setMinimumWidth(look.px(160))

    def sizeHint(self) -> QSize:
        """Return the width of a sidebar."""
        return QSize(self._look.px(248), self._look.px(600))

    def _connect(self) -> None:
        for signal in (self._project.opened, self._project.changed, self._files.changed):
            signal.connect(self.refresh)
        self._project.closed.connect(self._on_closed)
        for signal in (self._documents.opened, self._documents.changed, self._documents.closed):
            signal.connect(self._look_for_dirty)
        self._documents.current_changed.connect(self._on_current)
        self._empty.pressed.connect(self.new_job_requested)
        self.filter.textChanged.connect(self.refresh)
        self.filter.down_pressed.connect(self._go_to_first)
        self.tree.opened.connect(self._open)
        self.tree.menu_requested.connect(self._show_menu)
        self._model.rename_asked.connect(
            lambda asked, name: self._project.rename_job(asked.job, name)
        )
        self.refresh()
        self._on_current(self._documents.current)

    # ------------------------------------------------------------------ marks

    def _look_for_dirty(self) -> None:
        # Heard at every key: the list is made anew only when another text is unsaved.
        dirty = frozenset(_key(each) for each in self._documents.buffers if each.is_dirty)
        if dirty != self._dirty:
            self._dirty = dirty
            self.refresh()

    def _marks(self) -> dict[str, Marks]:
        marks = dict(self._problems)
        for key in self._dirty:
            marks[key] = replace(marks.get(key, Marks()), is_dirty=True)
        return marks

    def _on_current(self, buffer: Buffer | None) -> None:
        if buffer:
            self.tree.choose(_key(buffer))

    def _on_closed(self) -> None:
        self._problems.clear()
        self.filter.clear()
        self.refresh()

    # ------------------------------------------------------------------ what is asked for

    def _go_to_first(self) -> None:
        index = self._model.index(0, 0)
        below = self._model.index(0, 0, index)
        self.tree.setCurrentIndex(below if below.isValid() else index)
        self.tree.setFocus()

    def _open(self, asked: Row, how: How) -> None:
        if asked.job:
            self.job_requested.emit(asked.job, how)
        elif asked.file:
            self.file_requested.emit(asked.file, how)

    def _show_menu(self, asked: Row | Group, place: QPoint) -> None:
        if isinstance(asked, Row):
            self.menu_of(asked).popup(place)

    def menu_of(self, asked: Row) -> RowMenu:
        """Return the context menu of a job or file."""
        file = self._file_of(asked)
        menu = RowMenu(
            self._look,
            asked,
            self._project,
            open_here=lambda: self._open(asked, "here"),
            open_tab=lambda: self._open(asked, "tab"),
            open_window=lambda: self._open(asked, "window"),
            rename=self.tree.rename_chosen,
            history=lambda: self.history_requested.emit(file),
            reveal=lambda: self.reveal_requested.emit(file),
            parent=self,
        )
        self.tree.choose(asked.key)
        return menu

    def _show_more(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction("Unfold all").triggered.connect(lambda: self.tree.fold_all(is_open=True))
        menu.addAction("Fold all").triggered.connect(lambda: self.tree.fold_all(is_open=False))
        menu.popup(place)

    def _file_of(self, asked: Row) -> Path:
        fact = self._project.fact
        job = self._project.job(asked.job) if asked.job else None
        folder = fact.folder if fact else Path()
        if job and isinstance(job.expression, ExpressionFile):
            return folder / job.expression.path
        return asked.file or folder / "project.yaml"


def _key(buffer: Buffer) -> str:
    return f"job:{buffer.job}" if buffer.job else f"file:{buffer.file}"
