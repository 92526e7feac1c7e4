import json

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from openfn_studio.ui.inspector.edit_sheet import EditSheet
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.lanes import Lanes
from tests.ui.inspector.runs import STATES, Runs, run_of, waiting_at
from tests.ui.inspector.test_panel import lines


@pytest.fixture
def sheet(qtbot: QtBot, look: Look, lanes: Lanes) -> EditSheet:
    """An editor of a state."""
    made = EditSheet(look, lanes.work)
    qtbot.addWidget(made)
    made.resize(364, 300)
    made.show()
    return made


def test_a_problem_is_told_with_its_place_and_can_be_gone_to(qtbot: QtBot, sheet: EditSheet):
    sheet.show_text('{\n  "name": "😀", "data": tru\n}')

    qtbot.waitUntil(lambda: sheet.words.startswith("Line 2, column 24: "))
    sheet.go.click()

    cursor = sheet.field.textCursor()
    cursor.movePosition(cursor.MoveOperation.EndOfBlock, cursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == "tru"
    assert not sheet.use.isEnabled()


def test_what_can_be_repaired_is_repaired_in_one_step(qtbot: QtBot, sheet: EditSheet):
    broken = '{"data": {"status": "open",}}'
    sheet.show_text(broken)
    qtbot.waitUntil(sheet.repair.isVisible)

    sheet.repair.click()
    qtbot.waitUntil(sheet.use.isEnabled)
    repaired = sheet.field.toPlainText()
    sheet.field.undo()

    assert json.loads(repaired) == {"data": {"status": "open"}}
    assert sheet.field.toPlainText() == broken


def test_a_state_is_used_by_keys_once_it_is_known_to_be_right(qtbot: QtBot, sheet: EditSheet):
    sheet.show_text("{}")
    qtbot.waitUntil(sheet.use.isEnabled)
    sheet.field.setPlainText('{"data": 1}')

    with qtbot.waitSignal(sheet.accepted) as taken:
        qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert taken.args == [b'{"data": 1}']


def test_who_goes_on_typing_has_not_asked_for_the_state_any_more(qtbot: QtBot, sheet: EditSheet):
    used: list[bytes] = []
    sheet.accepted.connect(used.append)
    sheet.show_text("{}")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sheet.field.setPlainText('{"data": tru}')
    qtbot.waitUntil(sheet.go.isVisible)

    sheet.field.setPlainText('{"data": true}')
    qtbot.waitUntil(sheet.use.isEnabled)

    assert used == []


def test_a_wrong_state_is_never_used(qtbot: QtBot, sheet: EditSheet):
    sheet.show_text("[1]")
    used: list[bytes] = []
    sheet.accepted.connect(used.append)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: "an array" in sheet.words)

    assert used == []


def test_the_state_of_a_waiting_run_is_edited_without_its_configuration(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    run = runs.add(waiting_at(run_of(ended=1, failed=None), 1), STATES[:2])
    runs.travel.follow(run)
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())
    panel.edit_state(json.dumps(STATES[1] | {"configuration": {"password": "x"}}).encode())
    qtbot.waitUntil(lambda: panel.pages.editor.isVisible())
    text = panel.pages.editor.field.toPlainText()
    runs.travel.update(run)

    panel.pages.editor.field.setPlainText('{"data": {"status": "edited"}}')
    qtbot.waitUntil(panel.pages.editor.use.isEnabled)
    with qtbot.waitSignal(panel.state_edited) as edited:
        panel.pages.editor.use.click()

    assert json.loads(text) == STATES[1]
    assert edited.args == [b'{"data": {"status": "edited"}}']
    qtbot.waitUntil(lambda: panel.head.line.line.name == "Edited state")
    assert 'status: "edited"' in lines(panel)


def test_a_waiting_state_is_looked_at_first_and_edited_when_wanted(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    runs.travel.follow(runs.add(waiting_at(run_of(ended=1, failed=None), 1), STATES[:2]))
    panel.offer_editing(json.dumps(STATES[1]).encode())
    qtbot.waitUntil(lambda: "page: 2" in lines(panel))

    panel.head.edit_wanted.emit()
    qtbot.waitUntil(lambda: panel.pages.editor.isVisible())
    qtbot.keyClick(panel.pages.editor.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())
    offered = panel.head.offers_edit
    panel.stop_editing()

    assert offered
    assert not panel.head.offers_edit


def test_an_edited_state_is_shown_until_the_run_goes_on(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    runs.travel.follow(runs.add(waiting_at(run_of(ended=1, failed=None), 1), STATES[:2]))
    panel.offer_editing(json.dumps(STATES[1]).encode())
    panel.head.edit_wanted.emit()
    qtbot.waitUntil(lambda: panel.pages.editor.isVisible())
    panel.pages.editor.show_text('{"data": 7}')
    qtbot.waitUntil(panel.pages.editor.use.isEnabled)
    panel.pages.editor.use.click()
    qtbot.waitUntil(lambda: "data: 7" in lines(panel))

    panel.stop_editing()

    qtbot.waitUntil(lambda: "page: 2" in lines(panel))


def test_when_the_run_goes_on_the_editor_is_left(qtbot: QtBot, panel: StatePanel, runs: Runs):
    run = runs.add(waiting_at(run_of(ended=1, failed=None), 1), STATES[:2])
    runs.travel.follow(run)
    panel.edit_state(b"{}")
    qtbot.waitUntil(lambda: panel.pages.editor.isVisible())

    runs.travel.update(run_of(ended=1, failed=1))

    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())


def test_a_state_too_long_for_an_editor_is_refused(qtbot: QtBot, panel: StatePanel):
    panel.edit_state(json.dumps({"data": "x" * 6_000_000}).encode())

    qtbot.waitUntil(lambda: "6.0 MB, too long" in panel.banner.text)
