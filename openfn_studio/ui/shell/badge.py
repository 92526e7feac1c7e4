"""A dot on a button: something there wants to be seen."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.theme.look import Look


class Badge(QWidget):
    """An 8 px dot in the upper right corner of a button, with a ring of the ground's colour."""

    def __init__(self, look: Look, button: QWidget, role: str = "accent") -> None:
        super().__init__(button)
        self._look = look
        self._role = role
        self._button = button
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        button.installEventFilter(self)
        self.hide()
        self._place()
        look.changed.connect(self._place)

    def show_dot(self, role: str | None) -> None:
        """Show the dot in a role's colour, or none."""
        self._role = role or self._role
        self.setVisible(role is not None)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the button changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("sunken"), 2))
        painter.setBrush(self._look.colour(self._role))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))

    def _place(self) -> None:
        side = self._look.px(11)
        self.setGeometry(
            self._button.width() - side - self._look.px(5), self._look.px(5), side, side
        )
