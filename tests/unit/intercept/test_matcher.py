import json
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.intercept.matcher import Matcher
from openfn_studio.intercept.rule import Rule
from openfn_studio.intercept.stubs import rules_from_data

CASES = json.loads(Path("tests/data/stubs/matcher-cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_request_of_the_shared_cases_finds_its_rule(case: dict[str, Any]):
    matcher = Matcher(rules_from_data(case["rules"]))

    for method, url, expected in case["requests"]:
        match = matcher.take(method, url)
        assert (match.index if match else None, url) == (expected, url)


def test_there_are_at_least_sixty_cases_of_different_names():
    assert len({case["name"] for case in CASES}) >= 60


def test_a_match_names_the_rule_itself():
    rules = (Rule(url="/a"), Rule(url="/b"))

    match = Matcher(rules).take("GET", "https://example.org/b")

    assert match is not None
    assert match.rule is rules[1]
