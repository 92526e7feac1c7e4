"""The list of the log, painted by itself: its cost is that of a screen, however long the log."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame

from openfn_studio.ui.log.lines import LineStore
from openfn_studio.ui.log.model import LogModel
from openfn_studio.ui.log.places import RowPlaces
from openfn_studio.ui.log.rows import RowPainter, RowState
from openfn_studio.ui.log.wording import is_foldable
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.announcing import announce

Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction


class LogView(QAbstractItemView):
    """Rows of lines. Right and left unfold and fold, Enter goes to the job's line.

    Args:
        look: The look.
        lines: The lines.
        model: Those that are shown.
        painter: Draws them.

    Signals:
        line_requested: Line and column of the job, to be shown in the editor.
        follow_changed: Whether the end of the log is followed from now on.
        copy_requested: The selected lines are to be copied.
        resized: Its size is another one.
    """

    line_requested = Signal(object, object)
    follow_changed = Signal(object)
    copy_requested = Signal()
    resized = Signal()

    def __init__(self, look: Look, lines: LineStore, model: LogModel, painter: RowPainter) -> None:
        super().__init__()
        self._look = look
        self._lines = lines
        self._log = model
        self._rows = painter
        self._places = RowPlaces(painter.row_height)
        self._unfolded: set[int] = set()
        self._shown_errors: set[int] = set()
        """Those that were unfolded once; whoever folds one finds it folded."""
        self._hovered = -1
        self._found = -1
        self._is_following = True
        self.follows_at_first = True
        """Whether the end of another run's log is followed until the user scrolls up."""
        self._is_moving = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName("Log")
        self.setModel(model)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        look.changed.connect(self.refresh)

    # ------------------------------------------------------------ what the panel asks

    @property
    def is_following(self) -> bool:
        """True while new lines move the view to the end."""
        return self._is_following

    def follow(self, is_following: bool = True) -> None:
        """Go to the end and stay there, or stay where it is."""
        if is_following:
            self._move_to(self.verticalScrollBar().maximum())
        if is_following != self._is_following:
            self._is_following = is_following
            self.follow_changed.emit(is_following)

    def refresh(self) -> None:
        """Measure and paint everything again: the look or the names are others."""
        self._rows.measure()
        self._replace_rows()

    def unfold(self, row: int, is_unfolded: bool | None = None) -> None:
        """Unfold or fold a row; without a wish the other of the two."""
        position = self._log.position(row)
        wanted = position not in self._unfolded if is_unfolded is None else is_unfolded
        if not is_foldable(self._lines.texts[position]) or wanted == (position in self._unfolded):
            return
        if wanted:
            self._unfolded.add(position)
        else:
            self._unfolded.discard(position)
        self._place(row)
        self.updateGeometries()
        self.viewport().update()

    def is_unfolded(self, row: int) -> bool:
        """Tell whether a row shows all of its message."""
        return self._log.position(row) in self._unfolded

    def forget(self) -> None:
        """Fold everything, and follow again if that is wished: another run is shown."""
        self._unfolded.clear()
        self._shown_errors.clear()
        self._found = -1
        self.follow(self.follows_at_first)

    def show_found(self, row: int) -> None:
        """Stand on a row that a search found."""
        self._found = row
        self.setCurrentIndex(self._log.index(row))
        self.scrollTo(self._log.index(row))
        self.viewport().update()

    def chosen(self) -> list[range]:
        """Return the selected rows, in order, as ranges."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.size())]
        rows = [range(one.top(), one.bottom() + 1) for one in ranges]
        return sorted(rows, key=lambda one: one.start)

    # ------------------------------------------------------------ Qt: where things are

    def visualRect(self, index: Index) -> QRect:
        """Return a row's place in the viewport."""
        if not index.isValid():
            return QRect()
        top = self._places.top(index.row()) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._places.height_of(index.row()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row at a place of the viewport."""
        row = self._row_at(point.y())
        return self._log.index(row) if row >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into view, moving as little as possible."""
        rect = self.visualRect(index)
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        if rect.top() < 0 or rect.height() > height:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() >= height:
            bar.setValue(bar.value() + rect.bottom() - height + 1)

    def horizontalOffset(self) -> int:
        """Return 0: texts are elided or broken, never scrolled sideways."""
        return 0

    def verticalOffset(self) -> int:
        """Return how far down the view is."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        """Return False: what is not shown is not in the model."""
        return False

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Return where a key moves the cursor."""
        count = self._log.rowCount()
        if not count:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._places.height - 1)
        row = self.currentIndex().row()
        steps = {
            _Move.MoveUp: row - 1,
            _Move.MovePrevious: row - 1,
            _Move.MoveDown: row + 1,
            _Move.MoveNext: row + 1,
            _Move.MovePageUp: row - page,
            _Move.MovePageDown: row + page,
            _Move.MoveHome: 0,
            _Move.MoveEnd: count - 1,
        }
        return self._log.index(min(max(steps.get(action, row), 0), count - 1))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the rows of a rectangle of the viewport."""
        count = self._log.rowCount()
        top, bottom = sorted((rect.top(), rect.bottom()))
        first, last = self._row_at(top), self._row_at(bottom)
        if count and (first >= 0 or last >= 0):
            first = 0 if first < 0 else first
            last = count - 1 if last < 0 else last
            chosen = QItemSelection(self._log.index(first), self._log.index(last))
            self.selectionModel().select(chosen, command)
        else:
            self.selectionModel().select(QItemSelection(), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what is to be painted again: all of it, as it is one screen only."""
        return QRegion(self.viewport().rect())

    def sizeHint(self) -> QSize:
        """Return room for a few rows."""
        return QSize(self._look.px(480), 6 * self._places.height)

    def updateGeometries(self) -> None:
        """Set the scroll bar to what there is."""
        super().updateGeometries()
        height = self.viewport().height()
        total = self._places.top(self._log.rowCount()) + self._look.px(4)
        bar = self.verticalScrollBar()
        self._is_moving = True
        bar.setSingleStep(self._places.height)
        bar.setPageStep(height)
        bar.setRange(0, max(0, total - height))
        self._is_moving = False
        if self._is_following:
            self._move_to(bar.maximum())

    # ------------------------------------------------------------ Qt: events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that are seen."""
        painter = QPainter(self.viewport())
        count = self._log.rowCount()
        row = max(self._row_at(event.rect().top()), 0)
        top = self._places.top(row) - self.verticalOffset()
        while row < count and top <= event.rect().bottom():
            height = self._places.height_of(row)
            rect = QRect(0, top, self.viewport().width(), height)
            self._rows.paint(painter, rect, self._log.position(row), self._state(row))
            top += height
            row += 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break unfolded texts anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._replace_rows()
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold, unfold, go to the job's line; the rest is Qt's."""
        row = self.currentIndex().row()
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            # Qt would copy the current line only.
            self.copy_requested.emit()
        elif row >= 0 and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.unfold(row, key == Qt.Key.Key_Right)
        elif row >= 0 and key == Qt.Key.Key_Space:
            self.unfold(row)
        elif row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(row)
        elif key == Qt.Key.Key_End and not event.modifiers():
            super().keyPressEvent(event)
            self.follow()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Have the current line read out: Qt tells screen readers nothing of views of our own."""
        super().currentChanged(current, previous)
        said = str(current.data(Qt.ItemDataRole.AccessibleTextRole) or "")
        self.setAccessibleDescription(said)
        if self.hasFocus():
            announce(self, said)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: looking through a million rows at a key press would take too long."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold at the chevron, go to the line at its link, else select."""
        point = event.position().toPoint()
        row = self._row_at(point.y())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            rect = self.visualRect(self._log.index(row))
            position = self._log.position(row)
            if self._rows.place_rect(rect, position).contains(point):
                self.setCurrentIndex(self._log.index(row))
                self._go(row)
                return
            if self._rows.fold_rect(rect).contains(point):
                self.unfold(row)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Unfold or fold; where nothing is folded, go to the job's line."""
        row = self._row_at(event.position().toPoint().y())
        if row < 0:
            return
        if is_foldable(self._lines.texts[self._log.position(row)]):
            self.unfold(row)
        else:
            self._go(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the mouse up, and its link."""
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        row = self._row_at(point.y())
        over = Qt.CursorShape.ArrowCursor
        if row >= 0:
            rect = self.visualRect(self._log.index(row))
            if self._rows.place_rect(rect, self._log.position(row)).contains(point):
                over = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(over)
        self._hover(row)

    def leaveEvent(self, event: object) -> None:
        """Put the light out."""
        self._hover(-1)

    # ------------------------------------------------------------ inside

    def _state(self, row: int) -> RowState:
        return RowState(
            is_selected=self.selectionModel().isRowSelected(row, QModelIndex()),
            is_hovered=row == self._hovered,
            is_current=self.hasFocus() and row == self.currentIndex().row(),
            is_unfolded=self._log.position(row) in self._unfolded,
            is_found=row == self._found,
        )

    def _row_at(self, y: int) -> int:
        return self._places.row_at(y + self.verticalOffset(), self._log.rowCount())

    def _go(self, row: int) -> None:
        place = self._lines.place(self._log.position(row))
        if place is not None:
            self.line_requested.emit(*place)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _place(self, row: int) -> None:
        position = self._log.position(row)
        if position in self._unfolded:
            self._places.set_height(row, self._rows.height(position, self.viewport().width()))
        else:
            self._places.set_height(row, self._places.height)

    def _replace_rows(self) -> None:
        self._places.clear(self._rows.row_height)
        for position in self._unfolded:
            row = self._log.row_of(position)
            if row is not None:
                self._place(row)
        self.updateGeometries()
        self.viewport().update()

    def _on_reset(self) -> None:
        self._places.clear()
        self._found = -1
        self.updateGeometries()

    def _on_inserted(self, _: QModelIndex, first: int, last: int) -> None:
        new_errors = set(self._lines.errors) - self._shown_errors
        self._shown_errors |= new_errors
        self._unfolded |= new_errors
        for position in self._unfolded:
            row = self._log.row_of(position)
            # An error's line may be known as one only after it was shown.
            if row is not None and (row >= first or position in new_errors):
                self._place(row)
        self.updateGeometries()

    def _move_to(self, value: int) -> None:
        self._is_moving = True
        self.verticalScrollBar().setValue(value)
        self._is_moving = False

    def _on_scrolled(self, value: int) -> None:
        if self._is_moving:
            return
        is_at_end = value >= self.verticalScrollBar().maximum()
        if is_at_end != self._is_following:
            self._is_following = is_at_end
            self.follow_changed.emit(is_at_end)
