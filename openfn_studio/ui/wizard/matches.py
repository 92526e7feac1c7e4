"""The sample messages of the project beside a filter: which pass, and why the others do not."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.tree_view import RowDelegate
from openfn_studio.workbench.projects.trigger_facts import SampleMatch

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
"""The ``SampleMatch`` of an index."""

_ROLE = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class MatchModel(QAbstractListModel):
    """Samples, those that pass first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._matches: tuple[SampleMatch, ...] = ()

    @property
    def matches(self) -> tuple[SampleMatch, ...]:
        """What is shown."""
        return self._matches

    def show(self, matches: tuple[SampleMatch, ...]) -> None:
        """Show other matches."""
        matches = tuple(sorted(matches, key=lambda match: not match.is_match))
        if len(matches) != len(self._matches):
            self.beginResetModel()
            self._matches = matches
            self.endResetModel()
        elif matches != self._matches:
            self._matches = matches
            self.dataChanged.emit(self.index(0, 0), self.index(len(matches) - 1, 0))

    def match_of(self, index: Index) -> SampleMatch | None:
        """Return the match of an index, or None."""
        is_there = index.isValid() and 0 <= index.row() < len(self._matches)
        return self._matches[index.row()] if is_there else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many samples there are."""
        return 0 if parent.isValid() else len(self._matches)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return a match, or its words."""
        match = self.match_of(index)
        if match is None:
            return None
        if role == ITEM:
            return match
        if role == _ROLE.DisplayRole:
            return match.file.name
        if role == _ROLE.ToolTipRole:
            return "\n".join(match.sentences)
        if role == _ROLE.AccessibleTextRole:
            word = "matches" if match.is_match else "does not match"
            return f"{match.file.name} {word}. {' '.join(match.sentences)}"
        return None


class MatchDelegate(RowDelegate):
    """Paints a sample: a check or a cross, its name, and below it why."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of two lines."""
        lines = sum(QFontMetrics(self.look.font(size)).height() for size in (SMALL, CAPTION))
        return QSize(10, max(self.look.px(44), lines + self.look.px(12)))

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw one sample."""
        match = index.data(ITEM)
        if not isinstance(match, SampleMatch):
            return
        look = self.look
        icon, role = ("circle-check", "ok") if match.is_match else ("circle-minus", "text_faint")
        side = look.px(15)
        x = rect.left() + look.px(12)
        top = QRectF(rect.left(), rect.top() + look.px(5), rect.width(), rect.height() / 2 - 5)
        below = QRectF(rect.left(), top.bottom(), rect.width(), rect.height() / 2 - look.px(2))
        look.draw_icon(painter, icon, QRectF(x, top.center().y() - side / 2, side, side), role, 2)
        x += side + look.px(8)
        right = rect.right() - look.px(8)
        put(painter, x, top, match.file.name, look.colour("text"), look.font(SMALL, 500), right)
        why = match.sentences[0] if match.sentences else ""
        put(painter, x, below, why, look.colour("text_muted"), look.font(CAPTION), right)
