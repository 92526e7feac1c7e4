"""The log's one row of controls: levels, the field that filters or finds, following, more."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from openfn_studio.ui.log.lines import LEVELS
from openfn_studio.ui.log.needle import Needle, NeedleProblem, needle_of
from openfn_studio.ui.log.rows import LEVEL_ICONS, LEVEL_ROLES
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.count_button import CountButton
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tool_button import ToolButton

_TITLES = {"debug": "Debug", "info": "Info", "warn": "Warnings", "error": "Errors"}
_PAUSE_MS = 120
"""After the last key, before a search begins."""
_NARROW = 760
"""Below this width at 100 % levels lose their names."""


class SearchInput(SearchField):
    """The field: Enter finds the next, Shift+Enter the one before.

    Signals:
        step_requested: 1 for the next, -1 for the one before.
    """

    step_requested = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through what was found."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step_requested.emit(-1 if is_back else 1)
        else:
            super().keyPressEvent(event)


class LogBar(QWidget):
    """The controls above the log, and below them why an expression is wrong.

    It knows nothing of lines: it tells what is wanted.

    Signals:
        levels_changed: The levels that are shown, a bool each, in the order of ``LEVELS``.
        needle_changed: What is looked for (a ``Needle`` or None), and whether only lines with it
            are shown.
        step_requested: 1 or -1: the next found line, or the one before.
        follow_requested: Whether the end is to be followed.
    """

    levels_changed = Signal(object)
    needle_changed = Signal(object, object)
    step_requested = Signal(object)
    follow_requested = Signal(object)

    def __init__(self, look: Look, menu: QMenu) -> None:
        super().__init__()
        self._look = look
        self.levels = [
            CountButton(look, _TITLES[level], LEVEL_ICONS[level], LEVEL_ROLES[level], "line")
            for level in reversed(LEVELS)
        ]
        self.field = SearchInput(look, "Find", "search")
        self.expression = ToolButton(look, "regex", "Regular expression", checkable=True, size=14)
        self.only = ToolButton(
            look, "list-filter", "Show only the lines found", checkable=True, size=14
        )
        self.count = Label(look, "", SMALL, tone="faint")
        self.wrong = Label(look, "", SMALL, tone="err", wrap=True)
        self.wrong.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.previous = ToolButton(look, "chevron-up", "Previous", shortcut="Shift+F3", size=14)
        self.next = ToolButton(look, "chevron-down", "Next", shortcut="F3", size=14)
        self.following = ToolButton(
            look, "arrow-down-to-line", "Follow the end of the log", shortcut="End", checkable=True
        )
        self.following.setChecked(True)
        self.more = ToolButton(look, "ellipsis", "More")
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self._connect()
        self.show_count("")
        self._rescale()
        look.changed.connect(self._rescale)

    # ------------------------------------------------------------ what the panel asks

    @property
    def shown_levels(self) -> list[bool]:
        """Which levels are shown, in the order of ``LEVELS``."""
        return [button.isChecked() for button in reversed(self.levels)]

    def show_counts(self, counts: list[int]) -> None:
        """Show how many lines each level has, in the order of ``LEVELS``."""
        for button, count in zip(reversed(self.levels), counts, strict=True):
            button.show_count(count)
        self._fit()

    def show_count(self, text: str) -> None:
        """Say how many lines were found, or how far the search is."""
        self.count.setText(text)
        self.count.setVisible(bool(text))
        for button in (self.previous, self.next):
            button.setVisible(bool(self.field.text()))

    def tell_wrong(self, why: str) -> None:
        """Mark the field and say why; an empty reason takes the mark away."""
        self.field.tell_wrong(why)
        self.field.setAccessibleDescription(why)
        self.wrong.setText(why)
        self._wrong_row.setVisible(bool(why))
        if why:
            self.show_count("")

    def find(self) -> None:
        """Put the keyboard into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # ------------------------------------------------------------ inside

    def _lay_out(self) -> None:
        px = self._look.px
        self.field.setMinimumWidth(px(96))
        self.field.setMaximumWidth(px(280))
        controls = row(
            *self.levels,
            None,
            self.count,
            self.field,
            self.expression,
            self.only,
            self.previous,
            self.next,
            self.following,
            self.more,
            margins=(px(12), 0, px(8), 0),
            gap=px(4),
        )
        reason = row(self.wrong, margins=(px(14), px(3), px(14), px(3)))
        self._controls = bar(controls, kind="surface", edge="bottom")
        self._wrong_row = bar(reason, kind="err")
        self._wrong_row.hide()
        self.setLayout(column(self._controls, self._wrong_row))

    def _connect(self) -> None:
        for button in self.levels:
            button.toggled.connect(lambda _: self.levels_changed.emit(self.shown_levels))
        self.field.textChanged.connect(lambda _: self._pause.start())
        self.field.step_requested.connect(self._on_step)
        self.expression.toggled.connect(self._tell_needle)
        self.only.toggled.connect(self._tell_needle)
        self._pause.timeout.connect(self._tell_needle)
        self.previous.clicked.connect(lambda: self._on_step(-1))
        self.next.clicked.connect(lambda: self._on_step(1))
        self.following.clicked.connect(
            lambda _=False: self.follow_requested.emit(self.following.isChecked())
        )

    def _on_step(self, step: object) -> None:
        if self._pause.isActive():
            self._tell_needle()
        self.step_requested.emit(step)

    def _tell_needle(self) -> None:
        self._pause.stop()
        needle: Needle | None = None
        why = ""
        try:
            needle = needle_of(self.field.text(), is_expression=self.expression.isChecked())
        except NeedleProblem as problem:
            why = str(problem)
        self.tell_wrong(why)
        if not why:
            self.show_count("")
            self.needle_changed.emit(needle, self.only.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop or show the names of levels."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        has_room = self.width() >= self._look.px(_NARROW)
        for button in self.levels:
            button.show_word(has_room)

    def _rescale(self) -> None:
        least = self.field.sizeHint().height() + self._look.px(6)
        self._controls.setFixedHeight(max(self._look.px(36), least))
        self._fit()
