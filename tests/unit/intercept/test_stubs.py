import datetime
from pathlib import Path

import pytest

from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.intercept.stubs import DataPath, StubProblem, rules_from_data


def problem_of(data: object) -> StubProblem:
    with pytest.raises(StubProblem) as caught:
        rules_from_data(data)
    return caught.value


def test_an_empty_file_holds_no_rule():
    assert rules_from_data(None) == ()
    assert rules_from_data([]) == ()


def test_every_key_of_a_rule_is_read():
    stub = {
        "method": "get",
        "url": " https://example.org/* ",
        "status": 404,
        "headers": {"X-Count": 3, "accept": "a, b"},
        "body": {"error": [None, True, 1.5]},
        "delay": 250,
        "times": 2,
    }

    assert rules_from_data([stub]) == (
        Rule(
            method="GET",
            url="https://example.org/*",
            times=2,
            answer=Answer(
                status=404,
                headers={"X-Count": "3", "accept": "a, b"},
                body={"error": [None, True, 1.5]},
                delay_ms=250,
            ),
        ),
    )


def test_a_rule_may_answer_with_bytes_written_over_several_lines():
    (rule,) = rules_from_data([{"pattern": "/photo$", "base64": "iVBO\n Rw0K"}])

    assert rule == Rule(pattern="/photo$", answer=Answer(base64="iVBORw0K"))


def test_a_rule_may_ask():
    assert rules_from_data([{"url": "/login", "ask": True}]) == (Rule(url="/login", ask=True),)


def test_keys_without_a_value_count_as_absent():
    keys = ("method", "url", "pattern", "status", "headers", "body", "base64", "delay", "times")

    assert rules_from_data([dict.fromkeys((*keys, "ask"))]) == (Rule(),)


@pytest.mark.parametrize(
    ("stub", "expected"),
    [
        ({"method": 5}, "method must be text, not 5."),
        ({"method": "GET POST"}, "method must be one method such as GET, not “GET POST”."),
        ({"url": ""}, "url must be text, not nothing."),
        ({"url": ["a"]}, "url must be text, not ['a']."),
        (
            {"url": "/a#b"},
            "url must end before its #: what follows a # is never sent to a server.",
        ),
        (
            {"pattern": "a("},
            "pattern is not a usable regular expression: missing ), unterminated subpattern"
            " at its character 2.",
        ),
        ({"pattern": 7}, "pattern must be a regular expression in quotes, not 7."),
        ({"status": "ok"}, "status must be a whole number from 200 to 599, not “ok”."),
        ({"status": 199}, "status must be a whole number from 200 to 599, not 199."),
        ({"status": 600}, "status must be a whole number from 200 to 599, not 600."),
        ({"status": True}, "status must be a whole number from 200 to 599, not true."),
        ({"headers": "a: b"}, "headers must be names and values, not “a: b”."),
        ({"headers": {"a b": "c"}}, "headers must have usable names; “a b” is none."),
        (
            {"headers": {"a": ["b"]}},
            "headers must have texts as values; put that of a in quotes.",
        ),
        (
            {"headers": {"a": "b\r\nc: d"}},
            "headers must have values of one line in Latin letters; see a.",
        ),
        (
            {"body": {"when": datetime.date(2020, 1, 1)}},
            "body must be JSON or text; put dates and the like in quotes.",
        ),
        (
            {"body": [float("nan")]},
            "body must be JSON or text; put dates and the like in quotes.",
        ),
        ({"body": {1: "a"}}, "body must be JSON or text; put dates and the like in quotes."),
        ({"base64": "a"}, "base64 is not base64: "),
        (
            {"delay": -1},
            "delay must be milliseconds, a whole number up to 600000, not -1.",
        ),
        (
            {"delay": "2s"},
            "delay must be milliseconds, a whole number up to 600000, not “2s”.",
        ),
        ({"times": 0}, "times must be a whole number from 1 on, not 0."),
        ({"ask": "yes"}, "ask must be true or false, not “yes”."),
        ({"url": 10**50}, f"url must be text, not {'1' + '0' * 36}…."),
    ],
)
def test_a_wrong_value_is_named_with_its_rule_and_what_it_must_be(
    stub: dict[str, object], expected: str
):
    assert problem_of([{}, stub]).what.startswith(f"HTTP rule 2: {expected}")


@pytest.mark.parametrize(
    ("key", "meant"),
    [("stauts", "status"), ("Header", "headers"), ("path", "url"), ("delay_ms", "delay")],
)
def test_an_unknown_key_gets_the_nearest_known_one(key: str, meant: str):
    problem = problem_of([{key: 1}])

    assert problem.what == f"HTTP rule 1: the key “{key}” is not known."
    assert problem.remedy == f"Did you mean “{meant}”?"


def test_an_unknown_key_like_no_other_gets_the_list():
    known = "method, url, pattern, status, headers, body, base64, delay, times, ask"

    assert problem_of([{"zzz": 1}]).remedy == f"Known keys are {known}."


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"url": "/a"}, "HTTP rules must be a list."),
        ("url", "HTTP rules must be a list."),
        (["/a"], "HTTP rule 1 must be keys and values."),
        ([{}, None], "HTTP rule 2 must be keys and values."),
        ([{"url": "/a", "pattern": "a"}], "HTTP rule 1 has both url and pattern."),
        ([{"body": "a", "base64": "YQ=="}], "HTTP rule 1 has both body and base64."),
        (
            [{"ask": True, "status": 201}],
            "HTTP rule 1 asks for its answer, so its status has no use.",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(data: object, what: str):
    assert problem_of(data).what == what


def test_a_problem_tells_the_file_and_the_place_of_the_very_value():
    places: dict[DataPath, tuple[int, int]] = {(1, "headers", "bad name"): (7, 5)}

    with pytest.raises(StubProblem) as caught:
        rules_from_data(
            [{}, {"headers": {"bad name": "x"}}], file=Path("stubs.yaml"), locate=places.get
        )

    assert str(caught.value).startswith("stubs.yaml:7:5: HTTP rule 2: headers must have")
