"""The changes between two states as a list of paths, each with the value before and after."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.state.difference import Change, ChangeKind
from openfn_studio.state.path import as_state_expression
from openfn_studio.state.pointer import Path
from openfn_studio.state.tree import Node
from openfn_studio.ui.inspector.row_delegate import INKS
from openfn_studio.ui.inspector.wording import SIGNS, value_text
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, TreeView

_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class ChangedModel(QAbstractListModel):
    """A row a change; what it says is made when it is asked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes: tuple[Change, ...] = ()
        self.is_masked = False

    def show(self, changes: tuple[Change, ...]) -> None:
        """Show other changes."""
        self.beginResetModel()
        self._changes = changes
        self.endResetModel()

    def change(self, index: Index) -> Change | None:
        """Return the change of a row."""
        return self._changes[index.row()] if index.isValid() else None

    def place_of(self, path: Path) -> QModelIndex:
        """Return the row of a path; an invalid index when it did not change."""
        found = (row for row, change in enumerate(self._changes) if change.path == path)
        row = next(found, None)
        return _NOWHERE if row is None else self.index(row)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return how many changes there are."""
        return 0 if parent.isValid() else len(self._changes)

    def hasChildren(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> bool:
        """Return that only the top has rows; Qt's own answer cannot be asked from Python."""
        return not parent.isValid() and self.rowCount() > 0

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return a change in words."""
        change = self.change(index)
        if change is None or role not in (
            _Role.DisplayRole,
            _Role.AccessibleTextRole,
            _Role.ToolTipRole,
        ):
            return None
        return f"{as_state_expression(change.path)}: {self.words(change)}"

    def words(self, change: Change) -> str:
        """Return what happened, with the values."""
        if change.kind is ChangeKind.ADDED:
            return f"added, {self._value(change.after)}"
        if change.kind is ChangeKind.REMOVED:
            return f"removed, it was {self._value(change.before)}"
        return f"changed from {self._value(change.before)} to {self._value(change.after)}"

    def _value(self, node: Node | None) -> str:
        return value_text(node, is_masked=self.is_masked)


class ChangedDelegate(RowDelegate):
    """Two lines a change: its path, then the value before and after."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, 44)
        self.is_masked = False

    def font(self) -> QFont:
        """Return the font of state."""
        return self.look.font(SMALL, mono=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for two lines."""
        lines = 2 * QFontMetrics(self.font()).height() + self.look.px(12)
        return QSize(10, max(self.look.px(44), lines))

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a change."""
        model = index.model()
        change = model.change(index) if isinstance(model, ChangedModel) else None
        if change is None:
            return
        look, font = self.look, self.font()
        margin = look.px(14)
        half = (rect.height() - look.px(8)) / 2
        upper = QRectF(rect.left(), rect.top() + look.px(4), rect.width(), half)
        lower = upper.translated(0, half)
        right = rect.right() - margin
        strong = look.font(SMALL, 600, mono=True)
        sign, ink = SIGNS[change.kind], look.colour(INKS[change.kind])
        x = put(painter, rect.left() + margin, upper, sign, ink, strong, right) + look.px(8)
        path = as_state_expression(change.path).removeprefix("state").removeprefix(".")
        put(painter, x, upper, path or "state", look.colour("text"), font, right)
        self._draw_values(painter, x, lower, change, right)

    def _draw_values(
        self, painter: QPainter, x: float, rect: QRectF, change: Change, right: float
    ) -> None:
        look = self.look
        if change.before is not None:
            struck = self.font()
            struck.setStrikeOut(True)
            text = value_text(change.before, is_masked=self.is_masked)
            room = right if change.after is None else x + (right - x) * 0.5
            x = put(painter, x, rect, text, look.colour("text_faint"), struck, room) + look.px(8)
        if change.after is not None:
            text = value_text(change.after, is_masked=self.is_masked)
            put(painter, x, rect, text, look.colour("text_muted"), self.font(), right)


class ChangedList(TreeView):
    """The list of changed paths.

    Signals:
        path_chosen: The ``Change`` that was selected.
        path_opened: The ``Change`` to be shown in the tree.
    """

    path_chosen = Signal(object)
    path_opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setAccessibleName("Changed paths")
        self.changed = ChangedModel(self)
        self.rows = ChangedDelegate(look)
        self.setRootIsDecorated(False)
        self.setModel(self.changed)
        self.setItemDelegate(self.rows)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.doubleClicked.connect(self._on_opened)

    def show_changes(self, changes: tuple[Change, ...], path: Path) -> None:
        """Show other changes; the row of a path stays selected."""
        self.changed.show(changes)
        index = self.changed.place_of(path)
        if index.isValid():
            self.setCurrentIndex(index)

    def mask(self, is_masked: bool) -> None:
        """Show dots for values, or the values."""
        self.rows.is_masked = self.changed.is_masked = is_masked
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the tree by Enter; Ctrl+C is the panel's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_opened(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        if (change := self.changed.change(current)) is not None:
            self.path_chosen.emit(change)

    def _on_opened(self, index: QModelIndex) -> None:
        if (change := self.changed.change(index)) is not None:
            self.path_opened.emit(change)
