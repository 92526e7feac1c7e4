"""One exchange in full: its bodies, headers and times, and the line of the job that made it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QTabBar, QToolButton, QWidget

from openfn_studio.ui.http import wording
from openfn_studio.ui.http.body_view import BodyView
from openfn_studio.ui.http.headers import HeadersView
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.running.exchanges import BodyText, ExchangeBench
from openfn_studio.workbench.running.facts import BodyFact, ExchangeFact

_TABS = ("Response", "Request", "Headers")
_RESPONSE, _REQUEST, _HEADERS = range(3)
_NARROW = 440
"""Below this width at 100 % time and size give way to the tabs."""


class BodyPage(QWidget):
    """A body with what is to be known about it, or the reason why there is none."""

    def __init__(self, look: Look, exchanges: ExchangeBench, name: str) -> None:
        super().__init__()
        self._exchanges = exchanges
        self._wanted = 0
        self._shown: tuple[BodyFact | None, str] | None = None
        self.view = BodyView(look, name)
        self.note = Label(look, "", SMALL, tone="warn", wrap=True)
        px = look.px
        noted = row(self.note, margins=(px(12), px(4), px(12), px(4)))
        self._note_row = bar(noted, kind="warn")
        self.nothing = Label(look, "", SMALL, tone="muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        padded = column(self.nothing, None, margins=(px(14), px(12), px(14), 0))
        self._empty = bar(padded, kind="surface")
        self.setLayout(column(self._note_row, self.view, self._empty))
        self._show_empty("")

    def show_body(self, body: BodyFact | None, headers: object, why_not: str) -> None:
        """Show a body; ``why_not`` is said when there is none."""
        if self._shown == (body, why_not):
            return
        self._shown = (body, why_not)
        self._wanted += 1
        if body is None or not body.size:
            self._show_empty(why_not)
            return
        wanted = self._wanted

        def on_done(text: BodyText) -> None:
            if wanted == self._wanted:
                self._show(text)

        self._exchanges.read_body(body, dict(headers), on_done, self)  # pyright: ignore[reportCallIssue,reportArgumentType]

    def _show(self, body: BodyText) -> None:
        self._empty.hide()
        self.view.show()
        self.view.show_text(body.text, body.kind)
        self.note.setText(body.note)
        self._note_row.setVisible(bool(body.note))

    def _show_empty(self, why: str) -> None:
        self._note_row.hide()
        self.view.hide()
        self.nothing.setText(why)
        self._empty.show()


class Detail(QFrame):
    """The exchange that is looked at.

    Args:
        look: The look.
        exchanges: Lays bodies out.
        menu: What can be done with the exchange.

    Signals:
        line_requested: The line of the job that made the request, and column 1.
        closed: It is not to be looked at any more.
    """

    line_requested = Signal(object, object)
    closed = Signal()

    def __init__(self, look: Look, exchanges: ExchangeBench, menu: QMenu) -> None:
        super().__init__()
        self._look = look
        self._exchange: ExchangeFact | None = None
        self.setProperty("bar", "surface")
        self.tabs = _tabs(look)
        self.summary = Label(look, "", SMALL, tone="muted", mono=True)
        self.place = Button(look, "", link=True)
        self.place.clicked.connect(self._go)
        self._more = ToolButton(look, "copy", "Copy, or make a rule of it", size=14)
        self._more.setMenu(menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._head = self._make_head()
        self.response = BodyPage(look, exchanges, "Response body")
        self.request = BodyPage(look, exchanges, "Request body")
        self.headers = HeadersView(look)
        self._pages = QStackedWidget()
        for page in (self.response, self.request, self.headers):
            self._pages.addWidget(page)
        self.setLayout(column(self._head, self._pages))
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self._rescale()
        look.changed.connect(self._rescale)

    @property
    def exchange(self) -> ExchangeFact | None:
        """What is looked at."""
        return self._exchange

    def show_exchange(self, exchange: ExchangeFact) -> None:
        """Look at another exchange, or at the same one further on."""
        if exchange == self._exchange:
            return
        is_other = self._exchange is None or exchange.id != self._exchange.id
        self._exchange = exchange
        if is_other and self.tabs.currentIndex() != _HEADERS:
            self.tabs.setCurrentIndex(_REQUEST if exchange.status is None else _RESPONSE)
        self._fit()
        self.summary.setText(_summary(exchange))
        self.place.setVisible(exchange.line is not None)
        self.place.setText(f"line {exchange.line}")
        self.place.setAccessibleName(f"Go to line {exchange.line}")
        why = exchange.problem or ("No answer yet." if exchange.is_open else "")
        self.response.show_body(
            exchange.response_body, exchange.response_headers, why or "The answer has no body."
        )
        self.request.show_body(
            exchange.request_body, exchange.request_headers, "The request has no body."
        )
        self.headers.show_exchange(exchange)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def show_tab(self, title: str) -> None:
        """Show ``Response``, ``Request`` or ``Headers``."""
        self.tabs.setCurrentIndex(_TABS.index(title))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave status, time and size out where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def focus(self) -> None:
        """Put the keyboard on what is shown."""
        page = self._pages.currentWidget()
        target = page.view if isinstance(page, BodyPage) and page.view.isVisible() else self.tabs
        (self.headers if page is self.headers else target).setFocus()

    def _make_head(self) -> QFrame:
        close = ToolButton(self._look, "x", "Close", shortcut="Esc", size=12)
        close.clicked.connect(self.closed)
        items = (self.tabs, None, self.summary, 8, self.place, self._more, close)
        margins = (0, 0, self._look.px(6), 0)
        return bar(row(*items, margins=margins, gap=4), kind="surface", edge="bottom")

    def _go(self) -> None:
        if self._exchange is not None and self._exchange.line is not None:
            self.line_requested.emit(self._exchange.line, 1)

    def _fit(self) -> None:
        has_room = self.width() >= self._look.px(_NARROW)
        status = wording.status_of(self._exchange) if has_room and self._exchange else ""
        self.tabs.setTabText(_RESPONSE, f"{_TABS[_RESPONSE]} {status}".strip())
        self.summary.setVisible(has_room)
        # The panel's own bar offers the same.
        self._more.setVisible(has_room)

    def _rescale(self) -> None:
        self.tabs.setFont(self._look.font(SMALL, 500))
        self._head.setFixedHeight(self._look.px(34))


def _summary(exchange: ExchangeFact) -> str:
    parts = (wording.took_of(exchange), wording.size_of(exchange))
    return "  ".join(part for part in parts if part)


def _tabs(look: Look) -> QTabBar:
    tabs = QTabBar()
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    tabs.setUsesScrollButtons(False)
    tabs.setMinimumWidth(look.px(120))
    tabs.setAccessibleName("Parts of the request")
    for title in _TABS:
        tabs.addTab(title)
    return tabs
