from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.store.values import from_column, to_column, whole_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(JSON)
def test_a_value_goes_into_a_column_and_back(value: Any):
    assert from_column(to_column(value)) == value


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("plain ስም 😀", "plain ስም 😀"),
        ("\ud83d\ude00", "😀"),
        ("a\ud83db", "a\ufffdb"),
        ("\udc00", "\ufffd"),
    ],
)
def test_halves_of_characters_are_joined_or_replaced(text: str, whole: str):
    assert whole_text(text) == whole
    assert from_column(to_column({text: [text]})) == {whole: [whole]}
