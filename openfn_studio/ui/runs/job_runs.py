"""The runs of the job in view, few and small: the lower part of the sidebar."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QStyleOptionViewItem

from openfn_studio.ui.runs.model import Index, state_words
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column, row
from openfn_studio.ui.widgets.tree_view import RowDelegate, TreeView
from openfn_studio.workbench.running.kept import KeptRunsBench, RunRow
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.running.wording import duration, ending_of, when, whole_when

MOST = 30
ROW_ROLE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


def _local_now() -> datetime:
    return datetime.now().astimezone()


class JobRunsModel(QAbstractListModel):
    """The newest runs of one job.

    Args:
        now: The present moment in the time zone that is shown.
    """

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: tuple[RunRow, ...] = ()

    @property
    def rows(self) -> tuple[RunRow, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: tuple[RunRow, ...]) -> None:
        """Show other runs."""
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of runs."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a run, its words, or all about it as a tooltip."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        found = self._rows[index.row()]
        if role == ROW_ROLE:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return state_words(found)
        moment = whole_when(found.started_at, self._now())
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [f"Run {found.number}, {moment}"]
            took = duration(found.took_ms)
            lines += [
                line for line in (took, found.input_name and f"Input: {found.input_name}") if line
            ]
            return "\n".join(lines)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{state_words(found)}, run {found.number}, {moment}"
        return None


class JobRunsRows(RowDelegate):
    """Paints a run: icon, words, and when it was."""

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        super().__init__(look, 27)
        self._now = now

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a run."""
        found = index.data(ROW_ROLE)
        if not isinstance(found, RunRow):
            return
        look, px = self.look, self.look.px
        ending = ending_of(found.exit_code)
        side = px(15)
        mark = QRectF(px(12), rect.center().y() - side / 2, side, side)
        look.draw_icon(painter, ending.icon, mark, ending.tone)
        faint = look.colour("text_faint")
        right = put_right(
            painter,
            rect.right() - px(12),
            rect,
            when(found.started_at, self._now()),
            faint,
            look.font(CAPTION),
        )
        if found.is_pinned:
            pin = QRectF(right - px(12), rect.center().y() - px(6), px(12), px(12))
            look.draw_icon(painter, "pin", pin, "text_faint", 2)
            right -= px(16)
        put(painter, px(34), rect, state_words(found), look.colour("text"), look.font(SMALL), right)


class JobRunsList(QFrame):
    """A head and the newest runs of the job in view.

    Args:
        look: The look.
        kept: The kept runs.
        now: The present moment in the time zone that is shown.

    Signals:
        open_requested: The ``RunId`` of the run to look at.
        all_requested: The user wants the list of all runs.
    """

    open_requested = Signal(object)
    all_requested = Signal()

    def __init__(
        self, look: Look, kept: KeptRunsBench, now: Callable[[], datetime] = _local_now
    ) -> None:
        super().__init__()
        self._look = look
        self._kept = kept
        self._job = ""
        self.setProperty("bar", "chrome")
        self.model = JobRunsModel(now, self)
        self.view = TreeView(look, chrome=True, indent=0)
        self.view.setRootIsDecorated(False)
        self.view.setModel(self.model)
        self._delegate = JobRunsRows(look, now)
        self.view.setItemDelegate(self._delegate)
        self.view.setAccessibleName("Runs of this job")
        self.view.activated.connect(self._on_activated)
        self.view.clicked.connect(self._on_activated)
        every = Button(look, "All", link=True)
        every.setToolTip("Show all runs of this project")
        every.setAccessibleName("Show all runs")
        every.clicked.connect(self.all_requested)
        self._empty = Label(look, "", SMALL, tone="muted", wrap=True)
        self._empty_box = box(row(self._empty, margins=(12, 2, 12, 10)))
        self._head = bar(
            row(Label(look, "Runs of this job", SMALL, 600), None, every, margins=(12, 0, 10, 0)),
            kind="chrome",
            edge="top",
        )
        self.setLayout(column(self._head, self._empty_box, self.view))
        kept.listed.connect(self._show)
        look.changed.connect(self._rescale)
        self._rescale()
        self._show(())

    def show_subject(self, subject: Subject | None) -> None:
        """Show the runs of another job."""
        self._job = subject.key if subject else ""
        self._show(())

    def _show(self, _: object) -> None:
        rows = self._kept.rows_of(self._job)[:MOST] if self._job else ()
        self.model.show(rows)
        self.view.setVisible(bool(rows))
        self._empty_box.setVisible(not rows)
        self._empty.setText("It was not run yet." if self._job else "Open a job to see its runs.")

    def _on_activated(self, index: QModelIndex) -> None:
        found = index.data(ROW_ROLE)
        if isinstance(found, RunRow):
            self.open_requested.emit(found.id)

    def _rescale(self) -> None:
        text = QFontMetrics(self._look.font(SMALL)).height() + self._look.px(12)
        self._head.setFixedHeight(max(self._look.px(34), text))
