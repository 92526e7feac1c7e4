"""Whatever is typed, nothing raises, the tree is right, and undo leads back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.language.document import Document
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.theme.look import Look
from tests.ui.editor.conftest import ALT, CTRL, NO, SHIFT, press, show

TEXTS = (
    "fn(state => {\n  return state;\n});\n" * 3,
    "é😀 = 'ع';\r\n\r\nget('/x', {\r\n  a: 1,\r\n});",
    "",
)
LETTERS = st.sampled_from("ab1 (){}[]'\"`.,;:/*")
KEYS = st.sampled_from(
    [
        (Qt.Key.Key_Return, NO),
        (Qt.Key.Key_Backspace, NO),
        (Qt.Key.Key_Delete, NO),
        (Qt.Key.Key_Up, NO),
        (Qt.Key.Key_Down, SHIFT),
        (Qt.Key.Key_Right, SHIFT),
        (Qt.Key.Key_Home, NO),
        (Qt.Key.Key_Tab, NO),
        (Qt.Key.Key_Backtab, SHIFT),
        (Qt.Key.Key_D, CTRL),
        (Qt.Key.Key_Slash, CTRL),
        (Qt.Key.Key_K, CTRL | SHIFT),
        (Qt.Key.Key_Down, ALT),
        (Qt.Key.Key_Up, ALT),
        (Qt.Key.Key_Down, ALT | SHIFT),
        (Qt.Key.Key_Down, CTRL | ALT),
        (Qt.Key.Key_BracketRight, CTRL),
        (Qt.Key.Key_Z, CTRL),
        (Qt.Key.Key_Y, CTRL),
        (Qt.Key.Key_Space, CTRL),
        (Qt.Key.Key_Escape, NO),
    ]
)


@pytest.fixture
def editor(qtbot: QtBot, look: Look) -> CodeEditor:
    return show(qtbot, CodeEditor(look))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(TEXTS), st.lists(st.one_of(LETTERS, KEYS), max_size=40))
def test_whatever_is_typed_undo_leads_back(
    qtbot: QtBot,
    editor: CodeEditor,
    text: str,
    keys: list[str | tuple[Qt.Key, Qt.KeyboardModifier]],
) -> None:
    editor.load(text)
    for key in keys:
        if isinstance(key, str):
            qtbot.keyClicks(editor.surface, key)
        else:
            press(qtbot, editor, *key)
    QApplication.processEvents()
    syntax = editor.parts.colouring.syntax
    assert syntax.catch_up()
    typed = Document(editor.text())
    assert syntax.tree is not None
    assert syntax.tree.root_node.has_error == typed.has_errors

    while editor.surface.canUndo():
        editor.surface.undo()

    assert editor.text() == text
    assert syntax.catch_up()
    assert syntax.tree.root_node.has_error == Document(text).has_errors
