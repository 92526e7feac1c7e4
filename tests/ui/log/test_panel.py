"""The log panel as its user works with it: by mouse and by keys."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.log.panel import LogPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.running.facts import LogBatch, RunId
from openfn_studio.workbench.running.log_saving import LogToSave
from tests.ui.log.conftest import LINES, OVER, Idle, line, many, run

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def full(panel: LogPanel, idle: Idle) -> LogPanel:
    """The panel with the small log."""
    panel.show_run(run(), LINES)
    idle()
    panel.view.setFocus()
    return panel


def shown(panel: LogPanel) -> list[int]:
    return list(panel.model.positions(0, panel.model.rowCount() - 1))


def choose(panel: LogPanel, row: int) -> None:
    panel.view.setCurrentIndex(panel.model.index(row))


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def type_needle(qtbot: QtBot, panel: LogPanel, text: str) -> None:
    panel.bar.field.clear()
    with qtbot.waitSignal(panel.bar.needle_changed):
        qtbot.keyClicks(panel.bar.field, text)


def test_without_a_run_the_panel_says_so(panel: LogPanel) -> None:
    assert not panel.view.isVisible()
    assert "No run yet." in texts_of(panel)


def texts_of(panel: LogPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_lines_of_the_run_come_in_and_others_do_not(panel: LogPanel, idle: Idle) -> None:
    panel.show_run(run(), ())
    panel.add(LogBatch(RunId("1"), LINES[:3]))
    panel.add(LogBatch(RunId("2"), LINES[3:]))
    idle()

    assert shown(panel) == [0, 1, 2]


def test_another_run_takes_the_place_of_the_first(full: LogPanel, idle: Idle) -> None:
    full.show_run(run(id=RunId("2")), LINES[:2])
    idle()

    assert shown(full) == [0, 1]


def test_the_end_is_told_once_with_its_error_unfolded(full: LogPanel, idle: Idle) -> None:
    full.finish(OVER)
    full.finish(OVER)
    idle()

    assert len(full.lines) == 9
    assert full.lines.texts[8] == "Finished. Exit code 1, job error"
    assert full.view.is_unfolded(7)
    assert not full.view.is_unfolded(8)


def test_a_run_that_is_over_is_shown_with_its_end(panel: LogPanel, idle: Idle) -> None:
    panel.show_run(OVER, LINES)
    idle()

    assert panel.lines.texts[-1] == "Finished. Exit code 1, job error"


def test_the_engines_own_last_word_is_not_repeated(full: LogPanel, idle: Idle) -> None:
    full.add(LogBatch(RunId("1"), (line(7, "Finished.", source="runner"),)))
    full.finish(run(exit_code=0))
    idle()

    assert full.lines.texts[7:] == ["Finished.", "Exit code 0, success"]


def test_names_of_operations_may_come_later(panel: LogPanel, idle: Idle) -> None:
    panel.show_run(run(operations=()), LINES)
    idle()
    before = panel.model.data(panel.model.index(1), Qt.ItemDataRole.AccessibleTextRole)

    panel.follow_run(run())

    after = panel.model.data(panel.model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert "  op 1  " in before
    assert "  op 1 fn  " in after


def test_a_level_is_switched_off_by_its_button(qtbot: QtBot, full: LogPanel, idle: Idle) -> None:
    debug = full.bar.levels[3]
    qtbot.waitUntil(lambda: debug.accessibleName() == "Debug: 1 line, shown")

    qtbot.mouseClick(debug, Qt.MouseButton.LeftButton)
    idle()

    assert shown(full) == [0, 1, 3, 4, 5, 6]
    assert debug.accessibleName() == "Debug: 1 line, hidden"


def test_when_everything_is_hidden_a_button_shows_it_again(
    qtbot: QtBot, full: LogPanel, idle: Idle
) -> None:
    for button in full.bar.levels:
        button.setFocus()
        qtbot.keyClick(button, Key.Key_Space)
    idle()
    assert "No line passes the filter." in texts_of(full)

    full._hidden.pressed.emit()
    idle()

    assert len(shown(full)) == 7


def test_only_lines_with_the_text_are_shown(qtbot: QtBot, full: LogPanel, idle: Idle) -> None:
    type_needle(qtbot, full, "RE")
    qtbot.mouseClick(full.bar.only, Qt.MouseButton.LeftButton)
    idle()

    assert shown(full) == [2, 3, 4, 6]
    qtbot.waitUntil(lambda: full.bar.count.text() == "4 of 7")


def test_a_wrong_expression_is_told_at_the_field(qtbot: QtBot, full: LogPanel) -> None:
    full.bar.expression.setChecked(True)
    qtbot.keyClicks(full.bar.field, "(a")
    qtbot.waitUntil(lambda: full.bar.wrong.isVisible())

    assert full.bar.wrong.text() == (
        "Not a regular expression: missing closing parenthesis at character 3."
    )
    assert full.bar.field.property("wrong") == "true"

    type_needle(qtbot, full, "a")
    assert not full.bar.wrong.isVisible()
    assert len(shown(full)) == 7


def test_found_lines_are_walked_by_keys(qtbot: QtBot, full: LogPanel, idle: Idle) -> None:
    choose(full, 0)
    qtbot.keyClick(full.view, Key.Key_F, CTRL)
    assert full.bar.field.hasFocus()
    type_needle(qtbot, full, "re")
    idle()
    rows = [full.view.currentIndex().row()]

    qtbot.keyClick(full.bar.field, Key.Key_Return)
    rows.append(full.view.currentIndex().row())
    qtbot.keyClick(full.bar.field, Key.Key_Return, SHIFT)
    rows.append(full.view.currentIndex().row())
    qtbot.keyClick(full.view, Key.Key_F3, SHIFT)
    rows.append(full.view.currentIndex().row())
    qtbot.keyClick(full.view, Key.Key_F3)
    rows.append(full.view.currentIndex().row())

    found = [n for n, one in enumerate(LINES) if "re" in one.text.lower()]
    assert rows == [found[0], found[1], found[0], found[-1], found[0]]
    qtbot.waitUntil(lambda: full.bar.count.text() == f"1 of {len(found)}")


def test_the_panels_keys_are_not_taken_by_the_window(
    qtbot: QtBot, full: LogPanel, actions: Actions
) -> None:
    taken: list[str] = []
    actions.bind("edit:find", lambda: taken.append("find"))
    actions.set_condition("text", True)

    qtbot.keyClick(full.view, Key.Key_F, CTRL)

    assert taken == []
    assert full.bar.field.hasFocus()


def test_messages_unfold_and_fold_by_keys(qtbot: QtBot, full: LogPanel) -> None:
    choose(full, 4)
    folded = full.view.visualRect(full.model.index(4)).height()

    qtbot.keyClick(full.view, Key.Key_Right)
    unfolded = full.view.visualRect(full.model.index(4)).height()
    qtbot.keyClick(full.view, Key.Key_Left)

    # More than eighty lines.
    assert unfolded > 80 * 12
    assert full.view.visualRect(full.model.index(4)).height() == folded


def test_messages_unfold_by_the_chevron_and_by_a_double_click(qtbot: QtBot, full: LogPanel) -> None:
    rect = full.view.visualRect(full.model.index(3))
    chevron = full._painter.fold_rect(rect).center()

    qtbot.mouseClick(full.view.viewport(), Qt.MouseButton.LeftButton, pos=chevron)
    assert full.view.is_unfolded(3)

    middle = QPoint(400, rect.top() + 4)
    qtbot.mouseDClick(full.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not full.view.is_unfolded(3)


def test_enter_and_the_link_go_to_the_line(qtbot: QtBot, full: LogPanel) -> None:
    choose(full, 1)
    with qtbot.waitSignal(full.line_requested) as by_key:
        qtbot.keyClick(full.view, Key.Key_Return)

    rect = full.view.visualRect(full.model.index(3))
    link = full._painter.place_rect(rect, 3).center()
    with qtbot.waitSignal(full.line_requested) as by_mouse:
        qtbot.mouseClick(full.view.viewport(), Qt.MouseButton.LeftButton, pos=link)

    assert by_key.args == [13, 11]
    assert by_mouse.args == [23, 2]


def test_a_line_without_a_place_asks_for_none(qtbot: QtBot, full: LogPanel) -> None:
    choose(full, 2)

    with qtbot.assertNotEmitted(full.line_requested):
        qtbot.keyClick(full.view, Key.Key_Return)


def test_the_end_is_followed_until_the_user_scrolls_up(
    qtbot: QtBot, panel: LogPanel, idle: Idle
) -> None:
    panel.show_run(run(), many(500))
    idle()
    bar = panel.view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0

    bar.setValue(200)
    assert not panel.bar.following.isChecked()
    panel.add(LogBatch(RunId("1"), tuple(many(24))))
    idle()
    assert bar.value() == 200
    assert panel._resume.isVisible()
    assert panel._resume.accessibleName() == "Follow the log: 24 new lines"

    qtbot.mouseClick(panel._resume, Qt.MouseButton.LeftButton)
    assert bar.value() == bar.maximum()
    assert not panel._resume.isVisible()
    panel.add(LogBatch(RunId("1"), tuple(many(24))))
    idle()
    assert bar.value() == bar.maximum()


@pytest.mark.parametrize("way", ["button", "key", "scrolling"])
def test_following_is_taken_up_again(qtbot: QtBot, panel: LogPanel, idle: Idle, way: str) -> None:
    panel.show_run(run(), many(500))
    idle()
    bar = panel.view.verticalScrollBar()
    bar.setValue(0)

    if way == "button":
        qtbot.mouseClick(panel.bar.following, Qt.MouseButton.LeftButton)
    elif way == "key":
        qtbot.keyClick(panel.view, Key.Key_End)
    else:
        bar.setValue(bar.maximum())

    assert panel.view.is_following
    assert panel.bar.following.isChecked()
    assert bar.value() == bar.maximum()


def test_the_end_is_not_followed_where_that_is_not_wished(panel: LogPanel, idle: Idle) -> None:
    panel.follow_by_default(False)

    panel.show_run(run(), many(500))
    idle()

    assert panel.view.verticalScrollBar().value() == 0
    assert not panel.bar.following.isChecked()


def test_the_cursor_moves_by_keys(qtbot: QtBot, panel: LogPanel, idle: Idle) -> None:
    panel.show_run(run(), many(500))
    idle()
    choose(panel, 0)
    rows: list[int] = []
    for key in (Key.Key_Down, Key.Key_PageDown, Key.Key_PageUp, Key.Key_End, Key.Key_Home):
        qtbot.keyClick(panel.view, key)
        rows.append(panel.view.currentIndex().row())

    assert rows[0] == 1
    assert rows[1] > 10
    assert rows[2:] == [1, 499, 0]


def test_screen_readers_are_told_the_current_line(full: LogPanel) -> None:
    choose(full, 3)

    assert "warn   op 2 get  careful\n" in full.view.accessibleDescription()


def test_selected_lines_are_copied_as_they_are_shown(qtbot: QtBot, full: LogPanel) -> None:
    choose(full, 1)
    qtbot.keyClick(full.view, Key.Key_Down, SHIFT)
    qtbot.keyClick(full.view, Key.Key_Down, SHIFT)

    qtbot.keyClick(full.view, Key.Key_C, CTRL)

    copied = clipboard().splitlines()
    assert [row.split("  ", 1)[1].split() for row in copied[:2]] == [
        ["info", "op", "1", "fn", "3", "of", "5", "cases", "have", "consent"],
        ["debug", "op", "2", "get", "retrying"],
    ]
    assert copied[3].strip() == "the second line"


def test_lines_are_selected_by_dragging(qtbot: QtBot, full: LogPanel) -> None:
    port = full.view.viewport()
    first, last = (full.view.visualRect(full.model.index(row)).center() for row in (1, 4))
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(port, first + QPoint(0, 12))
    qtbot.mouseMove(port, last)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=last)
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, SHIFT, pos=last)

    assert full.view.chosen() == [range(1, 5)]


def test_all_shown_lines_are_copied(
    qtbot: QtBot, panel: LogPanel, actions: Actions, idle: Idle
) -> None:
    panel.show_run(run(), many(20_000))
    idle()
    QApplication.clipboard().clear()

    assert actions.trigger("log:copy")
    qtbot.waitUntil(lambda: clipboard().count("\n") == 19_999, timeout=20_000)


def test_the_whole_log_is_saved_also_what_is_filtered_out(
    qtbot: QtBot, look: Look, actions: Actions, tmp_path: Path
) -> None:
    asked: list[str] = []

    def ask(_: object, name: str) -> Path:
        asked.append(name)
        return tmp_path / name

    panel = LogPanel(look, actions, ask=ask)
    qtbot.addWidget(panel)
    panel.show_run(run(), LINES)
    qtbot.waitUntil(lambda: not panel.sieve.is_busy)
    panel.bar.levels[3].setChecked(False)
    saved: list[LogToSave] = []
    panel.save_requested.connect(saved.append)

    assert actions.trigger("log:save")
    panel.show_run(run(id=RunId("2")), ())

    assert asked == ["register-child-12.log.txt"]
    text = "".join(saved[0].pieces)
    assert "retrying" in text
    assert text.count("\n") == sum(one.text.count("\n") + 1 for one in LINES)


def test_a_log_is_cleared_and_goes_on(full: LogPanel, actions: Actions, idle: Idle) -> None:
    assert actions.trigger("log:clear")
    assert full.model.rowCount() == 0

    full.add(LogBatch(RunId("1"), (line(7, "more"),)))
    idle()

    assert full.lines.texts == ["more"]


def test_an_empty_log_gives_reasons(panel: LogPanel, actions: Actions) -> None:
    assert not actions.qaction("log:save").isEnabled()
    assert "The log is empty" in actions.qaction("log:save").toolTip()


@pytest.mark.parametrize("width", [420, 560, 900, 1400])
def test_every_look_and_width_is_painted(qtbot: QtBot, each_look: Look, width: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = LogPanel(each_look, Actions(each_look, window))
    qtbot.addWidget(panel)
    panel.resize(width, 150)
    panel.show_run(replace(OVER, operations=run().operations), LINES)
    panel.show()
    qtbot.waitUntil(lambda: not panel.sieve.is_busy)
    for row in range(panel.model.rowCount()):
        panel.view.unfold(row, True)

    picture = panel.grab().toImage()

    column = {picture.pixelColor(width - 40, y).name() for y in range(150)}
    assert each_look.hex("err_soft") in column
    assert (panel.width(), panel.height()) == (width, 150)


def test_the_scale_makes_rows_higher(qtbot: QtBot, full: LogPanel, look: Look) -> None:
    before = full.view.visualRect(full.model.index(1)).height()

    look.use(scale_percent=200)

    assert full.view.visualRect(full.model.index(1)).height() >= 1.8 * before
