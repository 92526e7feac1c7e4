"""The only file that names the Scintilla binding: a surface to write on, with its traps closed.

Positions are byte offsets into the UTF-8 text, lines count from 0: Scintilla's own units.
"""

import ctypes
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QColor,
    QContextMenuEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QFrame, QWidget
from pyside6_scintilla import Scintilla, ScintillaEdit

from openfn_studio.language.positions import Positions, Unit

Element = Scintilla.Element
FindOption = Scintilla.FindOption
IndicatorStyle = Scintilla.IndicatorStyle
MarkerSymbol = Scintilla.MarkerSymbol
Update = Scintilla.Update

_MESSAGE = Scintilla.Message
_INSERTED = int(Scintilla.ModificationFlags.InsertText)
_DELETED = int(Scintilla.ModificationFlags.DeleteText)
_UTF8 = 65001
_UTF16_INDEX = int(Scintilla.LineCharacterIndexType.Utf16)
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_ODD_LINE_END = re.compile(rb"\xe2\x80[\xa8\xa9]")
_EOL_MODES = {"\r\n": 0, "\r": 1, "\n": 2}
_SHIFT, _CTRL, _ALT = 1, 2, 4
_COLUMN_KEYS = {
    Scintilla.Keys.Down: _MESSAGE.LineDownRectExtend,
    Scintilla.Keys.Up: _MESSAGE.LineUpRectExtend,
    Scintilla.Keys.Left: _MESSAGE.CharLeftRectExtend,
    Scintilla.Keys.Right: _MESSAGE.CharRightRectExtend,
}
_WORD_CHARACTERS = "".join(
    chr(code) for code in range(1, 128) if chr(code).isalnum() or chr(code) in "_$"
)
KeyHandler = Callable[[QKeyEvent], bool]
"""Gets a key press before Scintilla does; True when it has dealt with it."""
MouseHandler = Callable[[QMouseEvent], bool]
"""Gets a press of a mouse button before Scintilla does; True when it has dealt with it."""


@dataclass(frozen=True, slots=True)
class Change:
    """Text went in or out; never both at once."""

    position: int
    inserted: bytes
    deleted: bytes


