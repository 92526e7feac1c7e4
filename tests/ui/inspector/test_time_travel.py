from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.state.history import History
from openfn_studio.workbench.running.facts import RunId
from openfn_studio.workbench.running.moments import PointRef, StatePair
from tests.ui.inspector.runs import STATES, Runs, run_of, waiting_at


def pair_of(qtbot: QtBot, runs: Runs) -> StatePair:
    found: list[StatePair] = []
    runs.travel.states(found.append, runs.travel)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def values(pair: StatePair) -> tuple[Any, Any]:
    before = pair.before.root.value() if pair.before else None
    return before, pair.after.root.value() if pair.after else None


def test_a_run_that_ended_is_looked_at_where_it_ended(qtbot: QtBot, runs: Runs):
    runs.travel.follow(runs.add(run_of(failed=None), STATES))

    assert runs.travel.operation is not None
    assert runs.travel.operation.index == 2
    assert values(pair_of(qtbot, runs)) == (STATES[2], STATES[3])


def test_a_run_that_failed_is_looked_at_where_it_failed(qtbot: QtBot, runs: Runs):
    runs.travel.follow(runs.add(run_of(), STATES))

    assert runs.travel.operation is not None
    assert runs.travel.operation.index == 3
    assert values(pair_of(qtbot, runs)) == (STATES[3], None)


def test_a_waiting_run_shows_the_state_it_waits_with(qtbot: QtBot, runs: Runs):
    run = run_of(ended=1, failed=None, is_over=False)
    runs.travel.follow(runs.add(run, STATES[:2]))
    assert runs.travel.point is not None
    assert runs.travel.point.operation is None

    with qtbot.waitSignal(runs.travel.point_changed):
        runs.travel.update(waiting_at(run, 1))

    assert values(pair_of(qtbot, runs)) == (STATES[1], None)


def test_stepping_ends_at_both_ends(runs: Runs):
    runs.travel.follow(runs.add(run_of(failed=None), STATES))

    seen = [runs.travel.operation]
    for _ in range(5):
        runs.travel.previous()
        seen.append(runs.travel.operation)
    has_previous = runs.travel.has_previous
    for _ in range(5):
        runs.travel.next()
    seen.append(runs.travel.operation)

    assert [one.index for one in seen if one] == [2, 1, 0, 0, 0, 0, 3]
    assert (has_previous, runs.travel.has_next) == (False, False)


def test_who_runs_a_job_again_goes_on_looking_at_the_operation_chosen(runs: Runs):
    runs.travel.follow(runs.add(run_of(1, failed=None), STATES))
    runs.travel.choose(1)
    again = run_of(2, ended=0, failed=None, is_over=False)

    runs.travel.follow(replace(again, operations=()))
    during = runs.travel.operation
    runs.travel.update(again)
    runs.travel.update(run_of(2, failed=None))
    after = runs.travel.operation
    runs.travel.update(run_of(2))

    assert during is None
    assert after is not None
    assert after.index == 1
    runs.travel.follow(run_of(3, failed=None, job="another"))
    assert runs.travel.operation is not None
    assert runs.travel.operation.index == 2


def test_facts_of_other_runs_and_operations_that_are_not_there_are_let_be(runs: Runs):
    run = runs.add(run_of(failed=None), STATES)
    runs.travel.follow(run)

    runs.travel.update(run_of(99))
    runs.travel.choose(17)

    assert runs.travel.run == run
    assert runs.travel.operation is not None
    assert runs.travel.operation.index == 2


def test_a_run_whose_states_were_not_kept_says_so(qtbot: QtBot, runs: Runs):
    runs.travel.follow(runs.add(run_of(failed=None)))

    pair = pair_of(qtbot, runs)

    assert values(pair) == (None, None)
    assert pair.problem is not None
    assert "not kept" in pair.problem.what


def test_a_change_too_big_to_be_kept_hides_only_what_follows(qtbot: QtBot, runs: Runs):
    run = runs.add(run_of(failed=None))
    runs.histories[run.id] = History(b'{"data": 1}', [[], None, []])
    runs.travel.follow(run)
    runs.travel.choose(1)

    pair = pair_of(qtbot, runs)

    assert values(pair) == ({"data": 1}, None)
    assert pair.problem is not None
    assert "too big" in pair.problem.what


def test_who_set_a_value_is_told_as_of_the_operation_in_view(qtbot: QtBot, runs: Runs):
    runs.travel.follow(runs.add(run_of(failed=None), STATES))
    answers: list[int | None] = []

    def ask(operation: int, path: tuple[str, ...]) -> None:
        count = len(answers)
        runs.travel.choose(operation)
        runs.travel.who_set(path, lambda told: answers.append(told.operation), runs.travel)
        qtbot.waitUntil(lambda: len(answers) > count)

    ask(2, ("data", "status"))
    ask(1, ("data", "status"))
    ask(1, ("data", "case_name"))

    assert answers == [2, None, 1]


def test_any_two_moments_of_any_two_runs_are_compared(qtbot: QtBot, runs: Runs):
    one = runs.add(run_of(1), STATES)
    other = runs.add(run_of(2), [STATES[0], STATES[1]])
    found: list[StatePair] = []

    for refs in [
        (PointRef(one.id, 0), PointRef(other.id, 1)),
        (PointRef(one.id, 0), PointRef(RunId("gone"), 1)),
    ]:
        count = len(found)
        runs.travel.compare(*refs, found.append, runs.travel)
        qtbot.waitUntil(lambda count=count: len(found) > count)

    assert [change.path for change in found[0].changes] == [("page",)]
    assert found[1].problem is not None


def test_a_value_is_followed_over_all_points(qtbot: QtBot, runs: Runs):
    runs.travel.follow(runs.add(run_of(failed=None), STATES))
    found: list[Any] = []

    runs.travel.values_over([("page",), ("cases",), ("data", "status")], found.extend, runs.travel)
    qtbot.waitUntil(lambda: bool(found))

    texts = [[s.text if s else None for s in one.samples] for one in found]
    assert texts == [
        ["1", "2", "1", None],
        [None, None, "[3]", "[3]"],
        ['"open"', '"open"', '"open"', '"accepted"'],
    ]
    assert [s.number if s else None for s in found[1].samples] == [None, None, 3.0, 3.0]


def test_only_the_newest_request_of_an_owner_is_answered(qtbot: QtBot, runs: Runs):
    runs.travel.follow(runs.add(run_of(failed=None), STATES))
    found: list[tuple[int, StatePair]] = []

    for operation in (0, 1, 2):
        runs.travel.choose(operation)
        runs.travel.states(lambda pair, at=operation: found.append((at, pair)), runs.travel)
    qtbot.waitUntil(lambda: bool(found))

    assert [at for at, _ in found] == [2]


@pytest.mark.parametrize("operation", [None, 1])
def test_without_a_run_nothing_is_asked_of_the_lane(runs: Runs, operation: int | None):
    runs.travel.choose(operation)
    found: list[StatePair] = []

    runs.travel.states(found.append, runs.travel)

    assert found == [StatePair(None, None)]
