"""Values and paths in a sentence."""

from decimal import Decimal
from typing import Any

import pytest

from openfn_studio.triggers.shown import Path, in_short, path_in_words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ((), "the message body"),
        (("form", "case"), "form.case"),
        (("form", "@case_id", 0, "x"), 'form["@case_id"][0].x'),
        (("group/field",), '["group/field"]'),
        (('q"',), '["q\\""]'),
        ((0, "a"), "[0].a"),
        (("é",), '["é"]'),
    ],
)
def test_paths(path: Path, words: str) -> None:
    assert path_in_words(path) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a\n", '"a\\n"'),
        (Decimal("8.0"), "8.0"),
        (True, "true"),
        (None, "null"),
        ("x" * 60, '"' + "x" * 60 + '"'),
        ("x" * 61, '"' + "x" * 59 + '…"'),
        ([1, 2, 3, 4, 5], "[1, 2, 3, 4, …]"),
        ({}, "{}"),
        ({"a": {"b": {"c": {"d": 1}}}}, '{"a": {"b": {"c": {…}}}}'),
        ([[[[1]]]], "[[[[…]]]]"),
    ],
)
def test_values(value: Any, words: str) -> None:
    assert in_short(value) == words


def test_a_number_of_very_many_digits_is_cut() -> None:
    assert in_short(10**5_000) == "1" + "0" * 58 + "…"
