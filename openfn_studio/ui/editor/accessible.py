"""What a screen reader is told of the text area, which by itself is a nameless rectangle."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from openfn_studio.ui.editor.marks.line_numbers import column_number, line_number
from openfn_studio.ui.editor.scintilla import Surface

_LONGEST_VALUE = 100_000
"""Bytes of a text that are handed out as a whole; of a longer one the line at the caret."""


class AccessibleSurface(QAccessibleWidget):
    """A surface as an editable text: named, with its line and what it says."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface, QAccessible.Role.EditableText, surface.accessibleName())
        self._surface = surface

    def text(self, kind: QAccessible.Text) -> str:
        """Return name, description or value; nothing may be raised here."""
        surface = self._surface
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
        state = super().state()
        state.multiLine = True
        state.editable = not self._surface.readOnly()
        state.readOnly = self._surface.readOnly()
        return state


class _Registry:
    """Keeps the Python halves of the interfaces: Qt keeps only its own."""

    def __init__(self) -> None:
        self._interfaces: dict[int, AccessibleSurface] = {}
        self._is_installed = False

    def install(self) -> None:
        if not self._is_installed:
            self._is_installed = True
            QAccessible.installFactory(self.make)

    def make(self, _class_name: str, thing: QObject) -> QAccessibleInterface | None:
        if not isinstance(thing, Surface):
            return None
        key = id(thing)
        if key not in self._interfaces:
            self._interfaces[key] = AccessibleSurface(thing)
            thing.destroyed.connect(lambda: self._interfaces.pop(key, None))
        return self._interfaces[key]


_REGISTRY = _Registry()


def make_accessible(surface: Surface) -> None:
    """Tell screen readers of a surface, and of every step of its caret."""
    _REGISTRY.install()
    surface.updateUi.connect(lambda what: _tell(surface) if int(what) & 2 else None)


def _tell(surface: Surface) -> None:
    if QAccessible.isActive() and surface.hasFocus():
        QAccessible.updateAccessibility(QAccessibleEvent(surface, QAccessible.Event.NameChanged))
