"""Every page of help, settings, adaptors and start can be used without a mouse and by ear."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder, resources
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.adaptors.page import AdaptorsPage
from openfn_studio.ui.docs.panel import DocsPanel
from openfn_studio.ui.help.page import HelpPage
from openfn_studio.ui.preferences.page import PreferencesPage
from openfn_studio.ui.start.page import StartPage
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.computer import ComputerBench, Finding, Probe
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.notices import NoticeBench
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.recents import RecentsBench
from openfn_studio.workbench.session import SessionBench
from openfn_studio.workbench.tasks import TaskBench

PAGES = ("start", "settings", "shortcuts", "adaptors", "docs", "guide")
STANDIN = "openfn-studio-standin"


class Makers:
    """Builds each page with real benches."""

    def __init__(self, look: Look, data: DataFolder, lanes: Lanes, window: QWidget) -> None:
        self.look = look
        self.actions = Actions(look, window)
        self.preferences = PreferenceBench(data.root / "settings.toml", lanes.work)
        self.session = SessionBench(data.root, lanes, SystemClock())
        self.recents = RecentsBench(self.session, lanes.work)
        probe = Probe("Disk", lambda: Finding("Disk", "ok", "41 GB free"))
        self.computer = ComputerBench((probe,), lanes.work)
        repository = Repository(
            data.adaptors, Npm.bundled(), SystemClock(), resources() / "standin"
        )
        self.adaptors = AdaptorBench(repository, lanes.work, TaskBench(lanes.work))

    def make(self, page: str) -> QWidget:
        makers: dict[str, Callable[[], QWidget]] = {
            "start": self._start,
            "settings": self._settings,
            "shortcuts": self._shortcuts,
            "adaptors": lambda: AdaptorsPage(self.look, self.adaptors, NoticeBench()),
            "docs": self._docs,
            "guide": lambda: HelpPage(self.look, self.actions),
        }
        return makers[page]()

    def close(self) -> None:
        self.preferences.close()
        self.session.flush()

    def _start(self) -> QWidget:
        self.session.remember(Path("/nowhere/clinic"), "clinic")
        return StartPage(
            self.look, self.actions, self.computer, self.recents, self.preferences, SystemClock()
        )

    def _settings(self) -> QWidget:
        return PreferencesPage(self.look, self.preferences, self.actions)

    def _shortcuts(self) -> QWidget:
        page = PreferencesPage(self.look, self.preferences, self.actions)
        page.show_shortcuts()
        return page

    def _docs(self) -> QWidget:
        panel = DocsPanel(self.look, self.adaptors)
        panel.show_adaptors((STANDIN,))
        return panel


@pytest.fixture
def makers(look: Look, data: DataFolder, lanes: Lanes, qtbot: QtBot) -> Iterator[Makers]:
    window = QWidget()
    qtbot.addWidget(window)
    data.root.mkdir(exist_ok=True)
    made = Makers(look, data, lanes, window)
    yield made
    made.close()


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, makers: Makers, qtbot: QtBot) -> QWidget:
    made = makers.make(request.param)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    if request.param in ("adaptors", "docs"):
        browser = made.detail.functions if isinstance(made, AdaptorsPage) else made.browser  # pyright: ignore
        qtbot.waitUntil(lambda: browser.model.total > 0)
    return made


def takes_keyboard(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    return bool(policy & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.isVisible()


def words_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    hint = widget.placeholderText() if isinstance(widget, QLineEdit) else ""
    return widget.accessibleName() or text.strip() or hint


def test_everything_that_takes_the_keyboard_has_a_name(page: QWidget):
    # A scroll area takes the keyboard to scroll; what is in it speaks for itself.
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if takes_keyboard(widget)
        and type(widget) is not QScrollArea
        and not words_of(widget)
        and widget.focusProxy() is None
        and not words_of(widget.parentWidget())  # the line within a number's field
    ]

    assert nameless == []


def test_buttons_with_a_picture_alone_say_what_they_do(page: QWidget):
    silent = [
        button
        for button in page.findChildren(QAbstractButton)
        if not button.text().strip()
        and not button.accessibleName()
        and not isinstance(button.parentWidget(), QLineEdit)  # the picture in a search field
        and button.objectName() != "qt_tableview_cornerbutton"  # never seen
    ]

    assert silent == []


def test_a_page_that_was_never_seen_takes_the_new_scale_too(
    makers: Makers, look: Look, qtbot: QtBot
):
    page = makers.make("settings")
    qtbot.addWidget(page)
    assert isinstance(page, PreferencesPage)
    before = page.search.font().pixelSize()

    look.use(scale_percent=200)
    with qtbot.waitExposed(page):
        page.show()

    assert page.search.font().pixelSize() == 2 * before


def test_tab_goes_round_and_is_caught_nowhere(page: QWidget, qtbot: QtBot):
    seen: list[QWidget] = []
    for _ in range(400):
        qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now in seen[:-1]:
            break
        # Within a text Tab goes from link to link, and the text keeps the keyboard meanwhile.
        if now is not None and now not in seen:
            seen.append(now)
    else:
        pytest.fail(f"Tab never came round: {seen[-3:]}")

    expected = {widget for widget in page.findChildren(QWidget) if takes_keyboard(widget)}
    visited = set(seen)
    missed = [
        widget
        for widget in expected - visited
        if widget.focusProxy() is None and type(widget) is not QScrollArea
    ]
    assert missed == []


@pytest.mark.parametrize("name", ["settings", "guide", "start"])
def test_a_page_between_docks_is_narrow_and_nothing_is_cut_off(
    makers: Makers, name: str, qtbot: QtBot
):
    page = makers.make(name)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    with qtbot.waitExposed(page):
        page.show()

    page.resize(700, 440)

    areas = [page, *page.findChildren(QScrollArea)]
    bars = [area.horizontalScrollBar() for area in areas if isinstance(area, QScrollArea)]
    qtbot.waitUntil(lambda: [bar.maximum() for bar in bars] == [0] * len(bars))


def test_the_largest_scale_leaves_every_page_usable(page: QWidget, look: Look, qtbot: QtBot):
    look.use(scale_percent=250)
    page.resize(1280, 720)

    assert page.minimumSizeHint().width() <= 1280 - 48
    assert not page.grab().isNull()
