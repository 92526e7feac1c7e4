"""Two texts compared, to look at: side by side or inline, from change to change by keys."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollBar, QStackedWidget, QWidget

from openfn_studio.ui.changes.diff_delegate import DiffDelegate, shown
from openfn_studio.ui.changes.diff_model import DiffModel, text_of
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.ui.widgets.tree_view import TreeView
from openfn_studio.workbench.editing.line_diff import DiffRow, LineDiff, line_diff
from openfn_studio.workbench.lanes import Lanes, Ticket

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class DiffList(TreeView):
    """The lines. Enter or a click unfolds a gap, F7 and Shift+F7 go from change to change.

    Signals:
        resized: It has another width.
    """

    resized = Signal()

    def __init__(self, look: Look, model: DiffModel) -> None:
        super().__init__(look, indent=0)
        self.setAccessibleName("Differences")
        self.setRootIsDecorated(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines = model
        self.painter_of_rows = DiffDelegate(look)
        self.setItemDelegate(self.painter_of_rows)
        self.setModel(model)

    def go_to_change(self, step: int) -> None:
        """Go to the next change below (1) or above (-1)."""
        current = self.currentIndex()
        place = self.lines.next_change(current.row() if current.isValid() else -1, step)
        if place is not None:
            index = self.lines.index(place, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Unfold a gap that was clicked."""
        super().mouseReleaseEvent(event)
        self.lines.unfold(self.indexAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Unfold, copy, or go to a change."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.chosen_text())
        elif event.key() == Qt.Key.Key_F7:
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go_to_change(-1 if is_back else 1)
        elif event.key() in _ENTER:
            self.lines.unfold(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def chosen_text(self) -> str:
        """Return the chosen lines, the new one of a changed line."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return "\n".join(text_of(self.lines.rows[at]) for at in rows)

    def drawBranches(self, painter: object, rect: object, index: object) -> None:
        """Draw nothing: there are no levels."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say that there is more or less room for texts."""
        super().resizeEvent(event)
        self.resized.emit()


class DiffView(QWidget):
    """A comparison with its head: counts, a way from change to change, and how it is laid out.

    Args:
        look: The look.
        lanes: Where texts are compared.
        left: What the old text is called.
        right: What the new text is called.
    """

    def __init__(self, look: Look, lanes: Lanes, left: str, right: str) -> None:
        super().__init__()
        self._look = look
        self._lanes = lanes
        self._ticket: Ticket | None = None
        self.model = DiffModel(self)
        self.list = DiffList(look, self.model)
        self.layout_choice = Segmented(look, ("Side by side", "Inline"))
        self._count = Label(look, "", SMALL, tone="muted")
        self._left = Label(look, "", SMALL, 500, tone="muted")
        self._right = Label(look, "", SMALL, 500, tone="muted")
        self.name_sides(left, right)
        self._sideways = QScrollBar(Qt.Orientation.Horizontal)
        self._same = EmptyState(look, "check", "There is no difference.", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._same)
        self._build()

    def compare(self, before: str, after: str) -> None:
        """Show what differs; texts are compared on the lane, an older question is dropped."""
        if self._ticket:
            self._ticket.cancel()
        self._count.setText("Comparing…")
        self._ticket = self._lanes.work.run(
            lambda _: line_diff(before, after),
            lambda diff: self.show_diff(diff, is_equal=before == after),
            lambda problem: self._count.setText(problem.what),
            owner=self,
        )

    def show_diff(self, diff: LineDiff, *, is_equal: bool = False) -> None:
        """Show a comparison, its first change in sight."""
        self.model.show(diff)
        self.list.painter_of_rows.digits = max(3, len(str(_last_number(diff))))
        self._count.setText("" if diff.is_same else _counted(diff))
        if diff.is_same:
            why = "" if is_equal else "Only the ends of lines differ."
            self._same.say("There is no difference.", why)
        self._stack.setCurrentWidget(self._same if diff.is_same else self.list)
        self._fit()
        self.list.go_to_change(1)

    def name_sides(self, left: str, right: str) -> None:
        """Call the two texts something else."""
        # The marks of the lines tell whose they are, also in one column.
        self._left.setText(f"−  {left}")
        self._right.setText(f"+  {right}")

    # ------------------------------------------------------------------ inside

    def _build(self) -> None:
        look = self._look
        down = ToolButton(look, "arrow-down", "Next change", shortcut="F7")
        up = ToolButton(look, "arrow-up", "Previous change", shortcut="Shift+F7")
        down.clicked.connect(lambda: self.list.go_to_change(1))
        up.clicked.connect(lambda: self.list.go_to_change(-1))
        self.layout_choice.setMaximumWidth(look.px(220))
        tools = row(self._count, None, up, down, 4, self.layout_choice, margins=(16, 6, 12, 6))
        names = row(margins=(0, 0, 0, 0), gap=0)
        for label in (self._left, self._right):
            label.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
            names.addWidget(label, 1)
        self._names = bar(names, kind="sunken", edge="bottom")
        self.setLayout(column(bar(tools, edge="bottom"), self._names, self._stack, self._sideways))
        self.layout_choice.chosen.connect(self._on_layout)
        self.list.resized.connect(self._fit)
        self.model.modelReset.connect(self._fit)
        self._sideways.valueChanged.connect(self._on_sideways)
        look.changed.connect(self._fit)
        self.setFocusProxy(self.list)

    def _on_layout(self, choice: int) -> None:
        self.list.painter_of_rows.is_inline = bool(choice)
        self.model.set_inline(bool(choice))
        self.list.go_to_change(1)

    def _on_sideways(self, value: int) -> None:
        self.list.painter_of_rows.offset = value
        self.list.viewport().update()

    def _fit(self) -> None:
        """Let texts be scrolled sideways as far as the longest line needs."""
        delegate = self.list.painter_of_rows
        columns = 1 if self.model.is_inline else 2
        room = self.list.viewport().width() / columns - delegate.head_width()
        digit = QFontMetricsF(delegate.font()).horizontalAdvance("0")
        longest = max((_length(each) for each in self.model.rows), default=0)
        self._sideways.setRange(0, max(0, round(longest * digit - room + self._look.px(16))))
        self._sideways.setPageStep(max(1, round(room)))
        self._sideways.setSingleStep(round(digit * 4))
        self._sideways.setVisible(self._sideways.maximum() > 0)


def _counted(diff: LineDiff) -> str:
    added = f"{diff.added} line{'' if diff.added == 1 else 's'} added"
    return f"{added}, {diff.removed} removed"


def _length(each: DiffRow) -> int:
    return max((len(shown(side.text)) for side in (each.left, each.right) if side), default=0)


def _last_number(diff: LineDiff) -> int:
    for each in reversed(diff.rows):
        sides = [each.left, each.right]
        if each.hidden:
            sides = [each.hidden[-1].left, each.hidden[-1].right]
        numbers = [side.number for side in sides if side]
        if numbers:
            return max(numbers)
    return 0
