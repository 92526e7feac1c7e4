"""A text with headings, links and code in our look. It fetches nothing and opens nothing itself."""

from collections.abc import Callable

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit

from openfn_studio.ui.docs.code_html import code_html
from openfn_studio.ui.docs.markdown import markdown_html
from openfn_studio.ui.editor.syntax_style import AS_THEME, syntax_style
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, CAPTION, PAGE, SMALL, TITLE

Html = Callable[[], str]
_HEADINGS = {1: PAGE, 2: TITLE}


class RichText(QTextBrowser):
    """Shows HTML or Markdown; it is made anew when the look changes.

    Args:
        look: The look.
        name: What screen readers call it.
        margin: Around the text, in pixels at 100 %.
        widest: Longer lines are hard to read: so wide is the text at most, at 100 %; 0 for any.

    Signals:
        link_requested: The address of a link to the outside, as text.
        action_requested: What follows ``do:`` in a link of our own.
    """

    link_requested = Signal(object)
    action_requested = Signal(object)

    def __init__(self, look: Look, name: str, *, margin: int = 16, widest: int = 0) -> None:
        super().__init__()
        self._look = look
        self._margin = margin
        self._widest = widest
        self._needle = ""
        self._html: Html = str
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(False)
        self.anchorClicked.connect(self._on_link)
        look.changed.connect(self._refresh)

    def show_html(self, html: Html) -> None:
        """Show what ``html`` returns; it is asked again when colours change."""
        self._html = html
        self._refresh()

    def show_markdown(self, text: str) -> None:
        """Show a Markdown text."""
        self.show_html(lambda: markdown_html(text, self.code))

    def code(self, text: str) -> str:
        """Return code as HTML in the colours of the theme."""
        return code_html(text, syntax_style(self._look, AS_THEME))

    def find_words(self, words: str, *, onwards: bool) -> bool:
        """Mark every place that has these words and go to one.

        Args:
            words: What is looked for, in any case; empty takes the marks away.
            onwards: Go to the place after the current one, instead of the first.

        Returns:
            Whether there is such a place.
        """
        self._needle = words
        places = self._places(words)
        after = self.textCursor().selectionEnd() if onwards else 0
        target = next((each for each in places if each.selectionStart() >= after), None)
        target = target or next(iter(places), None)
        if target:
            self.setTextCursor(target)
        self._mark(places)
        return target is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room at the right of a text that is as wide as it may be."""
        super().resizeEvent(event)
        self._narrow()

    def loadResource(self, kind: int, name: QUrl) -> object:
        """Load nothing: a text has no pictures, and nothing is fetched."""
        return None

    def _refresh(self) -> None:
        document = self.document()
        document.setDocumentMargin(self._look.px(self._margin))
        document.setDefaultFont(self._look.font(BODY))
        document.setDefaultStyleSheet(_style(self._look))
        place = self.verticalScrollBar().value()
        self.setHtml(self._html())
        self._size_headings()
        self._mark(self._places(self._needle))
        self._narrow()
        self.verticalScrollBar().setValue(place)

    def _size_headings(self) -> None:
        """Give headings our sizes: Qt enlarges them on top of what the style sheet says."""
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                cursor = QTextCursor(block)
                cursor.movePosition(
                    QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
                )
                format_ = cursor.charFormat()
                format_.clearProperty(QTextFormat.Property.FontSizeAdjustment)
                format_.setFont(self._look.font(_HEADINGS.get(level, BODY), 600))
                cursor.setCharFormat(format_)
            block = block.next()

    def _places(self, words: str) -> list[QTextCursor]:
        document, found = self.document(), list[QTextCursor]()
        place = document.find(words) if words else QTextCursor()
        while not place.isNull():
            found.append(place)
            place = document.find(words, place)
        return found

    def _mark(self, places: list[QTextCursor]) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        for place in places:
            is_current = place.selectionStart() == self.textCursor().selectionStart()
            mark = QTextEdit.ExtraSelection()
            mark.cursor = place  # pyright: ignore[reportAttributeAccessIssue]
            format_ = QTextCharFormat()
            format_.setBackground(self._look.colour("accent_fill" if is_current else "warn_soft"))
            format_.setForeground(self._look.colour("on_accent" if is_current else "warn"))
            mark.format = format_  # pyright: ignore[reportAttributeAccessIssue]
            marks.append(mark)
        self.setExtraSelections(marks)

    def _narrow(self) -> None:
        if not self._widest:
            return
        margin = self._look.px(self._margin)
        spare = self.viewport().width() - self._look.px(self._widest)
        frame = self.document().rootFrame()
        format_ = frame.frameFormat()
        right = margin + max(0, spare)
        if format_.rightMargin() != right:
            format_.setRightMargin(right)
            frame.setFrameFormat(format_)

    def _on_link(self, url: QUrl) -> None:
        address = url.toString()
        if address.startswith("do:"):
            self.action_requested.emit(address.removeprefix("do:"))
        elif address.startswith("#"):
            self.scrollToAnchor(address[1:])
        elif url.scheme() in ("http", "https", "mailto"):
            self.link_requested.emit(address)


def _style(look: Look) -> str:
    """Return the style sheet of texts: Qt knows a small part of CSS."""
    px, hexes = look.px, look.theme.hex
    mono = ", ".join(f"'{family}'" for family in look.font(mono=True).families())
    return f"""
        body, p, li, td, th {{ color: {hexes["text"]}; }}
        p, ul, ol, pre, table {{ margin-top: 0; margin-bottom: {px(8)}px; }}
        li {{ margin-bottom: {px(4)}px; }}
        h1 {{ margin-top: {px(4)}px; margin-bottom: {px(8)}px; }}
        h2 {{ margin-top: {px(20)}px; margin-bottom: {px(6)}px; }}
        h3, h4 {{ margin-top: {px(12)}px; margin-bottom: {px(4)}px; }}
        a {{ color: {hexes["accent"]}; text-decoration: none; }}
        b {{ font-weight: 600; }}
        code, pre, .mono {{ font-family: {mono}; font-size: {px(SMALL)}px; }}
        code {{ background-color: {hexes["sunken"]}; }}
        pre {{ white-space: pre-wrap; background-color: {hexes["chrome"]};
          color: {hexes["text"]}; }}
        .muted {{ color: {hexes["text_muted"]}; }}
        .faint {{ color: {hexes["text_faint"]}; font-size: {px(CAPTION)}px; }}
        .warn {{ color: {hexes["warn"]}; }}
        .head {{ font-size: {px(SMALL)}px; font-weight: 600; color: {hexes["text_muted"]};
          margin-top: {px(14)}px; margin-bottom: {px(4)}px; }}
        .parameter {{ margin-left: {px(10)}px; }}
        .small {{ font-size: {px(SMALL)}px; }}
        th {{ color: {hexes["text_faint"]}; font-size: {px(CAPTION)}px; font-weight: 500;
          text-align: left; }}
        td, th {{ padding: {px(3)}px {px(12)}px {px(3)}px 0; }}
        hr {{ background-color: {hexes["line"]}; }}
        blockquote {{ color: {hexes["text_muted"]}; }}
    """
