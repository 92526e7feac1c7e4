"""Painting one row of the log: time, level, source, text, place."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from openfn_studio.ui.log.lines import Kind, LineStore
from openfn_studio.ui.log.needle import Needle
from openfn_studio.ui.log.unfolding import Unfolding, line_step
from openfn_studio.ui.log.wording import Wording, is_foldable, preview
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right, width_of

ROW_HEIGHT = 24
LEVEL_ICONS = {"debug": "bug", "info": "info", "warn": "triangle-alert", "error": "circle-x"}
LEVEL_ROLES = {"debug": "text_faint", "info": "info", "warn": "warn", "error": "err"}
_MOST_SOURCE = 18
"""Characters of the widest source; longer ones are elided."""
_NARROW = 620
"""Below this width at 100 % the day's hours give way to the text."""


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row is besides its line."""

    is_selected: bool = False
    is_hovered: bool = False
    is_current: bool = False
    """It has the keyboard."""
    is_unfolded: bool = False
    is_found: bool = False
    """The search stands here."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a row begin, in pixels."""

    time: int
    level: int
    source: int
    fold: int
    text: int
    right: int
    """Where the text ends, unless a place stands there."""

    @property
    def text_width(self) -> int:
        """How wide an unfolded text may be."""
        return self.right - self.text


