"""The Node twin of ``intercept``'s matcher reads the same cases."""

import json
import subprocess
from pathlib import Path

from tests.proofs.testmode.node import NODE, TESTMODE

CASES = Path("tests/data/stubs/matcher-cases.json")

COMPARE = """
const { Rules } = require(process.argv[1] + '/http/rules.cjs');
const cases = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const found = cases.map(({ rules, requests }) => {
  const book = new Rules(rules);
  return requests.map(([method, url]) => book.take(method, url)?.index ?? null);
});
console.log(JSON.stringify(found));
"""

REFUSE = """
const { Rules } = require(process.argv[1] + '/http/rules.cjs');
try { new Rules(JSON.parse(process.argv[2])); }
catch (error) { console.log(JSON.stringify([error.name, error.index, error.message])); }
"""


def node(script: str, argument: str) -> object:
    command = [NODE, "-e", script, TESTMODE, argument]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def test_each_request_of_the_shared_cases_finds_its_rule_in_node_too():
    expected = {
        case["name"]: [rule for _, _, rule in case["requests"]]
        for case in json.loads(CASES.read_text())
    }

    found = node(COMPARE, str(CASES))

    assert isinstance(found, list)
    assert dict(zip(expected, found, strict=True)) == expected


def test_node_refuses_a_pattern_that_is_none_and_names_the_rule():
    name, index, message = node(REFUSE, json.dumps([{}, {"pattern": "a("}]))  # type: ignore[misc]

    assert (name, index) == ("RuleError", 1)
    assert message.startswith("HTTP rule 2: its pattern is not a regular expression (")


def test_node_refuses_a_status_no_server_sends():
    rules = json.dumps([{"answer": {"status": 99}}])

    assert node(REFUSE, rules) == [
        "RuleError",
        0,
        "HTTP rule 1: its status 99 is not between 200 and 599.",
    ]
