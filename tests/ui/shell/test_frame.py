"""Docks, menus, the top bar, the activity bar and the status bar."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.actions.spec import MENUS
from openfn_studio.ui.shell.activity_bar import ActivityBar
from openfn_studio.ui.shell.dock import Dock, TitleBar
from openfn_studio.ui.shell.menus import menu_bar
from openfn_studio.ui.shell.status_bar import StatusBar
from openfn_studio.ui.shell.top_bar import TopBar
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.chip import Chip
from openfn_studio.workbench.tasks import Progress, Task

RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    main = QMainWindow()
    qtbot.addWidget(main)
    main.resize(1000, 600)
    return main


def test_every_action_stands_in_a_menu(look: Look, window: QMainWindow) -> None:
    actions = Actions(look, window)
    menus = menu_bar(look, actions)

    titles = [action.text() for action in menus.actions()]
    inside = {one for menu in menus.actions() for one in menu.menu().actions()}

    assert titles == [f"&{title}" for title in MENUS]
    assert [spec.id for spec in actions if actions.qaction(spec.id) not in inside] == []


def test_a_dock_hides_its_title_while_tabs_say_it(look: Look, window: QMainWindow) -> None:
    log = Dock(look, "log", "Log", QLabel("log"))
    http = Dock(look, "http", "HTTP", QLabel("http"))
    window.addDockWidget(RIGHT, log)
    window.addDockWidget(RIGHT, http)
    window.show()
    alone = isinstance(log.titleBarWidget(), TitleBar)

    window.tabifyDockWidget(log, http)
    http.raise_()
    log.follow_tabs()
    http.follow_tabs()
    tabbed = isinstance(log.titleBarWidget(), TitleBar)
    http.setFloating(True)

    assert (alone, tabbed) == (True, False)
    assert isinstance(http.titleBarWidget(), TitleBar)
    http.setFloating(False)


def test_the_activity_bar_marks_the_view_and_its_badges(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    actions = Actions(look, window)
    seen: list[str] = []
    actions.bind("view:jobs", lambda: seen.append("jobs"))
    actions.set_condition("project", True)
    bar = ActivityBar(look, actions)
    window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
    window.show()

    bar.show_current("view:jobs")
    jobs = next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == "Jobs")
    runs = next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == "Runs")
    qtbot.mouseClick(jobs, Qt.MouseButton.LeftButton)

    assert seen == ["jobs"]
    assert jobs.isChecked()
    assert not runs.isChecked()
    assert "Ctrl+Shift+E" in jobs.toolTip()


def test_the_top_bar_shows_the_environment_in_words(look: Look, window: QMainWindow) -> None:
    actions = Actions(look, window)
    bar = TopBar(look, actions, menu_bar(look, actions))

    bar.show_project("Clinic", "production")
    chip = bar.findChild(Chip)

    assert chip is not None
    assert chip.text == "Production"
    bar.show_project(None)
    assert chip.isHidden()


def test_the_status_bar_tells_mode_tasks_and_problems(look: Look, qtbot: QtBot) -> None:
    bar = StatusBar(look, "OpenFn Studio 0.1.0")
    qtbot.addWidget(bar)
    cancelled: list[int] = []
    bar.cancel_requested.connect(cancelled.append)

    bar.show_mode("live", 2)
    bar.show_problems(1, 3)
    bar.show_tasks((Task(7, "Install http", Progress("Getting 12 packages", 0.5)),))
    chip = bar.findChild(Chip)
    texts = [label.text() for label in bar.findChildren(QLabel)]
    button = bar.findChild(QPushButton)
    assert button is not None
    button.click()

    assert chip is not None
    assert chip.text == "LIVE  2 sent"
    assert "Getting 12 packages 50%" in texts
    assert cancelled == [7]


def test_a_dot_says_what_it_means_without_its_colour(look: Look, window: QMainWindow) -> None:
    actions = Actions(look, window)
    bar = ActivityBar(look, actions)
    window.addToolBar(bar)
    button = next(
        one for one in bar.findChildren(QToolButton) if one.accessibleName() == "Notifications"
    )
    before = button.toolTip()

    bar.show_badge("view:notices", "err", "2 not seen yet")
    told = (button.accessibleDescription(), button.toolTip())
    bar.show_badge("view:notices", None)

    assert told == ("2 not seen yet", f"{before}\n2 not seen yet")
    assert (button.accessibleDescription(), button.toolTip()) == ("", before)
