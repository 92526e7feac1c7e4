"""The versions of a file as a list: when each was kept, and how large it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.tree_view import RowDelegate
from openfn_studio.workbench.editing.versions import VersionFact

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
"""The ``VersionFact`` of an index."""

_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class VersionModel(QAbstractListModel):
    """Versions, newest first.

    Args:
        now: What "today" is.
    """

    def __init__(self, now: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._versions: tuple[VersionFact, ...] = ()

    def show(self, versions: Sequence[VersionFact]) -> None:
        """Show other versions."""
        self.beginResetModel()
        self._versions = tuple(versions)
        self.endResetModel()

    def version(self, index: Index) -> VersionFact | None:
        """Return the version of an index, or None."""
        is_there = index.isValid() and 0 <= index.row() < len(self._versions)
        return self._versions[index.row()] if is_there else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many versions there are."""
        return 0 if parent.isValid() else len(self._versions)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return a version, or its words."""
        version = self.version(index)
        if version is None:
            return None
        if role == ITEM:
            return version
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return when(version.saved_at, self._now)
        if role == _ROLE.ToolTipRole:
            return f"{version.saved_at.astimezone():%A, %d %B %Y, %H:%M:%S}"
        return None


class VersionDelegate(RowDelegate):
    """Paints a version."""

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw when it was kept, and its size."""
        version = index.data(ITEM)
        if not isinstance(version, VersionFact):
            return
        look = self.look
        right = rect.right() - look.px(12)
        faint = look.colour("text_faint")
        right = put_right(painter, right, rect, size(version.size), faint, look.font(CAPTION))
        x = rect.left() + look.px(12)
        text = str(index.data(_ROLE.DisplayRole))
        put(painter, x, rect, text, look.colour("text"), look.font(SMALL), right)


def when(moment: datetime, now: datetime) -> str:
    """Return a moment as one looks for it: the day in words when it is near, and the time."""
    here, today = moment.astimezone(), now.astimezone().date()
    days = (today - here.date()).days
    if days == 0:
        day = "Today"
    elif days == 1:
        day = "Yesterday"
    else:
        day = f"{here:%d %b}".lstrip("0") + (f" {here:%Y}" if here.year != today.year else "")
    return f"{day}, {here:%H:%M:%S}"


def size(number: int) -> str:
    """Return a number of bytes for people."""
    if number < 1_000:
        return f"{number} B"
    return f"{number / 1_000:.1f} kB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"
