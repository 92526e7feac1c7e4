"""Which keys the text area itself takes, and what they do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_SHIFTED = {
    Qt.Key.Key_BraceLeft: Qt.Key.Key_BracketLeft,
    Qt.Key.Key_BraceRight: Qt.Key.Key_BracketRight,
    Qt.Key.Key_Bar: Qt.Key.Key_Backslash,
}
"""What a key with Shift is called by Qt, and without."""


@dataclass(frozen=True, slots=True)
class EditorKey:
    """A command of the text area and its keys; the action table shows the same."""

    command: str
    keys: tuple[str, ...]


KEYS = (
    EditorKey("undo", ("Ctrl+Z",)),
    EditorKey("redo", ("Ctrl+Y", "Ctrl+Shift+Z")),
    EditorKey("cut", ("Ctrl+X", "Shift+Del")),
    EditorKey("copy", ("Ctrl+C", "Ctrl+Ins")),
    EditorKey("paste", ("Ctrl+V", "Shift+Ins")),
    EditorKey("select-all", ("Ctrl+A",)),
    EditorKey("comment", ("Ctrl+/",)),
    EditorKey("add-next", ("Ctrl+D",)),
    EditorKey("select-every", ("Ctrl+Shift+L",)),
    EditorKey("caret-above", ("Ctrl+Alt+Up",)),
    EditorKey("caret-below", ("Ctrl+Alt+Down",)),
    EditorKey("select-line", ("Ctrl+L",)),
    EditorKey("widen", ("Shift+Alt+Right",)),
    EditorKey("move-up", ("Alt+Up",)),
    EditorKey("move-down", ("Alt+Down",)),
    EditorKey("copy-up", ("Shift+Alt+Up",)),
    EditorKey("copy-down", ("Shift+Alt+Down",)),
    EditorKey("delete-line", ("Ctrl+Shift+K",)),
    EditorKey("indent", ("Ctrl+]",)),
    EditorKey("outdent", ("Ctrl+[",)),
    EditorKey("bracket", ("Ctrl+Shift+\\",)),
    EditorKey("fold", ("Ctrl+Shift+[",)),
    EditorKey("unfold", ("Ctrl+Shift+]",)),
    EditorKey("complete", ("Ctrl+Space",)),
    EditorKey("signature", ("Ctrl+Shift+Space",)),
    EditorKey("fix", ("Ctrl+.",)),
    EditorKey("breakpoint", ("F9",)),
    EditorKey("find", ("Ctrl+F",)),
    EditorKey("replace", ("Ctrl+H",)),
    EditorKey("find-next", ("F3",)),
    EditorKey("find-previous", ("Shift+F3",)),
)
"""The keys, in the order of the shortcut list. In the window, an action with the same key comes
first; both do the same."""


class Keymap:
    """Carries out the commands of pressed keys.

    Args:
        commands: By name; a command that is missing leaves its key to the text.
    """

    def __init__(self, commands: Mapping[str, Callable[[], object]]) -> None:
        self._by_key: dict[QKeyCombination, Callable[[], object]] = {
            _first(keys): commands[row.command]
            for row in KEYS
            if row.command in commands
            for keys in row.keys
        }

    def take(self, event: QKeyEvent) -> bool:
        """Deal with a key press; False leaves it to the text."""
        command = self._by_key.get(_combination(event))
        if command is None:
            return False
        command()
        return True


def _first(keys: str) -> QKeyCombination:
    sequence = QKeySequence(keys)
    return sequence[0]  # pyright: ignore[reportIndexIssue] - the stubs leave it out


def _combination(event: QKeyEvent) -> QKeyCombination:
    """Return the key as shortcuts are written: Shift and ``{`` is Shift and ``[``."""
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~_KEYPAD
    if key in _SHIFTED and modifiers & Qt.KeyboardModifier.ShiftModifier:
        key = _SHIFTED[key]
    return QKeyCombination(modifiers, key)
