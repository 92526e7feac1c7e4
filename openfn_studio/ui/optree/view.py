"""The tree itself: keys, context menu, drag and drop, lines that open by themselves or not."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from openfn_studio.ui.optree.delegate import LineDelegate
from openfn_studio.ui.optree.entry import Entry
from openfn_studio.ui.optree.model import EntryModel
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.tree_view import TreeView

_ROWS_OPENED = 40
"""A job of fewer lines is shown with its first level open."""

Keys = dict[tuple[Qt.KeyboardModifier, Qt.Key], str]


class EntryView(TreeView):
    """A tree of entries.

    Args:
        look: The look.
        keys: The keys of this view, each with the id of the action it is for.
        trigger: Does an action.
        name: What it is called for screen readers.

    Signals:
        line_chosen: The index of a line the user went to.
        line_entered: The index of a line the user wants to work at: Enter, or a double click.
        menu_requested: The ``QPoint`` on the screen for a context menu.
    """

    line_chosen = Signal(object)
    line_entered = Signal(object)
    menu_requested = Signal(object)

    def __init__(self, look: Look, keys: Keys, trigger: Callable[[str], object], name: str) -> None:
        super().__init__(look)
        self._keys = keys
        self._trigger = trigger
        self._is_following = False
        self.delegate = LineDelegate(look)
        self.setItemDelegate(self.delegate)
        self.entries = EntryModel(self)
        self.setModel(self.entries)
        self.setAccessibleName(name)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_entries(self, entries: Sequence[Entry], *, is_other: bool) -> None:
        """Show other lines. Qt may make the next one current when the current one goes.

        Args:
            entries: What the lines stand for.
            is_other: Whether they are of another job, so that none of them was there before.
        """
        self._is_following = True
        try:
            self.entries.show(entries, is_other=is_other)
        finally:
            self._is_following = False

    # ------------------------------------------------------------ following the caret

    def follow(self, offset: int, *, reveal: bool) -> list[QModelIndex]:
        """Select the line of an offset without telling so; return the lines around it.

        Args:
            offset: In UTF-16 units.
            reveal: Open the lines around it; else the innermost line that is in view is selected.
        """
        path = self.entries.path_at(offset)
        target = QModelIndex()
        for index in path:
            target = index
            if not reveal and not self.isExpanded(index):
                break
        self.go_to(target)
        return path

    def go_to(self, index: QModelIndex) -> None:
        """Make a line the current one, and bring it into view, without telling so.

        No line leaves the choice to who works in the tree; else nothing is chosen then.
        """
        if index == self.currentIndex() or (not index.isValid() and self.hasFocus()):
            return
        self._is_following = True
        try:
            if index.isValid():
                self.setCurrentIndex(index)
            else:
                self.selectionModel().clear()
        finally:
            self._is_following = False
        if index.isValid() and self.isVisible():
            self.scrollTo(index)

    # ------------------------------------------------------------ opening

    def open_some(self) -> None:
        """Open the first level of a short job."""
        count = self.entries.rowCount()
        rows = [self.entries.index(row, 0) for row in range(min(count, _ROWS_OPENED))]
        inner = sum(self.entries.rowCount(index) for index in rows)
        if count + inner <= _ROWS_OPENED:
            for index in rows:
                self.expand(index)

    def open_below(self) -> None:
        """Open the current line and all below it."""
        self.expandRecursively(self.currentIndex())

    def open_paths(self) -> frozenset[tuple[int, ...]]:
        """Return which lines are open, each as the rows that lead to it."""
        found: set[tuple[int, ...]] = set()
        waiting: list[tuple[QModelIndex, tuple[int, ...]]] = [(QModelIndex(), ())]
        while waiting:
            index, rows = waiting.pop()
            for row in range(self.entries.rowCount(index)):
                child = self.entries.index(row, 0, index)
                if self.isExpanded(child):
                    found.add((*rows, row))
                    waiting.append((child, (*rows, row)))
        return frozenset(found)

    def open_again(self, paths: frozenset[tuple[int, ...]]) -> None:
        """Open the lines that were open before."""
        for rows in sorted(paths, key=len):
            index = QModelIndex()
            for row in rows:
                index = self.entries.index(row, 0, index)
            if index.isValid():
                self.expand(index)

    # ------------------------------------------------------------ Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key of the table is for; the rest goes on to the tree."""
        key = (event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.Key(event.key()))
        action = self._keys.get(key)
        if action is not None:
            self._trigger(action)
            event.accept()
        elif key[1] in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._is_editing:
            self._enter(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @property
    def _is_editing(self) -> bool:
        """Whether Enter was for the field of a value, which lets it pass."""
        return self.state() == QAbstractItemView.State.EditingState

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first line when there is none, which is no wish of the user."""
        self._is_following = True
        super().focusInEvent(event)
        self._is_following = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tree and, over Fusion's thin black line, where a dragged line would go."""
        super().paintEvent(event)
        if self.state() != QAbstractItemView.State.DraggingState:
            return
        under = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))
        where = self.dropIndicatorPosition()
        is_above = where == QAbstractItemView.DropIndicatorPosition.AboveItem
        is_below = where == QAbstractItemView.DropIndicatorPosition.BelowItem
        is_here = under.isValid() and under.parent() == self.currentIndex().parent()
        if is_here and (is_above or is_below):
            rect = self.visualRect(under)
            y = rect.top() if is_above else rect.bottom() + 1
            height = self.look.px(3)
            line = QRect(rect.left(), y - height // 2, self.viewport().width(), height)
            QPainter(self.viewport()).fillRect(line, self.look.colour("accent"))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the user to the code of a line."""
        self._enter(self.indexAt(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the code of the current line again when it is clicked once more."""
        clicked = self.indexAt(event.position().toPoint())
        is_again = clicked.isValid() and clicked == self.currentIndex()
        super().mousePressEvent(event)
        if is_again and event.button() == Qt.MouseButton.LeftButton:
            self.line_chosen.emit(clicked)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the line under the mouse, or of the current one by the menu key."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self.visualRect(self.currentIndex())
            place = self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(24, 0))
        self.menu_requested.emit(place)

    def _enter(self, index: QModelIndex) -> None:
        if index.isValid():
            self.line_entered.emit(index)

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        if not self._is_following and current.isValid():
            self.line_chosen.emit(current)
