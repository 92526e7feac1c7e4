"""The list of problems, painted: severity as icon and word, message, line."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.ui.problems.entries import ICONS, ROLES, WORDS, Entry, counts_of, in_words
from openfn_studio.ui.problems.model import Group, ProblemModel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.tab_order import BY_KEYBOARD
from openfn_studio.ui.widgets.tree_view import RowDelegate, TreeView

Index = QModelIndex | QPersistentModelIndex
_WORD_WIDTH = 56
_NARROW = 480
"""Below this width at 100 % the icon stands for the word."""


class ProblemDelegate(RowDelegate):
    """Paints a job's row or a problem's."""

    def __init__(self, look: Look, model: ProblemModel) -> None:
        super().__init__(look, 26)
        self._model = model

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a row."""
        entry, group = self._model.entry(index), self._model.group(index)
        if entry is not None:
            self._entry(painter, rect, entry)
        elif group is not None:
            self._group(painter, rect, group)

    def _group(self, painter: QPainter, rect: QRectF, group: Group) -> None:
        look, px = self.look, self.look.px
        side = px(14)
        box = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        look.draw_icon(painter, "file-code-2", box, "icon")
        x = rect.left() + side + px(6)
        counts = in_words(counts_of(group.entries))
        right = put_right(
            painter,
            rect.right() - px(12),
            rect,
            counts,
            look.colour("text_faint"),
            look.font(CAPTION),
        )
        put(painter, x, rect, group.title, look.colour("text"), look.font(SMALL, 500), right)

    def _entry(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        look, px = self.look, self.look.px
        side = px(14)
        role = ROLES[entry.severity]
        box = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        look.draw_icon(painter, ICONS[entry.severity], box, role, 2)
        x = rect.left() + side + px(6)
        small = look.font(SMALL)
        if rect.width() >= px(_NARROW):
            put(painter, x, rect, WORDS[entry.severity], look.colour(role), look.font(SMALL, 500))
            x += px(_WORD_WIDTH)
        right = rect.right() - px(12)
        if entry.line is not None:
            faint = look.colour("text_faint")
            right = put_right(painter, right, rect, f"line {entry.line}", faint, look.font(CAPTION))
        if entry.fixes:
            mark = QRectF(right - side, rect.center().y() - side / 2, side, side)
            look.draw_icon(painter, "wrench", mark, "accent", 2)
            right -= side + px(6)
        put(painter, x, rect, entry.message, look.colour("text"), small, right)


class ProblemView(TreeView):
    """The tree. Enter or a click goes to a problem, Ctrl+. offers its fixes.

    Signals:
        chosen: The index of a problem that is to be gone to.
        fixes_requested: The index of a problem whose fixes are to be offered.
    """

    chosen = Signal(object)
    fixes_requested = Signal(object)

    def __init__(self, look: Look, model: ProblemModel) -> None:
        super().__init__(look)
        self._problems = model
        self._delegate = ProblemDelegate(look, model)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setAccessibleName("Problems")
        self.clicked.connect(self._choose)
        model.rowsInserted.connect(self._on_inserted)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first problem for who comes by keyboard: there Enter and Ctrl+. do good."""
        super().focusInEvent(event)
        if event.reason() in BY_KEYBOARD and self._problems.entry(self.currentIndex()) is None:
            first = self._problems.index(0, 0, self._problems.index(0, 0))
            if first.isValid():
                self.setCurrentIndex(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the problem by Enter, offer fixes by Ctrl+.; the rest is Qt's."""
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._problems.entry(index) is None:
                self.setExpanded(index, not self.isExpanded(index))
            self._choose(index)
        elif event.key() == Qt.Key.Key_Period and is_control:
            self.fixes_requested.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if self._problems.entry(index) is not None:
            self.chosen.emit(index)

    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            for row in range(first, last + 1):
                self.setExpanded(self._problems.index(row, 0), True)
