import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state.reading import JsonProblem, read_json, read_state
from openfn_studio.state.scan import MAX_DEPTH, scan

DEEP = 10_000


def problem_of(source: str | bytes) -> JsonProblem:
    with pytest.raises(JsonProblem) as caught:
        read_json(source)
    return caught.value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('{"data": {"a": 1}}', {"data": {"a": 1}}),
        (b'\xef\xbb\xbf{"a": "\xc3\xa9"}', {"a": "é"}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"n": 12345678901234567890}', {"n": 12345678901234567890}),
        (" [1, null, true] \r\n", [1, None, True]),
    ],
)
def test_json_is_read(source: str | bytes, value: object):
    assert read_json(source) == value


@pytest.mark.parametrize(
    ("source", "line", "column", "value"),
    [
        ("", 1, 1, {}),
        (" \n ", 1, 1, {}),
        ("{a: 1}", 1, 2, {"a": 1}),
        ('{"a": 1,\n b-c: 2}', 2, 2, {"a": 1, "b-c": 2}),
        ("{'a': 'it\\'s \"b\"'}", 1, 2, {"a": 'it\'s "b"'}),
        ('{"a": `line\none`}', 1, 7, {"a": "line\none"}),
        ('{\u201ca\u201d: \u201cb\u201d}', 1, 2, {"a": "b"}),
        ('{"a": undefined}', 1, 7, {"a": None}),
        ('{"a": NaN, "b": -Infinity}', 1, 7, {"a": None, "b": None}),
        ('{"a": True, "b": None}', 1, 7, {"a": True, "b": None}),
        ('{"a": 1e999}', 1, 7, {"a": None}),
        ('{"a": 0x1F, "b": .5, "c": 5., "d": +1, "e": 1_000, "f": 7n}', 1, 7,
         {"a": 31, "b": 0.5, "c": 5.0, "d": 1, "e": 1000, "f": 7}),
        ('{"phone": 0911223344}', 1, 11, {"phone": "0911223344"}),
        ('{"name": Amina}', 1, 10, {"name": "Amina"}),
        ('// the case\n{"a": 1}', 1, 1, {"a": 1}),
        ('{"a": /* one */ 1 // two\n}', 1, 7, {"a": 1}),
        ('{"a": [1, 2,],\n}', 1, 12, {"a": [1, 2]}),
        ('{"a": 1}\n{"a": 2}', 2, 1, {"a": 1}),
        ('{"a": 1};', 1, 9, {"a": 1}),
        ('{"a": 1}}', 1, 9, {"a": 1}),
        ('{"a": 1 "b": 2}', 1, 9, {"a": 1, "b": 2}),
        ('{"a": [1 -2]}', 1, 10, {"a": [1, -2]}),
        ('{"a": 1,, "b": 2}', 1, 9, {"a": 1, "b": 2}),
        ('{"a" = 1}', 1, 6, {"a": 1}),
        ('{"a": , "b": 2}', 1, 7, {"a": None, "b": 2}),
        ('{"a": }', 1, 7, {"a": None}),
        ('{"a": [1, {"b": 2}', 1, 19, {"a": [1, {"b": 2}]}),
        ('{"a": [1, 2}', 1, 12, {"a": [1, 2]}),
        ('{"a": [1, 2)', 1, 12, None),
        ('{"a": (1]', 1, 7, None),
        ('{"a": "cut of', 1, 7, {"a": "cut of"}),
        ('{"a": 1, "b"', 1, 13, {"a": 1, "b": None}),
        ('{"a": 1, "b":\n', 1, 14, {"a": 1, "b": None}),
        ('{"a": 1,\n', 1, 9, {"a": 1}),
        ('{"a": "two\nlines\tand\\x41"}', 1, 7, {"a": "two\nlines\tandA"}),
        (r'{"a": "\ud83d \ud83d\ude00"}', 1, 7, {"a": "\ufffd 😀"}),
        ('{\u00a0"a": 1}', 1, 2, {"a": 1}),
        ("const state = {\n  data: {},\n};\n", 1, 1, {"data": {}}),
        ("module.exports = { data: [1] }", 1, 1, {"data": [1]}),
        ('{"when": new Date()}', 1, 10, None),
        ('{"a": `x ${y}`}', 1, 10, None),
        ('{"a": 12abc}', 1, 7, None),
        ('{"a" 1}', 1, 6, None),
        ('{"a": #}', 1, 7, None),
        ("]", 1, 1, None),
        ("hello world", 1, 1, None),
    ],
)  # fmt: skip
def test_what_is_not_json_is_located_and_its_repair_is_the_evident_value(
    source: str, line: int, column: int, value: object
):
    problem = problem_of(source)

    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)
    repaired = None if problem.repair is None else json.loads(problem.repair.repaired_text)
    assert repaired == value
    assert ("Studio can repair it" in str(problem)) == (value is not None)


