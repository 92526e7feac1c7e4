import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from openfn_studio.state import patch
from openfn_studio.state.unopened import opened, unopened, whole
from tests.unit.state.documents import VALUES, written


@settings(max_examples=100, deadline=None)
@given(written())
def test_a_value_is_the_same_opened_or_not(pair: tuple[Any, bytes]):
    value, text = pair

    assert whole(unopened(text)) == whole(opened(unopened(text))) == value


@settings(max_examples=150, deadline=None)
@given(VALUES, VALUES)
def test_a_patch_fits_a_value_nobody_has_looked_into(before: Any, after: Any):
    text = json.dumps({"v": before}).encode()

    patched = patch.apply(unopened(text), patch.diff({"v": before}, {"v": after}))

    assert patch.is_same(whole(patched), {"v": after})


def test_only_what_is_on_the_way_to_a_change_is_opened():
    state = unopened(b'{"a": {"b": [1, {"c": 2}]}, "big": [1, 2, 3]}')

    patched = patch.apply(state, [{"op": "replace", "path": "/a/b/1/c", "value": 3}])

    assert isinstance(patched["big"], msgspec.Raw)
    assert isinstance(patched["a"]["b"][0], msgspec.Raw)
    assert patched["a"]["b"][1] == {"c": 3}
    assert whole(state)["a"]["b"][1] == {"c": 2}


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "test", "path": "/a", "value": {"x": [1]}}],
        [{"op": "copy", "from": "/a", "path": "/b"}, {"op": "add", "path": "/b/x/-", "value": 2}],
        [{"op": "move", "from": "/a/x", "path": "/a/y"}],
    ],
)
def test_every_kind_of_step_opens_what_it_needs(operations: list[dict[str, Any]]):
    value = {"a": {"x": [1]}}

    patched = patch.apply(unopened(json.dumps(value).encode()), operations)

    assert whole(patched) == patch.apply(value, operations)


@pytest.mark.parametrize("text", [b'{"a": "\\ud800"}', b"[" * 3_000 + b"]" * 3_000])
def test_odd_values_are_read_whole(text: bytes):
    state = unopened(b'{"odd": ' + text + b', "a": 1}')

    try:
        value = opened(opened(state)["odd"])
    except RecursionError:
        return

    assert value == json.loads(text)
