"""A card that floats over the text: a signature, what a function does, what a value looks like."""

from html import escape

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL

_WIDTH_EM = 34
"""How wide a card may be, in widths of the letter M."""


class Card(QFrame):
    """Shows a few lines of rich text next to a place in the text; takes no keyboard.

    Args:
        look: The look.
        editor: Over which widget; the card lies in that widget's window, above all else.
    """

    def __init__(self, look: Look, editor: QWidget) -> None:
        super().__init__(editor)
        self._look = look
        self._editor = editor
        self.setProperty("bar", "raised")
        self.setProperty("edge", "all")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        px = look.px
        layout.setContentsMargins(px(10), px(7), px(10), px(8))
        layout.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """The markup that is shown."""
        return self._text.text()

    def show_at(self, markup: str, line: QRect, *, above: bool) -> None:
        """Show some markup beside a line.

        Args:
            markup: Qt's rich text; ``line_of`` and ``paragraph`` make it.
            line: Where the line is, on the screen; the card begins at its left edge.
            above: Whether the card prefers to stand above it.
        """
        self._text.setFont(self._look.font(SMALL))
        self._text.setText(markup)
        window = self._editor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.resize(self._fitting_size(window))
        place = place_beside(self.size(), QRect(window.mapFromGlobal(line.topLeft()), line.size()),
                             window.size(), above=above)  # fmt: skip
        self.move(place)
        self.show()
        self.raise_()

    def _fitting_size(self, window: QWidget) -> QSize:
        em = QFontMetrics(self._text.font()).horizontalAdvance("M")
        margins = self.contentsMargins()
        layout = self.layout()
        edges = layout.contentsMargins() if layout else margins
        sides = edges.left() + edges.right() + 2
        room = min(_WIDTH_EM * em, window.width() - 2 * sides)
        self._text.setWordWrap(False)
        width = min(self._text.sizeHint().width(), room)
        self._text.setWordWrap(True)
        height = self._text.heightForWidth(width)
        return QSize(width + sides, height + edges.top() + edges.bottom() + 2)


def place_beside(size: QSize, line: QRect, room: QSize, *, above: bool) -> QPoint:
    """Return where something of a size goes beside a line, inside a room; all in one system."""
    gap = 2
    over, under = line.top() - size.height() - gap, line.bottom() + gap
    fits_over, fits_under = over >= 0, under + size.height() <= room.height()
    is_over = fits_over if above else not fits_under and fits_over
    x = max(0, min(line.left(), room.width() - size.width()))
    return QPoint(x, over if is_over else under)


def code_line(look: Look, text: str, strong: str = "", *, role: str = "text") -> str:
    """Return a line in the code font; the part ``strong`` of it in the accent."""
    family = look.font(mono=True).families()[0]
    shown = escape(text)
    if strong:
        part = escape(strong)
        colour = look.hex("accent")
        marked = f'<span style="color:{colour}; font-weight:600">{part}</span>'
        shown = shown.replace(part, marked, 1)
    return (
        f"<div style=\"font-family:'{family}'; color:{look.hex(role)}; "
        f'white-space:pre-wrap">{shown}</div>'
    )


def paragraph(look: Look, text: str, *, role: str = "text_muted") -> str:
    """Return a paragraph of plain words."""
    words = escape(" ".join(text.split()))
    return f'<div style="color:{look.hex(role)}; margin-top:4px">{words}</div>' if words else ""
