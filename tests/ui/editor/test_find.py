"""Find and replace, with the bar's real keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.editor.find.bar import FindBar
from openfn_studio.ui.editor.numbers import Indicator
from openfn_studio.ui.theme.look import Look
from tests.ui.editor.conftest import ALT, CTRL, NO, SHIFT, press

Key = Qt.Key


class Searching:
    """A bar over an editor."""

    def __init__(self, qtbot: QtBot, look: Look, text: str) -> None:
        self._qtbot = qtbot
        self.editor = CodeEditor(look)
        self.bar = FindBar(look, self.editor.parts.finder)
        self.window = QWidget()
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.bar)
        layout.addWidget(self.editor)
        qtbot.addWidget(self.window)
        self.window.resize(800, 400)
        self.editor.load(text)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.bar.closed.connect(self.editor.focus_editor)

    def find(self, text: str, *, replace: bool = False) -> None:
        self.bar.open("", replace=replace)
        self._qtbot.waitUntil(self.bar.find_field.hasFocus)
        self.bar.find_field.clear()
        self._qtbot.keyClicks(self.bar.find_field, text)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
        self._qtbot.keyClick(self.bar.find_field, key, modifiers)

    def replace_by(self, text: str, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
        self.bar.replace_field.clear()
        self._qtbot.keyClicks(self.bar.replace_field, text)
        self._qtbot.keyClick(self.bar.replace_field, key, modifiers)

    @property
    def selected(self) -> tuple[int, int]:
        surface = self.editor.surface
        return surface.selectionStart(), surface.selectionEnd()


Search = Callable[[str], Searching]


@pytest.fixture
def searching(qtbot: QtBot, look: Look) -> Search:
    return lambda text: Searching(qtbot, look, text)


def test_typing_finds_marks_counts_and_enter_goes_on(searching: Search) -> None:
    it = searching("row, Row, row; é row")

    it.find("row")
    first, count = it.selected, it.bar.count.text()
    it.press(Key.Key_Return)
    second = it.selected
    it.press(Key.Key_Return, SHIFT)
    back = it.selected
    it.press(Key.Key_Return, SHIFT)

    assert (first, second, back) == ((0, 3), (5, 8), (0, 3))
    assert count == "1 of 4"
    assert it.bar.count.text() == "4 of 4"
    assert it.selected == (18, 21)
    assert it.editor.surface.indicatorValueAt(Indicator.MATCH, 11)


def test_case_whole_words_and_regex_are_toggled_by_keys(searching: Search) -> None:
    it = searching("get getter Get @get")

    it.find("get")
    counts = [it.bar.count.text()]
    for key in (Key.Key_C, Key.Key_W):
        it.press(key, ALT)
        counts.append(it.bar.count.text())
    it.find("@get")
    counts.append(it.bar.count.text())
    it.press(Key.Key_R, ALT)
    it.find("g.t(ter)?")
    counts.append(it.bar.count.text())

    assert [count.split(" of ")[-1] for count in counts] == ["4", "3", "2", "1", "3"]


def test_a_bad_expression_is_told_and_finds_nothing(searching: Search) -> None:
    it = searching("a(b")
    it.bar.regex.setChecked(True)

    it.find("(")
    wrong = it.bar.problem.text()
    it.find("\\(")

    assert wrong.startswith("This is no regular expression: ")
    assert it.bar.problem.isHidden()
    assert it.bar.count.text() == "1 of 1"


def test_an_expression_without_end_is_stopped(searching: Search) -> None:
    it = searching("a" * 60 + "b")
    it.bar.regex.setChecked(True)

    it.find("(a+)+$")

    assert it.bar.problem.text() == "This regular expression takes too long. Make it simpler."


def test_nothing_found_is_said(searching: Search) -> None:
    it = searching("abc")

    it.find("x")

    assert it.bar.count.text() == "Nothing found"
    assert not it.bar.next.isEnabled()


def test_one_match_is_replaced_with_its_groups_and_the_next_chosen(searching: Search) -> None:
    it = searching("get('/a1'); get('/b22');")
    it.bar.regex.setChecked(True)
    it.find(r"'/([a-z])(\d+)'", replace=True)

    it.replace_by(r"'/\2/\1'", Key.Key_Return)

    assert it.editor.text() == "get('/1/a'); get('/b22');"
    assert it.bar.count.text() == "1 of 1"


def test_all_matches_are_replaced_as_one_step_to_undo(qtbot: QtBot, searching: Search) -> None:
    it = searching("é a1 a22 A3")
    it.bar.regex.setChecked(True)
    it.find(r"a(\d+)", replace=True)

    it.replace_by(r"<\1>", Key.Key_Return, CTRL | ALT)
    replaced = it.editor.text()
    press(qtbot, it.editor, Key.Key_Z, CTRL)

    assert replaced == "é <1> <22> <3>"
    assert it.editor.text() == "é a1 a22 A3"


def test_a_replacement_that_names_no_group_is_refused(searching: Search) -> None:
    it = searching("a1")
    it.bar.regex.setChecked(True)
    it.find("a", replace=True)

    it.replace_by(r"\3", Key.Key_Return, CTRL | ALT)

    assert it.editor.text() == "a1"
    assert it.bar.problem.text() == "What replaces it cannot be used: invalid group reference 3."


def test_plain_replacements_take_backslashes_as_they_are(searching: Search) -> None:
    it = searching("a.b axb")
    it.find("a.b", replace=True)

    it.replace_by(r"\1", Key.Key_Return, CTRL | ALT)

    assert it.editor.text() == r"\1 axb"


def test_lines_of_crlf_are_matched_like_others_and_kept(searching: Search) -> None:
    it = searching("a;\r\nb;\r\nc")
    it.bar.regex.setChecked(True)
    it.find(r";$", replace=True)

    it.replace_by(r"!\n", Key.Key_Return, CTRL | ALT)

    assert it.editor.text() == "a!\r\n\r\nb!\r\n\r\nc"


def test_matches_over_several_lines_are_found(searching: Search) -> None:
    it = searching("é\r\nfn(\r\n  a\r\n);")
    it.bar.regex.setChecked(True)

    it.find(r"fn\(\s+a\n\)")

    assert it.selected == (4, 15)


def test_only_the_selection_is_searched_when_wanted(searching: Search) -> None:
    it = searching("row\nrow\nrow\n")
    it.editor.surface.setSel(4, 8)
    it.bar.open("", is_limited=True)
    it.bar.find_field.setText("row")
    it.bar.find_field.textEdited.emit("row")

    it.bar.replace_field.setText("x")
    it.bar.replace_everything.click()

    assert it.editor.text() == "row\nx\nrow\n"
    assert it.bar.in_selection.isChecked()


def test_what_was_found_follows_the_text(qtbot: QtBot, searching: Search) -> None:
    it = searching("row row")
    it.find("row")

    it.editor.surface.insertText(0, "row ")

    qtbot.waitUntil(lambda: it.bar.count.text().endswith("3") or "3 found" in it.bar.count.text())


def test_escape_gives_the_keyboard_back_and_takes_the_marks_away(
    qtbot: QtBot, searching: Search
) -> None:
    it = searching("row")
    it.find("row")

    it.press(Key.Key_Escape)

    qtbot.waitUntil(it.editor.surface.hasFocus)
    assert it.bar.isHidden()
    assert not it.editor.surface.indicatorValueAt(Indicator.MATCH, 1)


def test_the_bar_is_wide_enough_to_say_everything_in_every_theme(
    qtbot: QtBot, each_look: Look
) -> None:
    it = Searching(qtbot, each_look, "row " * 3)
    it.find("row", replace=True)

    for button in (it.bar.case, it.bar.regex, it.bar.next, it.bar.shut):
        assert button.toolTip()
        assert button.accessibleName()
    assert it.bar.count.width() >= it.bar.count.sizeHint().width()
