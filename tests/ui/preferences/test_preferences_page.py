from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QCheckBox, QMenu, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.settings import SECTIONS, SETTINGS, Kind
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.actions.spec import ActionSpec
from openfn_studio.ui.actions.table import ACTIONS
from openfn_studio.ui.preferences.controls import FontControl
from openfn_studio.ui.preferences.page import PreferencesPage
from openfn_studio.ui.preferences.setting_row import SettingRow
from openfn_studio.ui.preferences.shortcut_list import ShortcutList
from openfn_studio.ui.preferences.shortcut_model import ShortcutModel, conflicts
from openfn_studio.ui.preferences.style_chooser import StyleChooser
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.segmented import Segmented
from openfn_studio.ui.widgets.tree_view import TreeView
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench


@pytest.fixture
def preferences(tmp_path: Path, lanes: Lanes, qapp: object) -> Iterator[PreferenceBench]:
    bench = PreferenceBench(tmp_path / "settings.toml", lanes.work)
    yield bench
    bench.close()


@pytest.fixture
def page(look: Look, preferences: PreferenceBench, qtbot: QtBot) -> PreferencesPage:
    window = QWidget()
    qtbot.addWidget(window)
    made = PreferencesPage(look, preferences, Actions(look, window))
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    return made


def rows(page: PreferencesPage) -> dict[str, SettingRow]:
    return {each.setting.name: each for part in page.parts for each in part.rows}


def visible(page: PreferencesPage) -> list[str]:
    return [name for name, each in rows(page).items() if each.isVisible()]


def child(row: SettingRow, kind: type[QWidget]) -> QWidget:
    found = row.findChild(kind)
    assert isinstance(found, kind)
    return found


def test_every_setting_stands_on_the_page_once_with_name_and_help(page: PreferencesPage):
    assert list(rows(page)) == [
        s.name for section in SECTIONS for s in SETTINGS if s.section == section.name
    ]
    assert all(each.setting.help in each.accessibleName() for each in rows(page).values())


def test_each_kind_of_control_changes_its_setting(
    page: PreferencesPage, preferences: PreferenceBench, qtbot: QtBot
):
    box = child(rows(page)["editor.wrap"], QCheckBox)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert preferences.flag("editor.wrap")

    spin = child(rows(page)["scale"], QSpinBox)
    spin.setFocus()
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert preferences.number("scale") == 110

    segments = child(rows(page)["theme"], Segmented)
    qtbot.keyClick(segments, Qt.Key.Key_End)
    assert preferences.text("theme") == "contrast"

    styles = child(rows(page)["editor.syntax_style"], TreeView)
    qtbot.keyClick(styles, Qt.Key.Key_Down)
    assert preferences.is_changed("editor.syntax_style")


def test_a_number_takes_effect_when_it_is_typed_whole(
    page: PreferencesPage, preferences: PreferenceBench, qtbot: QtBot
):
    spin = child(rows(page)["run.timeout_ms"], QSpinBox)
    assert isinstance(spin, QSpinBox)
    spin.selectAll()
    heard: list[object] = []
    preferences.changed.connect(heard.append)

    qtbot.keyClicks(spin, "5000")
    assert heard == []

    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert preferences.number("run.timeout_ms") == 5_000


def test_the_fonts_of_this_computer_are_offered_when_they_are_asked_for(
    look: Look, page: PreferencesPage, preferences: PreferenceBench
):
    control = child(rows(page)["editor.font_family"], FontControl)
    menu = control.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()

    default, *others = menu.actions()
    assert default.isChecked()
    assert "default" in default.text()
    if others:
        others[0].trigger()
        assert preferences.text("editor.font_family") == others[0].text()


def test_a_changed_setting_is_marked_and_reset(
    page: PreferencesPage, preferences: PreferenceBench, qtbot: QtBot
):
    row = rows(page)["run.memory_mb"]
    assert row._reset.isHidden()

    preferences.set("run.memory_mb", 1024)
    assert not row._reset.isHidden()
    assert ", changed." in row.accessibleName()

    qtbot.keyClick(row._reset, Qt.Key.Key_Space)
    assert preferences.number("run.memory_mb") == 512
    assert row._reset.isHidden()


