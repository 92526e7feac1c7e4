"""The pages of the inspector: the tree, the changed paths, a text, a table, an editor, or words."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from openfn_studio.state.table import is_table
from openfn_studio.state.tree import Node
from openfn_studio.ui.inspector.changed_list import ChangedList
from openfn_studio.ui.inspector.edit_sheet import EditSheet
from openfn_studio.ui.inspector.raw_sheet import RawSheet
from openfn_studio.ui.inspector.table_sheet import TableSheet
from openfn_studio.ui.inspector.tree import StateTree
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.layouts import bar, column
from openfn_studio.workbench.lanes import Lane


class Pages(QStackedWidget):
    """One page is seen at a time; a text or table lies over the tree until it is left."""

    def __init__(self, look: Look, lane: Lane) -> None:
        super().__init__()
        self.tree = StateTree(look)
        self.changed = ChangedList(look)
        self.raw = RawSheet(look, lane)
        self.table = TableSheet(look, lane)
        self.editor = EditSheet(look, lane)
        self.empty = EmptyState(look, "braces", "", "")
        self._is_masked = False
        self._words = bar(column(self.empty), kind="surface")
        for page in (self._words, self.tree, self.changed, self.raw, self.table, self.editor):
            self.addWidget(page)
        self.currentChanged.connect(self._pass_focus)

    @property
    def words(self) -> str:
        """What is said in place of a state; empty when there is one."""
        return self._words.accessibleName() if self.currentWidget() is self._words else ""

    @property
    def is_sheet(self) -> bool:
        """Whether a value lies over the tree as text or table."""
        return self.currentWidget() in (self.raw, self.table)

    @property
    def sheet(self) -> QWidget | None:
        """The text or table that lies over the tree."""
        return self.currentWidget() if self.is_sheet else None

    def show_again(self, sheet: QWidget) -> bool:
        """Show the selected value as it was shown before; False when that cannot be."""
        row = self.tree.row
        if row is None or row.node is None or row.is_bucket:
            return False
        if sheet is self.raw:
            self.raw.show_value(row.node, is_masked=self._is_masked)
        elif row.node.is_quick and is_table(row.node):
            self.table.show_array(row.node, is_masked=self._is_masked)
        else:
            return False
        self.setCurrentWidget(sheet)
        return True

    def say(self, fact: str, why: str) -> None:
        """Show words in place of a state."""
        self.empty.say(fact, why)
        self._words.setAccessibleName(f"{fact} {why}")
        self.setCurrentWidget(self._words)

    def show_raw(self, node: Node) -> None:
        """Show a value as text."""
        self.raw.show_value(node, is_masked=self._is_masked)
        self.setCurrentWidget(self.raw)
        self.raw.setFocus()

    def show_table(self, array: Node) -> None:
        """Show an array of objects as a table."""
        self.table.show_array(array, is_masked=self._is_masked)
        self.setCurrentWidget(self.table)
        self.table.setFocus()

    def leave_sheet(self) -> None:
        """Show the tree again."""
        self.raw.clear()
        self.table.clear()
        self.setCurrentWidget(self.tree)
        self.tree.setFocus()

    def mask(self, is_masked: bool) -> None:
        """Show dots for values everywhere, or the values."""
        self._is_masked = is_masked
        self.tree.mask(is_masked)
        self.changed.mask(is_masked)
        if self.currentWidget() is self.table and self.table.array is not None:
            self.table.show_array(self.table.array, is_masked=is_masked)
        elif self.currentWidget() is self.raw:
            self.leave_sheet()

    def _pass_focus(self, at: int) -> None:
        page = self.widget(at)
        if page is not None and page is not self._words:
            self.setFocusProxy(page)
