import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.shelf import Shelf
from openfn_studio.ui.adaptors.credential_table import CredentialModel, CredentialTable
from openfn_studio.ui.adaptors.install_bar import UnderWay
from openfn_studio.ui.adaptors.installed_list import InstalledModel
from openfn_studio.ui.adaptors.page import AdaptorsPage
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.button import Button
from openfn_studio.workbench.notices import NoticeBench
from openfn_studio.workbench.projects.adaptor_facts import (
    AdaptorFact,
    ConnectionFact,
    CredentialFieldFact,
    InstalledFact,
)
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from tests.unit.adaptors.conftest import put
from tests.unit.adaptors.registry import Registry

WEB = ConnectionFact("Web API", "globe")
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def notices(qapp: object) -> NoticeBench:
    return NoticeBench()


@pytest.fixture
def page(look: Look, adaptors: AdaptorBench, notices: NoticeBench, qtbot: QtBot) -> AdaptorsPage:
    made = AdaptorsPage(look, adaptors, notices)
    qtbot.addWidget(made)
    made.resize(1200, 660)
    return made


@pytest.fixture
def shown(page: AdaptorsPage, adaptors: AdaptorBench, qtbot: QtBot) -> AdaptorsPage:
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: adaptors.installed is not None)
    return page


def listed(page: AdaptorsPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def test_the_list_says_connection_size_and_users(qtbot: QtBot):
    model = InstalledModel(lambda name, version: ("One", "Two") if version == "2.0.0" else ())
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_facts(
        (
            InstalledFact("a", "a", "2.0.0", "About a.", WEB, 60_000_000),
            InstalledFact("b", "b", "1.0.0", damage="x is missing."),
            InstalledFact("s", "s", "0.1.0", "", WEB, 70_000, is_shipped=True),
        )
    )

    assert [model.second_line(row) for row in range(3)] == [
        "Web API · 60 MB · used by 2 jobs",
        "x is missing.",
        "Web API · comes with OpenFn Studio",
    ]
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "b@1.0.0, damaged, x is missing."
    assert model.row_of("s@0.1.0") == 2
    assert model.row_of("none") is None
    del tester


def test_a_credential_is_told_field_by_field(look: Look, qtbot: QtBot):
    model = CredentialModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_fields(
        (
            CredentialFieldFact("password", "Password", is_required=True, is_secret=True),
            CredentialFieldFact("url", "URL", format="uri", placeholder="https://x.example"),
            CredentialFieldFact("mode", "Mode", choices=("a", "b"), description="How."),
            CredentialFieldFact("port", "Port", "integer", default=443),
        )
    )

    cells = [[model.index(row, column).data() for column in range(6)] for row in range(4)]
    assert cells == [
        ["password", "string", "yes", "yes", "Password", ""],
        ["url", "string, uri", "", "", "URL", "https://x.example"],
        ["mode", "string", "", "", "How.", "a, b"],
        ["port", "integer", "", "", "Port", "443 (default)"],
    ]
    del tester


@pytest.mark.parametrize(("says", "words"), [(True, "needs no"), (False, "does not say")])
def test_an_adaptor_without_credential_fields_says_why(
    look: Look, qtbot: QtBot, says: bool, words: str
):
    table = CredentialTable(look)
    qtbot.addWidget(table)
    fact = AdaptorFact(
        name="a", short_name="a", version="1.0.0", connection=WEB, says_credential=says
    )

    table.show_adaptor(fact)

    assert words in table._empty._fact.text()


def test_what_ships_is_shown_at_once_and_cannot_be_removed(shown: AdaptorsPage, qtbot: QtBot):
    qtbot.waitUntil(lambda: shown.detail.functions.model.total > 0)

    assert listed(shown) == ["openfn-studio-standin@0.1.0"]
    assert shown._hint.isVisible()
    assert not shown.detail._remove.isEnabled()
    assert "stays" in shown.detail._remove.toolTip()


def test_an_adaptor_is_named_installed_and_then_shown(
    shown: AdaptorsPage, adaptors: AdaptorBench, qtbot: QtBot
):
    assert not shown.bar.install.isEnabled()
    shown.bar.focus_field()
    shown.bar.field.setText("demo@1.0.0")
    assert not shown.bar.version.isEnabled()

    with qtbot.waitSignal(adaptors.change_ended, timeout=60_000):
        qtbot.keyClick(shown.bar.field, Qt.Key.Key_Return)
        assert len(shown.bar.findChildren(UnderWay)) == 1

    assert shown.bar.banner.text == "demo@1.0.0 is installed."
    assert shown.bar.field.text() == ""
    qtbot.waitUntil(lambda: shown.view.currentIndex().data() == "demo@1.0.0")
    qtbot.waitUntil(lambda: "ping" in shown.detail.functions.model.entry(0).function.name)


def test_an_installation_is_cancelled(
    shown: AdaptorsPage, adaptors: AdaptorBench, registry: Registry, qtbot: QtBot
):
    registry.hold.clear()
    shown.offer("demo@1.2.0")
    shown.bar.install.click()
    qtbot.waitUntil(registry.asked_for_tarball.is_set, timeout=60_000)

    cancel = shown.bar.findChild(UnderWay).findChild(Button)  # pyright: ignore
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)

    assert adaptors.under_way == ()
    qtbot.waitUntil(lambda: shown.bar.findChildren(UnderWay) == [])


