"""The menu of the right mouse button."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from openfn_studio.ui.editor.commands import Command
from openfn_studio.ui.editor.keymap import KEYS

_ROWS = (
    ("cut", "Cut"),
    ("copy", "Copy"),
    ("paste", "Paste"),
    ("select-all", "Select all"),
    ("", ""),
    ("fix", "Quick fix…"),
    ("comment", "Toggle comment"),
    ("breakpoint", "Toggle breakpoint"),
    ("", ""),
    ("documentation", "Show documentation"),
    ("find", "Find"),
)
_KEYS = {row.command: row.keys[0] for row in KEYS} | {"documentation": "Ctrl+K, Ctrl+I"}
_FOR_JOBS = frozenset({"fix", "breakpoint", "documentation"})
_WRITING = frozenset({"cut", "paste", "comment", "fix"})


def show_menu(
    parent: QWidget, commands: Mapping[str, Command], place: QPoint, *, is_job: bool, writes: bool
) -> QMenu:
    """Open the menu at a point of the screen.

    Args:
        parent: The editor.
        commands: What it can do.
        place: Where.
        is_job: Whether the text is a job.
        writes: Whether it may be changed.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for name, title in _ROWS:
        if not name:
            menu.addSeparator()
        elif is_job or name not in _FOR_JOBS:
            keys = QKeySequence(_KEYS[name]).toString(QKeySequence.SequenceFormat.NativeText)
            # Behind a tab Qt shows it as a shortcut; the key itself belongs to the text.
            action = menu.addAction(f"{title}\t{keys}")
            action.setEnabled(writes or name not in _WRITING)
            action.triggered.connect(lambda _=False, name=name: commands[name]())
    menu.popup(place)
    return menu