def test_a_repair_keeps_everything_else_as_it_was_written():
    problem = problem_of('{ a: 1.50, // one\n  "b": [ "\\u00e9" ], }')

    assert problem.repair is not None
    assert problem.repair.repaired_text == '{ "a": 1.50, \n  "b": [ "\\u00e9" ] }'
    assert problem.repair.title == (
        "Put names in quotes, remove the comments and remove the commas at the end."
    )


@pytest.mark.parametrize(
    ("data", "line", "column", "value"),
    [
        (b'{"a":\n"caf\xe9"}', 2, 5, {"a": "café"}),
        ('{"a": "é"}'.encode("utf-16"), 1, 1, {"a": "é"}),
        (b"\xff\xfe\x00", 1, 1, None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, 1, None),
    ],
)
def test_bytes_that_are_not_utf8_are_located_and_read_in_the_likely_encoding(
    data: bytes, line: int, column: int, value: object
):
    problem = problem_of(data)

    assert "UTF-8" in problem.what
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)
    assert (problem.repair and json.loads(problem.repair.repaired_text)) == value


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_too_deep_nesting_is_refused_at_the_level_that_is_too_deep(opening: str):
    closing = {"[": "]", '{"a":': "}"}[opening]
    text = opening * DEEP + "1" + closing * DEEP

    problem = problem_of(text)

    assert f"more than {MAX_DEPTH} levels" in problem.what
    assert problem.repair is None
    assert problem.place is not None
    assert problem.place.column == MAX_DEPTH * len(opening) + 1


def test_the_deepest_allowed_nesting_is_read_and_one_more_is_not():
    allowed = "[" * MAX_DEPTH + "]" * MAX_DEPTH

    assert read_json(allowed) is not None
    assert "levels" in problem_of(f"[{allowed}]").what


def test_deep_nesting_that_is_cut_off_is_refused_without_harm():
    assert "levels" in problem_of("[" * 1_000_000).what


@pytest.mark.parametrize("text", ["[1]", '"x"', "1", "null", "true"])
def test_a_state_that_is_no_object_is_refused_and_can_be_put_under_data(text: str):
    with pytest.raises(JsonProblem, match="object in curly brackets") as caught:
        read_state(text.encode(), Path("s.json"))

    assert caught.value.repair is not None
    assert read_state(caught.value.repair.repaired_text) == {"data": json.loads(text)}
    assert "s.json:1:1" in str(caught.value)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_any_json_is_read_and_the_scanner_finds_nothing_in_it(
    value: object, is_ascii: bool, indent: int | None
):
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)

    assert read_json(text) == value
    result = scan(text)
    assert result.findings == []
    assert result.repaired == text


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="{}[]\"',:;ab1.-+e0 \n\\/*`x$\u201c", max_size=25))
def test_no_text_breaks_the_reader_and_every_offered_repair_is_json(text: str):
    try:
        json.loads(text)
    except ValueError:
        repair = problem_of(text).repair
        if repair:
            json.loads(repair.repaired_text)
    else:
        assert scan(text).findings == []
