"""The keys of the inspector, which hold while the keyboard is in it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_Key = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier

_KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (_Key.Key_F, _CTRL): "search",
    (_Key.Key_F3, _NONE): "next",
    (_Key.Key_F3, _SHIFT): "previous",
    (_Key.Key_C, _CTRL): "copy path",
    (_Key.Key_C, _CTRL | _SHIFT): "copy value",
    (_Key.Key_D, _CTRL): "watch",
    (_Key.Key_Escape, _NONE): "leave",
}


def command_of(event: QKeyEvent) -> str | None:
    """Return what a key means to the inspector; None for keys that are not its own."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _KEYS.get((_Key(event.key()), modifiers))
