import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.errors import UserInputProblem
from openfn_studio.intercept.exchange import SeenAnswer, SeenBody, SeenRequest
from openfn_studio.intercept.matcher import Matcher
from openfn_studio.intercept.suggest import suggested_rule

URL = "https://clinic.example/api/children?since=1"
REQUEST = SeenRequest("POST", URL)


def answer(text: str | None = None, status: int = 200, **headers: str) -> SeenAnswer:
    body = None if text is None else SeenBody(len(text), text)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SeenAnswer(status, named, body)


def body_of(text: str) -> Any:
    return suggested_rule(REQUEST, answer(text)).answer.body


@pytest.mark.parametrize("with_query", [True, False])
def test_the_rule_fits_the_request_it_came_from(with_query: bool):
    rule = suggested_rule(REQUEST, answer("{}"), with_query=with_query)

    assert Matcher([rule]).take("POST", URL)
    assert not Matcher([rule]).take("GET", URL)


def test_only_a_rule_with_the_query_tells_queries_apart():
    other = URL.replace("1", "2")

    assert Matcher([suggested_rule(REQUEST, answer("{}"))]).take("POST", other)
    assert not Matcher([suggested_rule(REQUEST, answer("{}"), with_query=True)]).take("POST", other)


def test_an_answer_is_repeated_without_what_belongs_to_its_moment():
    seen = answer(
        '{"id": 4711}',
        201,
        content_type="application/json; charset=utf-8",
        date="Sun, 03 May 2026 09:00:00 GMT",
        set_cookie="session=1",
        location="/children/4711",
        x_token="••••",
    )

    rule = suggested_rule(REQUEST, seen)

    assert rule.answer.status == 201
    assert rule.answer.body == {"id": 4711}
    assert rule.answer.headers == {"location": "/children/4711"}


def test_text_keeps_its_type():
    rule = suggested_rule(REQUEST, answer("<a/>", content_type="text/xml"))

    assert rule.answer.body == "<a/>"
    assert rule.answer.headers == {"content-type": "text/xml"}


def test_json_text_that_is_no_object_keeps_its_type_too():
    rule = suggested_rule(REQUEST, answer('"ok"', content_type="application/json"))

    assert rule.answer.body == '"ok"'
    assert rule.answer.headers == {"content-type": "application/json"}


@pytest.mark.parametrize(
    "text", ['{"a": 1e999}', '{"a": NaN}', '{"a": 1, "a": 2}', "[" * 200 + "]" * 200, "17"]
)
def test_what_yaml_would_not_say_as_exactly_stays_text(text: str):
    assert body_of(text) == text


def test_bytes_stay_bytes():
    seen = SeenAnswer(200, {"content-type": "image/png"}, SeenBody(3, None, "AAEC"))

    assert suggested_rule(REQUEST, seen).answer.base64 == "AAEC"


def test_an_empty_answer_stays_empty():
    assert suggested_rule(REQUEST, answer("", 204)).answer.body == ""
    assert suggested_rule(REQUEST, answer(None)).answer.body == ""


def test_a_request_without_an_answer_gets_one_to_be_edited():
    rule = suggested_rule(REQUEST, None)

    assert (rule.answer.status, rule.answer.body) == (200, {})


def test_an_answer_that_was_cut_makes_no_rule():
    seen = SeenAnswer(200, {}, SeenBody(2_000_000, '[{"a": 1', is_truncated=True))

    with pytest.raises(UserInputProblem, match="Only the beginning of this answer's 2,000,000"):
        suggested_rule(REQUEST, seen)


def test_a_status_no_rule_can_have_makes_none():
    with pytest.raises(UserInputProblem, match="the status 101"):
        suggested_rule(REQUEST, answer("", 101))


@given(st.recursive(st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_any_json_body_is_repeated_exactly(value: Any):
    text = json.dumps(value)

    repeated = body_of(text)

    assert (json.loads(repeated) if isinstance(repeated, str) else repeated) == value
