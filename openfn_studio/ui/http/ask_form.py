"""A rule asks the user for an answer: the form that gives it, while the job waits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit

from openfn_studio.errors import StudioError
from openfn_studio.state.reading import read_json
from openfn_studio.ui.http import wording
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, restyle, row
from openfn_studio.workbench.running.facts import ExchangeFact

_LOWEST, _HIGHEST = 200, 599


class BodyField(QPlainTextEdit):
    """A few lines of JSON; Ctrl+Enter sends.

    Signals:
        sent: Ctrl+Enter was pressed.
    """

    sent = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("{}")
        self._look = look
        self.setProperty("field", "true")
        self.setAccessibleName("Body of the answer")
        self.setTabChangesFocus(True)
        self._rescale()
        look.changed.connect(self._rescale)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send by Ctrl+Enter; the rest is typing."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)

    def _rescale(self) -> None:
        self.setFont(self._look.font(SMALL, mono=True))
        self.setFixedHeight(2 * self.fontMetrics().lineSpacing() + self._look.px(14))


class AskForm(QFrame):
    """Asks for status and body of one request's answer.

    Signals:
        answered: The id of the exchange, the status, the body as it was typed.
        refused: The id of the exchange: the request is to fail.
    """

    answered = Signal(object, object, object)
    refused = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._exchange: ExchangeFact | None = None
        self._done: set[int] = set()
        self.setProperty("bar", "warn")
        self.setProperty("edge", "bottom")
        self.question = Label(look, "", SMALL, 600, wrap=True)
        self.status = QLineEdit("200")
        self.status.setValidator(QIntValidator(_LOWEST, _HIGHEST, self.status))
        self.status.setAccessibleName("Status of the answer")
        self.body = BodyField(look)
        self.check = Label(look, "", SMALL, tone="muted")
        self.answer = Button(look, "Answer", primary=True)
        self.answer.setToolTip("Answer  Ctrl+Enter")
        self.refuse = Button(look, "Refuse")
        self.refuse.setToolTip("Let the request fail, as if there were no network")
        self._lay_out()
        self.status.textChanged.connect(self._check)
        self.body.textChanged.connect(self._check)
        self.answer.clicked.connect(self._answer)
        self.body.sent.connect(self._answer)
        self.status.returnPressed.connect(self._answer)
        self.refuse.clicked.connect(self._refuse)
        self.hide()

    @property
    def exchange(self) -> ExchangeFact | None:
        """The request that waits, or None."""
        return self._exchange

    def show_waiting(self, waiting: list[ExchangeFact]) -> bool:
        """Ask about the first request that waits; hide when none does. True for a new question."""
        waiting = [one for one in waiting if one.id not in self._done]
        before = self._exchange
        self._exchange = waiting[0] if waiting else None
        self.setVisible(self._exchange is not None)
        if self._exchange is None:
            return False
        others = f" {len(waiting) - 1} more wait." if len(waiting) > 1 else ""
        what = f"{self._exchange.method} {wording.place_of(self._exchange)}"
        self.question.setText(f"{what} waits for your answer.{others}")
        if before is not None and before.id == self._exchange.id:
            return False
        self.status.setText("200")
        self.body.setPlainText("{}")
        self._check()
        return True

    def forget(self) -> None:
        """Another run is shown."""
        self._done.clear()
        self._exchange = None
        self.hide()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        self.status.setFixedWidth(px(56))
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        ask = row(IconView(look, "message-square", 14, "warn", 2), self.question, self.check)
        ask.setStretch(1, 1)
        fields = row(
            Label(look, "Status", SMALL, tone="muted"),
            self.status,
            Label(look, "Body", SMALL, tone="muted"),
            self.body,
            column(self.answer, None),
            column(self.refuse, None),
        )
        self.setLayout(column(ask, fields, margins=(px(14), px(8), px(12), px(8)), gap=px(6)))

    def _check(self) -> None:
        """Say what the body is, and whether the answer can be given."""
        is_status = self.status.hasAcceptableInput()
        restyle(self.status, "wrong", "false" if is_status else "true")
        self.answer.setEnabled(is_status)
        if not is_status:
            self.check.set_tone("err")
            self.check.setText(f"The status is a number from {_LOWEST} to {_HIGHEST}.")
            return
        tone, text = self._checked_body()
        self.check.set_tone(tone)
        self.check.setText(text)

    def _checked_body(self) -> tuple[str, str]:
        text = self.body.toPlainText()
        if not text.strip():
            return "muted", "An empty body."
        try:
            read_json(text.encode("utf-8", "replace"), "body")
        except StudioError as problem:
            place = f" See {problem.place}." if problem.place else ""
            return "warn", f"Not JSON: it is sent as text.{place}"
        return "ok", "JSON"

    def _answer(self) -> None:
        if self._exchange is not None and self.status.hasAcceptableInput():
            done = self._finish(self._exchange)
            self.answered.emit(done, int(self.status.text()), self.body.toPlainText())

    def _refuse(self) -> None:
        if self._exchange is not None:
            self.refused.emit(self._finish(self._exchange))

    def _finish(self, exchange: ExchangeFact) -> int:
        self._done.add(exchange.id)
        self._exchange = None
        self.hide()
        return exchange.id
