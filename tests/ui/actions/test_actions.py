"""The action table is sound: no key twice, every row explained, every condition known."""

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.ui.actions.conditions import REASONS
from openfn_studio.ui.actions.registry import NOT_HERE, Actions
from openfn_studio.ui.actions.spec import MENUS, ActionSpec
from openfn_studio.ui.actions.table import ACTIONS
from openfn_studio.ui.theme.look import Look

EVERYWHERE = "everywhere"


def _area(spec: ActionSpec) -> str:
    """Where a key counts: a widget's own key may mean something else in another widget."""
    area = spec.id.split(":")[0]
    return {"edit": "text", "editor": "text"}.get(area, area) if spec.is_own_key else EVERYWHERE


def test_no_action_and_no_key_is_there_twice() -> None:
    ids = Counter(spec.id for spec in ACTIONS)
    keys = Counter(
        (_area(spec), QKeySequence(keys).toString()) for spec in ACTIONS for keys in spec.keys
    )
    everywhere = {key for area, key in keys if area == EVERYWHERE}

    assert [name for name, count in ids.items() if count > 1] == []
    assert [name for name, count in keys.items() if count > 1] == []
    assert [key for area, key in keys if area != EVERYWHERE and key in everywhere] == []


def test_no_key_is_the_beginning_of_another() -> None:
    sequences = [QKeySequence(keys) for spec in ACTIONS for keys in spec.keys]

    hidden = [
        (one.toString(), other.toString())
        for one in sequences
        for other in sequences
        if one.count() < other.count() and one[0] == other[0]
    ]

    assert hidden == []


def test_every_key_can_be_read_and_every_row_has_its_words() -> None:
    unreadable = [
        keys for spec in ACTIONS for keys in spec.keys if not QKeySequence(keys).toString()
    ]
    without_area = [spec.id for spec in ACTIONS if spec.id.count(":") != 1]
    wrong_menu = [spec.id for spec in ACTIONS if spec.menu not in MENUS]
    unknown = [spec.id for spec in ACTIONS if not set(spec.when) <= set(REASONS)]
    shouting = [spec.id for spec in ACTIONS if spec.title[1:] != spec.title[1:].replace("!", "")]

    assert (unreadable, without_area, wrong_menu, unknown, shouting) == ([], [], [], [], [])


def test_an_action_says_why_it_is_disabled_until_its_conditions_hold(
    qtbot: QtBot, look: Look
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(look, window)
    done: list[str] = []
    actions.bind("run:job", lambda: done.append("run"))

    refused = actions.trigger("run:job")
    tip = actions.qaction("run:job").toolTip()
    actions.set_condition("job", True)
    actions.set_condition("idle", True)
    taken = actions.trigger("run:job")

    assert (refused, taken, done) == (False, True, ["run"])
    assert REASONS["job"] in tip
    assert "Ctrl+Return" in tip
    assert actions.reason_against("run:job") == ""


def test_an_action_nobody_bound_is_disabled(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(look, window)

    assert actions.reason_against("help:about") == NOT_HERE
    assert not actions.qaction("help:about").isEnabled()


def test_a_better_reason_is_told(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(look, window)
    actions.bind("file:save", lambda: None)
    actions.set_condition("text", True)

    actions.set_condition("writable", False, "The folder cannot be written.")

    assert actions.reason_against("file:save") == "The folder cannot be written."
