"""Why a message passes a filter or does not."""

from typing import Any

import pytest
from hypothesis import given, settings

from openfn_studio.domain.trigger import MessageFilter
from openfn_studio.triggers.containment import contains
from openfn_studio.triggers.criteria import Filter, Pattern, filter_of
from openfn_studio.triggers.explain import MAX_MISMATCHES, explain, explain_filter, mismatches
from tests.unit.triggers.test_containment import CASES, documents, pairs

LONG = "x" * 70


@pytest.mark.parametrize(
    ("value", "pattern", "words"),
    [
        ({"formType": "visit"}, {"formType": "case"},
         'Fails at formType: expected "case", got "visit".'),
        ({}, {"a": None}, "Fails at a: the key is missing; expected null."),
        ({"form": {"case": {"@id": 1}}}, {"form": {"case": {"@id": 2}}},
         'Fails at form.case["@id"]: expected 2, got 1.'),
        ({"Form": 1}, {"form": 1},
         'Fails at form: the key is missing; expected 1; the message has the key "Form".'),
        ({"a": "8"}, {"a": 8}, 'Fails at a: expected 8, got "8"; that is a text, not a number.'),
        ({"a": 1}, {"a": True},
         "Fails at a: expected true, got 1; that is a number, not true or false."),
        ({"a": "Case"}, {"a": "case"},
         'Fails at a: expected "case", got "Case"; only upper and lower case differ.'),
        ({"a": "case "}, {"a": "case"},
         'Fails at a: expected "case", got "case "; only blanks at the ends differ.'),
        ({"a": [1, 2]}, {"a": 1},
         "Fails at a: expected 1, got an array; to look for an element, write [1] in the filter."),
        ({"a": [{"x": 1}]}, {"a": {"x": 1}},
         "Fails at a: expected an object, got an array; "
         'to look for an element, write [{"x": 1}] in the filter.'),
        ({"d": [{"x": "1"}, {"z": "4"}]}, {"d": [{"x": "1", "z": "4"}]},
         'Fails at d: none of the 2 elements contains {"x": "1", "z": "4"}.'),
        ({"d": []}, {"d": [1]},
         "Fails at d: the array is empty; expected an element that contains 1."),
        ({"d": [{"x": "1"}]}, {"d": [{"x": "2"}]}, 'Fails at d[0].x: expected "2", got "1".'),
        ([1, 2], 3, "Fails at the message body: none of the 2 elements is 3."),
        ([], {}, "Fails at the message body: expected an object, got an array; "
         "to look for an element, write [{}] in the filter."),
        ({"a": LONG + "b"}, {"a": LONG + "c"},
         f'Fails at a: expected "{LONG[:59]}…", got "{LONG[:59]}…"; '
         "they differ from character 71 on."),
        ({"a": "e\u0301"}, {"a": "\u00e9"},
         'Fails at a: expected "\u00e9", got "e\u0301"; '
         "they look alike, but are written with other characters."),
    ],
)  # fmt: skip
def test_the_words(value: Any, pattern: Any, words: str) -> None:
    assert str(explain(value, pattern)) == words


@pytest.mark.parametrize(("body", "criteria", "expected"), CASES)
def test_the_platforms_cases_are_explained(body: str, criteria: str, expected: bool) -> None:
    explained = explain_filter(
        filter_of(MessageFilter("t", criteria)), filter_of(MessageFilter("b", body)).inclusion.value
    )

    assert explained.matches is expected
    assert bool(explained.missing) is not expected


@settings(max_examples=500, deadline=None)
@given(pairs())
def test_nothing_is_explained_exactly_when_the_value_contains_the_pattern(
    pair: tuple[Any, Any],
) -> None:
    value, pattern = pair

    assert (explain(value, pattern) is None) is contains(value, pattern)


@settings(max_examples=300, deadline=None)
@given(pairs(), documents)
def test_the_verdict_is_the_filters(pair: tuple[Any, Any], exclusion: Any) -> None:
    value, pattern = pair
    ready = Filter(Pattern(pattern), Pattern(exclusion))

    assert explain_filter(ready, value).matches is ready.matches(value)


def test_every_failing_path_is_told() -> None:
    found = mismatches({"b": 0, "c": {"d": 0}}, {"b": 1, "c": {"d": 1}, "e": 1})

    assert {one.path for one in found} == {("b",), ("c", "d"), ("e",)}


def test_not_more_is_told_than_anybody_reads() -> None:
    assert len(mismatches({}, {str(n): n for n in range(100)})) == MAX_MISMATCHES


def test_an_exclusion_is_explained_both_ways() -> None:
    ready = filter_of(MessageFilter("t", '{"form":"a"}', '{"practice":true}'))

    excluded = explain_filter(ready, {"form": "a", "practice": True})
    passed = explain_filter(ready, {"form": "a"})

    assert (excluded.matches, excluded.is_excluded, excluded.missing) == (False, True, ())
    assert excluded.sentences == (
        'The message contains the criteria {"form": "a"}.',
        'It is excluded: the message contains {"practice": true}.',
    )
    assert (passed.matches, passed.is_excluded) == (True, False)
    assert passed.sentences[1] == (
        "The exclusion does not apply: at practice it is not met: "
        "the key is missing; expected true."
    )


def test_depth_does_not_hurt() -> None:
    value: Any = 1
    pattern: Any = 2
    for _ in range(5_000):
        value, pattern = {"k": value}, {"k": pattern}

    first = explain(value, pattern)

    assert first is not None
    assert len(first.path) == 5_000
    assert first.why == "expected 2, got 1"
