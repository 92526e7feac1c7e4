from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.ui.start.card import StartCard
from openfn_studio.ui.start.computer_card import FindingRow
from openfn_studio.ui.start.page import StartPage
from openfn_studio.ui.start.when import ago
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.session import SessionBench

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def shown(page: StartPage, qtbot: QtBot) -> StartPage:
    with qtbot.waitExposed(page):
        page.show()
    return page


def cards(page: StartPage) -> list[StartCard]:
    return page.findChildren(StartCard)


def test_every_card_asks_for_what_it_says_by_mouse_and_by_keyboard(shown: StartPage, qtbot: QtBot):
    asked: list[str] = []
    shown.sample_requested.connect(lambda: asked.append("Try the sample"))
    shown.open_requested.connect(lambda: asked.append("Open a folder"))
    shown.import_requested.connect(lambda: asked.append("Import a project"))
    shown.new_requested.connect(lambda: asked.append("New project"))

    for card in cards(shown):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        qtbot.keyClick(card, Qt.Key.Key_Return)
        qtbot.keyClick(card, Qt.Key.Key_Space)

    titles = [card.accessibleName() for card in cards(shown)]
    assert asked == [title for title in titles for _ in range(3)]
    assert titles == ["Try the sample", "Open a folder", "Import a project", "New project"]


def test_arrow_keys_go_from_card_to_card(shown: StartPage, qtbot: QtBot):
    first, second, *_ = cards(shown)
    first.setFocus()

    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()

    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()


def test_recent_projects_are_listed_opened_and_forgotten(
    shown: StartPage, session: SessionBench, tmp_path: Path, qtbot: QtBot
):
    (tmp_path / "clinic").mkdir()
    session.remember(tmp_path / "clinic", "clinic")
    session.remember(tmp_path / "gone", "gone")
    qtbot.waitUntil(lambda: len(shown.recent_list.rows) == 2)
    qtbot.waitUntil(lambda: all(r.fact.is_there is not None for r in shown.recent_list.rows))
    there, gone = sorted(shown.recent_list.rows, key=lambda row: row.fact.name)
    assert there.fact.is_there
    assert "not found" in gone.accessibleName()

    with qtbot.waitSignal(shown.recent_requested) as opened:
        qtbot.mouseClick(there, Qt.MouseButton.LeftButton)
    assert opened.args == [tmp_path / "clinic"]

    gone.setFocus()
    qtbot.keyClick(gone, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: [row.fact.name for row in shown.recent_list.rows] == ["clinic"])
    assert [recent.name for recent in session.recents] == ["clinic"]
    assert shown.recent_list.rows[0].hasFocus()


def test_findings_are_told_with_state_and_remedy(shown: StartPage, qtbot: QtBot):
    def names() -> list[str]:
        return [row.accessibleName() for row in shown.findChildren(FindingRow)]

    qtbot.waitUntil(lambda: "failed" in names()[1])

    assert names() == [
        "Job runner: Node 24.19, good. It runs jobs.",
        "Disk: Not writable, failed. Bad. Mend it.",
    ]


def test_the_theme_is_a_setting_and_follows_it(shown: StartPage, preferences: PreferenceBench):
    switch = shown.findChild(Segmented)
    assert isinstance(switch, Segmented)
    assert switch.current == 0

    switch.choose(2)
    assert preferences.text("theme") == "dark"

    preferences.set("theme", "contrast")
    assert switch.current == 3


@pytest.mark.parametrize(("width", "scale"), [(1280, 100), (1024, 100), (800, 200), (1280, 250)])
def test_nothing_is_cut_off_in_a_narrow_window_or_a_large_scale(
    shown: StartPage, look: Look, width: int, scale: int, qtbot: QtBot
):
    look.use(scale_percent=scale)
    shown.resize(width, 600)

    bar = shown.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    inside = shown.widget().rect()
    assert all(inside.contains(place_in(shown.widget(), card)) for card in cards(shown))


def place_in(outer: QWidget, inner: QWidget):
    return inner.rect().translated(inner.mapTo(outer, inner.rect().topLeft()))


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=40), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=30), "8 Feb 2026"),
    ],
)
def test_times_are_told_as_people_tell_them(before: timedelta, words: str):
    assert ago(NOW - before, NOW) == words


def test_every_theme_paints_the_page(each_look: Look, page: Callable[[], StartPage]):
    assert not page.grab().isNull()  # pyright: ignore
