import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state import patch
from openfn_studio.state.history import History
from openfn_studio.state.patch import PatchProblem
from tests.unit.state.documents import VALUES

INITIAL = {"data": {"list": [1, 2]}}
PATCHES: list[list[dict[str, Any]]] = [
    [{"op": "add", "path": "/data/list/0", "value": 0}],
    [{"op": "replace", "path": "/data/list/2", "value": 20}],
    [{"op": "remove", "path": "/data/list/0"}, {"op": "add", "path": "/x", "value": {"y": 1}}],
    [{"op": "add", "path": "/data/list/-", "value": 3}],
    [{"op": "move", "from": "/x/y", "path": "/z"}],
]


def history() -> History:
    return History(json.dumps(INITIAL).encode(), PATCHES)


@settings(max_examples=50, deadline=None)
@given(st.lists(VALUES, min_size=2, max_size=25), st.randoms())
def test_every_point_is_the_state_of_then_in_any_order(states: list[Any], random: Any):
    patches = [patch.diff(a, b) for a, b in itertools.pairwise(states)]
    told = History(json.dumps(states[0]).encode(), patches)
    points = list(range(len(states)))
    random.shuffle(points)

    for point in points:
        assert patch.is_same(told.state_at(point), states[point])
    assert patch.is_same(told.state_before(0), states[0])
    assert patch.is_same(told.state_after(len(told) - 1), states[-1])


@pytest.mark.parametrize(
    ("path", "point", "index"),
    [
        (("data", "list", 0), None, None),
        (("data", "list", 1), None, 1),
        (("data", "list", 2), None, 3),
        (("data", "list", 0), 1, 0),
        (("data", "list", 2), 1, None),
        (("z",), None, 4),
        (("x",), None, 4),
        (("x", "y"), 4, 2),
        ((), 0, None),
    ],
)
def test_who_set_follows_a_value_through_the_positions_it_had(
    path: tuple[Any, ...], point: int | None, index: int | None
):
    assert history().who_set(path, point) == index


def test_the_changed_paths_of_an_operation_are_told():
    assert history().changed_paths(2) == (("removed", ("data", "list", 0)), ("added", ("x",)))
    assert history().changed_paths(3) == (("added", ("data", "list", 2)),)
    assert history().changed_paths(4) == (("removed", ("x", "y")), ("added", ("z",)))


def test_any_two_points_are_compared():
    changes = history().compare(0, 2)

    assert [change.path for change in changes if change.kind == "added"] == [("data", "list", 2)]
    assert history().compare(3, 3) == ()


def test_states_after_a_change_that_was_not_kept_are_refused():
    told = History(b"{}", [[], None, []])

    assert told.state_after(0) == {}
    with pytest.raises(PatchProblem, match="operation 2 "):
        told.state_after(2)
    with pytest.raises(IndexError):
        told.state_at(4)
