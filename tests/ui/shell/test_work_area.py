"""Tabs, their content, and what stands around a job."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.ui.shell.tab_strip import Tab
from openfn_studio.ui.shell.work_area import WorkArea
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.tool_button import ToolButton

Open = Callable[..., QWidget]


@pytest.fixture
def area(qtbot: QtBot, look: Look) -> WorkArea:
    work = WorkArea(look, QLabel("start"), QLabel("run bar"), QLabel("timeline"))
    qtbot.addWidget(work)
    work.resize(900, 600)
    work.show()
    return work


def open_tab(area: WorkArea, key: str, *, is_job: bool = True, is_unsaved: bool = False) -> QLabel:
    content = QLabel(key)
    area.open(
        Tab(key, f"{key}.js", f"jobs/{key}.js", "file-code-2", is_unsaved), content, is_job=is_job
    )
    return content


def visible_texts(area: WorkArea) -> set[str]:
    return {label.text() for label in area.findChildren(QLabel) if label.isVisible()}


def test_without_tabs_the_resting_page_is_alone(area: WorkArea) -> None:
    assert visible_texts(area) == {"start"}
    assert area.current_key is None


def test_a_job_has_its_run_bar_and_timeline_and_a_page_has_not(area: WorkArea) -> None:
    open_tab(area, "a")
    around_a_job = visible_texts(area)
    open_tab(area, "settings", is_job=False)

    assert around_a_job == {"run bar", "a", "timeline"}
    assert visible_texts(area) == {"settings"}


def test_choosing_a_tab_is_told_and_shows_its_content(area: WorkArea, qtbot: QtBot) -> None:
    open_tab(area, "a")
    open_tab(area, "b")

    with qtbot.waitSignal(area.current_changed) as told:
        area.strip.go_by(1)

    assert told.args == ["a"]
    assert "a" in visible_texts(area)


def test_the_cross_and_the_middle_button_ask_to_close(area: WorkArea, qtbot: QtBot) -> None:
    open_tab(area, "a")
    open_tab(area, "b")
    asked: list[tuple[str, ...]] = []
    area.close_requested.connect(asked.append)

    qtbot.mouseClick(
        area.strip.tabButton(1, QTabBar.ButtonPosition.RightSide), Qt.MouseButton.LeftButton
    )
    qtbot.mouseClick(area.strip, Qt.MouseButton.MiddleButton, pos=area.strip.tabRect(0).center())

    assert asked == [("b",), ("a",)]


def test_closing_the_last_tab_goes_back_to_the_resting_page(area: WorkArea, qtbot: QtBot) -> None:
    open_tab(area, "a")

    with qtbot.waitSignal(area.current_changed) as told:
        area.close_tab("a")

    assert told.args == [None]
    assert visible_texts(area) == {"start"}


def test_an_unsaved_tab_says_so_in_words(area: WorkArea) -> None:
    open_tab(area, "a", is_unsaved=True)
    button = area.strip.tabButton(0, QTabBar.ButtonPosition.RightSide)

    assert isinstance(button, ToolButton)
    assert button.toolTip() == "Close a.js, which is not saved"
    area.strip.show_tab(Tab("a", "a.js", "", "file-code-2"))
    assert button.toolTip() == "Close a.js"
