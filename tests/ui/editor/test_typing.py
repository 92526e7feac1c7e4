"""What typing does: pairs, indentation, comments, lines, carets."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import (
    ALT,
    CTRL,
    NO,
    SHIFT,
    Editing,
    point_at,
    press,
    type_text,
    with_caret,
)

Key = Qt.Key


def test_typing_is_undone_and_redone(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("")

    type_text(qtbot, editor, "const a = 1;")
    typed = editor.text()
    press(qtbot, editor, Key.Key_Z, CTRL)
    undone = editor.text()
    press(qtbot, editor, Key.Key_Y, CTRL)

    assert (typed, undone, editor.text()) == ("const a = 1;", "", "const a = 1;")


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("fn|", "(", "fn(|)"),
        ("fn(|)", ")", "fn()|"),
        ("fn(|", ")", "fn()|"),
        ("a = |;", "'", "a = '|';"),
        ("a = '|';", "'", "a = ''|;"),
        ("don|", "'", "don'|"),
        ("'it|s'", "(", "'it(|s'"),
        ("// note |", "(", "// note (|"),
        ("x|abc", "(", "x(|abc"),
        ("x |", "`", "x `|`"),
        ("x = `a|`", "`", "x = `a`|"),
        ("x = '\\|'", "'", "x = '\\'|'"),
        ("a|)", ")", "a)|)"),
        ("é|", "[", "é[|]"),
    ],
)
def test_brackets_and_quotes_come_in_pairs_where_people_expect_it(
    qtbot: QtBot, editing: Editing, before: str, typed: str, after: str
) -> None:
    editor = editing(before)

    type_text(qtbot, editor, typed)

    assert with_caret(editor) == after


def test_pairs_can_be_switched_off(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("fn|")
    editor.parts.typist.closes_pairs = False

    type_text(qtbot, editor, "('")

    assert with_caret(editor) == "fn('|"


def test_a_selection_is_put_into_a_pair_and_stays_selected(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("a name b")
    editor.surface.setSel(2, 6)

    type_text(qtbot, editor, "(")
    type_text(qtbot, editor, "'")

    assert editor.text() == "a ('name') b"
    assert editor.surface.part(editor.surface.selectionStart(), editor.surface.selectionEnd()) == (
        b"name"
    )


def test_backspace_takes_both_of_an_empty_pair(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("fn(|)")

    press(qtbot, editor, Key.Key_Backspace)

    assert with_caret(editor) == "fn|"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fn(state => {|})", "fn(state => {\n  |\n})"),
        ("  a;|", "  a;\n  |"),
        ("each(|", "each(\n  |"),
        ("fn(state =>|", "fn(state =>\n  |"),
        ("/** What|", "/** What\n * |"),
        ("'a {|'", "'a {\n|'"),
        ("fn({|\r\n", "fn({\r\n  |\r\n"),
        ("\tx {|}", "\tx {\n\t\t|\n\t}"),
    ],
)
def test_enter_indents(qtbot: QtBot, editing: Editing, before: str, after: str) -> None:
    editor = editing(before)

    press(qtbot, editor, Key.Key_Return)

    assert with_caret(editor) == after


def test_a_closing_bracket_goes_under_the_line_that_opened_it(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing("fn(state => {\n  if (a) {\n    b;\n    |")

    type_text(qtbot, editor, "}")
    press(qtbot, editor, Key.Key_Return)
    type_text(qtbot, editor, "}")

    assert with_caret(editor) == "fn(state => {\n  if (a) {\n    b;\n  }\n}|"


def test_comments_go_on_and_off(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("fn(a);\n\n  get('/x');\n")
    editor.surface.selectAll()

    press(qtbot, editor, Key.Key_Slash, CTRL)
    commented = editor.text()
    press(qtbot, editor, Key.Key_Slash, CTRL)

    assert commented == "// fn(a);\n\n//   get('/x');\n"
    assert editor.text() == "fn(a);\n\n  get('/x');\n"
    press(qtbot, editor, Key.Key_Z, CTRL)
    assert editor.text() == commented


def test_yaml_has_its_own_comments_and_json_none(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("")
    editor.load("a: 1\n", "yaml")
    press(qtbot, editor, Key.Key_Slash, CTRL)
    yaml = editor.text()
    editor.load('{"a": 1}', "json")
    press(qtbot, editor, Key.Key_Slash, CTRL)

    assert (yaml, editor.text()) == ("# a: 1\n", '{"a": 1}')


@pytest.mark.parametrize(
    ("key", "modifiers", "after"),
    [
        (Key.Key_Up, ALT, "b|b\naa\ncc\n"),
        (Key.Key_Down, ALT, "aa\ncc\nb|b\n"),
        (Key.Key_Down, SHIFT | ALT, "aa\nbb\nb|b\ncc\n"),
        (Key.Key_Up, SHIFT | ALT, "aa\nb|b\nbb\ncc\n"),
        (Key.Key_K, CTRL | SHIFT, "aa\nc|c\n"),
        (Key.Key_BracketRight, CTRL, "aa\n  b|b\ncc\n"),
        (Key.Key_Home, NO, "aa\n|bb\ncc\n"),
    ],
)
def test_lines_are_moved_copied_deleted_and_indented(
    qtbot: QtBot, editing: Editing, key: Qt.Key, modifiers: Qt.KeyboardModifier, after: str
) -> None:
    editor = editing("aa\nb|b\ncc\n")

    press(qtbot, editor, key, modifiers)

    assert with_caret(editor) == after


def test_the_last_line_can_be_deleted(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("aa\r\nb|b")

    press(qtbot, editor, Key.Key_K, CTRL | SHIFT)

    assert editor.text() == "aa"


def test_copy_and_cut_take_the_line_when_nothing_is_selected(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing("aa\nb|b\ncc\n")

    press(qtbot, editor, Key.Key_X, CTRL)
    taken = QGuiApplication.clipboard().text()
    press(qtbot, editor, Key.Key_V, CTRL)

    assert taken == "bb\n"
    assert editor.text() == "aa\nbb\ncc\n"


def test_pasted_line_ends_become_those_of_the_text(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("x\r\n|")
    QGuiApplication.clipboard().setText("a\nb\rc\u00a0d")

    press(qtbot, editor, Key.Key_V, CTRL)
    press(qtbot, editor, Key.Key_Return)

    assert editor.text() == "x\r\na\r\nb\r\nc\u00a0d\r\n"


def test_pasting_nothing_does_nothing(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("a|")
    QGuiApplication.clipboard().clear()

    press(qtbot, editor, Key.Key_V, CTRL)
    qtbot.mouseClick(editor.surface.viewport(), Qt.MouseButton.MiddleButton)

    assert editor.text() == "a"


def test_ctrl_d_adds_the_next_occurrence_of_the_word(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("ro|w; rows; row; Row; row")

    for _ in range(3):
        press(qtbot, editor, Key.Key_D, CTRL)
    type_text(qtbot, editor, "q")

    assert editor.text() == "q; rows; q; Row; q"
    press(qtbot, editor, Key.Key_Z, CTRL)
    assert editor.text() == "row; rows; row; Row; row"


def test_every_occurrence_is_selected_at_once(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("ro|w; row; row")

    press(qtbot, editor, Key.Key_L, CTRL | SHIFT)
    type_text(qtbot, editor, "q")

    assert editor.text() == "q; q; q"


def test_carets_are_added_below_and_by_mouse_and_all_get_pairs(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing("aa|\nbb\ncc\n")

    press(qtbot, editor, Key.Key_Down, CTRL | ALT)
    qtbot.mouseClick(
        editor.surface.viewport(), Qt.MouseButton.LeftButton, CTRL, point_at(editor, 8)
    )
    type_text(qtbot, editor, "(")
    type_text(qtbot, editor, "1")

    assert editor.text() == "aa(1)\nbb(1)\ncc(1)\n"
    press(qtbot, editor, Key.Key_Escape)
    assert editor.surface.selections() == 1


def test_a_rectangle_is_selected_by_keyboard(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("|abcd\nabcd\nabcd")

    press(qtbot, editor, Key.Key_Right)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right, Key.Key_Right):
        press(qtbot, editor, key, CTRL | SHIFT | ALT)
    press(qtbot, editor, Key.Key_Delete)

    assert editor.text() == "ad\nad\nad"


def test_tab_indents_and_can_be_made_to_leave_the_text(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("a\nb\n")
    editor.surface.selectAll()
    press(qtbot, editor, Key.Key_Tab)
    indented = editor.text()
    press(qtbot, editor, Key.Key_Backtab, SHIFT)

    editor.commands["tab-focus"]()
    press(qtbot, editor, Key.Key_Tab)

    assert indented == "  a\n  b\n"
    assert editor.text() == "a\nb\n"


def test_arrow_keys_never_stop_inside_a_character(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("|é😀ሰx")

    stops = []
    for _ in range(4):
        press(qtbot, editor, Key.Key_Right)
        stops.append(editor.caret.offset_utf16)

    assert stops == [1, 3, 4, 5]


def test_keys_of_the_window_are_left_alone(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("row| row")

    for key in (Key.Key_T, Key.Key_U, Key.Key_P, Key.Key_S, Key.Key_B):
        press(qtbot, editor, key, CTRL)
    QApplication.processEvents()

    assert editor.text() == "row row"


def test_what_an_input_method_composes_becomes_text(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("a|")
    composing = QInputMethodEvent("ሰላ", [])
    done = QInputMethodEvent("", [])
    done.setCommitString("ሰላም")

    QApplication.sendEvent(editor.surface, composing)
    QApplication.sendEvent(editor.surface, done)
    committed = editor.text()
    press(qtbot, editor, Key.Key_Z, CTRL)

    assert committed == "aሰላም"
    assert editor.text() == "a"


@pytest.mark.skipif(sys.platform == "darwin", reason="Option makes letters there")
def test_the_key_of_an_action_that_is_switched_off_types_nothing(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing("a|")

    QTest.keyClick(editor.surface, "[", ALT)
    QTest.keyClick(editor.surface, "9", ALT)
    third_level = CTRL | ALT
    QTest.keyClick(editor.surface, "{", third_level)

    assert editor.text().startswith("a{")


def test_a_menu_is_about_what_was_clicked_and_a_selection_that_was_clicked_stays(
    editing: Editing,
) -> None:
    editor = editing("first second\nthird\n")
    places: list[object] = []
    editor.surface.menu_requested.connect(places.append)
    editor.surface.menu_requested.disconnect(editor._open_menu)
    mouse = QContextMenuEvent.Reason.Mouse

    editor.surface.setSel(0, 5)
    for position in (2, 15):
        point = point_at(editor, position)
        there = editor.surface.viewport().mapToGlobal(point)
        editor.surface.contextMenuEvent(QContextMenuEvent(mouse, point, there))
        if position == 2:
            assert (editor.surface.selectionStart(), editor.surface.selectionEnd()) == (0, 5)

    assert with_caret(editor) == "first second\nth|ird\n"
    assert len(places) == 2
