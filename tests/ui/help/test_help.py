from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.paths import resources
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.help.desk import HelpDesk
from openfn_studio.ui.help.guide import actions_named, read_guide
from openfn_studio.ui.help.links import LINKS, open_link
from openfn_studio.ui.help.page import HelpPage
from openfn_studio.ui.theme.look import Look
from openfn_studio.version import __version__
from openfn_studio.workbench.computer import Finding, Probe
from openfn_studio.workbench.diagnostics import DiagnosticsBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.notices import NoticeBench
from openfn_studio.workbench.preferences import PreferenceBench


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(look: Look, window: QWidget) -> Actions:
    return Actions(look, window)


@pytest.fixture
def preferences(tmp_path: Path, lanes: Lanes) -> Iterator[PreferenceBench]:
    bench = PreferenceBench(tmp_path / "settings.toml", lanes.work)
    yield bench
    bench.close()


@pytest.fixture
def page(look: Look, actions: Actions, qtbot: QtBot) -> HelpPage:
    made = HelpPage(look, actions)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def notices(qapp: object) -> NoticeBench:
    return NoticeBench()


@pytest.fixture
def desk(
    look: Look,
    window: QWidget,
    actions: Actions,
    preferences: PreferenceBench,
    notices: NoticeBench,
    lanes: Lanes,
    opened: list[str],
    tmp_path: Path,
) -> HelpDesk:
    probe = Probe("Disk", lambda: Finding("Disk", "ok", "41 GB free"))
    diagnostics = DiagnosticsBench((probe,), preferences, tmp_path, str, lanes.work)

    def open_address(address: str) -> bool:
        opened.append(address)
        return "wiki" not in address

    return HelpDesk(look, window, actions, diagnostics, notices, open_address)


def test_the_guide_names_the_keys_that_hold(actions: Actions):
    written = (resources() / "help" / "guide.md").read_text("utf-8")
    named = actions_named(written)
    assert len(named) > 20
    assert all(actions.qaction(action) for action in named)

    guide = read_guide(actions)

    assert "[[" not in guide.text
    assert f"**{actions.keys_of('run:job')}**" in guide.text
    assert guide.chapters[0] == "The first five minutes"


def test_every_chapter_can_be_gone_to(page: HelpPage, qtbot: QtBot):
    tops: list[int] = []
    for row in range(page.chapters.model().rowCount()):
        page.show_chapter(page.chapters.model().index(row, 0).data())
        tops.append(page.text.verticalScrollBar().value())

    assert tops == sorted(tops)
    assert tops[-1] > tops[0]

    page.chapters.setFocus()
    qtbot.keyClick(page.chapters, Qt.Key.Key_Home)
    assert page.text.verticalScrollBar().value() == tops[0]


def test_words_are_found_one_after_the_other(page: HelpPage, qtbot: QtBot):
    page.search.setFocus()
    qtbot.keyClicks(page.search, "breakpoint")
    first = page.text.textCursor().selectionStart()
    assert len(page.text.extraSelections()) >= 3

    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.text.textCursor().selectionStart() > first

    page.search.setText("zebra crossing")
    assert page._found.text() == "Not in the guide."
    page.search.clear()
    assert page.text.extraSelections() == []
    assert page._found.text() == ""


def test_links_of_the_guide_are_asked_for(page: HelpPage, qtbot: QtBot):
    for address in LINKS.values():
        with qtbot.waitSignal(page.link_requested) as asked:
            page.text.anchorClicked.emit(address)
        assert asked.args == [address]


def test_a_long_line_is_no_wider_than_can_be_read(page: HelpPage, look: Look, qtbot: QtBot):
    page.resize(1800, 600)

    frame = page.text.document().rootFrame().frameFormat()
    room = page.text.viewport().width() - frame.rightMargin()
    assert room <= look.px(820)


def test_the_help_menu_opens_pages_and_says_so_when_it_cannot(
    desk: HelpDesk, actions: Actions, opened: list[str], notices: NoticeBench
):
    for action in LINKS:
        assert actions.trigger(action)

    assert opened == list(LINKS.values())
    (told,) = notices.history
    assert LINKS["help:adaptor-wiki"] in told.remedy


def test_only_web_addresses_are_opened():
    assert not open_link("file:///etc/passwd")
    assert not open_link("javascript:alert(1)")


def test_diagnostics_are_copied_and_told(
    desk: HelpDesk,
    actions: Actions,
    notices: NoticeBench,
    preferences: PreferenceBench,
    qtbot: QtBot,
):
    preferences.set("scale", 150)

    with qtbot.waitSignal(notices.added):
        assert actions.trigger("help:diagnostics")

    text = QGuiApplication.clipboard().text()
    assert f"OpenFn Studio {__version__}" in text
    assert "Disk: 41 GB free (ok)" in text
    assert "scale = 150" in text
    assert "theme light, scale 100%" in text
    assert notices.history[0].what == "Diagnostics were copied."


def test_about_says_version_and_licence_and_copies_diagnostics(
    desk: HelpDesk, actions: Actions, notices: NoticeBench, window: QWidget, qtbot: QtBot
):
    window.show()
    assert actions.trigger("help:about")
    about = desk.about
    assert about
    with qtbot.waitSignal(notices.added):
        about.diagnostics_requested.emit()

    about.link_requested.emit("https://www.openfn.org")
    about.accept()


def test_every_theme_paints_the_guide(each_look: Look, window: QWidget, qtbot: QtBot):
    made = HelpPage(each_look, Actions(each_look, window))
    qtbot.addWidget(made)
    assert not made.grab().isNull()
