"""Message filters made ready."""

from decimal import Decimal
from typing import Any

import pytest

from openfn_studio.domain.trigger import MessageFilter
from openfn_studio.errors import Place
from openfn_studio.triggers.criteria import (
    CriteriaProblem,
    Filter,
    Pattern,
    cautions,
    filter_of,
    parse_exclusion,
    parse_pattern,
    pattern_of,
)
from openfn_studio.triggers.jsontext import JsonTextProblem


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_a_blank_exclusion_is_none(text: str | None) -> None:
    assert parse_exclusion(text) is None


def test_null_is_an_exclusion() -> None:
    assert parse_exclusion("null") == Pattern(None)


def test_blank_criteria_are_a_problem() -> None:
    with pytest.raises(JsonTextProblem, match="The criteria is empty"):
        parse_pattern(" ")


def test_an_exclusion_that_is_not_json_is_named_and_located() -> None:
    with pytest.raises(JsonTextProblem, match="The exclusion is not JSON") as problem:
        filter_of(MessageFilter("t", "{}", '{"a":'))

    assert problem.value.place == Place(line=1, column=6)


@pytest.mark.parametrize(
    ("criteria", "exclusion", "body", "matches"),
    [
        ('{"form":"bns"}', None, {"form": "bns", "x": 1}, True),
        ('{"form":"bns"}', '{"practice":true}', {"form": "bns", "practice": True}, False),
        ('{"form":"bns"}', '{"practice":true}', {"form": "bns", "practice": False}, True),
        ('{"form":"bns"}', "", {"form": "bns"}, True),
        ('{"form":"bns"}', "{}", {"form": "bns"}, False),
        ("{}", None, {}, True),
        ("{}", None, [], False),
        ('{"__query_params":{"c":"1"}}', None, {"__query_params": {"c": "1"}}, True),
        ("[]", "null", [None], False),
    ],
)
def test_inclusion_and_not_exclusion(
    criteria: str, exclusion: str | None, body: Any, matches: bool
) -> None:
    assert filter_of(MessageFilter("t", criteria, exclusion)).matches(body) is matches


def test_criteria_that_came_as_a_value_become_exact() -> None:
    given = {"a": [8.1, 1e22, True, None, "x"]}

    pattern = pattern_of(given)

    assert pattern.value == {"a": [Decimal("8.1"), Decimal("1e22"), True, None, "x"]}
    assert isinstance(given["a"][0], float)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": float("nan")}, "nan, which is no number"),
        ([Decimal("Infinity")], "no number"),
        ({1: 2}, "keys are texts"),
        ({"a\0": 1}, "u0000"),
        (["\ud800"], "half a surrogate pair"),
        ([{1, 2}], "a set, which JSON does not know"),
    ],
)
def test_values_that_jsonb_cannot_hold_are_refused(value: Any, reason: str) -> None:
    with pytest.raises(CriteriaProblem, match=reason):
        pattern_of(value)


def test_a_value_that_is_too_deep_is_refused_and_one_that_is_not_is_taken() -> None:
    value: Any = 1
    for _ in range(500):
        value = [value]

    assert pattern_of(value).value == value
    with pytest.raises(CriteriaProblem, match="nested deeper than 500"):
        pattern_of([value])


@pytest.mark.parametrize(
    ("inclusion", "exclusion", "expected"),
    [
        ({}, None, ["match every message that is an object"]),
        ({"a": 1}, None, []),
        ({"a": 1}, {"b": 1}, []),
        ({"a": 1, "b": 2}, {"a": 1}, ["no message can pass"]),
        ({"a": 1}, {}, ["no message can pass"]),
        ([], None, []),
    ],
)
def test_cautions(inclusion: Any, exclusion: Any, expected: list[str]) -> None:
    ready = Filter(Pattern(inclusion), None if exclusion is None else Pattern(exclusion))

    found = cautions(ready)

    assert len(found) == len(expected)
    assert all(part in one for part, one in zip(expected, found, strict=True))
