"""A value as text: JSON with indents, or what a text says; long ones come in parts."""

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import Signal

from openfn_studio.errors import StudioError
from openfn_studio.state.path import as_state_expression
from openfn_studio.state.pretty import PrettyPart, pretty, said
from openfn_studio.state.tree import Kind, Node
from openfn_studio.ui.inspector.raw_text import RawText
from openfn_studio.ui.inspector.sheet import Sheet
from openfn_studio.ui.inspector.wording import size_text
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.lanes import Lane, Ticket

MOST = 10_000_000
"""So many characters are enough to read."""
_PART = 100_000


class RawSheet(Sheet):
    """Shows one value as text.

    Signals:
        copy_pressed: The value's JSON is wanted.
        export_pressed: The value is to be written to a file.
    """

    copy_pressed = Signal()
    export_pressed = Signal()

    def __init__(self, look: Look, lane: Lane) -> None:
        self._view = RawText(look)
        self.foot = Label(look, "", CAPTION, tone="faint")
        margins = (look.px(14), look.px(4), look.px(14), look.px(4))
        self._foot_bar = bar(row(self.foot, None, margins=margins), kind="surface", edge="top")
        super().__init__(look, self._view, self._foot_bar)
        copy = ToolButton(look, "copy", "Copy value as JSON", shortcut="Ctrl+Shift+C", size=14)
        copy.clicked.connect(self.copy_pressed)
        export = ToolButton(look, "download", "Export as JSON…", size=14)
        export.clicked.connect(self.export_pressed)
        self.add_tool(copy)
        self.add_tool(export)
        self._lane = lane
        self._parts: Iterator[PrettyPart] = iter(())
        self._ticket: Ticket | None = None
        self._size = self._done = self._shown = 0
        self._view.end_neared.connect(self._more)

    @property
    def text(self) -> str:
        """What is shown so far."""
        return self._view.toPlainText()

    def show_value(self, node: Node, *, is_masked: bool) -> None:
        """Show a value from its beginning."""
        self.clear()
        path = as_state_expression(node.path)
        self.title.show_text(path)
        is_json = node.kind is not Kind.STRING
        self._view.begin(f"{path} as text", is_json=is_json)
        self._size, self._done, self._shown = node.size_bytes, 0, 0
        if is_masked:
            self._foot_bar.show()
            self.foot.setText("Values are masked. Show them to read this one as text.")
            return
        self._parts = pretty(node) if is_json else said(node)
        self._more()

    def scroll_to_end(self) -> None:
        """Go to the end of what is shown; more may follow."""
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.maximum())

    def clear(self) -> None:
        """Show nothing, and wait for nothing."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
        self._parts = iter(())
        self._foot_bar.hide()

    def _more(self) -> None:
        if self._ticket is not None or self._shown >= MOST:
            return
        parts = self._parts
        self._ticket = self._lane.run(
            lambda _: tuple(islice(parts, 1)), self._take, self._on_failed, owner=self
        )

    def _take(self, parts: tuple[PrettyPart, ...]) -> None:
        self._ticket = None
        if not parts:
            self._parts = iter(())
            self._foot_bar.setVisible(self._shown > _PART)
            self.foot.setText(f"{size_text(self._size)}, shown to its end.")
            return
        for part in parts:
            self._done = part.done
            self._shown += len(part.text)
            self._view.add(part.text)
        self._say_how_much()

    def _say_how_much(self) -> None:
        is_all = self._done >= self._size
        self._foot_bar.setVisible(not is_all)
        done, size = size_text(self._done), size_text(self._size)
        rest = "Export it to see the rest." if self._shown >= MOST else "Scroll on for more."
        self.foot.setText(f"The first {done} of {size}. {rest}")

    def _on_failed(self, problem: StudioError) -> None:
        self._ticket = None
        self._foot_bar.show()
        self.foot.setText(problem.what)
