"""How a row of state is painted: name, value by kind, the old value struck through, its mark."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.state.difference import ChangeKind
from openfn_studio.state.tree import Kind, Node
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.wording import (
    SIGNS,
    is_hidden,
    key_text,
    size_text,
    value_text,
)
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right, width_of
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate

TINTS = {
    ChangeKind.ADDED: "ok_soft",
    ChangeKind.REMOVED: "err_soft",
    ChangeKind.CHANGED: "info_soft",
}
INKS = {ChangeKind.ADDED: "ok", ChangeKind.REMOVED: "err", ChangeKind.CHANGED: "info"}
_VALUES = {
    Kind.STRING: "string",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "keyword",
    Kind.NULL: "keyword",
}
_BIG = 100_000


class StateDelegate(RowDelegate):
    """Paints ``Row`` objects; shows what a search looks for.

    Args:
        look: The look.
        height: The least height of a row at 100 %.
    """

    def __init__(self, look: Look, height: int = 24) -> None:
        super().__init__(look, height)
        self.needle = ""
        self.ignores_case = True
        self.is_masked = False
        self._refont()
        look.changed.connect(self._refont)

    def font(self) -> QFont:
        """Return the font of state."""
        return self._font

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a row."""
        row = index.internalPointer()
        if not isinstance(row, Row):
            return
        right = self._draw_edge(painter, rect, row)
        x = self._draw_key(painter, rect.left() + self.look.px(2), rect, row, right)
        change = row.change
        if change is not None and change.kind is ChangeKind.CHANGED:
            # The new value is what counts: the old one takes half the room at most.
            half = x + max(self.look.px(40), (right - x) * 0.5)
            x = self._draw_old(painter, x, rect, change.before, min(half, right))
        text = value_text(row.node, is_masked=self.is_masked)
        ink, font = self.look.colour(self._value_role(row)), self._font
        self._draw_found(painter, x, rect, text, font)
        put(painter, x, rect, text, ink, font, right)

    def _draw_edge(self, painter: QPainter, rect: QRectF, row: Row) -> float:
        """Draw what stands at the right edge; return where the room to its left ends."""
        right = rect.right() - self.look.px(12)
        mark, below = row.mark, row.changes_below
        if row.change is not None and mark is not None:
            return put_right(
                painter, right, rect, SIGNS[mark], self.look.colour(INKS[mark]), self._strong
            )
        if below:
            ink = self.look.colour("info")
            right = put_right(painter, right, rect, "~", ink, self._strong)
            if below > 1:
                right = put_right(painter, right + 2, rect, f"{below:,}", ink, self._caption)
            return right
        node = row.node
        if node is not None and node.size_bytes >= _BIG and rect.width() > self.look.px(170):
            ink = self.look.colour("text_faint")
            return put_right(painter, right, rect, size_text(node.size_bytes), ink, self._caption)
        return right

    def _draw_key(self, painter: QPainter, x: float, rect: QRectF, row: Row, right: float) -> float:
        key = key_text(row)
        if not key:
            return x
        ink = self.look.colour("text_faint" if row.gone else "property")
        self._draw_found(painter, x, rect, key, self._font)
        x = put(painter, x, rect, key, ink, self._font, right)
        punctuation = self.look.colour("punctuation")
        return put(painter, x, rect, ": ", punctuation, self._font, right)

    def _draw_old(
        self, painter: QPainter, x: float, rect: QRectF, node: Node | None, right: float
    ) -> float:
        text = value_text(node, is_masked=self.is_masked)
        end = put(painter, x, rect, text, self.look.colour("text_faint"), self._struck, right)
        return end + self.look.px(8)

    def _value_role(self, row: Row) -> str:
        if is_hidden(row.node) or row.gone is not None:
            return "text_faint"
        kind = row.node.kind if row.node else Kind.NULL
        return _VALUES.get(kind, "text_muted")

    def _draw_found(
        self, painter: QPainter, x: float, rect: QRectF, text: str, font: QFont
    ) -> None:
        """Underline what the search looks for."""
        if not self.needle:
            return
        where, needle = text, self.needle
        if self.ignores_case:
            where, needle = where.lower(), needle.lower()
        at = where.find(needle)
        pen = QPen(self._found_ink(), 2, Qt.PenStyle.SolidLine)
        while at >= 0:
            left = x + width_of(text[:at], font)
            end = min(left + width_of(text[at : at + len(needle)], font), rect.right())
            if left < rect.right():
                painter.fillRect(
                    QRectF(left, rect.top() + 3, end - left, rect.height() - 6),
                    self.look.colour("warn_soft"),
                )
                painter.setPen(pen)
                base = rect.bottom() - self.look.px(4)
                painter.drawLine(int(left), int(base), int(end), int(base))
            at = where.find(needle, at + len(needle))

    def _found_ink(self) -> QColor:
        return self.look.colour("warn")

    def _refont(self) -> None:
        self._font = self.look.font(SMALL, mono=True)
        self._strong = self.look.font(SMALL, 600, mono=True)
        self._caption = self.look.font(CAPTION)
        self._struck = self.look.font(SMALL, mono=True)
        self._struck.setStrikeOut(True)