def test_what_is_changed_elsewhere_is_shown_here(
    page: PreferencesPage, preferences: PreferenceBench
):
    preferences.set("scale", 200)
    spin = child(rows(page)["scale"], QSpinBox)
    assert isinstance(spin, QSpinBox)
    assert spin.value() == 200

    preferences.set("editor.syntax_style", "monokai")
    chooser = child(rows(page)["editor.syntax_style"], StyleChooser)
    assert isinstance(chooser, StyleChooser)
    assert chooser._list.currentIndex().data() == "Monokai"


def test_a_search_shows_settings_else_shortcuts_else_a_word(page: PreferencesPage):
    page.search.setText("time limit")
    assert visible(page) == ["run.timeout_ms"]
    assert [part.section.name for part in page.parts if part.isVisible()] == ["Runs"]

    page.search.setText("toggle comment")
    assert page.shortcuts.isVisible()
    assert page.shortcuts.model.rowCount() == 1

    page.search.setText("zebra")
    assert page._none.isVisible()

    page.search.clear()
    assert len(visible(page)) == len(SETTINGS)


def test_sections_and_shortcuts_are_reached_from_the_list(page: PreferencesPage, qtbot: QtBot):
    page.show_section("Privacy")
    assert page._scroll.verticalScrollBar().value() > 0

    page.show_shortcuts()
    assert page.shortcuts.isVisible()

    qtbot.keyClick(page._sections, Qt.Key.Key_Home)
    assert page._scroll.isVisible()


def test_the_file_is_asked_for(page: PreferencesPage, preferences: PreferenceBench, qtbot: QtBot):
    with qtbot.waitSignal(page.file_requested) as asked:
        next(
            b for b in page.findChildren(QWidget) if b.accessibleName() == "Open settings file"
        ).click()  # pyright: ignore

    assert asked.args == [preferences.file]


def spec(id: str, *keys: str, help: str = "") -> ActionSpec:
    return ActionSpec(id=id, title=f"Do {id}…", menu="File", keys=keys, help=help)


def test_shortcuts_are_filtered_by_words_and_by_keys(qtbot: QtBot):
    model = ShortcutModel([spec("a", "Ctrl+A", help="First."), spec("b"), spec("c", "F5")])
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 2
    assert model.index(0, 0).data() == "Do a"

    model.filter("ctrl+a first")
    assert [model.spec(row).id for row in range(model.rowCount())] == ["a"]

    model.filter("nothing")
    assert model.rowCount() == 0
    del tester


def test_keys_that_two_actions_want_are_told(look: Look, qtbot: QtBot):
    specs = (
        spec("a", "Ctrl+K"),
        spec("b", "F5", "Ctrl+K, Ctrl+S"),
        spec("c", "ctrl+k"),
        spec("d", "Ctrl+Shift+K"),
    )

    found = {(each.first, each.second) for each in conflicts(specs)}
    assert found == {("Do a", "Do b"), ("Do a", "Do c"), ("Do b", "Do c")}

    shown = ShortcutList(look, specs)
    qtbot.addWidget(shown)
    assert "Do a, Do b" in shown._banner.text
    assert [shown.model.is_conflicting(row) for row in range(4)] == [True, True, True, False]


def test_no_two_actions_of_the_window_want_the_same_keys():
    assert conflicts(ACTIONS) == ()


def test_every_kind_of_setting_has_a_control(page: PreferencesPage):
    assert {each.setting.kind for each in rows(page).values()} == set(Kind)


def test_every_theme_paints_the_page(each_look: Look, preferences: PreferenceBench, qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    page = PreferencesPage(each_look, preferences, Actions(each_look, window))
    qtbot.addWidget(page)
    assert not page.grab().isNull()
    page.show_shortcuts()
    assert not page.grab().isNull()
