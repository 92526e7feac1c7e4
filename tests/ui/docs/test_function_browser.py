from html import escape

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from openfn_studio.ui.docs.function_browser import FunctionBrowser
from openfn_studio.ui.docs.function_html import call_template, function_html
from openfn_studio.ui.docs.function_model import FunctionModel
from openfn_studio.ui.theme.look import Look
from tests.ui.docs.facts import BARE, EACH, GET, OLD, adaptor


@pytest.fixture
def model(qtbot: QtBot) -> FunctionModel:
    made = FunctionModel()
    made._tester = QAbstractItemModelTester(  # pyright: ignore
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


@pytest.fixture
def browser(look: Look, qtbot: QtBot) -> FunctionBrowser:
    made = FunctionBrowser(look, beside=True)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show_adaptors((adaptor(BARE, OLD, GET, EACH),))
    with qtbot.waitExposed(made):
        made.show()
    return made


def names(model: FunctionModel) -> list[str]:
    return [model.entry(row).function.name for row in range(model.rowCount())]


def test_own_and_documented_functions_come_first_and_each_once(model: FunctionModel):
    model.show_adaptors((adaptor(BARE, EACH, GET), adaptor(EACH, OLD, name="other")))

    assert names(model) == ["get", "fetch", "bare", "each"]
    assert model.entry(1).origin == "other@1.0.0"


def test_functions_are_found_by_their_call_and_their_docs(model: FunctionModel):
    model.show_adaptors((adaptor(OLD, GET, EACH, BARE),))

    model.filter("path")
    assert names(model) == ["fetch", "get", "each"]

    model.filter("get")
    assert names(model) == ["get"]

    model.filter("state.data request")
    assert names(model) == ["get"]

    model.filter("zebra")
    assert names(model) == []
    assert model.total == 4
    assert model.has("fetch")


def test_a_row_is_read_aloud_with_call_and_summary(model: FunctionModel):
    model.show_adaptors((adaptor(GET),))

    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "get(path, options?). Make a **GET** request."


def test_the_docs_say_everything_that_is_known():
    html = function_html(GET, "http@1.0.0", escape)

    for part in (
        "get(path, options?)",
        "http@1.0.0",
        "<b>GET</b>",
        "<code>/patients</code>",
        "options.query",
        "object (optional)",
        "Example 2",
        "do:insert:1",
        "<code>Operation</code>",
    ):
        assert part in html
    assert "Fetch &lt; things." in function_html(OLD, "x", escape)
    assert "Deprecated." in function_html(OLD, "x", escape)
    assert "no documentation" in function_html(BARE, "x", escape)
    assert "passed on from language-common" in function_html(EACH, "x", escape)


def test_a_call_begins_with_what_is_needed():
    assert call_template(GET) == "get(path);"
    assert call_template(BARE) == "bare();"


def test_the_list_and_the_text_go_together_by_keyboard(browser: FunctionBrowser, qtbot: QtBot):
    assert browser.chosen == "fetch"

    qtbot.keyClicks(browser.search, "answer")
    assert browser.chosen == "get"
    assert "GET request" in browser.text.toPlainText()

    browser.search.clear()
    assert browser.chosen == "get"

    qtbot.keyClick(browser.view, Qt.Key.Key_Home)
    assert browser.chosen == "fetch"


def test_examples_are_inserted_and_copied(browser: FunctionBrowser, qtbot: QtBot):
    browser.show_function("get")

    with qtbot.waitSignal(browser.insert_requested) as inserted:
        browser._insert.click()
    assert inserted.args == ["get('/a');"]

    with qtbot.waitSignal(browser.copy_requested) as copied:
        browser.text.anchorClicked.emit(QUrl("do:copy:1"))
    assert copied.args == ["get('/b', { query: { x: 1 } });"]

    browser.show_function("each")
    with qtbot.waitSignal(browser.insert_requested) as inserted:
        qtbot.keyClick(browser.view, Qt.Key.Key_Return)
    assert inserted.args == ["each();"]


def test_a_search_without_hits_says_so_and_a_shown_function_ends_it(browser: FunctionBrowser):
    browser.search.setText("zebra")
    assert browser._none.isVisible()

    assert browser.show_function("get")
    assert browser.search.text() == ""
    assert browser.view.isVisible()
    assert not browser.show_function("nothing")
    assert browser.chosen == "get"


def test_only_links_to_the_outside_are_asked_for(browser: FunctionBrowser):
    asked: list[str] = []
    browser.link_requested.connect(asked.append)

    for address in ("https://docs.openfn.org", "file:///etc/passwd", "javascript:x", "#place"):
        browser.text.anchorClicked.emit(QUrl(address))

    assert asked == ["https://docs.openfn.org"]


def test_without_adaptors_nothing_can_be_inserted(browser: FunctionBrowser):
    browser.show_adaptors(())

    assert browser.chosen == ""
    assert not browser._insert.isEnabled()
    assert browser.text.toPlainText() == ""


def test_every_theme_paints_the_browser(each_look: Look, qtbot: QtBot):
    made = FunctionBrowser(each_look, beside=False)
    qtbot.addWidget(made)
    made.show_adaptors((adaptor(GET, OLD, BARE, EACH),))

    assert not made.grab().isNull()
