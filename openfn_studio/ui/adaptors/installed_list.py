"""The adaptors on this computer as a list of two lines each."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.domain.sizes import size_words
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.tree_view import RowDelegate
from openfn_studio.workbench.projects.adaptor_facts import InstalledFact

Index = QModelIndex | QPersistentModelIndex
UsersOf = Callable[[str, str], Sequence[str]]
"""Returns the jobs that run with a version of an adaptor."""


class InstalledModel(QAbstractListModel):
    """Every installed version, a row each."""

    def __init__(self, users_of: UsersOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._users_of = users_of
        self._facts: tuple[InstalledFact, ...] = ()

    def show_facts(self, facts: Sequence[InstalledFact]) -> None:
        """Take the list."""
        self.beginResetModel()
        self._facts = tuple(facts)
        self.endResetModel()

    def users_changed(self) -> None:
        """Say anew which jobs use what."""
        if self._facts:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._facts) - 1, 0))

    def fact(self, row: int) -> InstalledFact:
        """Return the version of a row."""
        return self._facts[row]

    def row_of(self, specifier: str) -> int | None:
        """Return where a version is; None when it is not in the list."""
        found = [fact.specifier for fact in self._facts]
        return found.index(specifier) if specifier in found else None

    def second_line(self, row: int) -> str:
        """Return how it connects, its size, and who uses it."""
        fact = self._facts[row]
        if fact.damage:
            return fact.damage
        parts = [fact.connection.words] if fact.connection else []
        if fact.is_shipped:
            parts.append("comes with OpenFn Studio")
        elif fact.size_bytes is not None:
            parts.append(size_words(fact.size_bytes))
        users = len(self._users_of(fact.name, fact.version))
        if users:
            parts.append("used by 1 job" if users == 1 else f"used by {users} jobs")
        return " · ".join(parts)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many versions there are."""
        return 0 if parent.isValid() else len(self._facts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the specifier, or all that a row says."""
        if not index.isValid() or not 0 <= index.row() < len(self._facts):
            return None
        fact = self._facts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return fact.specifier
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            damaged = "damaged" if fact.damage else ""
            parts = (fact.specifier, damaged, self.second_line(index.row()), fact.description)
            return ", ".join(filter(None, parts))
        return None


class InstalledDelegate(RowDelegate):
    """Connection icon, name and version; below them the second line."""

    def __init__(self, look: Look, model: InstalledModel) -> None:
        super().__init__(look, 48)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of two lines."""
        lines = sum(QFontMetrics(font).height() for font in self._fonts())
        return QSize(10, max(self.look.px(48), lines + self.look.px(12)))

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a version."""
        fact = self._model.fact(index.row())
        look, px = self.look, self.look.px
        icon = QRectF(rect.left() + px(12), rect.center().y() - px(9), px(18), px(18))
        kind = fact.connection.icon if fact.connection else "circle-help"
        name, role = ("triangle-alert", "err") if fact.damage else (kind, "icon")
        look.draw_icon(painter, name, icon, role)
        first, second = self._fonts()
        x, right = icon.right() + px(12), rect.right() - px(12)
        height = QFontMetrics(first).height()
        top = rect.center().y() - (height + QFontMetrics(second).height()) / 2
        line = QRectF(x, top, right - x, height)
        mono = look.font(SMALL, mono=True)
        room = put_right(painter, right, line, fact.version, look.colour("text_muted"), mono)
        put(painter, x, line, fact.short_name, look.colour("text"), first, room)
        line = QRectF(x, line.bottom(), right - x, QFontMetrics(second).height())
        tone = look.colour("err" if fact.damage else "text_faint")
        put(painter, x, line, self._model.second_line(index.row()), tone, second, right)

    def _fonts(self) -> tuple[QFont, QFont]:
        return self.look.font(BODY, 500), self.look.font(CAPTION)
