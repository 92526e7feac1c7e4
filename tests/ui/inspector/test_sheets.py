import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from openfn_studio.state.tree import Document
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.inspector.raw_sheet import MOST, RawSheet
from openfn_studio.ui.inspector.table_sheet import TableSheet
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.lanes import Lanes
from tests.ui.inspector.runs import STATES, Runs, run_of


@pytest.fixture
def shown(qtbot: QtBot, panel: StatePanel, runs: Runs) -> StatePanel:
    """The panel with the states of an operation."""
    runs.travel.follow(runs.add(run_of(failed=None), STATES))
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())
    return panel


def test_a_value_is_shown_as_indented_text_and_follows_the_operation(
    qtbot: QtBot, shown: StatePanel, runs: Runs
):
    shown.reveal(("data", "geo"))
    shown.values.as_text()
    raw = shown.pages.raw
    qtbot.waitUntil(lambda: json.loads(raw.text or "0") == {"lat": 1.25, "lon": -2.5})
    shown.pages.leave_sheet()
    shown.reveal(("data",))
    shown.values.as_text()

    runs.travel.choose(0)

    qtbot.waitUntil(lambda: json.loads(raw.text or "0") == STATES[1]["data"])
    assert raw.title.text == "state.data"
    raw.back_pressed.emit()
    assert shown.pages.tree.isVisible()


def test_masked_values_are_not_shown_as_text(qtbot: QtBot, shown: StatePanel, actions: Actions):
    actions.trigger("state:mask")
    shown.reveal(("data",))

    shown.values.as_text()

    assert shown.pages.raw.text == ""
    assert "masked" in shown.pages.raw.foot.text()


def test_a_text_says_its_lines_and_a_very_long_one_comes_in_parts(
    qtbot: QtBot, look: Look, lanes: Lanes
):
    sheet = RawSheet(look, lanes.work)
    qtbot.addWidget(sheet)
    sheet.resize(300, 200)
    sheet.show()
    text = "a line\n" * 60_000
    node = Document(json.dumps({"log": text}).encode()).node_at(("log",))

    sheet.show_value(node, is_masked=False)
    qtbot.waitUntil(lambda: len(sheet.text) > 0)
    first = len(sheet.text)
    qtbot.waitUntil(lambda: "Scroll on for more" in sheet.foot.text())
    while len(sheet.text) < len(text):
        have = len(sheet.text)
        sheet.scroll_to_end()
        qtbot.waitUntil(lambda have=have: len(sheet.text) > have)

    assert first <= 100_000
    assert sheet.text == text


def test_no_more_is_read_than_anybody_reads(qtbot: QtBot, look: Look, lanes: Lanes):
    sheet = RawSheet(look, lanes.work)
    qtbot.addWidget(sheet)
    node = Document(json.dumps(list(range(5_000_000))).encode()).root

    sheet.show_value(node, is_masked=False)
    qtbot.waitUntil(lambda: bool(sheet.text))

    assert len(sheet.text) < MOST / 5


def test_an_array_of_objects_is_a_table_whose_columns_are_found_to_the_end(
    qtbot: QtBot, look: Look, lanes: Lanes
):
    sheet = TableSheet(look, lanes.work)
    qtbot.addWidget(sheet)
    members: list[Any] = [{"id": n} for n in range(30_000)]
    members[29_999]["late"] = True

    sheet.show_array(Document(json.dumps(members).encode()).root, is_masked=False)
    at_once = sheet.table.columns
    qtbot.waitUntil(lambda: sheet.foot.text() == "30,000 rows, 2 columns")

    assert at_once == ("id",)
    assert sheet.table.columns == ("id", "late")
    assert sheet.table.index(29_999, 2).data() == "true"


def test_a_cell_is_opened_in_the_tree(qtbot: QtBot, shown: StatePanel):
    shown.reveal(("cases",))
    shown.values.as_table()
    table = shown.pages.table.table

    shown.pages.table.open_cell(table.index(1, 3))

    assert shown.pages.tree.isVisible()
    assert shown.bar.path == ("cases", 1, "age")


@pytest.mark.parametrize("path", [("data",), ("page",)])
def test_only_arrays_of_objects_are_offered_as_tables(
    qtbot: QtBot, shown: StatePanel, runs: Runs, path: tuple[str, ...]
):
    runs.travel.choose(1)
    qtbot.waitUntil(lambda: shown.pages.tree.values.index_at(("page",)).isValid())
    shown.reveal(("cases",))
    is_offered = shown.bar.offers_table
    shown.reveal(path)

    assert is_offered
    assert not shown.bar.offers_table


def test_escape_leaves_a_sheet(qtbot: QtBot, shown: StatePanel):
    shown.reveal(("cases",))
    shown.values.as_table()

    qtbot.keyClick(shown.pages.table, Qt.Key.Key_Escape)

    assert shown.pages.tree.isVisible()
