"""A text with headings, links and code in our look. It fetches nothing and opens nothing itself."""

from collections.abc import Callable

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser

from openfn_studio.ui.docs.code_html import code_html
from openfn_studio.ui.docs.markdown import markdown_html
from openfn_studio.ui.editor.syntax_style import AS_THEME, syntax_style
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, CAPTION, PAGE, SMALL, TITLE

Html = Callable[[], str]


class RichText(QTextBrowser):
    """Shows HTML or Markdown; it is made anew when the look changes.

    Signals:
        link_requested: The address of a link to the outside, as text.
        action_requested: What follows ``do:`` in a link of our own.
    """

    link_requested = Signal(object)
    action_requested = Signal(object)

    def __init__(self, look: Look, name: str, *, margin: int = 16) -> None:
        super().__init__()
        self._look = look
        self._margin = margin
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
        self.verticalScrollBar().setValue(place)

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
        h1 {{ font-size: {px(PAGE)}px; font-weight: 600; margin: {px(4)}px 0 {px(8)}px 0; }}
        h2 {{ font-size: {px(TITLE)}px; font-weight: 600; margin: {px(18)}px 0 {px(6)}px 0; }}
        h3, h4 {{ font-size: {px(BODY)}px; font-weight: 600;
          margin: {px(12)}px 0 {px(4)}px 0; }}
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
