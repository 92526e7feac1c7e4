"""What was found, as Qt asks for it: files, and the hits in each; hits can be ticked."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from openfn_studio.workbench.editing.search_facts import FileHits
from openfn_studio.workbench.editing.text_search import SearchHit

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
"""The ``FileRow`` or ``SearchHit`` of an index."""

_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_TOP = 0
"""Internal id of files; that of a hit is its file's number plus one."""


@dataclass(slots=True)
class FileRow:
    """A file with hits, and which of them are ticked."""

    found: FileHits
    ticked: set[int] = field(default_factory=set[int])
    """Places in ``found.hits``."""

    @property
    def chosen(self) -> FileHits | None:
        """What is ticked; None when nothing is."""
        hits = tuple(hit for at, hit in enumerate(self.found.hits) if at in self.ticked)
        return replace(self.found, hits=hits) if hits else None

    @property
    def state(self) -> Qt.CheckState:
        """Whether all, some or none of its hits are ticked."""
        if not self.ticked:
            return Qt.CheckState.Unchecked
        is_all = len(self.ticked) == len(self.found.hits)
        return Qt.CheckState.Checked if is_all else Qt.CheckState.PartiallyChecked


class HitsModel(QAbstractItemModel):
    """Files with their hits, in the order they are found.

    Signals:
        ticks_changed: Other hits are ticked now.
    """

    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: list[FileRow] = []
        self._has_ticks = False

    @property
    def files(self) -> tuple[FileRow, ...]:
        """The files, from top to bottom."""
        return tuple(self._files)

    @property
    def hits(self) -> int:
        """How many hits there are."""
        return sum(len(each.found.hits) for each in self._files)

    @property
    def chosen(self) -> tuple[FileHits, ...]:
        """What is ticked, by file."""
        return tuple(chosen for each in self._files if (chosen := each.chosen))

    def clear(self, *, has_ticks: bool) -> None:
        """Forget everything; what comes can be ticked when something is to be replaced."""
        self.beginResetModel()
        self._files.clear()
        self._has_ticks = has_ticks
        self.endResetModel()
        self.ticks_changed.emit()

    def add(self, found: FileHits) -> QModelIndex:
        """Add a file, all of its hits ticked; return its index."""
        at = len(self._files)
        self.beginInsertRows(_NOWHERE, at, at)
        self._files.append(FileRow(found, set(range(len(found.hits)))))
        self.endInsertRows()
        self.ticks_changed.emit()
        return self.index(at, 0)

    def item(self, index: Index) -> FileRow | SearchHit | None:
        """Return what an index stands for; None for one that stands for nothing."""
        if not index.isValid():
            return None
        number = index.internalId()
        try:
            if number == _TOP:
                return self._files[index.row()]
            return self._files[number - 1].found.hits[index.row()]
        except IndexError:
            return None

    def file_of(self, index: Index) -> FileRow | None:
        """Return the file of an index, which may be a hit's."""
        top = index if index.internalId() == _TOP else self.parent(index)
        item = self.item(top)
        return item if isinstance(item, FileRow) else None

    # ------------------------------------------------------------------ what Qt asks

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a file, or of a hit in one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride] - QObject's takes nothing
        """Return a hit's file."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many files there are, or hits in one."""
        if not parent.isValid():
            return len(self._files)
        item = self.item(parent)
        return len(item.found.hits) if isinstance(item, FileRow) else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return that there is one column."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that everything can be chosen and, for replacing, ticked."""
        item = self.item(index)
        if item is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if isinstance(item, SearchHit):
            flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self._has_ticks else flags

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return a text, a tick or the item itself."""
        item = self.item(index)
        if item is None:
            return None
        if role == ITEM:
            return item
        if role == _ROLE.CheckStateRole:
            return self._tick(index, item) if self._has_ticks else None
        if role == _ROLE.DisplayRole:
            return item.found.source.title if isinstance(item, FileRow) else item.preview
        if role in (_ROLE.AccessibleTextRole, _ROLE.ToolTipRole):
            return _spoken(item)
        return None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Tick or untick a hit, or all hits of a file."""
        row = self.file_of(index) if index.isValid() else None
        if role != _ROLE.CheckStateRole or row is None:
            return False
        is_ticked = Qt.CheckState(value) == Qt.CheckState.Checked
        is_file = index.internalId() == _TOP
        places: Iterable[int] = range(len(row.found.hits)) if is_file else (index.row(),)
        row.ticked = row.ticked | set(places) if is_ticked else row.ticked - set(places)
        top = self.index(index.row(), 0) if is_file else self.parent(index)
        last = self.index(len(row.found.hits) - 1, 0, top)
        self.dataChanged.emit(top, top, [_ROLE.CheckStateRole])
        self.dataChanged.emit(self.index(0, 0, top), last, [_ROLE.CheckStateRole])
        self.ticks_changed.emit()
        return True

    def _tick(self, index: Index, item: FileRow | SearchHit) -> Qt.CheckState:
        if isinstance(item, FileRow):
            return item.state
        row = self.file_of(index)
        is_ticked = row is not None and index.row() in row.ticked
        return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked


def _spoken(item: FileRow | SearchHit) -> str:
    if isinstance(item, FileRow):
        count = len(item.found.hits)
        return f"{item.found.source.title}, {count} {'hit' if count == 1 else 'hits'}"
    spoken = f"Line {item.line}: {item.preview}"
    if item.replacement is None:
        return spoken
    start, end = item.span
    after = f"{item.preview[:start]}{item.replacement}{item.preview[end:]}"
    return f"{spoken}\nbecomes: {after}"
