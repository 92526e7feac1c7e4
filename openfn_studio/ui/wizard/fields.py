"""Fields of a form: a label above, what is wrong below, where it is wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, restyle
from openfn_studio.ui.widgets.pick import Pick


class FormRow(QWidget):
    """A field with its label, and room for what is to be said about it.

    Args:
        look: The look.
        text: The label.
        field: What is filled in.
        hint: What to know about it, shown until there is a problem.
    """

    def __init__(self, look: Look, text: str, field: QWidget, hint: str = "") -> None:
        super().__init__()
        self.field = field
        self._hint = hint
        label = Label(look, text, SMALL, 500)
        label.setBuddy(field)
        self._told = Label(look, hint, SMALL, tone="muted", wrap=True)
        if not hint:
            self._told.hide()
        self.setLayout(column(label, field, self._told, gap=4))
        if not field.accessibleName():
            field.setAccessibleName(text)

    @property
    def said(self) -> str:
        """What stands below the field."""
        return self._told.text() if self._told.isVisibleTo(self) else ""

    def tell(self, text: str, tone: str = "err") -> None:
        """Say something below the field; nothing brings its hint back."""
        self._told.setText(text or self._hint)
        self._told.set_tone(tone if text else "muted")
        self._told.setVisible(bool(text or self._hint))
        is_wrong = bool(text) and tone == "err"
        self.field.setAccessibleDescription(text or self._hint)
        if isinstance(self.field, QLineEdit):
            restyle(self.field, "wrong", "true" if is_wrong else "false")


class LineField(QLineEdit):
    """One line of text.

    Args:
        look: The look.
        text: What stands there at first.
        mono: In the code font.
    """

    def __init__(self, look: Look, text: str = "", *, mono: bool = False) -> None:
        super().__init__(text)
        self._look = look
        self._is_mono = mono
        self._refont()
        look.changed.connect(self._refont)

    def _refont(self) -> None:
        self.setFont(self._look.font(SMALL, mono=self._is_mono))


class CodeField(QPlainTextEdit):
    """A few lines of JSON. Tab leaves it, as any field of a form.

    Args:
        look: The look.
        text: What stands there at first.
        lines: How many lines are seen.
    """

    def __init__(self, look: Look, text: str, lines: int) -> None:
        super().__init__(text)
        self._look = look
        self._lines = lines
        self.setProperty("field", "true")
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._refont()
        look.changed.connect(self._refont)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the dialog."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _refont(self) -> None:
        font = self._look.font(SMALL, mono=True)
        self.setFont(font)
        self.document().setDocumentMargin(self._look.px(7))
        self.setFixedHeight(QFontMetrics(font).lineSpacing() * self._lines + self._look.px(20))


class PickField(Pick):
    """One of a few names, or none.

    Signals:
        chosen: The name, or None.

    Args:
        look: The look.
        names: What can be chosen.
        none: What no choice is called; empty when there must be one.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, names: tuple[str, ...], none: str = "") -> None:
        super().__init__(look, "", field=True)
        self._none = none
        self.value: str | None = None
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        menu = QMenu(self)
        offered: tuple[str | None, ...] = (None, *names) if none else names
        for name in offered:
            action = menu.addAction((name or none).replace("&", "&&"))
            action.triggered.connect(lambda _=False, name=name: self.choose(name))
        self.setMenu(menu)
        self.setEnabled(bool(offered))
        self.choose(offered[0] if offered else None)

    def choose(self, name: str | None) -> None:
        """Take a name and say so."""
        self.value = name
        self.set_text(name or self._none or "Nothing to choose")
        self.chosen.emit(name)
