"""The controls above the table: filters, what left this computer, more."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton, QWidget

from openfn_studio.ui.http.model import Outcome
from openfn_studio.ui.http.wording import Seal
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put, width_of
from openfn_studio.ui.widgets.layouts import row
from openfn_studio.ui.widgets.pick import Pick
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tool_button import ToolButton

_PAUSE_MS = 120
ANY_METHOD = "Method"
OUTCOMES = {
    Outcome.ANY: "Status",
    Outcome.SUCCEEDED: "Succeeded",
    Outcome.FAILED: "Failed",
    Outcome.BLOCKED: "Blocked",
}


class SealLine(QWidget):
    """The sealed line: what left this computer. Shortened where room is scarce."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._seal: Seal | None = None
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._seal.text if self._seal else ""

    def show_seal(self, seal: Seal | None) -> None:
        """Say what left this computer; None says nothing."""
        self.setVisible(seal is not None)
        if seal is None or seal == self._seal:
            return
        self._seal = seal
        self.setToolTip(seal.help)
        self.setAccessibleName(seal.text)
        self.setAccessibleDescription(seal.help)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the whole sentence."""
        return QSize(self._width(self.text), self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        """Return room for the short form."""
        short = self._seal.short if self._seal else ""
        return QSize(self._width(short), self._look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon and sentence."""
        if self._seal is None:
            return
        look, px, seal = self._look, self._look.px, self._seal
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, (self.height() - px(14)) / 2, px(14), px(14))
        look.draw_icon(painter, seal.icon, box, seal.tone, 2)
        text = seal.text if self._width(seal.text) <= self.width() else seal.short
        place = QRectF(0, 0, self.width(), self.height())
        role = "err" if seal.tone == "err" else "text_muted"
        put(painter, px(20), place, text, look.colour(role), look.font(SMALL))

    def _width(self, text: str) -> int:
        return width_of(text, self._look.font(SMALL)) + self._look.px(24)


class HttpBar(QFrame):
    """Filters and the sealed line. It tells what is wanted, and knows no exchange.

    Signals:
        text_changed: What is filtered for.
        method_chosen: A method; empty for any.
        outcome_chosen: An ``Outcome``.
    """

    text_changed = Signal(object)
    method_chosen = Signal(object)
    outcome_chosen = Signal(object)

    def __init__(self, look: Look, menu: QMenu) -> None:
        super().__init__()
        self._look = look
        self._methods: tuple[str, ...] = ()
        self.setProperty("bar", "surface")
        self.setProperty("edge", "bottom")
        self.field = SearchField(look, "Filter")
        self.method = Pick(look, ANY_METHOD)
        self.method.setMenu(QMenu(self.method))
        self.outcome = Pick(look, OUTCOMES[Outcome.ANY])
        self.outcome.setMenu(QMenu(self.outcome))
        self.seal = SealLine(look)
        self.more = ToolButton(look, "ellipsis", "More")
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.text_changed.emit(self.field.text()))
        self.field.textChanged.connect(lambda _: self._pause.start())
        px = look.px
        items = (self.field, self.method, self.outcome, None, self.seal, self.more)
        self.setLayout(row(*items, margins=(px(12), 0, px(8), 0), gap=px(4)))
        self.field.setMinimumWidth(px(72))
        self._fill_outcomes()
        self.show_methods(())
        self._rescale()
        look.changed.connect(self._rescale)

    def show_methods(self, methods: Iterable[str]) -> None:
        """Offer the methods that occur."""
        found = tuple(sorted(set(methods)))
        menu = self.method.menu()
        if menu is None or (found == self._methods and menu.actions()):
            return
        self._methods = found
        chosen = self.method.text().strip()
        menu.clear()
        group = QActionGroup(menu)
        for name in (ANY_METHOD, *found):
            action = menu.addAction("Any method" if name == ANY_METHOD else name)
            action.setCheckable(True)
            action.setChecked(name == chosen)
            group.addAction(action)
            action.triggered.connect(lambda _=False, name=name: self._choose_method(name))

    def clear(self) -> None:
        """Let everything through."""
        self.field.clear()
        self._pause.stop()
        self.text_changed.emit("")
        self._choose_method(ANY_METHOD)
        self._choose_outcome(Outcome.ANY)

    def show_seal(self, seal: Seal | None) -> None:
        """Say what left this computer; None says nothing."""
        self.seal.show_seal(seal)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the field give way before the sealed line does."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        others = (self.method, self.outcome, self.more, self.seal)
        taken = sum(one.sizeHint().width() for one in others if not one.isHidden())
        left = self.width() - taken - self._look.px(48)
        self.field.setMaximumWidth(min(max(left, self._look.px(80)), self._look.px(220)))

    def _fill_outcomes(self) -> None:
        menu = self.outcome.menu()
        if menu is None:
            return
        for outcome, name in OUTCOMES.items():
            action = menu.addAction("Any status" if outcome is Outcome.ANY else name)
            action.triggered.connect(lambda _=False, chosen=outcome: self._choose_outcome(chosen))

    def _choose_method(self, name: str) -> None:
        self.method.set_text(name)
        self.method.setAccessibleName(f"Filter by method: {name}")
        self.method_chosen.emit("" if name == ANY_METHOD else name)

    def _choose_outcome(self, outcome: Outcome) -> None:
        self.outcome.set_text(OUTCOMES[outcome])
        self.outcome.setAccessibleName(f"Filter by status: {OUTCOMES[outcome]}")
        self.outcome_chosen.emit(outcome)

    def _rescale(self) -> None:
        least = self.field.sizeHint().height() + self._look.px(6)
        self.setFixedHeight(max(self._look.px(36), least))
