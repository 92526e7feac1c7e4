"""One notice in the corner of the window."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from openfn_studio.ui.notices import words
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, column, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.notices import Notice

WIDTH = 380
_EDGE = 3


class Toast(QFrame):
    """A card with a coloured edge. Escape dismisses it while it has the keyboard.

    Signals:
        dismissed: The cross, Escape or one of its buttons.
        others_requested: The user wants to see the other notices.
        watched: True while the mouse is over it, so that it does not go away.
    """

    dismissed = Signal()
    others_requested = Signal()
    watched = Signal(object)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._tone = "info"
        self.setProperty("bar", "raised")
        self.setProperty("edge", "all")
        self._icon = IconView(look, "info", 16, "info", 2)
        self._what = words.headline(look)
        self._means = words.explanation(look)
        self._times = Label(look, "", CAPTION, tone="faint")
        self._others = Button(look, "", link=True)
        self._others.clicked.connect(self.others_requested)
        self._cross = ToolButton(look, "x", "Dismiss", size=12)
        self._cross.clicked.connect(self.dismissed)
        self._buttons: QWidget | None = None
        self._foot = row(self._times, None, self._others, gap=8)
        self._words = column(self._what, self._means, self._foot, gap=4)
        self._line = row(margins=(14 + _EDGE, 12, 8, 12), gap=10)
        self._build()
        look.changed.connect(self.fit)
        self.fit()
        self.hide()

    def show_notice(self, notice: Notice, others: int) -> None:
        """Show a notice.

        Args:
            notice: What is told.
            others: How many more stand behind it.
        """
        self._tone = notice.tone
        self._icon.show_icon(words.ICONS[notice.tone], notice.tone)
        self._what.setText(notice.what)
        self._means.setText(words.explained(notice))
        self._means.setVisible(bool(self._means.text()))
        self._times.setText(f"{notice.times} times" if notice.times > 1 else "")
        self._others.setText(f"{others} more" if others else "")
        self._others.setVisible(bool(others))
        self._show_buttons(notice)
        self.setAccessibleName(words.spoken(notice))
        self.fit()
        self.update()

    def fit(self) -> None:
        """Be as high as the words need at this width."""
        width = self._look.px(WIDTH)
        # The size hint of wrapped labels is for another width: only this asks for ours.
        self.setFixedSize(width, self._line.totalHeightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the coloured edge."""
        super().paintEvent(event)
        edge = self.rect().adjusted(0, 0, _EDGE - self.width(), 0)
        QPainter(self).fillRect(edge, self._look.colour(self._tone))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while it is read."""
        self.watched.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on."""
        self.watched.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Dismiss on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        line = self._line
        line.addWidget(self._icon, 0, top)
        line.addLayout(self._words, 1)
        line.addWidget(self._cross, 0, top)
        self.setLayout(line)

    def _show_buttons(self, notice: Notice) -> None:
        if self._buttons:
            self._words.removeWidget(self._buttons)
            self._buttons.deleteLater()
        self._buttons = None
        if notice.buttons:
            self._buttons = box(words.buttons_of(self._look, notice, self.dismissed.emit))
            self._words.insertWidget(2, self._buttons)
            self._buttons.show()
