"""A body to read: text in the theme's colours; a giant comes in slices and costs what is seen."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import (
    QColor,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from openfn_studio.ui.http.body_colours import colours_of
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.workbench.running.exchanges import BodyKind

_SLICE = 16_000
"""Characters put in at once: a few milliseconds."""
_COLOURED = 1
"""The state of a block whose colours are set."""


class BodyView(QPlainTextEdit):
    """Read-only text of a kind.

    Args:
        look: The look.
        name: For screen readers.
    """

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._kind: BodyKind = "text"
        self._left = ""
        self._filling = QTimer(self, interval=0)
        self._filling.timeout.connect(self._fill)
        self._colouring = QTimer(self, interval=0, singleShot=True)
        self._colouring.timeout.connect(self._colour_visible)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(look.px(10))
        # Connected directly, the value would be taken for the timer's interval.
        self.verticalScrollBar().valueChanged.connect(lambda _: self._colouring.start())
        look.changed.connect(self._on_look_changed)
        self._refont()

    @property
    def is_filling(self) -> bool:
        """True while a giant is still coming in."""
        return self._filling.isActive()

    def show_text(self, text: str, kind: BodyKind) -> None:
        """Show another text from its beginning."""
        self._kind = kind
        self._filling.stop()
        self.setPlainText(text[:_SLICE])
        self._left = text[_SLICE:]
        if self._left:
            self._filling.start()
        self._colouring.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Colour what has come into view."""
        super().resizeEvent(event)
        self._colouring.start()

    def _fill(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(self._left[:_SLICE])
        self._left = self._left[_SLICE:]
        if not self._left:
            self._filling.stop()
        self._colouring.start()

    def _colour_visible(self) -> None:
        block = self.firstVisibleBlock()
        # Two screens, so that a turn of the wheel shows no plain line.
        rows = 2 * self.viewport().height() // max(self.fontMetrics().height(), 1) + 2
        while block.isValid() and rows > 0:
            if block.userState() != _COLOURED:
                self._colour(block)
            block = block.next()
            rows -= 1

    def _colour(self, block: QTextBlock) -> None:
        text = block.text()
        formats = [
            _format(start, length, self._look.colour(role))
            for start, length, role in colours_of(text, self._kind)
        ]
        # Qt counts UTF-16 code units: a line with anything beyond stays plain rather than wrong.
        if formats and max(text) <= "\uffff":
            block.layout().setFormats(formats)
            self.document().markContentsDirty(block.position(), block.length())
        # The last line may still grow while a giant comes in.
        is_whole = block.next().isValid() or not self._left
        block.setUserState(_COLOURED if is_whole else -1)

    def _on_look_changed(self) -> None:
        self._refont()
        block = self.document().firstBlock()
        while block.isValid():
            block.setUserState(-1)
            block = block.next()
        self._colouring.start()

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL, mono=True))


def _format(start: int, length: int, colour: QColor) -> QTextLayout.FormatRange:
    given = QTextLayout.FormatRange()
    given.start = start  # pyright: ignore[reportAttributeAccessIssue]
    given.length = length  # pyright: ignore[reportAttributeAccessIssue]
    style = QTextCharFormat()
    style.setForeground(colour)
    given.format = style  # pyright: ignore[reportAttributeAccessIssue]
    return given
