import csv
import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from openfn_studio.errors import StudioError
from openfn_studio.state.tree import Document
from openfn_studio.ui.inspector.copies import path_copies
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.workbench.running.exporting import export_csv
from tests.ui.inspector.runs import STATES, Runs, run_of


@pytest.fixture
def shown(qtbot: QtBot, panel: StatePanel, runs: Runs) -> StatePanel:
    """The panel with the states of an operation."""
    runs.travel.follow(runs.add(run_of(failed=None), STATES))
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())
    return panel


def never() -> bool:
    return False


@pytest.mark.parametrize(
    ("path", "copies"),
    [
        (
            ("data", "form", "@case_id"),
            ["state.data.form['@case_id']", "$.data.form[@case_id]", "dataValue('form[@case_id]')"],
        ),
        (
            ("data", "group/field"),
            ["state.data['group/field']", "$.data[group/field]", "dataValue('[group/field]')"],
        ),
        (("page",), ["state.page", "$.page", "sourceValue('$.page')"]),
        (("data", "a]b"), ["state.data['a]b']", "state => state.data['a]b']"]),
    ],
)
def test_a_path_is_copied_with_the_right_brackets(path: tuple[str, ...], copies: list[str]):
    assert [copy.text for copy in path_copies(path)] == copies


def test_the_menu_of_a_row_copies_watches_and_exports(qtbot: QtBot, shown: StatePanel):
    shown.reveal(("cases",))
    menu = QMenu()
    qtbot.addWidget(menu)

    shown.values.add_lines(menu)
    lines = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    menu.actions()[1].trigger()

    assert lines == [
        "Copy state.cases",
        "Copy $.cases",
        "Copy sourceValue('$.cases')",
        "Copy value as JSON",
        "View as text",
        "View as table",
        "Expand all below",
        "Watch",
        "Export this value…",
    ]
    assert QGuiApplication.clipboard().text() == "$.cases"


def test_a_value_too_long_for_the_clipboard_is_to_be_exported(qtbot: QtBot, panel: StatePanel):
    panel.show_initial(json.dumps({"file": "x" * 9_000_000}).encode())
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())
    panel.reveal(("file",))

    panel.values.copy_value()

    assert "9.0 MB, too long for the clipboard" in panel.banner.text


def test_watched_values_follow_the_operation_in_view(qtbot: QtBot, shown: StatePanel, runs: Runs):
    shown.reveal(("page",))
    shown.reveal(("data", "status"))
    with qtbot.waitSignal(shown.watches_changed) as told:
        shown.values.watch()
    rows = shown.watches.watches
    qtbot.waitUntil(lambda: rows.words(rows.index(0)) == '"accepted"')

    runs.travel.choose(0)

    qtbot.waitUntil(lambda: rows.words(rows.index(0)) == '"open"')
    assert told.args == [(("data", "status"),)]
    shown.watching.toggle(("data", "status"))
    assert not shown.watches.isVisible()


def test_a_value_is_exported_whole(qtbot: QtBot, shown: StatePanel, tmp_path: Path):
    root = shown.pages.tree.values.root
    assert root is not None
    assert root.node is not None
    file = tmp_path / "state.json"

    with qtbot.waitSignal(shown.exporter.done):
        shown.exporter.json(root.node, file)

    assert json.loads(file.read_text("utf-8")) == STATES[3]
    assert "state.json was written." in shown.banner.text


def test_a_table_is_exported_for_spreadsheets(qtbot: QtBot, shown: StatePanel, tmp_path: Path):
    file = tmp_path / "cases.csv"
    members = [{"name": 'Ama, "B"', "n": 1}, {"n": None, "አ": [1, {"x": "y"}]}, 7]
    array = Document(json.dumps(members).encode()).root

    with qtbot.waitSignal(shown.exporter.done):
        shown.exporter.csv(array, file)

    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows == [
        ["name", "n", "አ"],
        ['Ama, "B"', "1", ""],
        ["", "", '[1, {"x": "y"}]'],
        ["", "", ""],
    ]


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, shown: StatePanel, tmp_path: Path):
    with qtbot.waitSignal(shown.exporter.failed) as failed:
        shown.exporter.json(Document(b"1").root, tmp_path / "nowhere" / "x.json")

    assert failed.args is not None
    assert isinstance(failed.args[0], StudioError)
    assert "x.json cannot be saved" in shown.banner.text


def test_an_export_that_was_cancelled_leaves_no_file(tmp_path: Path):
    array = Document(json.dumps([{"a": n} for n in range(3_000)]).encode()).root

    export_csv(array, tmp_path / "x.csv", lambda: True)

    assert list(tmp_path.iterdir()) == []
