"""How the cells of the table of runs are painted."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from openfn_studio.domain.run import ExitCode, HttpMode
from openfn_studio.ui.runs.model import CODE, INPUT, MODE, PIN, ROW_ROLE, STATE, TOOK, WHEN
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.table_view import CellDelegate
from openfn_studio.ui.widgets.tree_view import Index
from openfn_studio.workbench.running.kept import RunRow
from openfn_studio.workbench.running.wording import ending_of

_FAINT = (INPUT, WHEN)
_NUMBERS = (TOOK, CODE)


class RunCells(CellDelegate):
    """Paints state as icon and words, numbers to the right, the rest as text."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a cell."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, RunRow):
            return
        column = index.column()
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if column == STATE:
            self._state(painter, rect, row, text)
        elif column == MODE:
            self._mode(painter, rect, row, text)
        elif column == PIN:
            self._pin(painter, rect, row)
        elif column in _NUMBERS:
            font = self.look.font(CAPTION, mono=True)
            put_right(painter, rect.right(), rect, text, self.look.colour("text_muted"), font)
        else:
            tone = self.look.colour("text_muted" if column in _FAINT else "text")
            put(painter, rect.left(), rect, text, tone, self.font())

    def _state(self, painter: QPainter, rect: QRectF, row: RunRow, text: str) -> None:
        look = self.look
        ending = ending_of(row.exit_code)
        side = look.px(14)
        box = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        look.draw_icon(painter, ending.icon, box, ending.tone, 2)
        # Red words for failures only: everything else is told by its icon.
        is_failure = ending.tone == "err" and row.exit_code != ExitCode.STOPPED
        left = rect.left() + look.px(22)
        number = f"{row.number}"
        end = put(
            painter, left, rect, number, look.colour("text_faint"), look.font(SMALL, mono=True)
        )
        tone = look.colour("err" if is_failure else "text")
        put(painter, end + look.px(8), rect, text, tone, look.font(SMALL, 500), rect.right())

    def _mode(self, painter: QPainter, rect: QRectF, row: RunRow, text: str) -> None:
        look = self.look
        is_live = row.http_mode is HttpMode.LIVE
        tone = "err" if is_live else "text_muted"
        side = look.px(13)
        box = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        look.draw_icon(painter, "radio" if is_live else "shield-check", box, tone, 2)
        put(painter, rect.left() + look.px(19), rect, text, look.colour(tone), self.font())

    def _pin(self, painter: QPainter, rect: QRectF, row: RunRow) -> None:
        if row.is_pinned:
            side = self.look.px(14)
            box = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
            self.look.draw_icon(painter, "pin", box, "accent", 2)
