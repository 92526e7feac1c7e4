"""The HTTP panel as its user works with it: by mouse and by keys."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import HttpMode
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.http.model import Column, Outcome
from openfn_studio.ui.http.panel import HttpPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.running.exchanges import ExchangeBench, RuleDraft
from openfn_studio.workbench.running.facts import BodyFact, RunId
from tests.ui.http.conftest import ALL, ASKING, BLOCKED, DEFAULT, FAILED, REFUSED, STUB, run

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def full(panel: HttpPanel) -> HttpPanel:
    """The panel with an exchange of every kind; the first is chosen."""
    panel.show_run(run(*ALL))
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.rows.index(0, 0))
    return panel


def shown(panel: HttpPanel) -> list[str]:
    rows = range(panel.rows.rowCount())
    return [panel.rows.index(row, Column.ANSWER).data() for row in rows]


def texts_of(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_without_a_run_and_without_requests_the_panel_says_so(panel: HttpPanel) -> None:
    assert "No request yet." in texts_of(panel)

    panel.show_run(run())
    assert "No request was made. In test mode nothing leaves this computer." in texts_of(panel)

    panel.show_run(run(http_mode=HttpMode.LIVE))
    assert "In live mode requests are really sent." in texts_of(panel)


def test_every_exchange_is_a_row_and_the_seal_is_told(full: HttpPanel) -> None:
    assert shown(full) == ["rule 1", "default", "live", "live", "blocked", "looked up"]
    assert full.bar.seal.text == "Nothing left this computer, 1 blocked"
    assert full.bar.seal.toolTip().startswith("The kernel sealed this run")


def test_the_count_is_told_for_the_tab(qtbot: QtBot, panel: HttpPanel) -> None:
    with qtbot.waitSignal(panel.count_changed) as told:
        panel.show_run(run(*ALL))

    assert told.args == [6]


def test_a_choice_survives_what_comes_later(full: HttpPanel) -> None:
    full.table.setCurrentIndex(full.rows.index(1, 0))

    full.show_run(run(replace(STUB, took_ms=5.0), *ALL[1:], replace(STUB, id=9)))
    assert full.table.current == DEFAULT
    full.show_run(run(*ALL[1:]))
    assert full.table.current == DEFAULT


def test_requests_are_filtered_by_text_method_and_status(qtbot: QtBot, full: HttpPanel) -> None:
    with qtbot.waitSignal(full.bar.text_changed):
        qtbot.keyClicks(full.bar.field, "econn")
    assert shown(full) == ["live"]

    with qtbot.waitSignal(full.bar.text_changed):
        full.bar.field.clear()
    menu = full.bar.method.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [
        "Any method",
        "DNS",
        "GET",
        "POST",
        "TCP",
    ]
    menu.actions()[2].trigger()
    assert shown(full) == ["default"]

    menu.actions()[0].trigger()
    full.bar._choose_outcome(Outcome.BLOCKED)
    assert shown(full) == ["blocked", "looked up"]


def test_when_everything_is_filtered_out_a_button_shows_it_again(full: HttpPanel) -> None:
    full.bar.text_changed.emit("nowhere")
    assert "No request passes the filter." in texts_of(full)

    full._hidden.pressed.emit()

    assert len(shown(full)) == 6


@pytest.mark.parametrize("way", ["mouse", "key"])
def test_an_exchange_is_opened_and_closed(qtbot: QtBot, full: HttpPanel, way: str) -> None:
    if way == "mouse":
        place = full.table.visualRect(full.rows.index(0, Column.PATH)).center()
        qtbot.mouseClick(full.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        qtbot.keyClick(full.table, Key.Key_Return)
    assert full.detail.isVisible()
    assert full.table.isColumnHidden(Column.ANSWER)
    view = full.detail.response.view
    qtbot.waitUntil(lambda: view.toPlainText() == '{\n  "id": 4711,\n  "status": "registered"\n}')
    assert full.detail.tabs.tabText(0) == "Response 201"

    qtbot.keyClick(full.detail, Key.Key_Escape)
    assert not full.detail.isVisible()
    assert not full.table.isColumnHidden(Column.ANSWER)


def test_the_details_follow_the_cursor(qtbot: QtBot, full: HttpPanel) -> None:
    full.open_detail(STUB)

    qtbot.keyClick(full.table, Key.Key_Down)

    assert full.detail.exchange == DEFAULT


def test_what_has_no_body_says_why(qtbot: QtBot, full: HttpPanel) -> None:
    full.open_detail(FAILED)
    full.detail.show_tab("Response")
    assert full.detail.response.nothing.text() == "connect ECONNREFUSED"

    full.open_detail(replace(DEFAULT, request_body=None, response_body=BodyFact(0, "")))
    assert full.detail.response.nothing.text() == "The answer has no body."
    assert full.detail.request.nothing.text() == "The request has no body."


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (
            BodyFact(9_000_000, '{"a', is_truncated=True),
            "The body was cut: the first 3 B of 9.0 MB",
        ),
        (BodyFact(3, None, "AAEC"), "3 B of application/json, which is not text."),
        (BodyFact(5_000, "", is_truncated=True), "This body was not kept"),
    ],
)
def test_a_body_that_is_not_whole_says_so(
    qtbot: QtBot, full: HttpPanel, body: BodyFact, note: str
) -> None:
    full.open_detail(replace(STUB, response_body=body))

    qtbot.waitUntil(lambda: full.detail.response.note.isVisible())

    assert full.detail.response.note.text().startswith(note)


def test_the_line_of_the_job_is_a_link(qtbot: QtBot, full: HttpPanel) -> None:
    full.open_detail(STUB)

    with qtbot.waitSignal(full.line_requested) as told:
        qtbot.mouseClick(full.detail.place, Qt.MouseButton.LeftButton)

    assert told.args == [17, 1]


@pytest.mark.parametrize(
    ("action", "start"),
    [("http:copy-curl", "curl --request POST"), ("http:copy-code", "// The credential's baseUrl")],
)
def test_an_exchange_is_copied_by_an_action(
    qtbot: QtBot, full: HttpPanel, actions: Actions, action: str, start: str
) -> None:
    QGuiApplication.clipboard().clear()

    assert actions.trigger(action)
    qtbot.waitUntil(lambda: clipboard().startswith(start))

    assert "secret" not in clipboard()


def test_ctrl_c_copies_the_line(qtbot: QtBot, full: HttpPanel) -> None:
    QGuiApplication.clipboard().clear()

    qtbot.keyClick(full.table, Key.Key_C, CTRL)

    qtbot.waitUntil(lambda: clipboard() == "POST clinic.example/children - 201 in 163ms")


def test_every_entry_of_the_menu_copies_something(qtbot: QtBot, full: HttpPanel) -> None:
    copied: set[str] = set()
    for action in full._others:
        QGuiApplication.clipboard().clear()
        action.trigger()
        qtbot.waitUntil(lambda: bool(clipboard()))
        copied.add(clipboard())

    assert len(copied) == len(full._others) == 6


def test_without_a_choice_actions_say_what_is_missing(panel: HttpPanel, actions: Actions) -> None:
    panel.show_run(run(*ALL))

    assert not actions.qaction("http:rule").isEnabled()
    assert "Choose a request" in actions.qaction("http:rule").toolTip()


def test_an_answer_becomes_a_rule_and_the_file_can_be_opened(
    qtbot: QtBot,
    full: HttpPanel,
    actions: Actions,
    exchanges: ExchangeBench,
    sample_folder: Path,
) -> None:
    with qtbot.waitSignal(full.rule_requested) as told:
        actions.trigger("http:rule")
    assert told.args is not None
    draft: RuleDraft = told.args[0]
    with qtbot.waitSignal(exchanges.rule_added):
        exchanges.add_rule(draft)

    assert full.banner.isVisible()
    assert full.banner.text.startswith("Rule 1 of 6 was added to stubs.yaml.")
    with qtbot.waitSignal(full.file_requested) as opened:
        full.banner.pressed.emit("Open stubs.yaml")
    assert opened.args == [sample_folder / "stubs.yaml", 2]


def test_what_cannot_become_a_rule_says_why(qtbot: QtBot, full: HttpPanel) -> None:
    full.table.setCurrentIndex(full.rows.index(4, 0))
    assert full.table.current == BLOCKED

    full.make_rule()

    qtbot.waitUntil(lambda: full.banner.isVisible())
    assert "A rule can answer only HTTP requests." in full.banner.text


def test_a_request_that_asks_is_shown_and_answered(qtbot: QtBot, full: HttpPanel) -> None:
    with qtbot.waitSignal(full.attention_requested):
        full.show_run(run(*ALL, ASKING))
    assert full.ask.isVisible()
    assert full.table.current == ASKING
    assert full.detail.exchange == ASKING

    with qtbot.waitSignal(full.answered) as told:
        qtbot.mouseClick(full.ask.answer, Qt.MouseButton.LeftButton)
    full.show_run(run(*ALL, ASKING))
    assert told.args == [5, 200, "{}"]
    assert not full.ask.isVisible()

    full.show_run(run(*ALL, replace(ASKING, status=200)))
    assert full.table.current is not None
    assert full.table.current.status == 200


def test_nothing_is_asked_of_a_run_that_is_over(full: HttpPanel) -> None:
    full.show_run(run(*ALL, ASKING, exit_code=130))

    assert not full.ask.isVisible()


def test_another_run_forgets_details_and_questions(full: HttpPanel) -> None:
    full.show_run(run(*ALL, ASKING))

    full.show_run(run(REFUSED, id=RunId("2")))

    assert not full.ask.isVisible()
    assert not full.detail.isVisible()
    assert shown(full) == ["live"]


def test_ctrl_f_goes_to_the_filter_and_down_comes_back(
    qtbot: QtBot, full: HttpPanel, actions: Actions
) -> None:
    taken: list[str] = []
    actions.bind("edit:find", lambda: taken.append("find"))
    actions.set_condition("text", True)

    qtbot.keyClick(full.table, Key.Key_F, CTRL)
    assert full.bar.field.hasFocus()
    qtbot.keyClick(full.bar.field, Key.Key_Down)

    assert full.table.hasFocus()
    assert taken == []


@pytest.mark.parametrize(("width", "height"), [(420, 150), (560, 214), (900, 214), (400, 700)])
def test_every_look_and_size_is_painted(
    qtbot: QtBot, each_look: Look, exchanges: ExchangeBench, width: int, height: int
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = HttpPanel(each_look, Actions(each_look, window), exchanges)
    qtbot.addWidget(panel)
    panel.resize(width, height)
    panel.show()
    panel.show_run(run(*ALL))
    panel.table.setCurrentIndex(panel.rows.index(0, 0))
    panel.table.setFocus()

    alone = panel.grab().toImage()
    panel.open_detail(STUB)
    for tab in ("Request", "Headers", "Response"):
        panel.detail.show_tab(tab)
        panel.grab()

    assert each_look.hex("selection") in {
        alone.pixelColor(width // 2, y).name() for y in range(height)
    }
    assert (panel.width(), panel.height()) == (width, height)
