"""Text in one of the sizes and tones of the theme."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY
from openfn_studio.ui.widgets.layouts import restyle


class Label(QLabel):
    """A text; it follows theme and scale.

    Args:
        look: The look.
        text: Shown as it is, never as markup.
        size: One of ``theme.sizes``.
        weight: 400, 500 or 600.
        tone: ``muted``, ``faint``, ``ok``, ``warn``, ``err``, ``info``, ``accent`` or nothing.
        mono: In the code font.
        wrap: Over several lines.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        size: int = BODY,
        weight: int = 400,
        tone: str = "",
        *,
        mono: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__(text)
        self._look = look
        self._kind = (size, weight, mono)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)
        self._refont()
        look.changed.connect(self._refont)

    def set_tone(self, tone: str) -> None:
        """Take another tone; empty is the plain text colour."""
        if self.property("tone") != tone:
            restyle(self, "tone", tone)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the font again: Qt forgets one that a label was given while nobody saw it."""
        super().showEvent(event)
        self._refont()

    def _refont(self) -> None:
        size, weight, mono = self._kind
        self.setFont(self._look.font(size, weight, mono=mono))
