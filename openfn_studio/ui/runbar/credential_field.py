"""One value of a credential: a line to type in, masked when it is secret, or a choice."""

import json
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.check import Check
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import column, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.projects.adaptor_facts import CredentialFieldFact


class CredentialField(QWidget):
    """A labelled editor of one value.

    Args:
        look: The look.
        field: What it is.
    """

    def __init__(self, look: Look, field: CredentialFieldFact) -> None:
        super().__init__()
        self._look = look
        self._field = field
        title = field.title + ("" if field.is_required or not field.key else " (optional)")
        self._label = Label(look, title, SMALL, 500)
        self.editor = self._made_editor()
        self.editor.setAccessibleName(field.title)
        self.editor.setAccessibleDescription(field.description)
        self._label.setBuddy(self.editor)
        self.setFocusProxy(self.editor)
        line = row(self.editor, gap=4)
        if field.is_secret and isinstance(self.editor, QLineEdit):
            line.addWidget(self._made_eye(self.editor))
        parts: list[Any] = [self._label, line]
        if field.description:
            parts.append(Label(look, field.description, SMALL, tone="muted", wrap=True))
        self.setLayout(column(*parts, gap=3))

    @property
    def key(self) -> str:
        """Its name in ``state.configuration``."""
        return self._field.key

    def value(self) -> Any:
        """Return what was filled in: of the field's type where it reads as that; else the text."""
        match self.editor:
            case Check() as check:
                return check.isChecked()
            case QComboBox() as combo:
                return combo.currentText()
            case QLineEdit() as line:
                return _typed(line.text(), self._field.type)
            case _:
                return None

    def _made_editor(self) -> QWidget:
        field = self._field
        if field.type == "boolean":
            check = Check(self._look, "Yes")
            check.setChecked(field.default is True)
            return check
        if field.choices:
            combo = QComboBox()
            combo.addItems(["", *field.choices])
            combo.setCurrentText("" if field.default is None else str(field.default))
            combo.setFont(self._look.font(SMALL))
            return combo
        line = QLineEdit()
        line.setFont(self._look.font(SMALL))
        line.setPlaceholderText(field.placeholder)
        line.setMinimumWidth(self._look.px(120))
        if field.is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        return line

    def _made_eye(self, line: QLineEdit) -> ToolButton:
        eye = ToolButton(self._look, "eye", f"Show {self._field.title}", checkable=True, size=14)

        def show(is_shown: bool) -> None:
            mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
            line.setEchoMode(mode)
            eye.show_icon("eye-off" if is_shown else "eye")

        eye.toggled.connect(show)
        eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return eye


def _typed(text: str, kind: str) -> Any:
    """Return a text as the JSON value its field wants, where it is one."""
    if kind in ("integer", "number", "object", "array") and text.strip():
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
