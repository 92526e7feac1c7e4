"""What a screen reader is told of the text area, which by itself is a nameless rectangle."""

import weakref

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from openfn_studio.ui.editor.marks.line_numbers import column_number, line_number
from openfn_studio.ui.editor.scintilla import Surface

_LONGEST_VALUE = 100_000
"""Bytes of a text that are handed out as a whole; of a longer one the line at the caret."""


class AccessibleSurface(QAccessibleWidget):
    """A surface as an editable text: named, with its line and what it says."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface, QAccessible.Role.EditableText, surface.accessibleName())
        # Weak: PySide never lets go of an interface, and must not keep the editor with it.
        self._surface = weakref.ref(surface)

    def text(self, kind: QAccessible.Text) -> str:
        """Return name, description or value; nothing may be raised here."""
        surface = self._surface()
        if surface is None:
            return ""
        caret = surface.currentPos()
        if kind == QAccessible.Text.Name:
            place = f"line {line_number(surface, caret)}, column {column_number(surface, caret)}"
            return f"{surface.accessibleName()}, {place}"
        if kind == QAccessible.Text.Value:
            if surface.textLength() <= _LONGEST_VALUE:
                return surface.raw().decode("utf-8", "replace")
            line = surface.line_bytes(surface.lineFromPosition(caret))
            return line[:_LONGEST_VALUE].decode("utf-8", "replace")
        return super().text(kind)

    def state(self) -> QAccessible.State:
        """Return that several lines can be written, or only read."""
        state, surface = super().state(), self._surface()
        state.multiLine = True
        state.readOnly = surface is not None and surface.readOnly()
        state.editable = not state.readOnly
        return state


class _Registry:
    """Keeps the Python halves of the interfaces, for Qt keeps only its own.

    Qt deletes an interface with its widget; one that Python lets go of before that is deleted
    twice. So they stay until Qt has done it.
    """

    def __init__(self) -> None:
        self._interfaces: list[AccessibleSurface] = []
        self._is_installed = False

    def install(self) -> None:
        if not self._is_installed:
            self._is_installed = True
            QAccessible.installFactory(self.make)

    def make(self, _class_name: str, thing: QObject) -> QAccessibleInterface | None:
        if not isinstance(thing, Surface):
            return None
        self._interfaces = [each for each in self._interfaces if isValid(each)]
        interface = AccessibleSurface(thing)
        self._interfaces.append(interface)
        return interface


_REGISTRY = _Registry()


def make_accessible(surface: Surface) -> None:
    """Tell screen readers of a surface, and of every step of its caret."""
    _REGISTRY.install()
    surface.updateUi.connect(lambda what: _tell(surface) if int(what) & 2 else None)


def _tell(surface: Surface) -> None:
    if QAccessible.isActive() and surface.hasFocus():
        QAccessible.updateAccessibility(QAccessibleEvent(surface, QAccessible.Event.NameChanged))
