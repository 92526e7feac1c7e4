"""Containment against the cases of the platform and a literal statement of its five rules."""

import time
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.triggers.containment import contains
from openfn_studio.triggers.jsontext import read_json

CASES = [
    ('{"a":{"b":{"c":1,"d":2}}}', '{"a":{"b":{"c":1}}}', True),
    ('{"a":[1,2,3]}', '{"a":[3,1]}', True),
    ('{"a":[1,2,3]}', '{"a":[1,1,1]}', True),
    ('{"a":[1,2,3]}', '{"a":1}', False),
    ('["foo","bar"]', '"bar"', True),
    ('{"data":[{"x":"1","y":"2"},{"x":"3","z":"4"}]}', '{"data":[{"x":"1"},{"z":"4"}]}', True),
    ('{"data":[{"x":"1","y":"2"},{"x":"3","z":"4"}]}', '{"data":[{"x":"1","z":"4"}]}', False),
    ('{"data":[{"x":"1"}]}', '{"data":{"x":"1"}}', False),
    ('[{"a":1}]', '{"a":1}', False),
    ('{"a":1}', '{"a":true}', False),
    ("{}", '{"a":null}', False),
    ('{"a":null}', '{"a":null}', True),
    ('{"a":null}', '{"a":false}', False),
    ('{"a":0}', '{"a":false}', False),
    ('{"a":"8"}', '{"a":8}', False),
    ('{"a":8}', '{"a":"8"}', False),
    ('{"a":1}', '{"a":1.0}', True),
    ('{"a":1e0}', '{"a":1}', True),
    ('{"a":-0}', '{"a":0.0}', True),
    ('{"a":12345678901234567890}', '{"a":12345678901234567891}', False),
    ('{"a":0.1}', '{"a":0.10}', True),
    ('{"a":0.1}', '{"a":0.1000000000000000000001}', False),
    ('{"a":1}', "{}", True),
    ("{}", "{}", True),
    ("[]", "{}", False),
    ("[1]", "[]", True),
    ("{}", "[]", False),
    ("1", "[]", False),
    ('{"a":{"b":1}}', '{"b":1}', False),
    ('{"a":{"b":1}}', '{"a.b":1}', False),
    ('{"a.b":1}', '{"a.b":1}', True),
    ('{"a":"Case"}', '{"a":"case"}', False),
    ('{"a":"case "}', '{"a":"case"}', False),
    ('{"a":"\\u00e9"}', '{"a":"e\\u0301"}', False),
    ('{"a":1,"a":2}', '{"a":2}', True),
    ('{"a":1,"a":2}', '{"a":1}', False),
    ("[[1,2]]", "[[1]]", True),
    ("[[1,2]]", "1", False),
    ("[[1,2]]", "[1]", False),
    ("[1,2]", "1", True),
    ("[true]", "1", False),
    ("[1]", "true", False),
    ("1", "[1]", False),
    ("1", "1", True),
    ("null", "null", True),
    ("[null]", "null", True),
    ("[]", "null", False),
    ('{"a":[{"b":[1,2]},{"b":[3]}]}', '{"a":[{"b":[2]}]}', True),
    ('{"a":[{"b":[1,2]},{"b":[3]}]}', '{"a":[{"b":[2,3]}]}', False),
    ('{"a":[{"b":{}},{"b":{"c":1}}]}', '{"a":[{"b":{"c":1}}]}', True),
]


@pytest.mark.parametrize(("body", "criteria", "expected"), CASES)
def test_the_platforms_cases(body: str, criteria: str, expected: bool) -> None:
    assert contains(read_json(body), read_json(criteria)) is expected


def type_of(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, (int, Decimal)):
        return "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]


def by_the_rules(value: Any, pattern: Any, *, at_top: bool = True) -> bool:
    """The five rules, one after the other, with no thought of speed or depth."""
    kinds = (type_of(value), type_of(pattern))
    if kinds == ("object", "object"):
        return all(
            key in value and by_the_rules(value[key], pattern[key], at_top=False) for key in pattern
        )
    if kinds == ("array", "array"):
        return all(any(by_the_rules(v, p, at_top=False) for v in value) for p in pattern)
    if at_top and kinds[0] == "array" and kinds[1] != "object":
        return any(type_of(v) == kinds[1] and v == pattern for v in value)
    return kinds[0] == kinds[1] and kinds[0] not in ("object", "array") and value == pattern


scalars = st.sampled_from(
    [None, True, False, 0, 1, 2, Decimal("1.0"), Decimal("0.1"), "", "1", "a", "A"]
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@st.composite
def parts_of(draw: st.DrawFn, value: Any) -> Any:
    """Something a value probably contains: members left out, elements shuffled and repeated."""
    if draw(st.integers(0, 11)) == 0:
        return draw(documents)
    if isinstance(value, dict):
        members = cast(dict[str, Any], value).items()
        return {key: draw(parts_of(one)) for key, one in members if draw(st.booleans())}
    if isinstance(value, list) and value:
        chosen = draw(st.lists(st.sampled_from(cast(list[Any], value)), max_size=4))
        return [draw(parts_of(one)) for one in chosen]
    return cast(Any, value)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    value = draw(documents)
    return value, draw(parts_of(value) | documents)


@settings(max_examples=1_000, deadline=None)
@given(pairs())
def test_it_says_what_a_literal_statement_of_the_rules_says(pair: tuple[Any, Any]) -> None:
    value, pattern = pair

    assert contains(value, pattern) is by_the_rules(value, pattern)


@settings(max_examples=200, deadline=None)
@given(documents)
def test_everything_contains_itself(value: Any) -> None:
    assert contains(value, value)


def nested(depth: int, core: Any, *, in_arrays: bool) -> Any:
    value = core
    for level in range(depth):
        value = [0, value] if in_arrays and level % 2 else {"k": value, "other": level}
    return value


@pytest.mark.parametrize("in_arrays", [True, False])
def test_depth_does_not_hurt(in_arrays: bool) -> None:
    deep = nested(20_000, {"form": "case"}, in_arrays=in_arrays)

    assert contains(deep, nested(20_000, {"form": "case"}, in_arrays=in_arrays))
    assert not contains(deep, nested(20_000, {"form": "visit"}, in_arrays=in_arrays))


def test_wide_arrays_of_objects_and_scalars_are_fast() -> None:
    objects = [{"type": "form", "id": number, "more": {"n": number}} for number in range(20_000)]
    scalars_too = list(range(20_000))
    body = {"objects": objects, "scalars": scalars_too}
    begun = time.perf_counter()

    found = contains(body, {"objects": objects[::-1], "scalars": scalars_too[::-1]})

    # Compared one with each, these would be 800 million comparisons.
    assert found
    assert time.perf_counter() - begun < 5


def test_a_binary_fraction_is_the_decimal_it_is_written_as() -> None:
    assert contains({"a": 8.1}, {"a": Decimal("8.1")})
    assert not contains({"a": 8.1}, {"a": Decimal.from_float(8.1)})
