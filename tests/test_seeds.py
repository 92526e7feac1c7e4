"""The table of what the project's first documents say: each that works names tests that exist."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
TABLE: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "seeds.toml").read_text("utf-8"))[
    "sentence"
]
VERDICTS = ("works", "server", "later")


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["claim"][:60])
def test_a_sentence_that_works_names_its_tests_and_any_other_its_reason(row: dict[str, Any]):
    assert row["verdict"] in VERDICTS
    if row["verdict"] != "works":
        assert row["reason"]
        return
    assert row["tests"]
    for name in row["tests"]:
        file, _, function = name.partition("::")
        assert function in names_in(ROOT / file), name


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["claim"][:60])
def test_a_claim_says_under_which_heading_it_is_found(row: dict[str, Any]):
    section = row["section"]

    assert isinstance(section, str)
    assert section.strip()
    assert "text" not in row


def test_no_claim_stands_there_twice():
    claims = [row["claim"] for row in TABLE]

    assert len(claims) == len(set(claims)) > 70
