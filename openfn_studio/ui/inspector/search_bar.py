"""The bar to search a state by: text, how, where, and which of the hits is shown."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy

from openfn_studio.state.search import Query
from openfn_studio.ui.inspector.state_search import Found
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, column, row
from openfn_studio.ui.widgets.pick import Pick
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tool_button import ToolButton

PAUSE_MS = 120
"""How long typing rests before a search begins."""
_SCOPES = (
    ("All", "keys and values", True, True),
    ("Keys", "keys", True, False),
    ("Values", "values", False, True),
)


class SearchBar(QFrame):
    """Asks for a search and steps through what was found.

    Signals:
        query_changed: The ``Query`` to search for; its text may be empty.
        step_requested: 1 for the next hit, -1 for the one before.
        stop_requested: The search is to end where it is.
        closed: The bar was closed.
    """

    query_changed = Signal(object)
    step_requested = Signal(object)
    stop_requested = Signal()
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("bar", "surface")
        self.setProperty("edge", "bottom")
        self._scope = 0
        self._wrong = ""
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._rest.timeout.connect(self._ask)
        self.field = SearchField(look, "Search this state", icon="search")
        self.field.setMinimumWidth(look.px(80))
        self.field.textChanged.connect(lambda _: self._rest.start())
        self.case = self._toggle(look, "case-sensitive", "Match case")
        self.regex = self._toggle(look, "regex", "Regular expression")
        close = ToolButton(look, "x", "Close search", shortcut="Esc", size=14)
        close.clicked.connect(self.close_bar)
        self._pick = Pick(look, _SCOPES[0][0])
        self._pick.setMenu(self._scope_menu())
        self._name_scope()
        self._count = Label(look, "", CAPTION, tone="muted")
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._stop = ToolButton(look, "square", "Stop searching", size=14)
        self._stop.clicked.connect(self.stop_requested)
        self._steps = [
            self._step_button(look, "chevron-up", "Previous hit", "Shift+F3", -1),
            self._step_button(look, "chevron-down", "Next hit", "F3", 1),
        ]
        typed = row(self.field, self.case, self.regex, close, gap=2)
        told = row(self._pick, self._count, self._stop, *self._steps, gap=2)
        told.setStretch(1, 1)
        self._told = box(told)
        margins = (look.px(12), look.px(6), look.px(8), look.px(6))
        self.setLayout(column(typed, self._told, margins=margins, gap=2))
        self.show_found(Found(is_over=True), -1)
        self.hide()

    @property
    def query(self) -> Query:
        """What the bar asks for."""
        _, _, in_keys, in_values = _SCOPES[self._scope]
        return Query(
            self.field.text(),
            ignores_case=not self.case.isChecked(),
            is_regex=self.regex.isChecked(),
            in_keys=in_keys,
            in_values=in_values,
        )

    @property
    def told(self) -> str:
        """What it says of the hits."""
        return self._count.text()

    def search_in(self, scope: int) -> None:
        """Search in keys and values (0), in keys (1) or in values (2)."""
        self._scope = scope
        self._pick.set_text(_SCOPES[scope][0])
        self._name_scope()
        self._ask()

    def open_bar(self) -> None:
        """Show it, ready to type."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Hide it; what it looked for is not marked any more."""
        self._rest.stop()
        self.hide()
        self.closed.emit()

    def show_found(self, found: Found, at: int) -> None:
        """Say how much was found, and which hit is shown (from 0; -1 for none)."""
        wrong = found.problem.what if found.problem else ""
        if wrong != self._wrong:
            self._wrong = wrong
            self.field.tell_wrong(wrong)
        self._told.setVisible(bool(self.field.text()))
        self._count.setText(_words(found, at))
        self._stop.setVisible(not found.is_over)
        for button in self._steps:
            button.setEnabled(bool(found.hits))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by Enter, close by Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if self._rest.isActive():
                self._rest.stop()
                self._ask()
            self.step_requested.emit(-1 if is_back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _toggle(self, look: Look, icon: str, tip: str) -> ToolButton:
        button = ToolButton(look, icon, tip, checkable=True)
        button.toggled.connect(self._ask)
        return button

    def _step_button(self, look: Look, icon: str, tip: str, keys: str, by: int) -> ToolButton:
        button = ToolButton(look, icon, tip, shortcut=keys, size=14)
        button.clicked.connect(lambda: self.step_requested.emit(by))
        return button

    def _scope_menu(self) -> QMenu:
        menu = QMenu(self)
        for number, (_, words, _, _) in enumerate(_SCOPES):
            menu.addAction(f"Search in {words}", lambda number=number: self.search_in(number))
        return menu

    def _name_scope(self) -> None:
        words = f"Search in {_SCOPES[self._scope][1]}"
        self._pick.setAccessibleName(words)
        self._pick.setToolTip(words)

    def _ask(self) -> None:
        self.query_changed.emit(self.query)


def _words(found: Found, at: int) -> str:
    if found.problem is not None:
        return "Not a pattern"
    count = len(found.hits)
    more = "+" if found.is_cut else ""
    words = f"{at + 1:,} of {count:,}{more}" if at >= 0 else f"{count:,}{more} found"
    if not found.is_over:
        return f"{words}, {found.share:.0%} searched"
    return words if count else "Nothing found"
