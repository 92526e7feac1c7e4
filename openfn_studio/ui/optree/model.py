"""A tree of entries as Qt reads it. Levels are read when they are opened, and kept over edits."""

from collections.abc import Callable, Sequence
from itertools import count

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from openfn_studio.language.rework.siblings import Side
from openfn_studio.ui.optree.entry import Entry, OperationEntry
from openfn_studio.ui.optree.levels import Move, steps_between
from openfn_studio.ui.optree.lines import Line, is_movable, line_at, place_of_drop, renumber

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
"""The role of the ``Entry`` itself."""
MIME = "application/x-openfn-operation"
_COLUMN = 0
_NOWHERE = QModelIndex()


class EntryModel(QAbstractItemModel):
    """The lines of a job. A new tree is merged in: what stays, keeps its index.

    Signals:
        move_requested: ``(index, index, side)``: a line was dropped before or after another.
    """

    move_requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.describe: Callable[[Entry], str] = _text
        """Returns a line for a screen reader."""
        self.tip: Callable[[Entry], str] = _text
        """Returns what is said under the mouse."""
        self._ids = count(1)
        self._known: dict[int, Line] = {}
        self._root = Line(None, None, 0, 0)
        self._root.lines = []

    # ------------------------------------------------------------ what is shown

    def show(self, entries: Sequence[Entry], *, is_other: bool = False) -> None:
        """Show these lines.

        Args:
            entries: The lines.
            is_other: They are of another text: nothing of the old ones is kept.
        """
        if is_other:
            self.beginResetModel()
            self._known.clear()
            self._root.lines = [
                self._line(entry, self._root, at) for at, entry in enumerate(entries)
            ]
            self.endResetModel()
            return
        waiting: list[tuple[Line, Sequence[Entry]]] = [(self._root, entries)]
        while waiting:
            line, new = waiting.pop()
            waiting += self._merge(line, new)

    def entry(self, index: Index) -> Entry | None:
        """Return what a line stands for."""
        line = self._line_of(index)
        return line.entry if line else None

    def lines_to(self, index: Index) -> list[Entry]:
        """Return what stands around a line, outermost first, and itself."""
        found: list[Entry] = []
        line = self._line_of(index)
        while line is not None and line.entry is not None:
            found.append(line.entry)
            line = line.parent
        return found[::-1]

    def path_at(self, offset: int) -> list[QModelIndex]:
        """Return the lines around an offset of the text, in UTF-16 units, outermost first."""
        found: list[QModelIndex] = []
        line, reach = self._root, 1
        while True:
            inner = line_at(self._lines(line), offset, reach)
            if inner is None:
                return found
            found.append(self._index(inner))
            line, reach = inner, 0

    # ------------------------------------------------------------ Qt's questions

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a line."""
        line = self._line_of(parent)
        lines = self._lines(line) if line else []
        if column != _COLUMN or not 0 <= row < len(lines):
            return QModelIndex()
        return self._index(lines[row])

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the index of the line around a line."""
        line = self._line_of(index)
        above = line.parent if line else None
        return QModelIndex() if above is None or above is self._root else self._index(above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many lines stand below one."""
        line = self._line_of(parent)
        return len(self._lines(line)) if line else 0

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        """Return whether lines stand below one, without looking at them."""
        line = self._line_of(parent)
        if line is None:
            return False
        if line.lines is not None or line.entry is None:
            return bool(line.lines)
        return bool(line.entry.children)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return 1: a line is painted as a whole."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line's text, or its entry."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.describe(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(entry)
        return entry.text if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a line."""
        entry = self.entry(index)
        if entry is None:
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if isinstance(entry, OperationEntry):
            if entry.item.kind == "value":
                flags |= Qt.ItemFlag.ItemIsEditable
            if is_movable(entry):
                flags |= Qt.ItemFlag.ItemIsDragEnabled
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    # ------------------------------------------------------------ drag and drop

    def supportedDropActions(self) -> Qt.DropAction:
        """Return that lines can be moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Return our own type: a line cannot be dropped anywhere else."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return which line is dragged."""
        data = QMimeData()
        line = self._line_of(indexes[0]) if indexes else None
        data.setData(MIME, str(line.id if line else 0).encode())
        return data

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Return whether the dragged line stands in the level where it is to be dropped."""
        return self._dropped(data, row, parent) is not None

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for the move; the text changes first, and the tree with it."""
        found = self._dropped(data, row, parent)
        if found is not None:
            self.move_requested.emit(found)
        return False

    def _dropped(
        self, data: QMimeData, row: int, parent: Index
    ) -> tuple[QModelIndex, QModelIndex, Side] | None:
        """Return what is dropped, beside what, and on which side of it."""
        source = self._known.get(int(bytes(data.data(MIME).data()) or b"0"))
        above = self._line_of(parent)
        if source is None or above is None or source.parent is not above or row < 0:
            return None
        found = place_of_drop(self._lines(above), source, row)
        return None if found is None else (self._index(source), self._index(found[0]), found[1])

    # ------------------------------------------------------------ lines

    def _line(self, entry: Entry, parent: Line, row: int) -> Line:
        line = Line(entry, parent, row, next(self._ids))
        self._known[line.id] = line
        return line

    def _line_of(self, index: Index) -> Line | None:
        return self._known.get(index.internalId()) if index.isValid() else self._root

    def _lines(self, line: Line) -> "list[Line]":
        if line.lines is None:
            children = line.entry.children if line.entry else ()
            line.lines = [self._line(entry, line, row) for row, entry in enumerate(children)]
        return line.lines

    def _index(self, line: Line) -> QModelIndex:
        return self.createIndex(line.row, _COLUMN, line.id)

    def _merge(self, line: Line, new: Sequence[Entry]) -> list[tuple[Line, Sequence[Entry]]]:
        """Bring one level up to date; return the levels below it that somebody looked at."""
        lines = self._lines(line)
        above = QModelIndex() if line is self._root else self._index(line)
        for step in steps_between(
            [one.entry.signature for one in lines if one.entry], [one.signature for one in new]
        ):
            if isinstance(step, Move):
                self._move(lines, above, step)
                continue
            if step.removed:
                self._remove(lines, above, step.at, step.removed)
            if step.added:
                added = new[step.at : step.at + step.added]
                self._insert(line, lines, above, step.at, added)
        return self._renew(lines, new)

    def _renew(
        self, lines: "list[Line]", new: Sequence[Entry]
    ) -> list[tuple[Line, Sequence[Entry]]]:
        """Give the lines of a level their new entries; return the levels below that go on."""
        is_changed = False
        below: list[tuple[Line, Sequence[Entry]]] = []
        for line, entry in zip(lines, new, strict=True):
            before = line.entry
            is_changed = is_changed or before is None or before.text != entry.text
            is_other = before is not None and bool(before.children) != bool(entry.children)
            if is_other and line.lines is None:
                # Who only knows whether there are lines below must be told that this changes.
                self._lines(line)
            line.entry = entry
            if line.lines is not None:
                below.append((line, entry.children))
        if is_changed:
            self.dataChanged.emit(self._index(lines[0]), self._index(lines[-1]))
        return below

    def _move(self, lines: "list[Line]", above: QModelIndex, step: Move) -> None:
        target = step.target + (step.target > step.source)
        self.beginMoveRows(above, step.source, step.source, above, target)
        lines.insert(step.target, lines.pop(step.source))
        renumber(lines)
        self.endMoveRows()

    def _remove(self, lines: "list[Line]", above: QModelIndex, at: int, size: int) -> None:
        self.beginRemoveRows(above, at, at + size - 1)
        for line in lines[at : at + size]:
            self._forget(line)
        del lines[at : at + size]
        renumber(lines)
        self.endRemoveRows()

    def _insert(
        self,
        line: Line,
        lines: "list[Line]",
        above: QModelIndex,
        at: int,
        entries: Sequence[Entry],
    ) -> None:
        self.beginInsertRows(above, at, at + len(entries) - 1)
        lines[at:at] = [self._line(entry, line, at) for entry in entries]
        renumber(lines)
        self.endInsertRows()

    def _forget(self, line: Line) -> None:
        waiting = [line]
        while waiting:
            one = waiting.pop()
            self._known.pop(one.id, None)
            waiting += one.lines or ()


def _text(entry: Entry) -> str:
    return entry.text