def test_the_versions_npm_has_are_asked_for_by_opening_the_menu(
    shown: AdaptorsPage, adaptors: AdaptorBench, registry: Registry, qtbot: QtBot
):
    shown.bar.field.setText("demo")
    assert registry.requests == []
    menu = shown.bar.version.menu()
    menu.aboutToShow.emit()

    def texts() -> list[str]:
        return [action.text() for action in menu.actions() if not action.isSeparator()]

    assert texts() == ["Asking npm …"]
    qtbot.waitUntil(lambda: len(texts()) > 1, timeout=30_000)
    assert texts() == ["latest (2.0.0)", "2.0.0", "2.0.0-beta.1", "1.2.0", "1.0.0"]

    menu.actions()[-1].trigger()
    assert shown.bar._wanted() == "demo@1.0.0"
    shown.bar.field.setText("demo2")
    assert shown.bar._wanted() == "demo2"


def test_offline_the_menu_and_the_page_say_so_in_place(
    shown: AdaptorsPage,
    adaptors: AdaptorBench,
    registry: Registry,
    notices: NoticeBench,
    qtbot: QtBot,
):
    registry.close()
    shown.bar.field.setText("demo")
    menu = shown.bar.version.menu()
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: menu.actions()[-1].text() == "Ask again", timeout=30_000)

    with qtbot.waitSignal(adaptors.change_ended, timeout=60_000):
        shown.bar.install.click()

    assert "cannot be reached" in shown.bar.banner.text
    assert shown.bar.field.text() == "demo"
    assert notices.history == ()

    registry.reopen()
    with qtbot.waitSignal(adaptors.change_ended, timeout=60_000):
        shown.bar.banner.pressed.emit("Try again")
    assert shown.bar.banner.text == "demo@2.0.0 is installed."


def test_what_ends_while_the_page_is_hidden_is_a_notice(
    page: AdaptorsPage, adaptors: AdaptorBench, notices: NoticeBench, qtbot: QtBot
):
    with qtbot.waitSignal(adaptors.change_ended, timeout=60_000):
        adaptors.install("demo@1.0.0")
    with qtbot.waitSignal(adaptors.change_ended, timeout=60_000):
        adaptors.install("demo@8.0.0")

    assert [(notice.tone, notice.what) for notice in notices.history] == [
        ("err", "There is no version 8.0.0 of demo."),
        ("ok", "demo@1.0.0 is installed."),
    ]


def test_removing_asks_first_and_names_the_jobs(
    shown: AdaptorsPage, adaptors: AdaptorBench, shelf: Shelf, qtbot: QtBot
):
    put(shelf, "1.0.0")
    adaptors.set_uses({"Send": ("demo",)})
    adaptors.refresh()
    shown.choose("demo@1.0.0")
    qtbot.waitUntil(lambda: shown.detail._title.text() == "demo@1.0.0")
    qtbot.waitUntil(lambda: adaptors.users_of("@openfn/language-demo", "1.0.0") == ("Send",))
    shown.detail._remove.click()
    assert shown.question
    labels = [label.text() for label in shown.question.findChildren(type(shown._count))]
    assert any("This job runs with it: Send." in text for text in labels)

    with qtbot.waitSignal(adaptors.change_ended):
        shown.question.remove.click()

    assert shown.bar.banner.text == "demo@1.0.0 was removed."
    qtbot.waitUntil(lambda: listed(shown) == ["openfn-studio-standin@0.1.0"])


def test_a_damaged_adaptor_is_repaired(
    shown: AdaptorsPage, adaptors: AdaptorBench, shelf: Shelf, qtbot: QtBot
):
    (put(shelf, "1.0.0").path / "index.js").unlink()
    adaptors.refresh()
    shown.choose("demo@1.0.0")
    qtbot.waitUntil(lambda: shown.detail._title.text() == "demo@1.0.0")
    assert "damaged" in shown.detail._reading._fact.text()

    with qtbot.waitSignals([adaptors.change_ended, adaptors.installed_changed], timeout=60_000):
        shown.detail._repair.click()

    qtbot.waitUntil(lambda: shown.detail.functions.isVisible())
    assert not shown.detail._repair.isVisible()


def test_the_parts_of_an_adaptor_are_reached_by_tabs(
    shown: AdaptorsPage, adaptors: AdaptorBench, shelf: Shelf, qtbot: QtBot
):
    put(shelf, "1.0.0")
    adaptors.refresh()
    shown.choose("demo@1.0.0")
    qtbot.waitUntil(lambda: shown.detail._title.text() == "demo@1.0.0")
    qtbot.waitUntil(lambda: shown.detail._tabs_row.isVisible())
    seen: list[str] = []
    for number in range(shown.detail.tabs.count()):
        shown.detail.tabs.setCurrentIndex(number)
        seen.append(type(shown.detail._views.currentWidget()).__name__)

    assert seen == ["FunctionBrowser", "CredentialTable", "EmptyState", "RichText"]
    assert "@openfn/language-demo" in shown.detail.about.toPlainText()
    shown.detail.tabs.setCurrentIndex(2)
    with qtbot.waitSignal(shown.link_requested) as asked:
        shown.detail._no_changelog.pressed.emit()
    assert asked.args == ["https://www.npmjs.com/package/@openfn/language-demo"]


def test_every_theme_paints_the_page(
    each_look: Look, adaptors: AdaptorBench, notices: NoticeBench, qtbot: QtBot
):
    made = AdaptorsPage(each_look, adaptors, notices)
    qtbot.addWidget(made)

    with qtbot.waitExposed(made):
        made.show()

    qtbot.waitUntil(lambda: made.detail.functions.model.total > 0)
    assert not made.grab().isNull()
