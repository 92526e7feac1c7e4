import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state.patch import PatchProblem, apply, diff, is_same, state_at

CASES = json.loads(
    (Path(__file__).parents[2] / "data" / "states" / "patches.json").read_text("utf-8")
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "/", "~1", "0"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "", "~", "a/b", "0", "-"]), inner, max_size=4)
    ),
    max_leaves=15,
)


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["says"])
def test_a_patch_is_applied_as_rfc_6902_says(case: dict[str, Any]):
    before = copy.deepcopy(case["before"])

    assert apply(case["before"], case["patch"]) == case["after"]
    assert case["before"] == before


@pytest.mark.parametrize("case", CASES["bad"], ids=lambda case: case["says"])
def test_a_patch_that_does_not_fit_is_refused(case: dict[str, Any]):
    with pytest.raises(PatchProblem, match="does not fit the state"):
        apply(case["before"], case["patch"])


@settings(max_examples=200, deadline=None)
@given(JSON_VALUES, JSON_VALUES)
def test_a_difference_applied_gives_the_other_value_and_touches_neither(before: Any, after: Any):
    kept_before, kept_after = copy.deepcopy(before), copy.deepcopy(after)

    patch = diff(before, after)
    kept_patch = copy.deepcopy(patch)
    result = apply(before, patch)

    assert is_same(result, after)
    assert (patch == []) == is_same(before, after)
    assert (before, after, patch) == (kept_before, kept_after, kept_patch)


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ({"a": [1, 2, 3]}, {"a": [1, 3]}, [{"op": "remove", "path": "/a/1"}]),
        ([1, 2], [1, 9, 2], [{"op": "add", "path": "/1", "value": 9}]),
        ({"a": 1}, {"a": True}, [{"op": "replace", "path": "/a", "value": True}]),
        ({"a": 1}, {"a": 1.0}, []),
        ({"a/b": {"~": 0}}, {"a/b": {"~": 1}}, [{"op": "replace", "path": "/a~1b/~0", "value": 1}]),
        ({}, [1], [{"op": "replace", "path": "", "value": [1]}]),
    ],
)
def test_a_difference_names_only_what_changed(before: Any, after: Any, patch: list[Any]):
    assert diff(before, after) == patch


def test_values_as_deep_as_the_reader_allows_are_compared_and_patched():
    before: Any = 1
    after: Any = 2
    for _ in range(500):
        before, after = {"a": [before]}, {"a": [after]}

    patch = diff(before, after)

    assert patch == [{"op": "replace", "path": "/a/0" * 500, "value": 2}]
    assert is_same(apply(before, patch), after)


def test_what_a_patch_does_not_touch_is_shared():
    before: dict[str, Any] = {"data": {"x": 1}, "references": [{}]}

    after = apply(before, [{"op": "replace", "path": "/data/x", "value": 2}])

    assert after["references"] is before["references"]
    assert before["data"] == {"x": 1}


def test_a_copied_value_can_be_changed_without_its_original():
    patch = [
        {"op": "add", "path": "/a/x", "value": 1},
        {"op": "copy", "from": "/a", "path": "/b"},
        {"op": "add", "path": "/b/x", "value": 2},
    ]

    assert apply({"a": {}}, patch) == {"a": {"x": 1}, "b": {"x": 2}}


def test_the_state_before_any_operation_is_computed_from_the_patches():
    patches = [
        [{"op": "add", "path": "/data", "value": {"n": 1}}],
        [{"op": "replace", "path": "/data/n", "value": 2}],
    ]

    states = [state_at({}, patches, index) for index in range(3)]

    assert states == [{}, {"data": {"n": 1}}, {"data": {"n": 2}}]


def test_a_state_behind_a_change_that_was_not_kept_says_so():
    assert state_at({"a": 1}, [None], 0) == {"a": 1}
    with pytest.raises(PatchProblem, match="operation 1 changed was too big"):
        state_at({"a": 1}, [None, []], 2)
