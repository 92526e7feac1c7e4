"""How a line of a comparison looks: number, mark, text, and what differs in it underlined."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.ui.changes.diff_model import ITEM, Index, gap_words
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.tree_view import RowDelegate
from openfn_studio.workbench.editing.line_diff import DiffRow, Side

_TAB = "    "
_GROUNDS = {"removed": "err_soft", "added": "ok_soft"}
_MARKS = {"removed": ("−", "err"), "added": ("+", "ok")}


class DiffDelegate(RowDelegate):
    """Paints rows of a comparison.

    Args:
        look: The look.
    """

    def __init__(self, look: Look) -> None:
        super().__init__(look, height=20)
        self.digits = 3
        """How many digits the largest line number has."""
        self.offset = 0
        """How far the texts are scrolled to the left, in pixels."""
        self.is_inline = False

    def font(self) -> QFont:
        """Return the code font."""
        return self.look.font(SMALL, mono=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a line of code."""
        height = round(QFontMetricsF(self.font()).height()) + self.look.px(4)
        return QSize(10, max(height, self.look.px(20)))

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw one row."""
        row = index.data(ITEM)
        if not isinstance(row, DiffRow):
            return
        if row.kind == "gap":
            self._draw_gap(painter, rect, row)
        elif self.is_inline:
            self._draw_inline(painter, rect, row)
        else:
            self._draw_pair(painter, rect, row)

    def head_width(self) -> float:
        """Return the room of number and mark before a text."""
        digit = QFontMetricsF(self.font()).horizontalAdvance("0")
        return digit * self.digits + self.look.px(36)

    def _draw_gap(self, painter: QPainter, rect: QRectF, row: DiffRow) -> None:
        look = self.look
        painter.fillRect(rect, look.colour("sunken"))
        side = look.px(12)
        icon = QRectF(rect.left() + look.px(12), rect.center().y() - side / 2, side, side)
        look.draw_icon(painter, "chevron-right", icon, "text_faint", 2)
        x = rect.left() + self.head_width()
        put(painter, x, rect, gap_words(row), look.colour("text_muted"), look.font(SMALL))

    def _draw_pair(self, painter: QPainter, rect: QRectF, row: DiffRow) -> None:
        half = rect.width() / 2
        left = QRectF(rect.left(), rect.top(), half, rect.height())
        right = left.translated(half, 0)
        changed = row.kind == "changed"
        self._draw_side(painter, left, row.left, "removed" if changed else row.kind)
        self._draw_side(painter, right, row.right, "added" if changed else row.kind)
        painter.fillRect(QRectF(right.left(), rect.top(), 1, rect.height()),
                         self.look.colour("line"))  # fmt: skip

    def _draw_inline(self, painter: QPainter, rect: QRectF, row: DiffRow) -> None:
        self._draw_side(painter, rect, row.right or row.left, row.kind)

    def _draw_side(self, painter: QPainter, rect: QRectF, side: Side | None, kind: str) -> None:
        look = self.look
        if side is None:
            painter.fillRect(rect, look.colour("sunken"))
            return
        if kind in _GROUNDS:
            painter.fillRect(rect, look.colour(_GROUNDS[kind]))
        font = self.font()
        digits = QFontMetricsF(font).horizontalAdvance("0") * self.digits
        number = str(side.number).rjust(self.digits)
        x = rect.left() + look.px(8)
        put(painter, x, rect, number, look.colour("text_faint"), font, x + digits + 2)
        if kind in _MARKS:
            mark, role = _MARKS[kind]
            x += digits + look.px(8)
            put(painter, x, rect, mark, look.colour(role), look.font(SMALL, 600, mono=True))
        self._draw_text(painter, rect, side, kind)

    def _draw_text(self, painter: QPainter, rect: QRectF, side: Side, kind: str) -> None:
        look, font = self.look, self.font()
        metrics = QFontMetricsF(font)
        room = rect.adjusted(self.head_width(), 0, 0, 0)
        painter.save()
        painter.setClipRect(room)
        x = room.left() - self.offset
        painter.setFont(font)
        painter.setPen(look.colour("text"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        text = shown(side.text)
        painter.drawText(QRectF(x, rect.top(), 1e6, rect.height()), flags, text)
        for start, end in side.spans:
            left = x + metrics.horizontalAdvance(shown(side.text[:start]))
            right = x + metrics.horizontalAdvance(shown(side.text[:end]))
            line = QRectF(left, rect.bottom() - look.px(3), right - left, look.px(2))
            painter.fillRect(line, look.colour(_MARKS.get(kind, ("", "info"))[1]))
        painter.restore()


def shown(text: str) -> str:
    """Return a line as it is drawn: tabs as blanks, long lines cut where nobody looks."""
    return text[:5_000].replace("\t", _TAB)
