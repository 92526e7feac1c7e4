"""A check box whose tick follows the theme."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL


class Check(QCheckBox):
    """A check box. The tick is painted on top: a picture in the style sheet has one colour."""

    def __init__(self, look: Look, text: str = "") -> None:
        super().__init__(text)
        self._look = look
        self._refont()
        look.changed.connect(self._refont)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        place = QRectF(self.style().subElementRect(part, option, self)).adjusted(2, 2, -2, -2)
        self._look.draw_icon(QPainter(self), "check", place, "on_accent", 3)

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL))
