"""Recent projects: open one, or take one off the list."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout

from openfn_studio.clock import Clock
from openfn_studio.ui.start.when import ago
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, CAPTION, SMALL
from openfn_studio.ui.widgets.drawing import put, put_right
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.recents import RecentFact

SHOWN = 6
"""So many fit beside the cards at 1280 x 720; the palette finds the others."""


class RecentRow(QAbstractButton):
    """One project: its name, its folder and when it was open. Delete takes it off the list.

    Signals:
        removed: It is to be taken off the list.
    """

    removed = Signal()

    def __init__(self, look: Look, fact: RecentFact, opened: str) -> None:
        super().__init__()
        self._look = look
        self.fact = fact
        self._folder = shown_folder(fact.folder)
        self._when = "not found" if self._is_missing else opened
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(str(fact.folder))
        self.setAccessibleName(f"{fact.name}, {self._folder}, {self._when}")
        self._cross = ToolButton(look, "x", f"Take {fact.name} off the list", size=12)
        self._cross.setParent(self)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self.removed)
        self._cross.setVisible(self._is_missing)

    @property
    def _is_missing(self) -> bool:
        return self.fact.is_there is False

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        lines = QFontMetrics(self._look.font(BODY, 500)).height()
        lines += QFontMetrics(self._look.font(CAPTION)).height()
        return QSize(self._look.px(240), lines + self._look.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon, name, time and folder."""
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        is_lit = self.underMouse() or self.hasFocus()
        painter.setBrush(look.colour("hover") if is_lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        icon = QRectF(px(10), (self.height() - px(16)) / 2, px(16), px(16))
        name, role = ("triangle-alert", "warn") if self._is_missing else ("folder", "icon")
        look.draw_icon(painter, name, icon, role)
        self._draw_words(painter, px(36))

    def resizeEvent(self, event: QEvent) -> None:
        """Keep the cross at the right edge."""
        side = self._look.px(22)
        top = (self.height() - side) // 2
        self._cross.setGeometry(self.width() - side - self._look.px(6), top, side, side)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the cross."""
        self._show_cross()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the cross."""
        self._show_cross()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cross."""
        super().focusInEvent(event)
        self._show_cross()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cross."""
        super().focusOutEvent(event)
        self._show_cross()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, take off on Delete, move with the arrow keys."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _show_cross(self) -> None:
        self._cross.setVisible(self._is_missing or self.underMouse() or self.hasFocus())
        self.update()

    def _draw_words(self, painter: QPainter, x: float) -> None:
        look, px = self._look, self._look.px
        first = QFontMetrics(look.font(BODY, 500)).height()
        second = QFontMetrics(look.font(CAPTION)).height()
        top = (self.height() - first - second) / 2
        # isHidden, not isVisible: while the page itself is hidden it must be laid out the same.
        right = self.width() - px(10 if self._cross.isHidden() else 34)
        line = QRectF(x, top, right - x, first)
        tone = look.colour("warn" if self._is_missing else "text_faint")
        room = put_right(painter, right, line, self._when, tone, look.font(CAPTION))
        colour = look.colour("text_muted" if self._is_missing else "text")
        put(painter, x, line, self.fact.name, colour, look.font(BODY, 500), room)
        line = QRectF(x, top + first, right - x, second)
        metrics = QFontMetrics(look.font(CAPTION))
        folder = metrics.elidedText(self._folder, Qt.TextElideMode.ElideMiddle, int(right - x))
        put(painter, x, line, folder, look.colour("text_faint"), look.font(CAPTION), right)


class RecentList(QFrame):
    """The card of recent projects.

    Signals:
        opened: The ``Path`` of the project that was chosen.
        removed: The ``Path`` of the project to take off the list.
    """

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, look: Look, clock: Clock) -> None:
        super().__init__()
        self._look = look
        self._clock = clock
        self._rows: list[RecentRow] = []
        self.setProperty("card", "true")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(6, 6, 6, 6)
        self._layout.setSpacing(0)
        icon = IconView(look, "history", 20, "text_faint", 1.5)
        words = Label(look, "Projects you open appear here.", SMALL, tone="muted")
        self._empty = box(row(icon, words, None, margins=(10, 12, 10, 12), gap=12))
        self._layout.addWidget(self._empty)

    @property
    def rows(self) -> tuple[RecentRow, ...]:
        """The rows, newest first."""
        return tuple(self._rows)

    def show_facts(self, facts: Sequence[RecentFact]) -> None:
        """List these projects; the row that has the keyboard keeps it."""
        if tuple(facts[:SHOWN]) == tuple(each.fact for each in self._rows):
            return
        focused = next((n for n, each in enumerate(self._rows) if each.hasFocus()), None)
        for each in self._rows:
            self._layout.removeWidget(each)
            each.deleteLater()
        now = self._clock.now()
        self._rows = [self._made(fact, ago(fact.opened_at, now)) for fact in facts[:SHOWN]]
        self._empty.setVisible(not self._rows)
        if focused is not None and self._rows:
            row_in_its_place = self._rows[min(focused, len(self._rows) - 1)]
            # A layout shows its widgets a moment later, and what is hidden takes no keyboard.
            row_in_its_place.show()
            row_in_its_place.setFocus()

    def _made(self, fact: RecentFact, opened: str) -> RecentRow:
        made = RecentRow(self._look, fact, opened)
        made.clicked.connect(lambda: self.opened.emit(fact.folder))
        made.removed.connect(lambda: self.removed.emit(fact.folder))
        self._layout.addWidget(made)
        return made


def shown_folder(folder: Path) -> str:
    """Return a folder as people write it: with ``~`` for their home."""
    home = Path.home()
    if folder != home and folder.is_relative_to(home):
        return str(Path("~") / folder.relative_to(home))
    return str(folder)
