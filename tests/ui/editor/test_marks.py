"""Problems, quick fixes, breakpoints, operations and failures, drawn where they are."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.positions import Positions, Unit
from openfn_studio.language.problem import Fix, Problem, Severity, TextEdit
from openfn_studio.language.problems import find_problems
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.editor.marks.notes import LONGEST, short
from openfn_studio.ui.editor.numbers import Indicator, Margin, Marker, Style
from openfn_studio.ui.editor.quick_fixes import NO_FIX
from tests.ui.editor.conftest import CTRL, Editing, point_at, press, type_text

# Without a screen Qt cannot hold the keyboard for an open menu, and says so.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing", extend=True)

JOB = "// é\nfn(state => {\n  return stat;\n});\nget('/x');\n"


@dataclass(frozen=True)
class Point:
    line: int
    condition: str = ""
    is_enabled: bool = True


def problem(
    text: str,
    needle: str,
    message: str = "Wrong.",
    severity: Severity = Severity.ERROR,
    new_text: str | None = None,
) -> Problem:
    start = text.index(needle)
    where = Positions(text).range(start, start + len(needle), Unit.CODE_POINT)
    fixes = () if new_text is None else (Fix("Mend it", (TextEdit(where, new_text),)),)
    return Problem("syntax-error", severity, message, where, fixes)


def note_on(editor: CodeEditor, line: int) -> str:
    return bytes(editor.surface.eOLAnnotationText(line).data()).decode()


def note_point(editor: CodeEditor, line: int) -> QPoint:
    end = editor.surface.lineEndPosition(line)
    return point_at(editor, end) + QPoint(24, 0)


def test_problems_are_underlined_and_told_behind_the_line(editing: Editing) -> None:
    editor = editing(JOB)

    editor.show_problems([problem(JOB, "stat;", "Nobody gives stat. Really.")])

    at = JOB.encode().index(b"stat;")
    assert editor.surface.indicatorValueAt(Indicator.ERROR, at)
    assert not editor.surface.indicatorValueAt(Indicator.ERROR, at + 5)
    assert note_on(editor, 2) == "Nobody gives stat"
    assert editor.surface.eOLAnnotationStyle(2) == Style.ERROR_NOTE


def test_of_several_problems_the_worst_is_told_with_how_many_more(editing: Editing) -> None:
    editor = editing(JOB)
    hint = problem(JOB, "return", "A hint.", Severity.HINT)
    warning = problem(JOB, "stat;", "A warning.", Severity.WARNING)

    editor.show_problems([hint, warning])

    assert note_on(editor, 2) == "A warning  +1"
    assert editor.surface.eOLAnnotationStyle(2) == Style.WARNING_NOTE


def test_marks_move_with_the_text_and_go_with_the_problem(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB)
    editor.show_problems([problem(JOB, "stat;")])

    editor.surface.insertText(0, "// new\n")
    moved = (
        note_on(editor, 3),
        bool(
            editor.surface.indicatorValueAt(Indicator.ERROR, editor.surface.raw().index(b"stat;"))
        ),
    )
    editor.show_problems([])

    assert moved == ("Wrong", True)
    assert note_on(editor, 3) == ""


def test_notes_can_be_switched_off(editing: Editing, qtbot: QtBot) -> None:
    editor = editing(JOB)

    editor.parts.painter.show_notes(False)

    assert editor.surface.eOLAnnotationVisible() == 0


def test_ctrl_dot_offers_what_mends_the_line_and_does_it_as_one_step(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing(JOB)
    editor.fix_chosen.connect(editor.apply_edits)
    editor.show_problems([problem(JOB, "stat;", new_text="state;")])
    editor.go_to(3, 2)

    press(qtbot, editor, Qt.Key.Key_Period, CTRL)
    menu = editor.parts.fixes.menu
    assert isinstance(menu, QMenu)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    mended = editor.text()
    press(qtbot, editor, Qt.Key.Key_Z, CTRL)

    assert mended == JOB.replace("return stat;", "return state;")
    assert editor.text() == JOB


def test_a_click_on_the_note_offers_the_same(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB)
    editor.show_problems([problem(JOB, "stat;", new_text="state;")])
    QApplication.processEvents()

    with qtbot.waitSignal(editor.fix_chosen) as chosen:
        viewport = editor.surface.viewport()
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=note_point(editor, 2))
        menu = editor.parts.fixes.menu
        assert menu is not None
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    assert chosen.args[0][0].new_text == "state;"


def test_a_click_beside_a_note_is_an_ordinary_click(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB)
    editor.show_problems([problem(JOB, "stat;", new_text="state;")])
    QApplication.processEvents()

    qtbot.mouseClick(
        editor.surface.viewport(), Qt.MouseButton.LeftButton, pos=note_point(editor, 3)
    )

    assert editor.parts.fixes.menu is None
    assert editor.caret.line == 4


def test_without_a_fix_the_menu_says_so(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB)

    press(qtbot, editor, Qt.Key.Key_Period, CTRL)

    menu = editor.parts.fixes.menu
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [NO_FIX]
    assert not menu.actions()[0].isEnabled()
    menu.close()


def test_a_fix_asked_for_right_after_typing_waits_for_the_problems(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing(JOB)
    editor.show_problems([problem(JOB, "stat;", new_text="state;")])
    editor.go_to(3, 3)
    type_text(qtbot, editor, "x")

    press(qtbot, editor, Qt.Key.Key_Period, CTRL)
    before = editor.parts.fixes.menu
    text = editor.text()
    editor.show_problems([problem(text, "stat;", new_text="state;")])

    assert before is None
    assert editor.parts.fixes.menu is not None
    editor.parts.fixes.menu.close()


def test_the_language_rooms_own_problems_and_fixes_go_through(
    qtbot: QtBot, editing: Editing
) -> None:
    source = "fn(state => state.data?.é);\nconst a = 1;\n"
    editor = editing(source)
    editor.fix_chosen.connect(editor.apply_edits)

    editor.show_problems(find_problems(source, Dialect.V1, {"fn"}))
    fixes = editor.parts.problems.fixes_near(source.index("?."))

    assert note_on(editor, 0).startswith("?. is newer JavaScript")
    assert fixes
    editor.apply_edits(fixes[0][1].edits)
    assert "?." not in editor.text()


@pytest.mark.parametrize(
    ("message", "note"),
    [
        ("`a`. is b. Then c.", "`a`. is b"),
        ("It is\n  so.", "It is so"),
        (
            "Function not available: gett. v1 refuses. Is it get?",
            "Function not available: gett. Is it get?",
        ),
        (
            "chid is not defined: neither this job nor its adaptors give it. Ends the job.",
            "chid is not defined",
        ),
    ],
)
def test_a_note_is_the_message_in_short(message: str, note: str) -> None:
    assert short(message) == note
    assert LONGEST - 5 < len(short("word " * 60)) <= LONGEST


@pytest.mark.parametrize("margin", [Margin.BREAKPOINTS, Margin.NUMBERS])
def test_a_click_on_the_margin_asks_for_a_breakpoint(
    qtbot: QtBot, editing: Editing, margin: Margin
) -> None:
    editor = editing(JOB)
    surface = editor.surface
    left = sum(surface.marginWidthN(each) for each in Margin if each < margin) + 3
    where = QPoint(left, point_at(editor, surface.positionFromLine(1)).y())

    with qtbot.waitSignal(editor.parts.lines.breakpoint_toggled) as toggled:
        qtbot.mouseClick(surface.viewport(), Qt.MouseButton.LeftButton, pos=where)

    assert toggled.args == [2]


def test_f9_asks_for_a_breakpoint_at_the_caret(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB)
    editor.go_to(5)

    with qtbot.waitSignal(editor.parts.lines.breakpoint_toggled) as toggled:
        press(qtbot, editor, Qt.Key.Key_F9)

    assert toggled.args == [5]


def test_files_that_are_no_jobs_take_no_breakpoints(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("")
    editor.load('{"a": 1}', "json")

    with qtbot.assertNotEmitted(editor.parts.lines.breakpoint_toggled):
        where = QPoint(12, point_at(editor, 0).y())
        qtbot.mouseClick(editor.surface.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_breakpoints_are_drawn_by_what_they_are(editing: Editing) -> None:
    editor = editing(JOB)

    editor.parts.lines.show_breakpoints(
        [Point(1), Point(2, "state.data.x === 1"), Point(5, is_enabled=False)]
    )
    editor.surface.insertText(0, "\n")

    markers = [editor.surface.markerGet(line) & 0b111 for line in range(7)]
    assert markers == [
        0,
        1 << Marker.BREAKPOINT,
        1 << Marker.CONDITIONAL,
        0,
        0,
        1 << Marker.DISABLED,
        0,
    ]


def test_lines_are_those_javascript_counts(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("a\u2028b\r\nc\nd")

    editor.go_to(3, 1)
    place = editor.caret
    editor.parts.lines.show_breakpoints([Point(4)])

    assert (place.line, place.column, place.offset_utf16) == (3, 1, 5)
    assert editor.surface.markerGet(2) & 1


def test_the_chosen_operation_has_a_bar_and_a_waiting_one_a_tint(editing: Editing) -> None:
    editor = editing(JOB)
    where = Positions(JOB).range(6, len(JOB.encode()) - 13)

    editor.parts.lines.mark_operation(where)
    editor.parts.lines.mark_waiting(where)

    bar = [line for line in range(6) if editor.surface.markerGet(line) & 1 << Marker.OPERATION]
    waiting = [line for line in range(6) if editor.surface.markerGet(line) & 1 << Marker.WAITING]
    assert (bar, waiting) == ([1, 2, 3], [1])
    editor.parts.lines.mark_operation(None)
    editor.parts.lines.mark_waiting(None)
    assert not any(editor.surface.markerGet(line) for line in range(6))


def test_the_chosen_operation_is_scrolled_to_once_and_the_caret_stays(
    qtbot: QtBot, editing: Editing
) -> None:
    text = "fn(a);\n" * 300
    editor = editing(text)
    surface = editor.surface
    where = Positions(text).range(7 * 200, 7 * 201 - 1)

    editor.parts.lines.mark_operation(where)
    scrolled = surface.firstVisibleLine()
    surface.setFirstVisibleLine(0)
    editor.parts.lines.mark_operation(where)

    assert 180 < scrolled <= 200
    assert surface.firstVisibleLine() == 0
    assert editor.caret.line == 1


def test_an_operation_that_is_seen_in_part_is_scrolled_to_and_never_past_the_end(
    editing: Editing,
) -> None:
    text = "fn(\n  a\n);\n" * 100
    editor = editing(text)
    surface, size = editor.surface, len("fn(\n  a\n);\n")
    surface.setFirstVisibleLine(31)

    editor.parts.lines.mark_operation(Positions(text).range(size * 10, size * 11 - 1))
    first_of_the_eleventh = surface.firstVisibleLine()
    editor.parts.lines.mark_operation(Positions(text).range(size * 99, size * 100 - 1))
    last = surface.firstVisibleLine() + surface.linesOnScreen()
    editor.parts.lines.mark_operation(Positions(text).range(size * 98, size * 99 - 1))

    assert 20 <= first_of_the_eleventh <= 30
    assert last == surface.lineCount()
    assert surface.firstVisibleLine() + surface.linesOnScreen() == last


def test_why_a_run_failed_stands_at_its_line_until_that_is_edited(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing(JOB)
    editor.show_problems([problem(JOB, "get", "A hint.", Severity.HINT)])

    editor.parts.lines.mark_failure(5, "TypeError: x is not a function.")
    told = note_on(editor, 4)
    editor.go_to(1)
    type_text(qtbot, editor, "x")
    still = note_on(editor, 4)
    editor.go_to(5, 2)
    type_text(qtbot, editor, "x")

    assert told == still == "TypeError: x is not a function  +1"
    assert note_on(editor, 4) == "A hint"
    assert not editor.surface.markerGet(4) & 1 << Marker.FAILED_LINE


def test_a_run_that_fails_at_a_known_problem_does_not_say_it_twice(editing: Editing) -> None:
    editor = editing(JOB)
    message = "Function not available: get. v1 refuses to run a job with it. Is it post?"
    editor.show_problems([problem(JOB, "get", message, Severity.ERROR)])

    editor.parts.lines.mark_failure(5, "Function not available: get.")

    assert note_on(editor, 4) == "Function not available: get. Is it post?"
    editor.show_problems([])
    assert note_on(editor, 4) == "Function not available: get"


def test_notes_drawn_anew_stand_where_their_lines_have_moved(
    qtbot: QtBot, editing: Editing
) -> None:
    editor = editing(JOB)
    editor.show_problems([problem(JOB, "stat;", "Told.")])
    editor.go_to(1)
    press(qtbot, editor, Qt.Key.Key_Return)

    editor.parts.lines.mark_failure(1, "TypeError")

    assert note_on(editor, 0) == "TypeError"
    assert note_on(editor, 2) == ""
    assert note_on(editor, 3) == "Told"


def test_the_change_bar_tells_from_what_was_saved(qtbot: QtBot, editing: Editing) -> None:
    editor = editing(JOB)
    changed = 0b1101 << Marker.CHANGE_FIRST

    def bars() -> list[int]:
        return [line for line in range(5) if editor.surface.markerGet(line) & changed]

    editor.go_to(2)
    type_text(qtbot, editor, "x")
    typed = bars()
    editor.mark_saved()
    saved = bars()
    press(qtbot, editor, Qt.Key.Key_Z, CTRL)

    assert (typed, saved, bars()) == ([1], [], [1])


def test_the_selected_word_is_marked_elsewhere(qtbot: QtBot, editing: Editing) -> None:
    editor = editing("state + states + state")

    editor.select(TextRange(0, 5, 1, 1, 1, 6))

    value = editor.surface.indicatorValueAt
    qtbot.waitUntil(lambda: bool(value(Indicator.SAME_WORD, 17)))
    assert not value(Indicator.SAME_WORD, 9)
