"""A label whose text is cut in its middle when there is no room: for paths."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL


class ElidedPath(QWidget):
    """One line in the code font; its beginning and its end stay to be seen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._refont()
        look.changed.connect(self._refont)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a line's height."""
        return QSize(self._look.px(60), QFontMetrics(self.font()).height() + self._look.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self._look.colour("text"))
        shown = QFontMetrics(self.font()).elidedText(
            self._text, Qt.TextElideMode.ElideMiddle, self.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), flags, shown)

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL, mono=True))
        self.setFixedHeight(self.sizeHint().height())
        self.update()
