"""The bar of the selected value: its path, what it is, who set it, who reads it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QToolButton

from openfn_studio.domain.text import TextRange
from openfn_studio.state.path import as_state_expression
from openfn_studio.state.pointer import Path
from openfn_studio.ui.inspector.copies import path_copies
from openfn_studio.ui.inspector.elided import ElidedPath
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, row
from openfn_studio.ui.widgets.tool_button import ToolButton


class PathBar(QFrame):
    """What is known of one value.

    Signals:
        copied: A text was asked for the clipboard.
        value_wanted: The value's JSON was asked for.
        watch_toggled: The value is to be watched, or no longer.
        table_wanted: The array is to be shown as a table.
        operation_requested: The index of the operation that set it, from 0.
        line_requested: The ``TextRange`` of code that reads it.
    """

    copied = Signal(object)
    value_wanted = Signal()
    watch_toggled = Signal()
    table_wanted = Signal()
    operation_requested = Signal(object)
    line_requested = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._path: Path = ()
        self._setter: int | None = None
        self.setProperty("bar", "surface")
        self.setProperty("edge", "top")
        self._text = ElidedPath(look)
        self._kind = Label(look, "", CAPTION, tone="faint")
        self._table = ToolButton(look, "table", "View as table", size=14)
        self._table.clicked.connect(self.table_wanted)
        self._copy = ToolButton(look, "copy", "Copy path or value", size=14)
        self._copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._copy.setMenu(self._menu)
        self._watch = ToolButton(look, "pin", "Watch this value", checkable=True, size=14)
        self._watch.clicked.connect(self.watch_toggled)
        self.set_by = Button(look, "", link=True)
        self.set_by.clicked.connect(self._on_set_by)
        self.set_in = Label(look, "", SMALL, tone="muted")
        self._ranges: tuple[TextRange, ...] = ()
        self.read = Button(look, "", link=True)
        self.read.clicked.connect(self._on_read)
        self._lines = QMenu(self)
        head = row(self._text, self._table, self._copy, self._watch, gap=2)
        head.setStretch(0, 1)
        links = row(self.set_by, self.set_in, self.read, None, gap=look.px(12))
        margins = (look.px(14), look.px(8), look.px(8), look.px(8))
        self.setLayout(column(head, self._kind, links, margins=margins, gap=look.px(2)))
        self.show_reads(())
        self._show_setter("", "")

    @property
    def path(self) -> Path:
        """The path it tells of."""
        return self._path

    @property
    def offers_table(self) -> bool:
        """Whether the value can be shown as a table."""
        return self._table.isVisible()

    def show_value(self, path: Path, kind: str, *, is_watched: bool, is_table: bool) -> None:
        """Tell of a value; who set and who reads it follows."""
        self._path = path
        self._text.show_text(as_state_expression(path))
        self._kind.setText(kind)
        self._table.setVisible(is_table)
        self.show_watched(is_watched=is_watched)

    def show_watched(self, *, is_watched: bool) -> None:
        """Say whether the value is watched."""
        self._watch.setChecked(is_watched)
        words = "Stop watching this value" if is_watched else "Watch this value"
        self._watch.setToolTip(f"{words}  Ctrl+D")
        self._watch.setAccessibleName(words)

    def show_setter(self, operation: int | None, *, is_known: bool = True) -> None:
        """Say which operation set it; None with ``is_known``: it was there from the beginning."""
        self._setter = operation
        if operation is not None:
            self._show_setter(f"Set by operation {operation + 1}", "")
        else:
            self._show_setter("", "Part of the input" if is_known else "")

    def show_remover(self, operation: int) -> None:
        """Say which operation took it away."""
        self._setter = operation
        self._show_setter(f"Removed by operation {operation + 1}", "")

    def show_reads(self, ranges: Sequence[TextRange]) -> None:
        """Say which lines read it; several are offered in a menu."""
        self._ranges = tuple(ranges)
        self.read.setVisible(bool(ranges))
        if len(ranges) == 1:
            words = f"Read at line {ranges[0].line}"
        else:
            words = f"Read at {len(ranges)} lines"
        self.read.setText(words)
        self.read.setAccessibleName(words)

    def _on_read(self) -> None:
        if len(self._ranges) == 1:
            self.line_requested.emit(self._ranges[0])
            return
        self._lines.clear()
        for place in self._ranges:
            self._lines.addAction(
                f"Line {place.line}", lambda place=place: self.line_requested.emit(place)
            )
        self._lines.popup(self.read.mapToGlobal(self.read.rect().bottomLeft()))

    def _show_setter(self, link: str, words: str) -> None:
        self.set_by.setVisible(bool(link))
        self.set_by.setText(link)
        self.set_by.setAccessibleName(link)
        self.set_in.setVisible(bool(words))
        self.set_in.setText(words)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for copy in path_copies(self._path):
            words = copy.text.replace("&", "&&")
            action = self._menu.addAction(
                f"{words}\t{copy.keys}" if copy.keys else words,
                lambda text=copy.text: self.copied.emit(text),
            )
            action.setFont(self._look.font(SMALL, mono=True))
        self._menu.addSeparator()
        self._menu.addAction("Value as JSON\tCtrl+Shift+C", self.value_wanted.emit)

    def _on_set_by(self) -> None:
        if self._setter is not None:
            self.operation_requested.emit(self._setter)
