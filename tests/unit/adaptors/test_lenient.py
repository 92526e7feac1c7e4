from typing import Any

import pytest

from openfn_studio.adaptors.lenient import as_list, as_object, as_text


@pytest.mark.parametrize(
    ("value", "an_object", "a_list", "a_text"),
    [
        ({"a": 1}, {"a": 1}, [], ""),
        ([1], {}, [1], ""),
        ("x", {}, [], "x"),
        (None, {}, [], ""),
        (7, {}, [], ""),
        (True, {}, [], ""),
    ],
)
def test_a_value_is_what_it_should_be_or_empty(
    value: Any, an_object: Any, a_list: Any, a_text: str
):
    assert as_object(value) == an_object
    assert as_list(value) == a_list
    assert as_text(value) == a_text
