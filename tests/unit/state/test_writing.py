import json
from typing import Any

import pytest
from hypothesis import given, settings

from openfn_studio.state.writing import written
from tests.unit.state.documents import VALUES


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_a_value_is_written_as_json(value: Any):
    assert json.loads(written(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        list(range(1_050)),
        {f"k{n}": [n] for n in range(1_050)},
        {"a": {"b": [{"c": {"d": list(range(200))}} for _ in range(101)]}},
        ["\ud800"] * 101,
        [[], {}, None, True, 1.5, "é"],
    ],
)
def test_long_values_are_written_in_pieces_without_a_seam(value: Any):
    text = written(value)

    assert json.loads(text) == value
    assert b" " not in text
