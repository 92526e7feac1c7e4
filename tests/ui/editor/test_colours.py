"""Colours, folds and brackets follow the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.language.brackets import BracketPair
from openfn_studio.language.colouring import Role
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.editor.colours.lexers import LIMIT_BYTES
from openfn_studio.ui.editor.colours.right_to_left import colours_to_lay_over
from openfn_studio.ui.editor.numbers import Indicator, Margin, Marker
from tests.ui.editor.conftest import ALT, CTRL, SHIFT, Editing, point_at, press, type_text

JOB = "fn(state => {\n  const a = 'x';\n  return state;\n});\n"


def role_at(editor: CodeEditor, needle: str) -> Role:
    QApplication.processEvents()
    return Role(editor.surface.styleAt(editor.surface.raw().index(needle.encode())) & 0xFF)


def test_the_page_is_coloured_when_it_is_shown(editing: Editing) -> None:
    editor = editing(JOB)

    assert role_at(editor, "fn") is Role.OPERATION
    assert role_at(editor, "const") is Role.KEYWORD
    assert role_at(editor, "'x'") is Role.STRING


def test_colours_follow_each_key(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("|const a = 1;\nfn(a);\n")
    before = role_at(editor, "const")

    type_text(qtbot, editor, "//")
    broken = role_at(editor, "const")
    press(qtbot, editor, Qt.Key.Key_Z, CTRL)

    after = role_at(editor, "const")
    assert (before, broken, after) == (Role.KEYWORD, Role.COMMENT, Role.KEYWORD)


def test_a_page_far_down_is_coloured_without_the_pages_before_it(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing(JOB * 3_000 + "get('/last');\n")
    qtbot.waitUntil(lambda: editor.parts.colouring.syntax.is_current)

    editor.go_to(editor.surface.lineCount() - 1)

    assert role_at(editor, "/last") is Role.STRING
    middle = len(JOB) * 1_500
    assert editor.surface.styleAt(middle) == 0


def test_scrolling_colours_what_comes_into_view(editing: Editing) -> None:
    editor = editing(JOB * 300)

    editor.surface.setFirstVisibleLine(600)
    QApplication.processEvents()

    start = editor.surface.positionFromLine(600)
    assert Role(editor.surface.styleAt(start)) is Role.OPERATION


def test_a_long_job_and_other_languages_are_coloured_by_lexilla(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing("")
    editor.load("const a = 1;\n" * (LIMIT_BYTES // 12), "job")
    QApplication.processEvents()
    long_style = editor.surface.styleAt(0)
    editor.load('{\n  "a": [1, true]\n}', "json")
    QApplication.processEvents()
    key_style = editor.surface.styleAt(5)
    folds = editor.surface.foldLevel(0) & 0x2000
    editor.load("a: 1\n", "yaml")
    QApplication.processEvents()
    yaml_style = editor.surface.styleAt(0)

    assert (long_style, key_style, yaml_style) == (5, 4, 2)
    assert folds


def test_a_job_that_outgrows_its_tree_changes_hands_while_typing(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing(JOB)

    editor.replace_text("const b = 2;\n" * (LIMIT_BYTES // 9))

    qtbot.waitUntil(lambda: not editor.parts.colouring.has_outgrown)
    QApplication.processEvents()
    assert editor.surface.styleAt(0) == 5
    type_text(qtbot, editor, "x")
    assert editor.text().startswith("x")


def test_blocks_fold_from_the_margin_and_by_keys(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB + "get(\n  '/x',\n  a\n);\n")
    surface = editor.surface
    qtbot.waitUntil(lambda: bool(surface.foldLevel(0) & 0x2000))
    left = sum(surface.marginWidthN(margin) for margin in Margin if margin < Margin.FOLDS)

    where = QPoint(left + 3, point_at(editor, 0).y())
    qtbot.mouseClick(surface.viewport(), Qt.MouseButton.LeftButton, pos=where)
    by_mouse = [surface.lineVisible(line) for line in range(5)]
    press(qtbot, editor, Qt.Key.Key_BraceRight, CTRL | SHIFT)
    by_key = [surface.lineVisible(line) for line in range(5)]
    editor.commands["fold-all"]()
    folded = surface.lineVisible(1), surface.lineVisible(5)
    editor.commands["unfold-all"]()

    assert by_mouse == [True, False, False, True, True]
    assert by_key == [True] * 5
    assert folded == (False, False)
    assert surface.lineVisible(1)


def test_going_to_a_folded_line_opens_it(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB)
    qtbot.waitUntil(lambda: bool(editor.surface.foldLevel(0) & 0x2000))
    editor.commands["fold"]()

    editor.go_to(2, 3)

    assert editor.surface.lineVisible(1)
    assert (editor.caret.line, editor.caret.column) == (2, 3)


def test_fold_handles_are_seen_while_the_pointer_is_over_the_margins(editing: Editing) -> None:
    editor = editing(JOB)
    surface = editor.surface

    surface.pointer_moved.emit(QPoint(3, 3))
    over = surface.markerSymbolDefined(Marker.FOLD_OPEN)
    surface.pointer_moved.emit(None)

    assert over != surface.markerSymbolDefined(Marker.FOLD_OPEN)


@pytest.mark.parametrize(("caret", "pair"), [(2, (2, 9)), (10, (2, 9)), (5, None), (0, None)])
def test_the_bracket_at_the_caret_shows_its_partner(
    editing: Editing, caret: int, pair: tuple[int, int] | None
) -> None:
    editor = editing("fn(a, '(')")

    editor.surface.gotoPos(caret)
    QApplication.processEvents()

    assert editor.parts.brackets.shown == (BracketPair(*pair) if pair else None)


def test_brackets_of_json_are_found_too(editing: Editing) -> None:
    editor = editing("")
    editor.load('{"a": "}", "b": [1]}', "json")
    QApplication.processEvents()

    editor.surface.gotoPos(1)
    QApplication.processEvents()

    assert editor.parts.brackets.shown == BracketPair(0, 19)


def test_the_caret_goes_from_bracket_to_bracket_and_the_selection_widens(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing("fn|(a, [b, c])")

    press(qtbot, editor, Qt.Key.Key_Bar, CTRL | SHIFT)
    there = editor.surface.currentPos()
    editor.surface.gotoPos(7)
    chosen = []
    for _ in range(3):
        press(qtbot, editor, Qt.Key.Key_Right, SHIFT | ALT)
        start, end = editor.surface.selectionStart(), editor.surface.selectionEnd()
        chosen.append(editor.surface.part(start, end))

    assert there == 12
    assert chosen == [b"b, c", b"[b, c]", b"a, [b, c]"]


ARABIC = "post('/x', { clinic: \"العيادة الأولى\", n: 5 });\nfn('أ');\n// تعليق\nمرحبا = 1;\n"


def test_lines_with_arabic_are_measured_as_a_whole_and_still_coloured(editing: Editing) -> None:
    editor = editing(ARABIC)
    surface = editor.surface
    raw = surface.raw()
    behind = raw.index(b", n: 5")
    QApplication.processEvents()

    styles = {surface.styleAt(at) for at in range(len(raw))}
    number, comment = raw.index(b"5"), raw.index(b"//")

    assert styles == {0}
    assert surface.indicatorValueAt(Indicator.TOKEN + Role.NUMBER, number)
    # What follows the Arabic text stands behind it, not on it.
    assert surface.pointXFromPosition(behind) > surface.pointXFromPosition(raw.index(b'"')) + 40
    # A line that begins right-to-left is drawn one pixel aside, and has one colour.
    assert surface.xOffset() == -1
    assert surface.indicatorValueAt(Indicator.TOKEN + Role.COMMENT, comment)
    assert surface.indicatorValueAt(Indicator.TOKEN + Role.COMMENT, raw.index("ق".encode()))


@pytest.mark.parametrize(
    ("line", "styles", "laid_over"),
    [
        ("ab", [1, 2], [1, 2]),
        ("a'ع'b", [1, 2, 2, 2, 2, 3], [1, 2, 2, 2, 2, 3]),
        ("aع+عb", [1, 2, 2, 3, 4, 4, 5], [1, 0, 0, 0, 0, 0, 5]),
        ("aع b", [1, 2, 2, 0, 5], [1, 2, 2, 0, 5]),
        (" ع;", [0, 2, 2, 3], [0, 0, 0, 0]),
        ("//ع\n", [1, 1, 1, 1, 0], [1, 1, 1, 1, 1]),
    ],
)
def test_a_right_to_left_stretch_has_one_colour(
    line: str, styles: list[int], laid_over: list[int]
) -> None:
    assert list(colours_to_lay_over(line, bytes(styles))) == laid_over


@given(st.text("aع 1+'\n", max_size=12), st.data())
def test_every_byte_of_a_line_keeps_a_colour(line: str, data: st.DataObject) -> None:
    size = len(line.encode())
    styles = bytes(data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size)))

    found = colours_to_lay_over(line, styles)

    assert len(found) == size
    assert set(found) <= {0, *styles}


def test_the_colours_laid_over_a_line_go_with_its_arabic(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("a = 'ع';")
    QApplication.processEvents()
    editor.surface.setSel(5, 7)

    type_text(qtbot, editor, "x")
    QApplication.processEvents()

    over = [
        at for at in range(8) if editor.surface.indicatorValueAt(Indicator.TOKEN + Role.STRING, at)
    ]
    assert editor.text() == "a = 'x';"
    assert over == []
    assert editor.surface.styleAt(5) == Role.STRING


def test_the_names_the_adaptors_offer_are_operations(editing: Editing) -> None:
    editor = editing("get(trim(x));")
    editor.parts.colouring.use_operations(frozenset({"get"}))

    assert role_at(editor, "get") is Role.OPERATION
    assert role_at(editor, "trim") is Role.FUNCTION
