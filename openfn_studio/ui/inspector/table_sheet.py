"""An array of objects as a table, with its columns found while it is looked at."""

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem

from openfn_studio.errors import StudioError
from openfn_studio.state.path import as_state_expression
from openfn_studio.state.table import columns_of
from openfn_studio.state.tree import Kind, Node
from openfn_studio.ui.inspector.sheet import Sheet
from openfn_studio.ui.inspector.table_model import ArrayModel
from openfn_studio.ui.inspector.wording import is_hidden, value_text
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, width_of
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, row
from openfn_studio.ui.widgets.table_view import CellDelegate, TableView
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.ui.widgets.tree_view import Index
from openfn_studio.workbench.lanes import Lane, Ticket

_AT_ONCE = 1_000
_STEP = 20_000
_MOST_COLUMNS = 200
_WIDTH = 120
_FITTED = 40


class ValueDelegate(CellDelegate):
    """A cell: texts without quotes, missing values empty, nested ones by how much they hold."""

    def font(self) -> QFont:
        """Return the font of state."""
        return self.look.font(SMALL, mono=True)

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a cell."""
        model = index.model()
        if not isinstance(model, ArrayModel):
            return
        font = self.font()
        if not index.column():
            put(painter, rect.left(), rect, f"{index.row():,}", self._ink("text_faint"), font)
            return
        node = model.cell(index)
        if node is None:
            return
        text = value_text(node, is_masked=model.is_masked)
        if node.kind is Kind.NUMBER:
            put(painter, rect.left(), rect, text, self._ink("number"), font, rect.right())
        elif node.kind is Kind.STRING and not is_hidden(node):
            put(painter, rect.left(), rect, text[1:].removesuffix('"'), self._ink("text"), font)
        else:
            put(painter, rect.left(), rect, text, self._ink("text_faint"), font)

    def _ink(self, role: str) -> QColor:
        return self.look.colour(role)


class TableSheet(Sheet):
    """Shows an array of objects.

    Signals:
        cell_opened: The ``Node`` of a cell, to be shown in the tree.
        export_pressed: The table is to be written to a file.
    """

    cell_opened = Signal(object)
    export_pressed = Signal()

    def __init__(self, look: Look, lane: Lane) -> None:
        self._view = TableView(look, 26)
        self.foot = Label(look, "", CAPTION, tone="faint")
        margins = (look.px(14), look.px(4), look.px(14), look.px(4))
        foot = bar(row(self.foot, None, margins=margins), kind="surface", edge="top")
        super().__init__(look, self._view, foot)
        self._look = look
        self._lane = lane
        self._ticket: Ticket | None = None
        self._array: Node | None = None
        self.table = ArrayModel(self)
        self._cells = ValueDelegate(look, 26)
        self._view.setModel(self.table)
        self._view.setItemDelegate(self._cells)
        self._view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._view.setAccessibleName("Table")
        self._view.activated.connect(self.open_cell)
        self._view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._view.horizontalHeader().setDefaultSectionSize(look.px(_WIDTH))
        self._view.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        export = ToolButton(look, "download", "Export as CSV…", size=14)
        export.clicked.connect(self.export_pressed)
        self.add_tool(export)

    @property
    def array(self) -> Node | None:
        """The array that is shown."""
        return self._array

    def show_array(self, array: Node, *, is_masked: bool) -> None:
        """Show an array of objects."""
        self.clear()
        self._array = array
        self.title.show_text(as_state_expression(array.path))
        self.table.is_masked = is_masked
        self.table.show(array, columns_of(array, last=_AT_ONCE)[:_MOST_COLUMNS])
        self._fit_columns()
        self._say(is_over=array.child_count <= _AT_ONCE)
        if array.child_count > _AT_ONCE:
            self._look_further(array, _AT_ONCE)

    def clear(self) -> None:
        """Show nothing, and wait for nothing."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
        self._array = None
        self.table.show(None, ())

    def _fit_columns(self) -> None:
        """Make columns as wide as what the first rows hold, within reason."""
        rows = range(min(_FITTED, self.table.rowCount()))
        head, cell = self._look.font(CAPTION, 500), self._cells.font()
        for column in range(self.table.columnCount()):
            name = self.table.headerData(column, Qt.Orientation.Horizontal) or ""
            texts = [self.table.data(self.table.index(row, column)) or "" for row in rows]
            widest = max([width_of(text[:60], cell) for text in texts], default=0)
            wanted = max(width_of(name, head), widest) + self._look.px(24 if column else 28)
            least, most = self._look.px(48), self._look.px(_WIDTH * 2)
            self._view.setColumnWidth(column, max(least, min(wanted, most)))

    def _look_further(self, array: Node, first: int) -> None:
        last = first + _STEP
        self._ticket = self._lane.run(
            lambda ticket: columns_of(array, lambda: ticket.is_cancelled, first, last),
            lambda names: self._take(names, array, last),
            self._on_failed,
            owner=self,
        )

    def _take(self, names: tuple[str, ...], array: Node, first: int) -> None:
        room = _MOST_COLUMNS - len(self.table.columns)
        known = set(self.table.columns)
        self.table.add_columns(tuple(name for name in names if name not in known)[:room])
        is_over = first >= array.child_count
        self._ticket = None
        self._say(is_over=is_over)
        if not is_over:
            self._look_further(array, first)

    def _on_failed(self, problem: StudioError) -> None:
        self.foot.setText(problem.what)

    def _say(self, *, is_over: bool) -> None:
        rows, columns = self.table.rowCount(), len(self.table.columns)
        more = "" if is_over else ", looking for more columns"
        if columns >= _MOST_COLUMNS:
            more = ", the first ones; export the table to see all"
        self.foot.setText(f"{rows:,} rows, {columns:,} columns{more}")

    def open_cell(self, index: QModelIndex) -> None:
        """Ask for a cell's value to be shown in the tree."""
        node = self.table.cell(index)
        if node is not None:
            self.cell_opened.emit(node)