class RowPainter:
    """Draws rows; knows where their parts are.

    Args:
        look: Fonts and colours.
        lines: The lines.
        wording: The words beside their text.
        unfolding: Lays unfolded texts out.
    """

    def __init__(
        self, look: Look, lines: LineStore, wording: Wording, unfolding: Unfolding
    ) -> None:
        self._look = look
        self._lines = lines
        self._wording = wording
        self._unfolding = unfolding
        self.needle: Needle | None = None
        """What is marked wherever it occurs."""
        self.row_height = 0
        self._source_width = 0
        self.measure()

    def measure(self) -> None:
        """Look at fonts and names again."""
        look = self._look
        self._mono: QFont = look.font(SMALL, mono=True)
        self._caption: QFont = look.font(CAPTION)
        self._metrics = QFontMetrics(self._mono)
        self.row_height = max(look.px(ROW_HEIGHT), self._metrics.height() + look.px(6))
        widest = self._wording.longest_source()[:_MOST_SOURCE]
        self._source_width = self._metrics.horizontalAdvance(widest)

    def columns(self, width: int) -> Columns:
        """Return where parts begin in a row of a width."""
        px = self._look.px
        time = px(14)
        is_narrow = width < px(_NARROW)
        time_width = self._metrics.horizontalAdvance("00.000" if is_narrow else "00:00:00.000")
        level = time + time_width + px(12)
        source = level + px(20)
        fold = source + self._source_width + px(8)
        return Columns(time, level, source, fold, fold + px(16), width - px(12))

    def height(self, position: int, width: int) -> int:
        """Return how high an unfolded line is."""
        layout = self._layout(position, self.columns(width))
        padding = self.row_height - self._metrics.height()
        return max(self.row_height, layout.lineCount() * line_step(self._look) + padding)

    def fold_rect(self, rect: QRect) -> QRect:
        """Return where a row is folded and unfolded by a click."""
        columns = self.columns(rect.width())
        side = columns.text - columns.fold
        return QRect(columns.fold - self._look.px(4), rect.top(), side, self.row_height)

    def place_rect(self, rect: QRect, position: int) -> QRect:
        """Return where the link to the job's line is; empty without one."""
        place = self._wording.place(position)
        if not place:
            return QRect()
        width = width_of(place, self._caption) + self._look.px(8)
        right = self.columns(rect.width()).right
        return QRect(right - width, rect.top(), width, self.row_height)

    # ------------------------------------------------------------ painting

    def paint(self, painter: QPainter, rect: QRect, position: int, state: RowState) -> None:
        """Draw a line into its row."""
        columns = self.columns(rect.width())
        self._ground(painter, rect, position, state)
        first = QRectF(rect.left(), rect.top(), rect.width(), self.row_height)
        self._beside(painter, first, columns, position, rect.width())
        right = float(columns.right)
        if place := self._wording.place(position):
            role = "accent" if state.is_hovered or state.is_current else "text_faint"
            colour = self._look.colour(role)
            right = put_right(painter, right, first, place, colour, self._caption)
        text = self._lines.texts[position]
        if is_foldable(text):
            self._chevron(painter, columns, rect, is_open=state.is_unfolded)
        if state.is_unfolded:
            self._unfolded(painter, rect, columns, position)
        else:
            self._folded(painter, first, columns, position, right, state)
        if state.is_current:
            painter.setPen(self._look.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _ground(self, painter: QPainter, rect: QRect, position: int, state: RowState) -> None:
        look = self._look
        edge = QRect(rect.left(), rect.top(), 2, rect.height())
        is_error = self._lines.level(position) == "error"
        if state.is_selected:
            painter.fillRect(rect, look.colour("selection"))
            painter.fillRect(edge, look.colour("accent"))
        elif is_error:
            painter.fillRect(rect, look.colour("err_soft"))
        elif state.is_hovered:
            painter.fillRect(rect, look.colour("hover"))
        if is_error and not state.is_selected:
            painter.fillRect(edge, look.colour("err"))

    def _beside(
        self, painter: QPainter, row: QRectF, columns: Columns, position: int, width: int
    ) -> None:
        look, wording = self._look, self._wording
        time = wording.time(position)
        if width < look.px(_NARROW):
            time = time[-6:]
        muted, faint = look.colour("text_muted"), look.colour("text_faint")
        put(painter, columns.time, row, time, faint, self._mono, columns.level)
        level = self._lines.level(position)
        if level != "info":
            side = look.px(14)
            top = row.center().y() - side / 2
            box = QRectF(columns.level, top, side, side)
            look.draw_icon(painter, LEVEL_ICONS[level], box, LEVEL_ROLES[level], 2)
        source = wording.source(position)
        put(painter, columns.source, row, source, muted, self._mono, columns.fold - look.px(4))

    def _chevron(self, painter: QPainter, columns: Columns, rect: QRect, *, is_open: bool) -> None:
        side = self._look.px(12)
        top = rect.top() + (self.row_height - side) / 2
        name = "chevron-down" if is_open else "chevron-right"
        box = QRectF(columns.fold, top, side, side)
        self._look.draw_icon(painter, name, box, "text_faint", 2)

    def _folded(
        self,
        painter: QPainter,
        row: QRectF,
        columns: Columns,
        position: int,
        right: float,
        state: RowState,
    ) -> None:
        text = preview(self._lines.texts[position])
        more = self._more(position)
        if more:
            faint = self._look.colour("text_faint")
            right = put_right(painter, right - self._look.px(4), row, more, faint, self._caption)
        self._marks(painter, row, columns.text, right, text, is_here=state.is_found)
        put(painter, columns.text, row, text, self._text_colour(position), self._mono, right)

    def _more(self, position: int) -> str:
        """Return how much a folded message hides."""
        lines = self._lines.texts[position].count("\n")
        if not lines or self._lines.texts[position].startswith("╭"):
            return ""
        return f"+{lines} line" if lines == 1 else f"+{lines} lines"

    def _marks(
        self, painter: QPainter, row: QRectF, x: int, right: float, text: str, *, is_here: bool
    ) -> None:
        if self.needle is None:
            return
        look = self._look
        inner = row.adjusted(0, look.px(3), 0, -look.px(3))
        for start, end in self.needle.spans(text):
            left = x + self._metrics.horizontalAdvance(text[:start])
            width = self._metrics.horizontalAdvance(text[start:end])
            if left >= right:
                break
            mark = QRectF(left, inner.top(), min(width, right - left), inner.height())
            painter.fillRect(mark, look.colour("warn_soft"))
            painter.setPen(look.colour("warn" if is_here else "line_strong"))
            painter.drawRect(mark)

    def _unfolded(self, painter: QPainter, rect: QRect, columns: Columns, position: int) -> None:
        layout = self._layout(position, columns)
        painter.setPen(self._text_colour(position))
        top = rect.top() + (self.row_height - self._metrics.height()) / 2
        # Clipped to what is seen, so that a message of a thousand lines costs a screen of them.
        clip = QRectF(rect) & QRectF(painter.viewport())
        layout.draw(painter, QPointF(columns.text, top), [], clip)

    def _layout(self, position: int, columns: Columns):  # noqa: ANN202
        is_error = self._lines.kind(position) is Kind.ERROR
        width = columns.text_width - (0 if is_error else self._look.px(48))
        return self._unfolding.layout(self._lines.texts[position], width, is_error=is_error)

    def _text_colour(self, position: int) -> QColor:
        kind, level = self._lines.kind(position), self._lines.level(position)
        if kind is Kind.ERROR:
            return self._look.colour("text")
        roles = {"debug": "text_muted", "info": "text", "warn": "warn", "error": "err"}
        return self._look.colour(roles[level])
