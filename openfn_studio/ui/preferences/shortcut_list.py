"""Every keyboard shortcut, searchable by words and by keys."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.actions.spec import ActionSpec
from openfn_studio.ui.preferences.shortcut_model import ShortcutModel, conflicts
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.layouts import column
from openfn_studio.ui.widgets.table_view import CellDelegate, TableView
from openfn_studio.ui.widgets.tree_view import Index

_WIDTHS = [220, 200, 80, 320]


class _ShortcutDelegate(CellDelegate):
    """Titles plain, keys in the code font, the rest muted."""

    def __init__(self, look: Look, model: ShortcutModel) -> None:
        super().__init__(look, 30)
        self._model = model

    def content(self, painter: QPainter, rect: QRectF, index: Index, option: object) -> None:
        """Draw a cell."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        is_keys = index.column() == 1
        role = "text" if index.column() < 2 else "text_muted"
        if is_keys and self._model.is_conflicting(index.row()):
            role = "err"
        font = self.look.font(SMALL, 500 if index.column() == 0 else 400, mono=is_keys)
        put(painter, rect.left(), rect, text, self.look.colour(role), font)


class ShortcutList(QWidget):
    """The table, what is in each other's way above it, and a word when nothing is found."""

    def __init__(self, look: Look, specs: Sequence[ActionSpec]) -> None:
        super().__init__()
        self.model = ShortcutModel(specs, self)
        self._banner = Banner(look)
        self._table = TableView(look, 30)
        self._table.setAccessibleName("Keyboard shortcuts")
        self._delegate = _ShortcutDelegate(look, self.model)
        self._table.setItemDelegate(self._delegate)
        self._table.setModel(self.model)
        look.changed.connect(self._rescale)
        self._rescale()
        self._none = EmptyState(
            look, "keyboard", "No shortcut has these words.", "Try a part of its name or its keys."
        )
        self._none.hide()
        self.setLayout(column(self._banner, self._table, self._none))
        self.setFocusProxy(self._table)
        self._tell_conflicts(specs)

    def filter(self, words: str) -> int:
        """Show the shortcuts that have these words; return how many."""
        self.model.filter(words)
        found = self.model.rowCount()
        self._table.setVisible(found > 0)
        self._none.setVisible(found == 0)
        return found

    def _rescale(self) -> None:
        self._table.set_widths(_WIDTHS, 3)

    def _tell_conflicts(self, specs: Sequence[ActionSpec]) -> None:
        found = conflicts(specs)
        if found:
            lines = [f"{each.keys}: {each.first}, {each.second}." for each in found]
            self._banner.tell("warn", "Two actions want the same keys.", " ".join(lines))
