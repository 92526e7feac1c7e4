import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from openfn_studio.state.history import History
from openfn_studio.state.pointer import Path
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.inspector.head import AFTER, BEFORE, CHANGED, DIFF
from openfn_studio.ui.inspector.operation_line import Line
from openfn_studio.ui.inspector.panel import StatePanel
from tests.ui.inspector.runs import STATES, Runs, run_of, waiting_at

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def lines(panel: StatePanel) -> list[str]:
    """What the tree shows, the open rows included."""
    tree = panel.pages.tree
    index, found = tree.values.index(0, 0), list[str]()
    while index.isValid():
        found.append(index.data())
        index = tree.indexBelow(index)
    return found


def look_at(qtbot: QtBot, panel: StatePanel, runs: Runs, operation: int) -> None:
    """Follow a run that ended and look at one operation."""
    if runs.travel.run is None:
        runs.travel.follow(runs.add(run_of(), STATES))
    runs.travel.choose(operation)
    qtbot.waitUntil(lambda: panel.head.line.line.number == str(operation + 1))
    qtbot.waitUntil(lambda: panel.showing.contents is not None)
    wanted = STATES[min(operation + 1, len(STATES) - 1)]
    qtbot.waitUntil(lambda: shown_value(panel) == wanted)


def shown_value(panel: StatePanel) -> Any:
    contents = panel.showing.contents
    last = (contents.after or contents.before) if contents else None
    return last.node.value() if last and last.node else None


def test_without_a_run_it_says_what_to_do(qtbot: QtBot, panel: StatePanel):
    qtbot.waitUntil(lambda: bool(panel.pages.words))

    assert panel.pages.words.startswith("No state yet.")
    assert not panel.bar.isVisible()


def test_before_a_run_it_shows_what_the_job_will_receive(qtbot: QtBot, panel: StatePanel):
    state = STATES[0] | {"configuration": {"password": "secret-1234"}}

    panel.show_initial(json.dumps(state).encode())
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())

    assert panel.head.line.line == Line(name="Before the run", note="what the job will receive")
    assert lines(panel)[-1] == "configuration: never shown"
    assert not any("secret" in line for line in lines(panel))
    root = panel.pages.tree.values.root
    assert root is not None
    assert root.node is not None
    assert b"secret-1234" not in root.node.document.data


def test_a_broken_input_is_told_with_its_place(qtbot: QtBot, panel: StatePanel):
    panel.show_initial(b'{"data": 1,}')

    qtbot.waitUntil(lambda: "not JSON" in panel.pages.words)


def test_an_operation_shows_what_it_changed(qtbot: QtBot, panel: StatePanel, runs: Runs):
    look_at(qtbot, panel, runs, 2)

    assert panel.head.line.line == Line("3", "each", "cases[*]", "5 changes")
    assert lines(panel) == [
        "data: {7}, 2 changes inside",
        'status: "accepted", changed from "open"',
        "priority: 3",
        "token: masked",
        '@case_id: "c-1"',
        'case_name: "Sampley Example"',
        "geo: {2}",
        'id: "REF-0093", added',
        "page: 1, removed",
        "cases: [3]",
        "references: [2], 1 change inside",
        "0: {4}",
        "1: {3}, added",
        "created: 3, added",
        "configuration: never shown",
    ]


