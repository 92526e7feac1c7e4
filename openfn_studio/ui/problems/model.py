"""The problems of the open jobs as a Qt tree: a job, and under it what is wrong."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from openfn_studio.language.problem import Severity
from openfn_studio.ui.problems.entries import SEVERITIES, WORDS, Entry, counts_of, in_words
from openfn_studio.workbench.editing.buffer import BufferId

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_OF_GROUP = 0
"""The internal id of a job's row; a problem's is its job's buffer id plus one."""


@dataclass(slots=True)
class Group:
    """A job with problems."""

    buffer_id: BufferId
    title: str
    entries: tuple[Entry, ...]
    """All of them."""
    shown: tuple[Entry, ...] = ()
    """Those whose severity is shown."""


class ProblemModel(QAbstractItemModel):
    """Jobs in the order they were opened, their problems in the order of the text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._severities: set[Severity] = set(SEVERITIES)

    # ------------------------------------------------------------ what is known

    @property
    def entries(self) -> list[Entry]:
        """Every problem, those that are not shown, too."""
        return [entry for group in self._groups for entry in group.entries]

    def group(self, index: Index) -> Group | None:
        """Return the job of a row: its own, or that of its problem."""
        if not index.isValid():
            return None
        row = index.row() if index.internalId() == _OF_GROUP else self._row_of(index)
        return self._groups[row] if row is not None and row < len(self._groups) else None

    def entry(self, index: Index) -> Entry | None:
        """Return the problem of a row; None for a job's."""
        group = self.group(index)
        if group is None or index.internalId() == _OF_GROUP or index.row() >= len(group.shown):
            return None
        return group.shown[index.row()]

    # ------------------------------------------------------------ what changes

    def show(self, buffer_id: BufferId, title: str, entries: tuple[Entry, ...]) -> None:
        """Show a job's problems; rows that stay keep their place."""
        place = self._place(buffer_id)
        if place is None:
            self._groups_with(Group(buffer_id, title, entries))
            return
        group = self._groups[place]
        group.title, group.entries = title, entries
        self._settle(group)

    def forget(self, buffer_id: BufferId) -> None:
        """Show nothing of a job any more."""
        place = self._place(buffer_id)
        if place is not None:
            self._remove_group(place)

    def show_severities(self, severities: Collection[Severity]) -> None:
        """Show only problems of some severities."""
        self._severities = set(severities)
        for group in tuple(self._groups):
            self._settle(group)

    # ------------------------------------------------------------ Qt

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Return the index of a row."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, _OF_GROUP)
        return self.createIndex(row, column, self._groups[parent.row()].buffer_id + 1)

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the job's row of a problem's."""
        if not index.isValid() or index.internalId() == _OF_GROUP:
            return QModelIndex()
        row = self._row_of(index)
        return QModelIndex() if row is None else self.createIndex(row, 0, _OF_GROUP)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many jobs there are, or problems of a job."""
        if not parent.isValid():
            return len(self._groups)
        is_group = parent.internalId() == _OF_GROUP and parent.column() == 0
        return len(self._groups[parent.row()].shown) if is_group else 0

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return 1."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's text; for screen readers with severity, line and fixes."""
        group, entry = self.group(index), self.entry(index)
        if group is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.message if entry else group.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.message if entry else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(entry) if entry else _spoken_group(group)
        return None

    # ------------------------------------------------------------ inside

    def _place(self, buffer_id: BufferId) -> int | None:
        for place, group in enumerate(self._groups):
            if group.buffer_id == buffer_id:
                return place
        return None

    def _row_of(self, index: Index) -> int | None:
        return self._place(BufferId(index.internalId() - 1))

    def _wanted(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(entry for entry in entries if entry.severity in self._severities)

    def _groups_with(self, group: Group) -> None:
        group.shown = self._wanted(group.entries)
        row = len(self._groups)
        self.beginInsertRows(QModelIndex(), row, row)
        self._groups.append(group)
        self.endInsertRows()

    def _remove_group(self, place: int) -> None:
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._groups[place]
        self.endRemoveRows()

    def _settle(self, group: Group) -> None:
        """Exchange the rows between those that stay at the beginning and at the end."""
        place = self._place(group.buffer_id)
        if place is None:
            return
        old, new = group.shown, self._wanted(group.entries)
        parent = self.createIndex(place, 0, _OF_GROUP)
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        if len(old) > start + end:
            self.beginRemoveRows(parent, start, len(old) - end - 1)
            group.shown = old[:start] + old[len(old) - end :]
            self.endRemoveRows()
        if len(new) > start + end:
            self.beginInsertRows(parent, start, len(new) - end - 1)
            group.shown = (*old[:start], *new[start : len(new) - end], *old[len(old) - end :])
            self.endInsertRows()
        # The same problem may stand on another line now.
        group.shown = new
        if new:
            first, last = self.index(0, 0, parent), self.index(len(new) - 1, 0, parent)
            self.dataChanged.emit(first, last)
        self.dataChanged.emit(parent, parent)


def _common(one: Sequence[Entry], other: Sequence[Entry]) -> int:
    """Return how many entries two sequences begin with alike, wherever they stand in the text."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if (left.severity, left.message) != (right.severity, right.message):
            break
        count += 1
    return count


def _spoken(entry: Entry) -> str:
    line = f", line {entry.line}" if entry.line else ""
    fixes = f". {len(entry.fixes)} quick fixes" if entry.fixes else ""
    return f"{WORDS[entry.severity]}{line}: {entry.message}{fixes}"


def _spoken_group(group: Group) -> str:
    return f"{group.title}: {in_words(counts_of(group.entries)) or 'no problems'}"
