import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state.indented import indented

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(values) | st.dictionaries(st.text(), values), st.booleans())
def test_json_is_laid_out_as_pythons_own_indent(value: Any, is_ascii: bool):
    text = json.dumps(value, ensure_ascii=is_ascii)

    assert indented(text) == json.dumps(value, ensure_ascii=is_ascii, indent=2)


@given(st.text())
def test_no_text_raises_and_nothing_is_lost(text: str):
    shown = indented(text, is_cut=True)

    assert shown is None or "".join(shown.split()) == "".join(text.split())


def test_literals_stay_as_they_were_written():
    assert indented('{"a":1.50e+03,"a":12345678901234567890}') == (
        '{\n  "a": 1.50e+03,\n  "a": 12345678901234567890\n}'
    )


def test_ten_thousand_levels_are_not_too_deep():
    text = indented("[" * 10_000 + "]" * 10_000)

    assert text is not None
    assert text.count("\n") == 19_998


def test_what_node_prints_of_an_object_is_taken():
    assert indented("{ a: 'x, y', b: [ 1 ] }") == "{\n  a: 'x, y',\n  b: [\n    1\n  ]\n}"


@pytest.mark.parametrize("text", ["", "17", "a {}", "{} {}", "{]", "}", '{"a": 1', "[1]]"])
def test_what_is_no_object_or_array_is_refused(text: str):
    assert indented(text) is None


def test_a_text_that_was_cut_is_laid_out_as_far_as_it_goes():
    assert indented('{"a":[1,2', is_cut=True) == '{\n  "a": [\n    1,\n    2'
