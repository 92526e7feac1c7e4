"""What can be done with the selected value: copy, watch, see it as text or table, export."""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from openfn_studio.errors import UserInputProblem
from openfn_studio.state.path import as_state_expression
from openfn_studio.state.tree import Node
from openfn_studio.ui.inspector.copies import json_text
from openfn_studio.ui.inspector.exporter import Exporter
from openfn_studio.ui.inspector.pages import Pages
from openfn_studio.ui.inspector.row_menu import RowCommands, add_row_lines
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.watching import Watching
from openfn_studio.ui.inspector.wording import size_text
from openfn_studio.ui.theme.look import Look


class ValueCommands(QObject):
    """Acts on the row that is selected in the tree.

    Signals:
        refused: A ``StudioError``: why something cannot be done.
    """

    refused = Signal(object)

    def __init__(
        self,
        look: Look,
        pages: Pages,
        watching: Watching,
        exporter: Exporter,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._pages = pages
        self._watching = watching
        self._exporter = exporter
        self._window = parent
        self._lines = RowCommands(
            copy=self.copy,
            copy_value=self.copy_value,
            watch=self.watch,
            as_text=self.as_text,
            as_table=self.as_table,
            open_branch=pages.tree.open_branch,
            export=self.export,
        )

    @property
    def row(self) -> Row | None:
        """The selected row."""
        return self._pages.tree.row

    @property
    def node(self) -> Node | None:
        """The selected value; None for none, and for a bucket."""
        row = self.row
        return row.node if row is not None and not row.is_bucket else None

    def copy(self, text: str) -> None:
        """Put a text into the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def copy_path(self) -> None:
        """Copy the selected value's path as job code."""
        row = self.row
        if row is not None and not row.is_bucket:
            self.copy(as_state_expression(row.path))

    def copy_value(self) -> None:
        """Copy the selected value's JSON, if it is not too long for that."""
        node = self.node
        if node is None:
            return
        text = json_text(node)
        if text is not None:
            self.copy(text)
            return
        self.refused.emit(
            UserInputProblem(
                f"This value is {size_text(node.size_bytes)}, too long for the clipboard.",
                remedy="Export it into a file instead.",
            )
        )

    def watch(self) -> None:
        """Watch the selected value, or no longer."""
        row = self.row
        if row is not None and row.node is not None and not row.is_bucket:
            self._watching.toggle(row.path)

    def as_text(self) -> None:
        """Show the selected value as text."""
        if self.node is not None:
            self._pages.show_raw(self.node)

    def whole_as_text(self) -> None:
        """Show the whole state as text."""
        root = self._pages.tree.values.root
        if root is not None and root.node is not None:
            self._pages.show_raw(root.node)

    def as_table(self) -> None:
        """Show the selected array of objects as a table."""
        if self.node is not None:
            self._pages.show_table(self.node)

    def export(self) -> None:
        """Write the selected value into a file."""
        if self.node is not None:
            self._exporter.ask_json(self.node)

    def export_table(self) -> None:
        """Write the table in view into a file."""
        if self._pages.table.array is not None:
            self._exporter.ask_csv(self._pages.table.array)

    def export_state(self) -> None:
        """Write the whole state in view into a file."""
        root = self._pages.tree.values.root
        if root is not None and root.node is not None:
            self._exporter.ask_json(root.node)

    def add_lines(self, menu: QMenu) -> None:
        """Add what can be done with the selected row to a menu."""
        row = self.row
        if row is not None:
            is_watched = row.path in self._watching.paths
            add_row_lines(menu, self._look, row, self._lines, is_watched=is_watched)

    def show_menu(self, place: QPoint) -> None:
        """Show what can be done with the selected row at a place of the screen."""
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        self.add_lines(menu)
        if not menu.isEmpty():
            menu.popup(place)
