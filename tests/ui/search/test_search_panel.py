from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from openfn_studio.ui.search.panel import SearchPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.searching import SearchBench


@pytest.fixture
def panel(qtbot: QtBot, look: Look, bench: SearchBench) -> SearchPanel:
    panel = SearchPanel(look, bench)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(panel.model, fatal).setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(300, 600)
    panel.show()
    return panel


def search(qtbot: QtBot, panel: SearchPanel, bench: SearchBench, text: str) -> None:
    with qtbot.waitSignal(bench.finished):
        qtbot.keyClicks(panel.field, text)


def titles(panel: SearchPanel) -> list[str]:
    return [each.found.source.title for each in panel.model.files]


def test_typing_searches_by_itself(qtbot: QtBot, panel: SearchPanel, bench: SearchBench):
    search(qtbot, panel, bench, "fetch-new-visits")

    assert titles(panel) == ["project.yaml"]
    assert panel._status.text() == "3 hits in 1 file"


def test_nothing_found_is_said(qtbot: QtBot, panel: SearchPanel, bench: SearchBench):
    search(qtbot, panel, bench, "nowhere at all")

    assert panel._empty.isVisible()
    assert not panel.hits.isVisible()


@pytest.mark.parametrize("option", ["case", "word", "regex"])
def test_an_option_searches_again(
    qtbot: QtBot, panel: SearchPanel, bench: SearchBench, option: str
):
    search(qtbot, panel, bench, "VISIT.")
    with qtbot.waitSignal(bench.finished):
        getattr(panel, option).click()


def test_a_wrong_expression_is_marked_with_the_reason(
    qtbot: QtBot, panel: SearchPanel, bench: SearchBench
):
    panel.regex.setChecked(True)
    with qtbot.waitSignal(bench.refused):
        qtbot.keyClicks(panel.field, "(")

    assert "no regular expression" in panel._note.text()


def test_keys_go_to_a_hit(qtbot: QtBot, panel: SearchPanel, bench: SearchBench):
    search(qtbot, panel, bench, "send-visits")
    qtbot.keyClick(panel.field, Qt.Key.Key_Down)

    with qtbot.waitSignal(panel.hit_requested) as waiting:
        qtbot.keyClick(panel.hits, Qt.Key.Key_Return)

    found, hit = waiting.args
    assert found.source.title == "project.yaml"
    assert hit.preview.startswith("send-visits:")

    with qtbot.waitSignal(panel.hit_requested) as waiting:
        qtbot.keyClick(panel.hits, Qt.Key.Key_F4)
    assert waiting.args[1].line == hit.line + 1


def test_a_click_goes_to_a_hit(qtbot: QtBot, panel: SearchPanel, bench: SearchBench):
    search(qtbot, panel, bench, "send-visits")
    index = panel.model.index(0, 0, panel.model.index(0, 0))

    with qtbot.waitSignal(panel.hit_requested):
        place = panel.hits.visualRect(index).center()
        qtbot.mouseClick(panel.hits.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_hits_are_unticked_and_the_rest_is_replaced(
    qtbot: QtBot, panel: SearchPanel, bench: SearchBench, sample_folder: Path
):
    file = sample_folder / "samples/registration.json"
    file.write_text("one one\none")
    panel.replacing.click()
    with qtbot.waitSignal(bench.finished):
        panel.word.click()
    panel.replacement.setText("two")
    search(qtbot, panel, bench, "one")
    place = titles(panel).index("samples/registration.json")
    top = panel.model.index(place, 0)
    for at in range(panel.model.rowCount()):
        if at != place:
            other = panel.model.index(at, 0)
            panel.model.setData(other, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    panel.hits.setCurrentIndex(panel.model.index(1, 0, top))
    qtbot.keyClick(panel.hits, Qt.Key.Key_Space)
    assert panel.replace_all.text().strip() == "Replace 2"

    with qtbot.waitSignals([bench.replaced, bench.finished]):
        panel.replace_all.click()

    assert file.read_text() == "two one\ntwo"
    assert "2 hits replaced in 1 file." in panel._note.text()


def test_a_tick_box_is_clicked(qtbot: QtBot, panel: SearchPanel, bench: SearchBench):
    panel.replacing.click()
    search(qtbot, panel, bench, "send-visits")
    top = panel.model.index(0, 0)
    rect = panel.hits.visualRect(top)
    place = panel.hits._delegate.box_of(rect).center().toPoint()

    qtbot.mouseClick(panel.hits.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert panel.model.chosen == ()
    assert not panel.replace_all.isEnabled()


def test_it_starts_with_the_selected_text(qtbot: QtBot, panel: SearchPanel):
    panel.start("state.data", is_replacing=True)

    assert panel.field.text() == "state.data"
    assert panel.replacement.isVisible()


def test_every_theme_paints_it(qtbot: QtBot, each_look: Look, bench: SearchBench):
    panel = SearchPanel(each_look, bench)
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.replacing.setChecked(True)
    search(qtbot, panel, bench, "state")

    assert not panel.grab().toImage().isNull()