def test_the_first_change_is_selected_until_the_user_selects_something(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    look_at(qtbot, panel, runs, 0)
    first = panel.bar.path
    panel.reveal(("data", "priority"))

    look_at(qtbot, panel, runs, 2)

    assert first == ("page",)
    assert panel.bar.path == ("data", "priority")


def test_each_way_to_look_shows_its_state(qtbot: QtBot, panel: StatePanel, runs: Runs):
    look_at(qtbot, panel, runs, 2)

    panel.head.choose(BEFORE)
    before = lines(panel)
    panel.head.choose(AFTER)
    after = lines(panel)
    panel.head.choose(CHANGED)
    changed = panel.pages.changed

    assert 'status: "open"' in before
    assert "page: 1" in before
    assert 'status: "accepted"' in after
    assert "page: 1" not in after
    assert changed.isVisible()
    assert changed.changed.rowCount() == 5


def test_what_is_open_and_selected_stays_so_at_another_operation(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    look_at(qtbot, panel, runs, 2)
    panel.head.choose(AFTER)
    panel.reveal(("cases", 1, "age"))

    look_at(qtbot, panel, runs, 1)
    there = panel.bar.path
    look_at(qtbot, panel, runs, 0)
    gone = panel.bar.isVisible()
    look_at(qtbot, panel, runs, 2)

    assert there == ("cases", 1, "age")
    assert not gone
    assert panel.bar.path == ("cases", 1, "age")
    assert "age: 4" in lines(panel)


def test_an_operation_that_failed_shows_the_state_before_it(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    look_at(qtbot, panel, runs, 3)

    assert panel.head.line.line == Line("4", "post", "/messages", "failed", "circle-x", "err")
    assert 'status: "accepted"' in lines(panel)
    assert panel.head.way == DIFF


@pytest.mark.parametrize(
    ("is_over", "words"),
    [(True, "This operation did not run."), (False, "This operation has not run yet.")],
)
def test_an_operation_that_did_not_run_says_so(
    qtbot: QtBot, panel: StatePanel, runs: Runs, is_over: bool, words: str
):
    runs.travel.follow(runs.add(run_of(ended=1, failed=None, is_over=is_over), STATES[:2]))
    runs.travel.choose(3)

    qtbot.waitUntil(lambda: panel.pages.words.startswith(words))


def test_while_a_run_is_on_it_says_when_there_is_something_to_see(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    run = runs.add(run_of(ended=1, failed=None, is_over=False), STATES[:2])
    runs.travel.follow(run)
    qtbot.waitUntil(lambda: panel.pages.words.startswith("The job is running."))

    runs.travel.update(waiting_at(run, 1))

    qtbot.waitUntil(lambda: "page: 2" in lines(panel))
    assert panel.head.line.line.note == "waits here"


def test_a_state_that_is_no_object_is_told_in_words(qtbot: QtBot, panel: StatePanel, runs: Runs):
    run = run_of(ended=1, failed=None)
    runs.facts[run.id] = run
    runs.histories[run.id] = History(b"{}", [[{"op": "replace", "path": "", "value": None}]])

    runs.travel.follow(run)

    qtbot.waitUntil(lambda: panel.pages.words.startswith("The state is null."))


def test_states_that_were_not_kept_are_told(qtbot: QtBot, panel: StatePanel, runs: Runs):
    runs.travel.follow(runs.add(run_of(failed=None)))

    qtbot.waitUntil(lambda: "were not kept" in panel.pages.words)


def test_a_change_too_big_to_be_kept_is_told_above_the_state_before(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    run = runs.add(run_of(ended=2, failed=None))
    runs.histories[run.id] = History(b'{"data": 1}', [[], None])
    runs.travel.follow(run)

    qtbot.waitUntil(lambda: panel.banner.isVisible())
    assert "too big" in panel.banner.text
    assert "data: 1" in lines(panel)


def test_facts_that_say_nothing_new_of_the_operation_read_nothing_anew(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    look_at(qtbot, panel, runs, 2)
    before = runs.asked

    for _ in range(20):
        runs.travel.update(run_of())

    assert runs.asked == before


def test_a_credential_in_a_state_is_never_shown_nor_compared(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    secret = {"configuration": {"password": "secret-1234"}}
    states = [{"data": 1} | secret, {"data": 2, "configuration": {"password": "secret-5678"}}]
    runs.travel.follow(runs.add(run_of(ended=1, failed=None), states))
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())

    contents = panel.showing.contents

    assert contents is not None
    assert [change.path for change in contents.changes] == [("data",)]
    for root in (contents.before, contents.after, contents.merged):
        assert root is not None
        assert root.node is not None
        assert b"secret" not in root.node.document.data


def test_an_answer_that_comes_late_is_not_told_of_another_value(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    look_at(qtbot, panel, runs, 2)
    tree = panel.pages.tree
    gone = next(row for row in tree.values.root.rows() if row.gone)  # pyright: ignore[reportOptionalMemberAccess]

    panel.reveal(("data", "priority"))
    tree.setCurrentIndex(tree.values.index_of(gone))
    later: list[Any] = []
    runs.travel.who_set((), later.append, panel)
    qtbot.waitUntil(lambda: bool(later))

    assert panel.bar.set_by.text() == "Removed by operation 3"


def select(panel: StatePanel, path: Path) -> None:
    panel.reveal(path)
    assert panel.bar.path == path


def test_the_path_bar_tells_who_set_and_who_reads(qtbot: QtBot, panel: StatePanel, runs: Runs):
    look_at(qtbot, panel, runs, 2)

    select(panel, ("data", "status"))
    qtbot.waitUntil(lambda: panel.bar.set_by.text() == "Set by operation 3")
    with qtbot.waitSignal(panel.operation_requested) as asked:
        panel.bar.set_by.click()
    several = panel.bar.read.text()
    select(panel, ("data", "priority"))
    with qtbot.waitSignal(panel.line_requested) as line:
        panel.bar.read.click()
    qtbot.waitUntil(lambda: panel.bar.set_in.text() == "Part of the input")

    assert asked.args == [2]
    assert several == "Read at 2 lines"
    assert line.args is not None
    assert line.args[0].line == 3


def test_what_is_gone_tells_who_took_it_away(qtbot: QtBot, panel: StatePanel, runs: Runs):
    look_at(qtbot, panel, runs, 2)
    tree = panel.pages.tree
    gone = next(row for row in tree.values.root.rows() if row.gone)  # pyright: ignore[reportOptionalMemberAccess]

    tree.setCurrentIndex(tree.values.index_of(gone))

    assert panel.bar.set_by.text() == "Removed by operation 3"


def test_everything_is_done_by_keys(qtbot: QtBot, panel: StatePanel, runs: Runs, actions: Actions):
    look_at(qtbot, panel, runs, 2)
    tree = panel.pages.tree
    panel.activateWindow()
    tree.setFocus()
    qtbot.waitUntil(tree.hasFocus)
    clipboard = QGuiApplication.clipboard()

    qtbot.keyClick(tree, Key.Key_Home)
    qtbot.keyClick(tree, Key.Key_Down)
    qtbot.keyClick(tree, Key.Key_C, CTRL)
    path = clipboard.text()
    qtbot.keyClick(tree, Key.Key_C, CTRL | SHIFT)
    value = clipboard.text()
    qtbot.keyClick(tree, Key.Key_D, CTRL)
    qtbot.keyClick(tree, Key.Key_Return)
    qtbot.waitUntil(lambda: panel.pages.raw.text == "accepted")
    qtbot.keyClick(panel.pages.raw.focusWidget(), Key.Key_Escape)
    qtbot.keyClick(tree, Key.Key_F, CTRL)

    assert path == "state.data.status"
    assert value == '"accepted"'
    assert panel.watches.isVisible()
    assert tree.isVisible()
    assert panel.search.field.hasFocus()


def test_masked_values_are_masked_everywhere(
    qtbot: QtBot, panel: StatePanel, runs: Runs, actions: Actions
):
    look_at(qtbot, panel, runs, 2)
    panel.watch([("data", "status")])
    qtbot.waitUntil(lambda: panel.watches.watches.words(panel.watches.watches.index(0)) != "")

    actions.trigger("state:mask")
    shown = " ".join(lines(panel)) + panel.watches.watches.words(panel.watches.watches.index(0))
    panel.head.choose(CHANGED)
    changed = panel.pages.changed.changed
    shown += " ".join(changed.index(row).data() for row in range(changed.rowCount()))

    assert "accepted" not in shown
    assert "Sampley" not in shown
    actions.trigger("state:mask")
    assert "accepted" in changed.index(3).data()


def test_actions_of_a_state_are_disabled_without_one(
    qtbot: QtBot, panel: StatePanel, runs: Runs, actions: Actions
):
    qtbot.waitUntil(lambda: bool(panel.pages.words))
    before = actions.reason_against("state:mask")

    look_at(qtbot, panel, runs, 2)

    assert "Run the job first" in before
    assert actions.reason_against("state:export") == ""


def test_a_value_whose_rows_take_long_is_revealed_when_they_are_found(
    qtbot: QtBot, panel: StatePanel
):
    # A name that comes twice makes the survey give up: the long list's members are not known.
    members = ",".join([json.dumps({"x": "y" * 50})] * 60_000)
    panel.show_initial(f'{{"a": 1, "a": 2, "list": [{members}]}}'.encode())
    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())

    at_once = panel.pages.tree.reveal(("list", 55_001, "x"))

    qtbot.waitUntil(lambda: panel.bar.path == ("list", 55_001, "x"))
    assert not at_once


def test_changes_all_over_a_long_list_open_no_more_rows_than_can_be_shown_at_once(
    qtbot: QtBot, panel: StatePanel, runs: Runs
):
    before = {"list": [{"n": n} for n in range(20_000)]}
    after = {"list": [{"n": -n if n % 500 == 7 else n} for n in range(20_000)]}
    runs.travel.follow(runs.add(run_of(ended=1, failed=None), [before, after]))

    qtbot.waitUntil(lambda: panel.pages.tree.isVisible())

    assert 1_000 < len(lines(panel)) < 3_000
