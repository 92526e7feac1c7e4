import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openfn_studio.state.path import (
    PathError,
    as_json_path,
    as_operation_argument,
    as_state_expression,
    parse_path,
)
from openfn_studio.state.pointer import Path


# The JSONPaths were tried with dataValue and sourceValue of language-common 1.15.2, 2.1.1, 3.3.4.
@pytest.mark.parametrize(
    ("path", "expression", "json_path", "argument"),
    [
        ((), "state", "$", "sourceValue('$')"),
        (("data",), "state.data", "$.data", "sourceValue('$.data')"),
        (("data", "a", 0), "state.data.a[0]", "$.data.a[0]", "dataValue('a[0]')"),
        (("data", 0, "x"), "state.data[0].x", "$.data[0].x", "dataValue('[0].x')"),
        (
            ("data", "case", "@case_id"),
            "state.data.case['@case_id']",
            "$.data.case[@case_id]",
            "dataValue('case[@case_id]')",
        ),
        (
            ("data", "group/field"),
            "state.data['group/field']",
            "$.data[group/field]",
            "dataValue('[group/field]')",
        ),
        (("data", "a b"), "state.data['a b']", "$.data[a b]", "dataValue('[a b]')"),
        (("data", "0"), "state.data['0']", "$.data[0]", "dataValue('[0]')"),
        (("data", "ስም"), "state.data['ስም']", "$.data[ስም]", "dataValue('[ስም]')"),
        (("data", "it's"), "state.data['it\\'s']", None, "state => state.data['it\\'s']"),
        (("data", "a]b"), "state.data['a]b']", None, "state => state.data['a]b']"),
        (("data", "a.b"), "state.data['a.b']", "$.data[a.b]", "dataValue('[a.b]')"),
        (("data", ""), "state.data['']", None, "state => state.data['']"),
        (("data", "a\nb\\"), "state.data['a\\nb\\\\']", None, "state => state.data['a\\nb\\\\']"),
        (("references", 1), "state.references[1]", "$.references[1]",
         "sourceValue('$.references[1]')"),
    ],
)  # fmt: skip
def test_a_path_is_written_three_ways_with_the_right_brackets(
    path: Path, expression: str, json_path: str | None, argument: str
):
    assert as_state_expression(path) == expression
    assert as_json_path(path) == json_path
    assert as_operation_argument(path) == argument


@example(["\\'", "\\", '\\"', "'\\\\"])
@given(st.lists(st.text(max_size=6) | st.integers(0, 99), max_size=5))
def test_a_state_expression_is_read_back(parts: list[str | int]):
    assert parse_path(as_state_expression(parts)) == tuple(parts)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("state", ()),
        ("$", ()),
        ("$.data.form[@case_id]", ("data", "form", "@case_id")),
        ("dataValue('form.case[@case_id]')", ("data", "form", "case", "@case_id")),
        ('dataValue("[0].x")', ("data", 0, "x")),
        ("sourceValue('$.references[0].id')", ("references", 0, "id")),
        ('state.data["group/field"]', ("data", "group/field")),
        ("state.data['say \"hi\"']", ("data", 'say "hi"')),
        (" data.x ", ("data", "x")),
        ("statement.x", ("statement", "x")),
    ],
)
def test_what_people_copy_is_read(text: str, path: Path):
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text", ["", "state.", "state..a", "state[", "$.a[]", "f(x)[", "a b.c", "state['\\x41']"]
)
def test_what_is_no_path_is_refused(text: str):
    with pytest.raises(PathError):
        parse_path(text)
