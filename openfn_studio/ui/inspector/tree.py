"""The tree of a state: remembers what is open and what is selected when the state changes."""

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from openfn_studio.state.difference import Change
from openfn_studio.state.pointer import Path
from openfn_studio.ui.inspector.model import StateModel
from openfn_studio.ui.inspector.row_delegate import TINTS, StateDelegate
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.tree_view import Index, TreeView

_OPENED = 40
"""Of so many changes the way to them is opened by itself."""
_BRANCH = 1_000
"""A branch of more rows is not opened whole."""
_FIRST: Path = ("data",)


class StateTree(TreeView):
    """A tree of ``Row`` objects.

    Signals:
        row_chosen: The ``Row`` that was selected; None without one.
        value_opened: A ``Row`` without members was opened by Enter or a double click.
        menu_wanted: A ``Row`` and the place on the screen, as a tuple.
    """

    row_chosen = Signal(object)
    value_opened = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, look: Look, name: str = "State") -> None:
        super().__init__(look)
        self.setAccessibleName(name)
        self.values = StateModel(self)
        self.rows = StateDelegate(look)
        self.setModel(self.values)
        self.setItemDelegate(self.rows)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.expanded.connect(self._on_expanded)
        self.collapsed.connect(self._on_collapsed)
        self.doubleClicked.connect(self._on_opened)
        self.values.rowsInserted.connect(self._on_rows_inserted)
        self._open: set[Path] = {_FIRST}
        self._wanted: Path = ()
        self._awaited: Path = ()
        self._is_restoring = False

    # ------------------------------------------------------------ what it shows

    @property
    def row(self) -> Row | None:
        """The selected row."""
        return self.values.row_of(self.currentIndex())

    def show_rows(self, root: Row | None, changes: Sequence[Change] = ()) -> None:
        """Show other rows: what was open and selected stays so where it is still there.

        Who has selected nothing yet finds the first change selected.

        Args:
            root: The rows.
            changes: What differs, if the rows tell that: the way to some of it is opened.
        """
        top = self.verticalScrollBar().value()
        self._is_restoring = True
        self.values.show(root)
        room = _BRANCH
        for path in sorted(self._open, key=len):
            room -= self._expand(self.values.index_at(path)) if room > 0 else 0
        room = _BRANCH
        for change in islice(changes, _OPENED):
            room -= self._open_way(change.path[:-1]) if room > 0 else 0
        self._is_restoring = False
        self._wanted = self._wanted or _first_seen(changes)
        self._awaited = self._wanted
        self._select(self._wanted)
        self.verticalScrollBar().setValue(top)

    def mask(self, is_masked: bool) -> None:
        """Show dots for values, or the values."""
        self.rows.is_masked = is_masked
        self.values.mask(is_masked)
        self.viewport().update()

    def mark_found(self, needle: str, *, ignores_case: bool) -> None:
        """Mark a text wherever it is shown; an empty one takes the marks away."""
        self.rows.needle = needle
        self.rows.ignores_case = ignores_case
        self.viewport().update()

    def reveal(self, path: Path) -> bool:
        """Open the way to a value and select it; False when it is not there, or not yet."""
        self._wanted = self._awaited = path
        return self._select(path)

    def open_branch(self) -> None:
        """Open everything below the selected row, as far as that is not too much."""
        pending = [self.currentIndex()]
        room = _BRANCH
        while pending and room > 0:
            index = pending.pop(0)
            row = self.values.row_of(index)
            if row is None or not row.is_counted:
                continue
            self.expand(index)
            count = min(self.values.rowCount(index), room)
            room -= count
            pending += [self.values.index(place, 0, index) for place in range(count)]

    def close_all(self) -> None:
        """Close everything."""
        self._open.clear()
        self.collapseAll()

    # ------------------------------------------------------------ painting and keys

    def row_ground(self, index: Index) -> str:
        """Return the tint of rows that were added, removed or changed."""
        row = self.values.row_of(index)
        mark = row.mark if row is not None else None
        return TINTS[mark] if mark is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; let Ctrl+C be the panel's, which copies the path."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_opened(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------ inside

    def _open_way(self, path: Path) -> int:
        """Open everything on the way to a value and itself; return how many rows that shows."""
        count = 0
        for length in range(1, len(path) + 1):
            index = self.values.index_at(path[:length])
            if not index.isValid():
                break
            count += self._expand(index.parent()) + self._expand(index)
        return count

    def _expand(self, index: QModelIndex) -> int:
        """Open a row; return how many rows that shows."""
        if not index.isValid() or self.isExpanded(index):
            return 0
        self.expand(index)
        return self.values.rowCount(index)

    def _select(self, path: Path) -> bool:
        self._open_way(path[:-1])
        index = self.values.index_at(path) if path else QModelIndex()
        if not index.isValid():
            self.row_chosen.emit(None)
            return False
        self._awaited = ()
        self._expand(index.parent())
        is_new = index != self.currentIndex()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        if not is_new:
            self.row_chosen.emit(self.values.row_of(index))
        return True

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        row = self.values.row_of(current)
        if row is None or self._is_restoring:
            return
        self._wanted, self._awaited = row.path, ()
        self.row_chosen.emit(row)

    def _on_expanded(self, index: QModelIndex) -> None:
        row = self.values.row_of(index)
        if row is not None and not row.is_bucket and not self._is_restoring:
            self._open.add(row.path)

    def _on_collapsed(self, index: QModelIndex) -> None:
        row = self.values.row_of(index)
        if row is not None and not self._is_restoring:
            self._open.discard(row.path)

    def _on_opened(self, index: QModelIndex) -> None:
        row = self.values.row_of(index)
        if row is None or row.node is None:
            return
        if row.has_rows:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.value_opened.emit(row)

    def _on_rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        # What was waited for may be what was to be selected.
        if self._awaited:
            self._select(self._awaited)

    def _on_menu(self, place: QPoint) -> None:
        row = self.values.row_of(self.indexAt(place))
        if row is not None:
            self.menu_wanted.emit((row, self.viewport().mapToGlobal(place)))


def _first_seen(changes: Sequence[Change]) -> Path:
    """Return the path of the first change that is still there to be looked at."""
    return next((one.path for one in changes if one.after is not None), ())
