import json

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from openfn_studio.state.search import Query
from openfn_studio.state.tree import Document
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.inspector.state_search import MOST_HITS, Found, StateSearch
from openfn_studio.workbench.lanes import Lanes

Key = Qt.Key
STATE = {
    "data": {"name": "Anna", "nested": {"deep": [{"name": "Hanna"}, {"x": "name"}]}},
    "other": "nothing",
}


@pytest.fixture
def shown(qtbot: QtBot, panel: StatePanel) -> StatePanel:
    """The panel with a state."""
    panel.show_initial(json.dumps(STATE).encode())
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())
    return panel


def told(panel: StatePanel) -> str:
    return panel.search.told


def search_for(qtbot: QtBot, panel: StatePanel, text: str, expected: str) -> None:
    panel.search.open_bar()
    panel.search.field.clear()
    qtbot.keyClicks(panel.search.field, text)
    qtbot.waitUntil(lambda: told(panel) == expected)


def test_typing_goes_to_the_first_hit_and_keys_to_the_others(qtbot: QtBot, shown: StatePanel):
    search_for(qtbot, shown, "nam", "1 of 3")
    first = shown.bar.path
    qtbot.keyClick(shown.search.field, Key.Key_Return)
    second = shown.bar.path
    qtbot.keyClick(shown.search.field, Key.Key_F3)
    qtbot.keyClick(shown.search.field, Key.Key_F3)
    around = shown.bar.path
    qtbot.keyClick(shown.search.field, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert first == ("data", "name")
    assert second == ("data", "nested", "deep", 0, "name")
    assert around == first
    assert shown.bar.path == ("data", "nested", "deep", 1, "x")


@pytest.mark.parametrize(
    ("text", "button", "expected"),
    [
        ("anna", None, "1 of 2"),
        ("Anna", "Match case", "1 of 1"),
        ("^nam.$", "Regular expression", "1 of 3"),
        ("(", "Regular expression", "Not a pattern"),
        ("nowhere", None, "Nothing found"),
    ],
)
def test_case_and_patterns_are_chosen(
    qtbot: QtBot, shown: StatePanel, text: str, button: str | None, expected: str
):
    for toggle in (shown.search.case, shown.search.regex):
        toggle.setChecked(toggle.accessibleName() == button)

    search_for(qtbot, shown, text, expected)


def test_keys_or_values_alone_are_searched(qtbot: QtBot, shown: StatePanel):
    search_for(qtbot, shown, "name", "1 of 3")

    shown.search.search_in(1)
    qtbot.waitUntil(lambda: told(shown) == "1 of 2")
    shown.search.search_in(2)
    qtbot.waitUntil(lambda: told(shown) == "1 of 1")


def test_another_state_is_searched_for_the_same_without_moving(qtbot: QtBot, shown: StatePanel):
    search_for(qtbot, shown, "name", "1 of 3")
    shown.reveal(("other",))

    shown.show_initial(json.dumps({"other": 1, "name": "name"}).encode())

    qtbot.waitUntil(lambda: told(shown) == "2 found")
    assert shown.bar.path == ("other",)


def test_escape_empties_the_field_then_closes_the_bar(qtbot: QtBot, shown: StatePanel):
    search_for(qtbot, shown, "name", "1 of 3")

    qtbot.keyClick(shown.search.field, Key.Key_Escape)
    is_open = shown.search.isVisible()
    qtbot.keyClick(shown.search.field, Key.Key_Escape)

    assert is_open
    assert not shown.search.isVisible()


def test_a_long_state_is_searched_in_slices_and_the_count_grows(qtbot: QtBot, lanes: Lanes):
    document = Document(json.dumps(["needle"] * (MOST_HITS + 50)).encode())
    search = StateSearch(lanes.work)
    found: list[Found] = []
    search.progressed.connect(found.append)

    search.start(document, Query("needle"))
    qtbot.waitUntil(lambda: bool(found) and found[-1].is_over)

    assert len(found[-1].hits) == MOST_HITS
    assert found[-1].is_cut
    assert not search.is_running


def test_a_search_that_was_stopped_tells_nothing_more(qtbot: QtBot, lanes: Lanes):
    long = Document(json.dumps(["x" * 100] * 50_000).encode())
    search = StateSearch(lanes.work)
    found: list[Found] = []
    search.progressed.connect(found.append)

    search.start(long, Query("x$", is_regex=True))
    search.start(Document(b'["z"]'), Query("z"))
    qtbot.waitUntil(lambda: bool(found) and found[-1].is_over)
    search.start(long, Query("x$", is_regex=True))
    search.stop()
    search.start(Document(b"[]"), Query("z"))
    qtbot.waitUntil(lambda: not found[-1].hits)

    assert {len(one.hits) for one in found} == {0, 1}
