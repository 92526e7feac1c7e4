"""A read-only text of JSON that colours only the lines in view."""

import re

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL

_TOKEN = re.compile(
    r'(?P<property>"(?:[^"\\]|\\.)*"(?=:))|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<keyword>\b(?:true|false|null)\b)|(?P<number>-?\d[\d.eE+-]*)"
)
_LONGEST = 2_000
_NEAR_END = 60
_MARGIN = 8


class RawText(QPlainTextEdit):
    """Text that grows at its end when somebody scrolls there.

    Signals:
        end_neared: The end of the text comes into view.
    """

    end_neared = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._is_json = True
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(_MARGIN)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._colour_lines)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._refont()
        look.changed.connect(self._refont)

    def begin(self, name: str, *, is_json: bool) -> None:
        """Empty it for another value: indented JSON, or a text that is wrapped."""
        self._is_json = is_json
        self.setAccessibleName(name)
        modes = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(modes.NoWrap if is_json else modes.WidgetWidth)
        self.clear()
        self.setExtraSelections([])

    def add(self, text: str) -> None:
        """Add text at the end; what is in view and selected stays."""
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText(text)
        self._soon.start()
        self._on_scrolled()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Colour the lines that come into view."""
        super().resizeEvent(event)
        self._soon.start()

    def _on_scrolled(self) -> None:
        self._soon.start()
        bar = self.verticalScrollBar()
        if bar.value() + bar.pageStep() + _NEAR_END >= bar.maximum():
            self.end_neared.emit()

    def _colour_lines(self) -> None:
        if not self._is_json:
            return
        selections: list[QTextEdit.ExtraSelection] = []
        formats = {role: _ink(self._look.colour(role)) for role in _TOKEN.groupindex}
        block = self.firstVisibleBlock()
        bottom = self.viewport().height()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > bottom:
                break
            for token in _TOKEN.finditer(block.text()[:_LONGEST]):
                selection = QTextEdit.ExtraSelection()
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + token.start())
                cursor.setPosition(block.position() + token.end(), QTextCursor.MoveMode.KeepAnchor)
                selection.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
                selection.format = formats[token.lastgroup or "string"]  # pyright: ignore[reportAttributeAccessIssue]
                selections.append(selection)
            block = block.next()
        self.setExtraSelections(selections)

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL, mono=True))
        self._soon.start()


def _ink(colour: QColor) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setForeground(colour)
    return ink
