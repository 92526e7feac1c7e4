"""The HTTP mode: the most visible control after Run. Told by icon and word, never colour alone."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QToolButton

from openfn_studio.domain.run import HttpMode
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL

_FACES = {HttpMode.TEST: ("Test", "shield-check", "ok"), HttpMode.LIVE: ("Live", "radio", "err")}
_MEANINGS = {
    HttpMode.TEST: "Test: requests are answered on this computer, nothing is sent",
    HttpMode.LIVE: "Live: requests are really sent",
}


class ModeButton(QToolButton):
    """Shows the HTTP mode and lets it be chosen.

    Args:
        look: The look.
        keys: The shortcut, for the tooltip.

    Signals:
        mode_chosen: The ``HttpMode`` the user chose.
    """

    mode_chosen = Signal(object)

    def __init__(self, look: Look, keys: str) -> None:
        super().__init__()
        self._look = look
        self._keys = keys
        self._mode = HttpMode.TEST
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._choices: dict[HttpMode, QAction] = {}
        for mode in HttpMode.TEST, HttpMode.LIVE:
            action = menu.addAction(_MEANINGS[mode])
            action.setIcon(look.icon(_FACES[mode][1], _FACES[mode][2]))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, mode=mode: self.mode_chosen.emit(mode))
            group.addAction(action)
            self._choices[mode] = action
        self.setMenu(menu)
        look.changed.connect(self._measure)
        self.show_mode(HttpMode.TEST)

    def show_mode(self, mode: HttpMode) -> None:
        """Show another mode."""
        self._mode = mode
        self._choices[mode].setChecked(True)
        self.setToolTip(f"HTTP mode  {self._keys}\n{_MEANINGS[mode]}.")
        self.setAccessibleName(f"HTTP mode: {_FACES[mode][0]}")
        self.setAccessibleDescription(_MEANINGS[mode])
        self._measure()

    def sizeHint(self) -> QSize:
        """Return the room that icon, word and chevron need."""
        px = self._look.px
        metrics = QFontMetrics(self._font())
        width = metrics.horizontalAdvance(_FACES[self._mode][0]) + px(54)
        return QSize(width, max(px(28), metrics.height() + px(8)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a tinted box with an outline, icon, word and chevron."""
        look, px = self._look, self._look.px
        word, icon, tone = _FACES[self._mode]
        tone = tone if self.isEnabled() else "disabled"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = f"{tone}_soft" if self.isEnabled() else "surface"
        painter.setBrush(look.colour("hover" if self.underMouse() else ground))
        has_focus = self.hasFocus()
        painter.setPen(QPen(look.colour("accent" if has_focus else tone), 2 if has_focus else 1))
        inset = 1.0 if has_focus else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 5, 5)
        middle = self.height() / 2
        box = QRectF(px(9), middle - px(7), px(14), px(14))
        look.draw_icon(painter, icon, box, tone, 2)
        painter.setPen(look.colour(tone))
        painter.setFont(self._font())
        place = self.rect().adjusted(px(29), 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, word)
        chevron = QRectF(self.width() - px(20), middle - px(6), px(12), px(12))
        look.draw_icon(painter, "chevron-down", chevron, tone, 2)

    def _font(self) -> QFont:
        return self._look.font(SMALL, 600)

    def _measure(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
