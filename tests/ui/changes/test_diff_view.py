import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from openfn_studio.ui.changes.diff_model import DiffModel, spoken
from openfn_studio.ui.changes.diff_view import DiffView
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.line_diff import line_diff
from openfn_studio.workbench.lanes import Lanes

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
BEFORE = "\n".join(["first", *(f"line {number}" for number in range(40)), "last"])
AFTER = BEFORE.replace("first", "First").replace("line 20\n", "").replace("last", "last\nmore")


@pytest.fixture
def view(qtbot: QtBot, look: Look, lanes: Lanes) -> DiffView:
    view = DiffView(look, lanes, "Then", "Now")
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    with qtbot.waitSignal(view.model.modelReset):
        view.compare(BEFORE, AFTER)
    return view


def test_the_model_holds_while_it_is_unfolded_and_laid_out_anew(look: Look):
    model = DiffModel()
    QAbstractItemModelTester(model, FATAL).setParent(model)
    model.show(line_diff(BEFORE, AFTER))

    for is_inline in (True, False):
        model.set_inline(is_inline)
        gap = next(at for at, row in enumerate(model.rows) if row.kind == "gap")
        model.unfold(model.index(gap, 0))
    model.set_inline(True)

    assert not any(row.kind == "gap" for row in model.rows)
    texts = [row.right.text for row in model.rows if row.right]
    assert texts == AFTER.split("\n")


def test_keys_go_from_change_to_change(qtbot: QtBot, view: DiffView):
    rows = [view.list.currentIndex().row()]
    for _ in range(3):
        qtbot.keyClick(view.list, Qt.Key.Key_F7)
        rows.append(view.list.currentIndex().row())

    assert [view.model.rows[at].kind for at in rows] == ["changed", "removed", "added", "added"]

    qtbot.keyClick(view.list, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert view.model.rows[view.list.currentIndex().row()].kind == "removed"


def test_a_gap_is_unfolded_by_a_click_and_by_enter(qtbot: QtBot, view: DiffView):
    for way in ("click", "key"):
        gap = next(at for at, row in enumerate(view.model.rows) if row.kind == "gap")
        index = view.model.index(gap, 0)
        view.list.setCurrentIndex(index)
        before = len(view.model.rows)
        if way == "click":
            place = view.list.visualRect(index).center()
            qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            qtbot.keyClick(view.list, Qt.Key.Key_Return)
        assert len(view.model.rows) > before


def test_chosen_lines_are_copied(qtbot: QtBot, view: DiffView):
    view.list.setCurrentIndex(view.model.index(0, 0))
    qtbot.keyClick(view.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QApplication.clipboard().text() == "First\nline 0"


def test_a_line_is_told_in_words(view: DiffView):
    assert spoken(view.model.rows[0]) == "changed, line 1, before: first, now: First"


def test_equal_texts_and_line_ends_alone_are_said(qtbot: QtBot, view: DiffView):
    with qtbot.waitSignal(view.model.modelReset):
        view.compare("a\r\n", "a\n")

    assert not view.list.isVisible()
    assert "Only the ends of lines" in view._same._why.text()


def test_long_lines_are_scrolled_sideways(qtbot: QtBot, view: DiffView):
    assert not view._sideways.isVisible()

    with qtbot.waitSignal(view.model.modelReset):
        view.compare("x" * 500, "y" * 500)

    assert view._sideways.isVisible()
    view._sideways.setValue(100)
    assert view.list.painter_of_rows.offset == 100


def test_an_older_comparison_never_comes_after_a_newer(qtbot: QtBot, view: DiffView):
    view.compare("\n".join(map(str, range(3_000))), "\n".join(map(str, range(1, 3_000, 2))))
    with qtbot.waitSignal(view.model.modelReset):
        view.compare("a", "b")

    assert [spoken(row) for row in view.model.rows] == ["changed, line 1, before: a, now: b"]


@pytest.mark.parametrize("choice", [0, 1])
def test_every_theme_paints_it(qtbot: QtBot, each_look: Look, lanes: Lanes, choice: int):
    view = DiffView(each_look, lanes, "Then", "Now")
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show_diff(line_diff(BEFORE, AFTER))
    view.layout_choice.choose(choice)

    assert not view.grab().toImage().isNull()
