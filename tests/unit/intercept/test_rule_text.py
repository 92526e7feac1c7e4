from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.intercept.rule_text import rule_as_flow, rule_as_yaml
from openfn_studio.intercept.stubs import rules_from_data
from openfn_studio.workspace.yamltext import parse_yaml

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.sampled_from(["yes", "null", "0x1f", "1_000", "2024-01-01", "- a", "a: b", "#", "<<", " "])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126))
rules = st.builds(
    Rule,
    method=st.sampled_from([None, "GET", "POST"]),
    url=st.sampled_from([None, "https://a.example/x y?b=[1]&c={2}", "*/a", "/"]),
    times=st.none() | st.integers(1, 9),
    answer=st.builds(
        Answer,
        status=st.integers(200, 599),
        headers=st.dictionaries(st.sampled_from(["location", "x-a", "y"]), header_values),
        body=values,
        delay_ms=st.integers(0, 5),
    ),
)


def read(text: str) -> tuple[Rule, ...]:
    return rules_from_data(parse_yaml(text).plain)


@given(rules)
def test_a_written_rule_is_read_as_the_same_rule(rule: Rule):
    assert read(rule_as_yaml(rule)) == (rule,)


@given(rules, rules)
def test_rules_follow_each_other(one: Rule, other: Rule):
    assert read(rule_as_yaml(one) + rule_as_yaml(other)) == (one, other)


@given(rules)
def test_a_rule_on_one_line_is_the_same_rule(rule: Rule):
    written = rule_as_flow(rule)

    assert "\n" not in written
    assert read(f"[{written}]") == (rule,)


def test_a_rule_reads_as_a_person_would_write_it():
    body: Any = {"id": 4711, "list": [1, {"a": None, "b": []}], "on": "2026-05-03"}
    rule = Rule("GET", "https://a.example/children", answer=Answer(201, {"etag": "1"}, body))

    assert rule_as_yaml(rule) == (
        "- method: GET\n"
        "  url: 'https://a.example/children'\n"
        "  status: 201\n"
        "  headers:\n"
        "    etag: '1'\n"
        "  body:\n"
        "    id: 4711\n"
        "    list:\n"
        "      - 1\n"
        "      - a: null\n"
        "        b: []\n"
        "    'on': '2026-05-03'\n"
    )


def test_a_rule_that_asks_has_no_answer():
    assert read(rule_as_yaml(Rule(url="/login", ask=True))) == (Rule(url="/login", ask=True),)
