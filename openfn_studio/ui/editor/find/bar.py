"""The find and replace bar above a text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from openfn_studio.ui.editor.find.finder import Finder, FindFact
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, restyle, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.editing.query import Query

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Field(QLineEdit):
    """A line of the bar; its keys are the bar's first."""

    def __init__(self, look: Look, name: str, take: "FindBar") -> None:
        super().__init__()
        self._look = look
        self._bar = take
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._refont()
        look.changed.connect(self._refont)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the bar."""
        if not self._bar.take_key(event, self):
            super().keyPressEvent(event)

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL, mono=True))


class FindBar(QFrame):
    """Finds and replaces in one text. Hidden until ``open`` is called.

    Signals:
        closed: The user wants the text back.
    """

    closed = Signal()

    def __init__(self, look: Look, finder: Finder) -> None:
        super().__init__()
        self._look = look
        self._finder = finder
        self.setProperty("bar", "chrome")
        self.setProperty("edge", "bottom")
        self.setAccessibleName("Find and replace")
        self._make_fields(look)
        self._make_buttons(look)
        self._lay_out()
        self._connect()
        self.hide()

    # ------------------------------------------------------------------ what others ask

    def open(self, text: str, *, replace: bool = False, is_limited: bool = False) -> None:
        """Show the bar, ready to be typed into.

        Args:
            text: What to look for; empty leaves what was looked for last.
            replace: Whether the replace row is shown too.
            is_limited: Whether only the selection is searched.
        """
        if text:
            self.find_field.setText(text)
        self._show_replace(replace or (self.isVisible() and self._replace_row.isVisibleTo(self)))
        self.show()
        self._finder.limit_to_selection(is_limited)
        self.in_selection.setChecked(self._finder.is_limited)
        self._begin()
        self.find_field.selectAll()
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_bar(self) -> None:
        """Hide the bar and give the keyboard back."""
        self._finder.end()
        self.in_selection.setChecked(False)
        self.hide()
        self.closed.emit()

    def take_key(self, event: QKeyEvent, field: QLineEdit) -> bool:
        """Deal with a key of one of the fields; False leaves it to the field."""
        key, modifiers = event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape:
            self.close_bar()
        elif key in _ENTER and modifiers == _CTRL | _ALT and field is self.replace_field:
            self._replace_all()
        elif key in _ENTER and field is self.replace_field and not modifiers & _SHIFT:
            self._finder.replace_one(self.replace_field.text())
        elif key in _ENTER:
            self._finder.go_on(backwards=bool(modifiers & _SHIFT))
        elif modifiers == _ALT and key in self._toggles:
            self._toggles[Qt.Key(key)].toggle()
        else:
            return False
        return True

    # ------------------------------------------------------------------ parts

    def _make_fields(self, look: Look) -> None:
        self.find_field = _Field(look, "Find", self)
        self.replace_field = _Field(look, "Replace by", self)
        self.count = Label(look, "", SMALL, tone="muted")
        metrics = QFontMetrics(look.font(SMALL))
        self.count.setMinimumWidth(metrics.horizontalAdvance("1,000 of 10,000+"))
        self.problem = Label(look, "", SMALL, tone="err", wrap=True)
        self.problem.hide()

    def _make_buttons(self, look: Look) -> None:
        def toggle(icon: str, tip: str, keys: str) -> ToolButton:
            return ToolButton(look, icon, tip, shortcut=keys, checkable=True)

        self.more = ToolButton(look, "chevron-right", "Show replace", size=14)
        self.case = toggle("case-sensitive", "Match case", "Alt+C")
        self.word = toggle("whole-word", "Whole words", "Alt+W")
        self.regex = toggle("regex", "Regular expression", "Alt+R")
        self.in_selection = toggle("text-select", "In the selection only", "Alt+L")
        self.previous = ToolButton(look, "arrow-up", "Previous match", shortcut="Shift+Enter")
        self.next = ToolButton(look, "arrow-down", "Next match", shortcut="Enter")
        self.shut = ToolButton(look, "x", "Close", shortcut="Esc", size=14)
        self.replace = Button(look, "Replace")
        self.replace.setToolTip("Replace this match and go to the next  Enter")
        self.replace_everything = Button(look, "Replace all")
        self.replace_everything.setToolTip("Replace every match  Ctrl+Alt+Enter")
        self._toggles = {
            Qt.Key.Key_C: self.case,
            Qt.Key.Key_W: self.word,
            Qt.Key.Key_R: self.regex,
            Qt.Key.Key_L: self.in_selection,
        }

    def _lay_out(self) -> None:
        px = self._look.px
        find = row(
            self.more,
            self.find_field,
            self.case,
            self.word,
            self.regex,
            self.in_selection,
            px(4),
            self.count,
            self.previous,
            self.next,
            self.shut,
            gap=px(4),
        )
        find.setStretch(1, 1)
        indent = QWidget()
        indent.setFixedWidth(self.more.sizeHint().width())
        replace = row(indent, self.replace_field, self.replace, self.replace_everything, gap=px(4))
        replace.setStretch(1, 1)
        self._replace_row = box(replace)
        self._replace_row.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(8), px(6), px(8), px(6))
        layout.setSpacing(px(6))
        layout.addLayout(find)
        layout.addWidget(self._replace_row)
        layout.addWidget(self.problem)

    def _connect(self) -> None:
        self.find_field.textEdited.connect(self._on_typed)
        for button in (self.case, self.word, self.regex):
            button.toggled.connect(self._begin)
        self.in_selection.toggled.connect(self._on_limited)
        self.previous.clicked.connect(lambda: self._finder.go_on(backwards=True))
        self.next.clicked.connect(lambda: self._finder.go_on())
        self.shut.clicked.connect(self.close_bar)
        self.more.clicked.connect(lambda: self._show_replace(not self._replace_row.isVisible()))
        self.replace.clicked.connect(lambda: self._finder.replace_one(self.replace_field.text()))
        self.replace_everything.clicked.connect(self._replace_all)
        self._finder.changed.connect(self._on_changed)

    # ------------------------------------------------------------------ what happens

    def _show_replace(self, is_shown: bool) -> None:
        self._replace_row.setVisible(is_shown)
        self.more.show_icon("chevron-down" if is_shown else "chevron-right")
        tip = "Hide replace" if is_shown else "Show replace"
        self.more.setToolTip(tip)
        self.more.setAccessibleName(tip)

    def _begin(self) -> None:
        query = Query(
            self.find_field.text(),
            is_regex=self.regex.isChecked(),
            is_case_sensitive=self.case.isChecked(),
            is_whole_word=self.word.isChecked(),
        )
        self._finder.begin(query)

    def _on_typed(self) -> None:
        self._begin()
        if self.find_field.text():
            self._finder.go_on(stays=True)

    def _on_limited(self, is_limited: bool) -> None:
        if is_limited != self._finder.is_limited:
            self._finder.limit_to_selection(is_limited)
            self.in_selection.setChecked(self._finder.is_limited)

    def _replace_all(self) -> None:
        count = self._finder.replace_all(self.replace_field.text())
        if count:
            self._say(f"{count:,} replaced", "ok")

    def _on_changed(self, fact: FindFact) -> None:
        is_empty = not self.find_field.text()
        restyle(self.find_field, "wrong", "true" if fact.problem else "false")
        self.problem.setText(fact.problem)
        self.problem.setVisible(bool(fact.problem))
        more = "+" if fact.is_cut else ""
        if fact.problem or is_empty:
            self._say("", "muted")
        elif not fact.count:
            self._say("Nothing found", "err")
        elif fact.current:
            self._say(f"{fact.current:,} of {fact.count:,}{more}", "muted")
        else:
            self._say(f"{fact.count:,}{more} found", "muted")
        for button in (self.previous, self.next, self.replace, self.replace_everything):
            button.setEnabled(fact.count > 0)

    def _say(self, text: str, tone: str) -> None:
        self.count.setText(text)
        self.count.set_tone(tone)
