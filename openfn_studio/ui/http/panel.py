"""The HTTP panel: every request of a run, what answered it, and that nothing else was sent."""

from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from openfn_studio.errors import StudioError
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.http import wording
from openfn_studio.ui.http.ask_form import AskForm
from openfn_studio.ui.http.bar import HttpBar
from openfn_studio.ui.http.detail import Detail
from openfn_studio.ui.http.model import ExchangeFilter, ExchangeModel
from openfn_studio.ui.http.table import ExchangeTable
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.announcing import announce
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.layouts import bar, column
from openfn_studio.workbench.running.exchanges import CopyForm, ExchangeBench
from openfn_studio.workbench.running.facts import ExchangeFact, RunFact
from openfn_studio.workbench.running.stub_file import RuleAdded

_COPIES: tuple[tuple[str, CopyForm], ...] = (
    ("Copy line", "line"),
    ("Copy URL", "url"),
    ("Copy request body", "request_body"),
    ("Copy response body", "response_body"),
    ("Copy headers", "headers"),
    ("Copy as a rule", "rule"),
)
_OPEN_FILE = "Open stubs.yaml"
_LEAST = 48
_NARROW = 800
"""Below this width at 100 % details leave room for path and status only."""


class HttpPanel(QWidget):
    """The requests of one run.

    Args:
        look: The look.
        actions: The window's; the panel binds ``http:…``.
        exchanges: Makes copies, readable bodies and rules.

    Signals:
        line_requested: Line and column of the job, to be shown in the editor.
        rule_requested: A ``RuleDraft`` that is to be added to the project's rules.
        file_requested: A ``Path`` and a line that are to be opened.
        answered: Id of an exchange, status and body of the answer the user gave it.
        refused: Id of an exchange that the user lets fail.
        count_changed: How many requests there are.
        attention_requested: A request waits for the user's answer: the panel should be seen.
    """

    line_requested = Signal(object, object)
    rule_requested = Signal(object)
    file_requested = Signal(object, object)
    answered = Signal(object, object, object)
    refused = Signal(object)
    count_changed = Signal(object)
    attention_requested = Signal()

    def __init__(self, look: Look, actions: Actions, exchanges: ExchangeBench) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self._exchanges = exchanges
        self._run: RunFact | None = None
        self._added: RuleAdded | None = None
        self.model = ExchangeModel(self)
        self.rows = ExchangeFilter(self.model, self)
        self.table = ExchangeTable(look, self.rows)
        self._menu = QMenu(self)
        self.bar = HttpBar(look, self._menu)
        self.ask = AskForm(look)
        self.banner = Banner(look)
        self.detail = Detail(look, exchanges, self._menu)
        self.detail.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(self.detail)
        self._stack = QStackedWidget()
        self._pages = self._add_pages()
        self.setLayout(column(self.bar, self.ask, self.banner, self._stack))
        self.setFocusProxy(self.table)
        self._fill_menu()
        self._connect()
        self._show_state()

    # ------------------------------------------------------------ slots

    def show_run(self, run: RunFact) -> None:
        """Show a run's requests, or the same run's further on."""
        is_other = self._run is None or run.id != self._run.id
        self._run = run
        if is_other:
            self.ask.forget()
            self.banner.hide()
            self.close_detail()
        before = self.table.current
        self.model.show(run.exchanges)
        if not is_other and before is not None:
            self._choose(before.id)
        self.bar.show_methods(one.method for one in run.exchanges)
        self.bar.show_seal(wording.seal_of(run))
        self._ask(run)
        self._refresh_detail()
        self._show_state()
        self.count_changed.emit(len(run.exchanges))

    # ------------------------------------------------------------ what the user can do

    def copy(self, form: CopyForm) -> None:
        """Copy the chosen exchange in one of its forms."""
        exchange = self.table.current
        if exchange is not None and self._run is not None:
            self._exchanges.copy(form, exchange, self._run, self._to_clipboard, self)

    def make_rule(self) -> None:
        """Ask for a rule that gives the chosen answer again."""
        exchange = self.table.current
        if exchange is not None and self._run is not None:
            self._exchanges.draft_rule(exchange, self._run, self.rule_requested.emit, self)

    def open_detail(self, exchange: ExchangeFact) -> None:
        """Look at an exchange in full."""
        is_new = not self.detail.isVisibleTo(self._split)
        self.detail.show_exchange(exchange)
        self.detail.show()
        self._fit_table()
        if is_new:
            self._share()

    def close_detail(self) -> None:
        """Go back to the table alone."""
        had_focus = self.detail.isAncestorOf(self.focusWidget() or self)
        self.detail.hide()
        self._fit_table()
        if had_focus:
            self.table.setFocus()

    # ------------------------------------------------------------ Qt

    def event(self, event: QEvent) -> bool:
        """Keep the panel's own keys from the window's actions of the same keys."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_ours = event.matches(QKeySequence.StandardKey.Find)
            event.setAccepted(is_ours)
            if is_ours:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Filter by Ctrl+F, close the details by Escape."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.bar.field.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.detail.isVisible():
            self.close_detail()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chosen exchange."""
        place = self.table.viewport().mapFromGlobal(event.globalPos())
        if self.table.isVisible() and self.table.indexAt(place).isValid():
            self._menu.popup(event.globalPos() + QPoint(1, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put details below the table where the panel is higher than wide."""
        super().resizeEvent(event)
        is_tall = self.height() > self.width()
        wanted = Qt.Orientation.Vertical if is_tall else Qt.Orientation.Horizontal
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)
        self._fit_table()

    # ------------------------------------------------------------ inside

    def _add_pages(self) -> list[QWidget]:
        """Put the table and what is shown instead of it on the stack; return the latter."""
        look = self._look
        self._empty = EmptyState(look, "globe", "", "")
        self._hidden = EmptyState(
            look,
            "list-filter",
            "No request passes the filter.",
            "The fields above hide all of them.",
            "Show all requests",
        )
        pages: list[QWidget] = [
            bar(column(page), kind="surface") for page in (self._empty, self._hidden)
        ]
        for page in (self._split, *pages):
            self._stack.addWidget(page)
        # An empty state's wish for room must not keep the panel from being low.
        self._stack.setMinimumHeight(look.px(_LEAST))
        return pages

    def _fill_menu(self) -> None:
        handlers = {
            "http:copy-curl": lambda: self.copy("curl"),
            "http:copy-code": lambda: self.copy("job_code"),
            "http:rule": self.make_rule,
        }
        for name, handler in handlers.items():
            self._actions.bind(name, handler)
        self._menu.addAction(self._actions.qaction("http:copy-curl"))
        self._menu.addAction(self._actions.qaction("http:copy-code"))
        self._others = [self._menu.addAction(title) for title, _ in _COPIES]
        for action, (_, form) in zip(self._others, _COPIES, strict=True):
            action.triggered.connect(partial(self._copy_form, form))
        self._menu.addSeparator()
        self._menu.addAction(self._actions.qaction("http:rule"))

    def _copy_form(self, form: CopyForm, _: bool = False) -> None:
        self.copy(form)

    def _connect(self) -> None:
        self.bar.text_changed.connect(self._on_text)
        self.bar.method_chosen.connect(lambda method: self._let_through(method=method))
        self.bar.outcome_chosen.connect(lambda outcome: self._let_through(outcome=outcome))
        self.bar.field.down_pressed.connect(self.table.setFocus)
        self.table.opened.connect(self._on_opened)
        self.table.moved.connect(self._on_moved)
        self.table.copy_requested.connect(lambda: self.copy("line"))
        self.detail.closed.connect(self.close_detail)
        self.detail.line_requested.connect(self.line_requested)
        self.ask.answered.connect(self.answered)
        self.ask.refused.connect(self.refused)
        self._hidden.pressed.connect(self.bar.clear)
        self.banner.pressed.connect(self._on_banner)
        self._exchanges.failed.connect(self._on_failed)
        self._exchanges.rule_added.connect(self._on_rule_added)

    def _on_text(self, text: str) -> None:
        self._let_through(text=text)

    def _let_through(self, **wanted: object) -> None:
        self.rows.let_through(**wanted)  # pyright: ignore[reportArgumentType]
        self._show_state()

    def _on_opened(self, exchange: ExchangeFact) -> None:
        self.open_detail(exchange)

    def _on_moved(self, exchange: ExchangeFact | None) -> None:
        for action in self._others:
            action.setEnabled(exchange is not None)
        self._actions.set_condition("exchange", exchange is not None)
        if exchange is not None and self.detail.isVisibleTo(self._split):
            self.detail.show_exchange(exchange)

    def _ask(self, run: RunFact) -> None:
        waiting = [one for one in run.exchanges if wording.is_waiting_for_user(one)]
        if self.ask.show_waiting([] if run.is_over else waiting) and self.ask.exchange is not None:
            self._choose(self.ask.exchange.id)
            self.open_detail(self.ask.exchange)
            self.detail.show_tab("Request")
            announce(self, self.ask.question.text())
            self.attention_requested.emit()

    def _choose(self, exchange_id: int) -> None:
        row = self.model.row_of(exchange_id)
        index = self.rows.mapFromSource(self.model.index(-1 if row is None else row, 0))
        if index.isValid() and index.row() != self.table.currentIndex().row():
            self.table.setCurrentIndex(index)

    def _refresh_detail(self) -> None:
        exchange = self.table.current
        if exchange is not None and self.detail.isVisibleTo(self._split):
            self.detail.show_exchange(exchange)

    def _fit_table(self) -> None:
        is_row = self._split.orientation() == Qt.Orientation.Horizontal
        is_beside = is_row and self.detail.isVisibleTo(self._split)
        self.table.show_beside(is_beside, self.width() < self._look.px(_NARROW))

    def _share(self) -> None:
        whole = self._split.width()
        self._split.setSizes([whole * 2 // 5, whole * 3 // 5])

    def _show_state(self) -> None:
        self._on_moved(self.table.current)
        if self.rows.rowCount():
            self._stack.setCurrentWidget(self._split)
            return
        run = self._run
        if run is None:
            why = "Requests of a run appear here, with their answers."
            self._empty.say("No request yet.", why)
        else:
            live = "In live mode requests are really sent."
            sealed = "In test mode nothing leaves this computer."
            self._empty.say("No request was made.", sealed if run.is_test else live)
        is_filtered = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self._pages[1 if is_filtered else 0])

    def _on_failed(self, problem: StudioError) -> None:
        self.banner.tell_problem(problem)

    def _on_rule_added(self, added: RuleAdded) -> None:
        self._added = added
        what = f"Rule {added.number} of {added.count} was added to {added.file.name}."
        self.banner.tell("ok", what, "It answers from the next run in test mode on.", [_OPEN_FILE])

    def _on_banner(self, button: str) -> None:
        if button == _OPEN_FILE and self._added is not None:
            self.file_requested.emit(self._added.file, self._added.line)

    @staticmethod
    def _to_clipboard(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
