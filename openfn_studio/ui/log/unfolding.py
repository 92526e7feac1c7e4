"""Unfolded messages laid out for painting: broken into lines, objects in the theme's colours."""

import re
from collections import OrderedDict

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from openfn_studio.ui.log.wording import unfolded
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL

_TOKEN = re.compile(
    r'(?P<property>(?:"(?:[^"\\]|\\.)*"|[\w$-]+)(?=\s*: ))'
    r"|(?P<string>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<number>(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))"
    r"|(?P<keyword>\b(?:true|false|null|undefined)\b)"
)
_MOST_COLOURED = 4_000
"""Tokens; the rest of a giant stays plain."""
_KEPT = 64


class Unfolding:
    """Lays messages out at a width, and keeps the latest layouts.

    Args:
        look: Font and colours.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._kept: OrderedDict[tuple[str, int, bool], QTextLayout] = OrderedDict()
        look.changed.connect(self._kept.clear)

    def layout(self, text: str, width: int, *, is_error: bool) -> QTextLayout:
        """Return a message's layout at a width.

        Args:
            text: The message as it was logged.
            width: Of its column, in pixels.
            is_error: It says why the run failed: message, the job's line, what can be done.
        """
        key = (text, width, is_error)
        found = self._kept.pop(key, None) or self._made(text, width, is_error)
        self._kept[key] = found
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def _made(self, text: str, width: int, is_error: bool) -> QTextLayout:
        whole = text if is_error else unfolded(text)
        font = self._look.font(SMALL, mono=True)
        # Qt breaks a layout at U+2028, and paints nothing for a carriage return.
        layout = QTextLayout(whole.replace("\r\n", "\u2028").replace("\n", "\u2028"), font)
        option = QTextOption()
        # The box of versions would fall apart.
        is_box = whole.startswith("╭")
        wrap, no_wrap = (
            QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere,
            QTextOption.WrapMode.NoWrap,
        )
        option.setWrapMode(no_wrap if is_box else wrap)
        option.setTabStopDistance(4 * QFontMetricsF(font).horizontalAdvance(" "))
        layout.setTextOption(option)
        layout.setFormats(self._error_formats(whole) if is_error else self._formats(whole))
        layout.setCacheEnabled(True)
        step = line_step(self._look)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 40))
            line.setPosition(QPointF(0, top))
            top += step
        layout.endLayout()
        return layout

    def _formats(self, text: str) -> list[QTextLayout.FormatRange]:
        if "\n" not in text or text.startswith("╭"):
            return []
        formats: list[QTextLayout.FormatRange] = []
        for found in _TOKEN.finditer(text):
            if len(formats) == _MOST_COLOURED:
                break
            role = found.lastgroup or "string"
            formats.append(_format(found.start(), found.end(), self._look.colour(role)))
        return _in_utf16(text, formats)

    def _error_formats(self, text: str) -> list[QTextLayout.FormatRange]:
        """Colour the message, and the caret under the job's line."""
        err = self._look.colour("err")
        formats = [_format(0, len(text.split("\n", 1)[0]), err)]
        caret = re.search(r"^ +\^+ *$", text, re.MULTILINE)
        if caret:
            formats.append(_format(caret.start(), caret.end(), err))
        return _in_utf16(text, formats)


def line_step(look: Look) -> int:
    """Return the distance of two lines of one message, in pixels."""
    return round(QFontMetricsF(look.font(SMALL, mono=True)).height()) + look.px(2)


def _format(start: int, end: int, colour: QColor) -> QTextLayout.FormatRange:
    given = QTextLayout.FormatRange()
    given.start = start  # pyright: ignore[reportAttributeAccessIssue]
    given.length = end - start  # pyright: ignore[reportAttributeAccessIssue]
    style = QTextCharFormat()
    style.setForeground(colour)
    given.format = style  # pyright: ignore[reportAttributeAccessIssue]
    return given


def _in_utf16(text: str, formats: list[QTextLayout.FormatRange]) -> list[QTextLayout.FormatRange]:
    """Move formats where characters outside the basic plane count twice; in place."""
    if text.isascii() or max(text) <= "\uffff":
        return formats
    extra = 0
    done = 0
    for one in formats:
        start: int = one.start  # pyright: ignore[reportAttributeAccessIssue]
        length: int = one.length  # pyright: ignore[reportAttributeAccessIssue]
        extra += sum(character > "\uffff" for character in text[done:start])
        inside = sum(character > "\uffff" for character in text[start : start + length])
        one.start = start + extra  # pyright: ignore[reportAttributeAccessIssue]
        one.length = length + inside  # pyright: ignore[reportAttributeAccessIssue]
        extra += inside
        done = start + length
    return formats
