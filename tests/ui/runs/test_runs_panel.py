"""The lists of kept runs."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.ui.runs.job_runs import JobRunsList
from openfn_studio.ui.runs.model import INPUT, JOB, PIN, STATE, TOOK, WHEN, RunsModel
from openfn_studio.ui.runs.panel import RunsPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.running.facts import ErrorFact, RunId
from openfn_studio.workbench.running.kept import RunRow
from tests.ui.running.conftest import Bench

NOW = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def row(number: int, job: str = "register-child", **more: Any) -> RunRow:
    fields: dict[str, Any] = {
        "origin": "editor",
        "dialect": Dialect.V1,
        "http_mode": HttpMode.TEST,
        "started_at": NOW - timedelta(minutes=100 - number),
        "finished_at": NOW,
        "took_ms": 12.0,
        "exit_code": 0,
        "is_pinned": False,
        "size_bytes": 10,
        "input_name": "registration.json",
        "error": None,
    }
    key = RunId(f"r{number}")
    return RunRow(id=key, key=number, number=number, job=job, **{**fields, **more})


ROWS = (
    row(3, exit_code=1, error=ErrorFact("TypeError", "no such"), failed_at="post"),
    row(2, "send-visits", http_mode=HttpMode.LIVE),
    row(1, is_pinned=True),
)


def now() -> datetime:
    return NOW


@dataclass
class Lists:
    bench: Bench
    panel: RunsPanel
    small: JobRunsList

    def show(self, rows: tuple[RunRow, ...]) -> None:
        self.bench.running.kept._take(rows)

    def texts(self, column: int) -> list[str]:
        model = self.panel.model
        return [model.index(at, column).data() for at in range(model.rowCount())]


@pytest.fixture
def lists(bench: Bench, look: Look) -> Lists:
    panel = RunsPanel(look, bench.running.kept, now)
    small = JobRunsList(look, bench.running.kept, now)
    for widget in (panel, small):
        bench.qtbot.addWidget(widget)
        widget.resize(1_000, 300)
        widget.show()
    return Lists(bench, panel, small)


# ---------------------------------------------------------------- the model


def test_the_model_keeps_qts_rules_through_every_change(qtbot: QtBot):
    model = RunsModel(now)
    tester = QAbstractItemModelTester(model, FATAL)
    model.show(ROWS)
    model.show((row(4), *ROWS))
    model.show((row(4, exit_code=None), *ROWS))
    model.filter("send")
    model.filter("")
    model.show(ROWS[1:])
    model.refresh_times()
    model.show(())

    assert model.rowCount() == 0
    assert tester.model() is model


def test_a_new_run_comes_on_top_without_a_reset(qtbot: QtBot):
    model = RunsModel(now)
    model.show(ROWS)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))

    with qtbot.waitSignal(model.rowsInserted) as told:
        model.show((row(4), *ROWS))

    assert told.args is not None
    assert told.args[1:] == [0, 0]
    assert resets == []


def test_odd_questions_are_answered_with_nothing(qtbot: QtBot):
    model = RunsModel(now)
    model.show(ROWS)

    assert model.data(QModelIndex()) is None
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.rowCount(model.index(0, 0)) == 0


# ---------------------------------------------------------------- the table


def test_rows_say_how_it_ended_with_what_and_when(lists: Lists):
    lists.show(ROWS)

    assert lists.texts(STATE) == ["TypeError in post", "Succeeded", "Succeeded"]
    assert lists.texts(JOB) == ["register-child", "send-visits", "register-child"]
    assert lists.texts(INPUT) == ["registration.json"] * 3
    assert lists.texts(WHEN) == ["07:53", "07:52", "07:51"]
    assert lists.texts(TOOK) == ["12 ms"] * 3
    tip = lists.panel.model.index(0, WHEN).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Wednesday, 6 May 2026, 07:53:00 UTC"
    spoken = lists.panel.model.index(2, PIN).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Pinned"


def test_without_runs_it_says_what_comes_here(lists: Lists):
    labels = [label.text() for label in lists.panel.findChildren(QLabel) if label.isVisible()]

    assert "No run is kept yet." in labels
    assert not lists.panel.search.isEnabled()


def test_the_filter_takes_words_of_all_columns(lists: Lists):
    lists.show(ROWS)

    lists.panel.search.setText("LIVE visits")
    assert lists.texts(JOB) == ["send-visits"]
    lists.panel.search.setText("typeerror")
    assert lists.texts(JOB) == ["register-child"]
    lists.panel.search.setText("nothing such")

    labels = [label.text() for label in lists.panel.findChildren(QLabel) if label.isVisible()]
    assert "No run fits the filter." in labels
    assert "0 of 3" in labels


def test_enter_and_double_click_open_a_run(lists: Lists):
    lists.show(ROWS)
    table, qtbot = lists.panel.table, lists.bench.qtbot
    qtbot.keyClick(lists.panel.search, Qt.Key.Key_Down)
    assert table.hasFocus() or lists.panel.selected() == (ROWS[0],)

    with qtbot.waitSignal(lists.panel.open_requested) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)

    assert told.args == [ROWS[0].id]


def test_two_selected_runs_can_be_compared_the_older_first(lists: Lists):
    lists.show(ROWS)
    table = lists.panel.table
    assert not lists.panel.compare.isEnabled()
    assert "Select two runs" in lists.panel.compare.toolTip()
    table.selectRow(0)
    model = table.selectionModel()
    flags = model.SelectionFlag.Select | model.SelectionFlag.Rows
    model.select(lists.panel.model.index(2, 0), flags)

    with lists.bench.qtbot.waitSignal(lists.panel.compare_requested) as told:
        lists.panel.compare.click()

    assert told.args == [ROWS[2].id, ROWS[0].id]
    assert not lists.panel.open.isEnabled()


def test_a_run_can_be_pinned(lists: Lists):
    buffer = lists.bench.open_job("register-child")
    lists.bench.run(buffer)
    lists.bench.wait_kept()
    lists.bench.qtbot.waitUntil(lambda: lists.panel.model.rowCount() == 1)
    lists.panel.table.selectRow(0)

    lists.panel.pin.click()

    lists.bench.qtbot.waitUntil(lambda: lists.bench.running.kept.rows[0].is_pinned)
    assert lists.panel.pin.accessibleName() == "Unpin the run"


def test_the_menu_makes_inputs_of_a_run(lists: Lists):
    lists.show(ROWS)
    menu = lists.panel.menu_for(ROWS[2])
    found = {action.text(): action for action in menu.actions()}

    with lists.bench.qtbot.waitSignal(lists.panel.input_requested) as told:
        found["Use its result as the job's input"].trigger()

    job, choice = told.args
    assert (job, choice.kind, choice.run) == ("register-child", "run_result", 1)
    failed = {action.text(): action for action in lists.panel.menu_for(ROWS[0]).actions()}
    assert not failed["Use its result as the job's input"].isEnabled()


def test_a_selection_stays_when_a_new_run_comes(lists: Lists):
    lists.show(ROWS)
    lists.panel.choose(ROWS[1].id)

    lists.show((row(4), *ROWS))

    assert [one.id for one in lists.panel.selected()] == [ROWS[1].id]


# ---------------------------------------------------------------- the small list


def test_the_sidebar_lists_the_runs_of_the_job_in_view(lists: Lists):
    tester = QAbstractItemModelTester(lists.small.model, FATAL)
    lists.show(ROWS)
    buffer = lists.bench.open_job("register-child")
    lists.show(ROWS)

    lists.small.show_subject(lists.bench.running.view.subject_of(buffer.id))

    assert [one.number for one in lists.small.model.rows] == [3, 1]
    first = lists.small.model.index(0, 0)
    assert first.data() == "TypeError in post"
    assert "Run 3" in first.data(Qt.ItemDataRole.ToolTipRole)
    assert tester.model() is lists.small.model


def test_a_run_of_the_sidebar_opens_and_all_leads_to_all(lists: Lists):
    buffer = lists.bench.open_job("register-child")
    lists.show(ROWS)
    lists.small.show_subject(lists.bench.running.view.subject_of(buffer.id))
    lists.small.view.setCurrentIndex(lists.small.model.index(1, 0))

    with lists.bench.qtbot.waitSignal(lists.small.open_requested) as told:
        lists.bench.qtbot.keyClick(lists.small.view, Qt.Key.Key_Return)

    assert told.args == [ROWS[2].id]


def test_a_job_that_was_not_run_says_so(lists: Lists):
    buffer = lists.bench.open_job("register-child")
    lists.small.show_subject(lists.bench.running.view.subject_of(buffer.id))

    labels = [label.text() for label in lists.small.findChildren(QLabel) if label.isVisible()]
    assert "It was not run yet." in labels


@pytest.mark.parametrize("width", [1_200, 760, 560, 420])
def test_a_narrow_table_hides_columns_rather_than_scrolling(lists: Lists, width: int):
    lists.show(ROWS)

    lists.panel.resize(width, 300)

    table = lists.panel.table
    lists.bench.qtbot.waitUntil(lambda: table.width() == width)
    lists.bench.qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    assert not table.isColumnHidden(STATE)
    assert not table.isColumnHidden(JOB)


def test_every_theme_paints_both_lists(bench: Bench, each_look: Look):
    bench.running.kept._take((*ROWS, row(0, exit_code=None), replace(ROWS[0], exit_code=134)))
    panel = RunsPanel(each_look, bench.running.kept, now)
    bench.qtbot.addWidget(panel)
    panel.resize(900, 200)
    panel.show()

    picture = panel.grab().toImage()

    assert isinstance(picture, QImage)
    assert picture.width() == 900
