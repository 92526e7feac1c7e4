"""An editor on the screen, with the keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.theme.look import Look

NO = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

Editing = Callable[[str], CodeEditor]


def show(qtbot: QtBot, editor: CodeEditor) -> CodeEditor:
    """Put an editor on the screen and give it the keyboard."""
    qtbot.addWidget(editor)
    editor.resize(800, 500)
    with qtbot.waitExposed(editor):
        editor.show()
    editor.activateWindow()
    editor.focus_editor()
    qtbot.waitUntil(lambda: editor.surface.hasFocus())
    return editor


@pytest.fixture
def editing(qtbot: QtBot, look: Look) -> Editing:
    """Return a function that opens an editor on a text; ``|`` is where the caret is put."""

    def open_on(marked: str) -> CodeEditor:
        editor = show(qtbot, CodeEditor(look))
        text = marked.replace("|", "", 1)
        editor.load(text)
        if "|" in marked:
            editor.surface.gotoPos(len(marked[: marked.index("|")].encode()))
        QApplication.processEvents()
        return editor

    return open_on


def with_caret(editor: CodeEditor) -> str:
    """Return the text with ``|`` at the caret."""
    raw = editor.surface.raw()
    caret = editor.surface.currentPos()
    return (raw[:caret] + b"|" + raw[caret:]).decode()


def press(
    qtbot: QtBot, editor: CodeEditor, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO
) -> None:
    """Press a key in the text."""
    qtbot.keyClick(editor.surface, key, modifiers)


def type_text(qtbot: QtBot, editor: CodeEditor, text: str) -> None:
    """Type letters into the text; a line end is the Enter key."""
    first, *others = text.split("\n")
    qtbot.keyClicks(editor.surface, first)
    for line in others:
        press(qtbot, editor, Qt.Key.Key_Return)
        qtbot.keyClicks(editor.surface, line)


def point_at(editor: CodeEditor, position: int) -> QPoint:
    """Return where a position is drawn in the viewport, inside its line."""
    surface = editor.surface
    return QPoint(
        surface.pointXFromPosition(position) + 2, surface.pointYFromPosition(position) + 6
    )