class Surface(ScintillaEdit):
    """The text area itself.

    Signals:
        loaded: The whole text is another one.
        text_changed: A ``Change``. Nothing may be edited while it is delivered: Scintilla drops it.
        typed: A character the user typed, after it is there.
        files_dropped: A tuple of ``Path``.
        menu_requested: Where, a ``QPoint`` on the screen.
        pointer_moved: A ``QPoint``, or None when the pointer left.
        focus_moved: Whether the surface has the keyboard.
    """

    loaded = Signal()
    text_changed = Signal(object)
    typed = Signal(object)
    files_dropped = Signal(object)
    menu_requested = Signal(object)
    pointer_moved = Signal(object)
    focus_moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key_handlers: list[KeyHandler] = []
        self.mouse_handlers: list[MouseHandler] = []
        self._has_surrogates = False
        self.has_odd_line_ends = False
        """Whether it held a U+2028 or U+2029: JavaScript ends a line there, Scintilla does not."""
        self.setCodePage(_UTF8)
        self.setModEventMask(_INSERTED | _DELETED)
        self.allocateLineCharacterIndex(_UTF16_INDEX)
        self._use_own_keys()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.usePopUp(0)
        self.setAccessibleName("Code editor")
        self.viewport().setMouseTracking(True)
        self.modified.connect(self._on_modified)
        self.charAdded.connect(lambda code: self.typed.emit(chr(int(code))))

    def show_text_of(self, other: "Surface") -> None:
        """Show the text of another surface: what is typed in one is in both."""
        self.set_doc(other.get_doc())
        self.allocateLineCharacterIndex(_UTF16_INDEX)
        self._note(self.raw())

    # ------------------------------------------------------------------ text

    def raw(self) -> bytes:
        """Return the whole text in UTF-8; lone surrogates as ``surrogatepass`` writes them."""
        return self.part(0, self.textLength())

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions; ends outside of the text are brought in."""
        # Past the end Scintilla hands out whatever lies in memory.
        last = min(end, self.textLength())
        first = max(0, start)
        return bytes(self.get_text_range(first, last).data()) if last > first else b""

    def text(self) -> str:
        """Return the whole text."""
        return self.raw().decode("utf-8", "surrogatepass")

    def parsable(self) -> bytes:
        """Return the text as UTF-8 that every parser takes: lone surrogates are U+FFFD."""
        data = self.raw()
        return _SURROGATE.sub(b"\xef\xbf\xbd", data) if self._has_surrogates else data

    def load(self, text: str) -> None:
        """Show another text; it cannot be undone, and counts as saved."""
        data = text.encode("utf-8", "surrogatepass")
        self._has_surrogates = self.has_odd_line_ends = False
        self._note(data)
        was_read_only = self.readOnly()
        self.setReadOnly(False)
        self.setModEventMask(0)
        self.setUndoCollection(False)
        self.send(int(_MESSAGE.ClearAll))
        self._send_bytes(_MESSAGE.AppendText, len(data), data)
        self.setUndoCollection(True)
        self.emptyUndoBuffer()
        self.setSavePoint()
        self.gotoPos(0)
        self.setReadOnly(was_read_only)
        self.setModEventMask(_INSERTED | _DELETED)
        self.loaded.emit()

    def replace(self, start: int, end: int, data: bytes) -> None:
        """Write bytes instead of those between two positions; NUL and all others are kept."""
        self.setTargetRange(start, end)
        self._send_bytes(_MESSAGE.ReplaceTarget, len(data), data)

    def line_bytes(self, line: int) -> bytes:
        """Return a line without its end."""
        return self.part(self.positionFromLine(line), self.lineEndPosition(line))

    def use_line_end(self, line_end: str) -> None:
        """Say which line end the Enter key and pasted text get: LF, CR LF or CR."""
        self.setEOLMode(_EOL_MODES[line_end])
        self.setPasteConvertEndings(True)

    @property
    def line_end(self) -> bytes:
        """What the Enter key writes."""
        return (b"\r\n", b"\r", b"\n")[self.eOLMode()]

    # ------------------------------------------------------------------ places

    def position_of(self, utf16: int) -> int:
        """Return the position of an offset counted in UTF-16 code units."""
        if self._has_surrogates:
            return Positions(self.text()).convert(utf16, Unit.UTF16, Unit.UTF8)
        line = self.lineFromIndexPosition(max(0, utf16), _UTF16_INDEX)
        rest = utf16 - self.indexPositionFromLine(line, _UTF16_INDEX)
        start = self.positionFromLine(line)
        if rest <= 0:
            return start
        found = self.positionRelativeCodeUnits(start, rest)
        if found <= 0:
            # Scintilla's word for past the end, and for the middle of the last character.
            found = self.positionRelativeCodeUnits(start, rest - 1) if rest > 1 else start
            return found if found > 0 or rest == 1 else self.textLength()
        return found

    def utf16_of(self, position: int) -> int:
        """Return the offset in UTF-16 code units of a position."""
        if self._has_surrogates:
            return Positions(self.text()).convert(position, Unit.UTF8, Unit.UTF16)
        line = self.lineFromPosition(position)
        start = self.positionFromLine(line)
        return self.indexPositionFromLine(line, _UTF16_INDEX) + self.countCodeUnits(start, position)

    # ------------------------------------------------------------------ paint

    def write_styles(self, start: int, styles: bytes) -> None:
        """Give the bytes from a position on their styles, one byte each."""
        self.startStyling(start, 0)
        self._send_bytes(_MESSAGE.SetStylingEx, len(styles), styles)

    def use_lexer(self, lexer_pointer: int) -> None:
        """Colour by a lexer that was detached from its owner; 0 is for our own colours."""
        self.setILexer(lexer_pointer)

    def register_picture(self, marker: int, width: int, height: int, rgba: bytes) -> None:
        """Define a marker by a picture."""
        self.rGBAImageSetWidth(width)
        self.rGBAImageSetHeight(height)
        self._send_bytes(_MESSAGE.MarkerDefineRGBAImage, marker, rgba)

    def paint_element(self, element: Element, colour: QColor) -> None:
        """Set the colour of a part such as the caret or the selection."""
        self.setElementColour(int(element), bgr(colour) | colour.alpha() << 24)

    def fill(self, indicator: int, stretches: list[tuple[int, int]]) -> None:
        """Draw an indicator under stretches of text, and nowhere else."""
        self.setIndicatorCurrent(indicator)
        self.indicatorClearRange(0, self.textLength())
        for start, end in stretches:
            self.indicatorFillRange(start, end - start)

    # ------------------------------------------------------------------ Qt

    def setFocus(self, *reason: Qt.FocusReason) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Take the keyboard; the binding's own ``setFocus`` only draws as if."""
        QWidget.setFocus(self, *reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer a key to the handlers first."""
        if _is_shortcut(event):
            # Of an action that is switched off now: it must not be typed instead.
            event.ignore()
        elif any(handler(event) for handler in self.key_handlers):
            event.accept()
        else:
            super().keyPressEvent(event)

    def paste_text(self) -> None:
        """Paste, if there is something: on an empty clipboard Scintilla crashes."""
        if QGuiApplication.clipboard().mimeData() is not None:
            self.paste()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Offer a press to the handlers first."""
        is_empty_paste = event.button() == Qt.MouseButton.MiddleButton and (
            QGuiApplication.clipboard().mimeData(QClipboard.Mode.Selection) is None
        )
        if is_empty_paste or any(handler(event) for handler in self.mouse_handlers):
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is."""
        super().mouseMoveEvent(event)
        self.pointer_moved.emit(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer left."""
        super().leaveEvent(event)
        self.pointer_moved.emit(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for our menu; by the Menu key it opens at the caret."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.point_of(self.currentPos()))
        else:
            self._put_caret_at(event.pos())
        self.menu_requested.emit(place)

    def _put_caret_at(self, point: QPoint) -> None:
        """Let a menu be about what was clicked; a selection that was clicked stays."""
        position = self.positionFromPoint(point.x(), point.y())
        if not self.selectionStart() <= position <= self.selectionEnd():
            self.setEmptySelection(position)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files as files to open, and anything else as text."""
        data = event.mimeData()
        urls = [url for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
        if urls:
            event.acceptProposedAction()
            self.files_dropped.emit(tuple(Path(url.toLocalFile()) for url in urls))
        else:
            super().dropEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard came."""
        super().focusInEvent(event)
        self.focus_moved.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard went."""
        super().focusOutEvent(event)
        self.focus_moved.emit(False)

    def point_of(self, position: int) -> QPoint:
        """Return where a position is drawn, in the viewport, at its line's foot."""
        x, y = self.pointXFromPosition(position), self.pointYFromPosition(position)
        return QPoint(x, y + self.textHeight(self.lineFromPosition(position)))

    # ------------------------------------------------------------------ inside

    def _on_modified(
        self, kind: int, position: int, _length: int, _lines: int, text: object, *_: int
    ) -> None:
        data = bytes(text.data())  # type: ignore[attr-defined]  # a QByteArray
        if int(kind) & _INSERTED:
            self._note(data)
            self.text_changed.emit(Change(position, data, b""))
        elif int(kind) & _DELETED:
            self.text_changed.emit(Change(position, b"", data))

    def _use_own_keys(self) -> None:
        """Take away the keys that mean something else here, and set up many carets."""
        for key in "DLTU/[]\\":
            for modifiers in (_CTRL, _CTRL | _SHIFT):
                self.clearCmdKey(ord(key) | modifiers << 16)
        for arrow, command in _COLUMN_KEYS.items():
            self.clearCmdKey(int(arrow) | (_ALT | _SHIFT) << 16)
            self.assignCmdKey(int(arrow) | (_ALT | _SHIFT | _CTRL) << 16, int(command))
        self.setMultipleSelection(True)
        self.setAdditionalSelectionTyping(True)
        self.setMultiPaste(1)
        self.setVirtualSpaceOptions(1)
        self.setMouseSelectionRectangularSwitch(True)
        self.setRectangularSelectionModifier(_ALT)
        self.setWordChars(_WORD_CHARACTERS)

    def _note(self, data: bytes) -> None:
        """Notice what makes counting harder; most texts are ASCII and hold nothing of it."""
        if data.isascii():
            return
        self._has_surrogates = self._has_surrogates or bool(_SURROGATE.search(data))
        self.has_odd_line_ends = self.has_odd_line_ends or bool(_ODD_LINE_END.search(data))

    def _send_bytes(self, message: Scintilla.Message, number: int, data: bytes) -> int:
        """Send a message with bytes; the binding's own methods take no bytes and stop at NUL."""
        buffer = ctypes.create_string_buffer(data, len(data) or 1)
        return self.send(int(message), number, ctypes.addressof(buffer))


def bgr(colour: QColor) -> int:
    """Return a colour as Scintilla writes it, without its alpha."""
    return colour.red() | colour.green() << 8 | colour.blue() << 16


def _is_shortcut(event: QKeyEvent) -> bool:
    """Return whether a key with Alt would type something. On macOS that is how letters are made."""
    modifiers = event.modifiers()
    is_alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    is_third_level = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    is_typing = event.text().isprintable() and bool(event.text())
    return is_alt and not is_third_level and is_typing and sys.platform != "darwin"
