"""Reading JSON text as jsonb takes it."""

from decimal import Decimal
from typing import Any

import pytest

from openfn_studio.errors import Place
from openfn_studio.triggers.jsontext import MAX_DEPTH, JsonTextProblem, read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", 8),
        ("8.10", Decimal("8.10")),
        ("1e3", Decimal(1000)),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ('{"a":1,"a":2}', {"a": 2}),
        ('"\\\\u0000"', "\\u0000"),
        ('"\\ud83d\\ude00"', "😀"),
        ('"NaN \\" Infinity [[["', 'NaN " Infinity [[['),
        (" null\n", None),
        ("1e131071", Decimal("1e131071")),
        ("1e-16383", Decimal("1e-16383")),
        (b'{"\xc3\xa9":true}', {"é": True}),
    ],
)
def test_values_are_exact(text: str | bytes, value: Any) -> None:
    read = read_json(text)

    assert read == value
    assert type(read) is type(value)


def test_a_whole_number_of_very_many_digits_is_exact() -> None:
    digits = "7" * 6_000

    assert read_json(f"[{digits}]") == [Decimal(digits)]


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("", 1, 1, "is empty"),
        (" \n", 1, 1, "is empty"),
        ('{"a":1,\n "b" 2}', 2, 6, "a colon is expected"),
        ('{"a":1', 1, 7, "ends too early"),
        ("{'a':1}", 1, 2, "a key in double quotes"),
        ('{"a":1} x', 1, 9, "follows after its end"),
        ("[1,\r\n NaN]", 2, 2, "NaN is no number"),
        ("[-Infinity]", 1, 2, "-Infinity is no number"),
        ('["ab\\u0000"]', 1, 5, "\\u0000"),
        ('["\\u00e9", "\\ud800"]', 1, 13, "half a surrogate pair"),
        ('["\\udc00"]', 1, 3, "half a surrogate pair"),
        ('["\\ud800x\\udc00"]', 1, 3, "half a surrogate pair"),
        ('["\ud800"]', 1, 3, "half a surrogate pair"),
        ('{"a": 1e131072}', 1, 7, "more than 131,072 digits"),
        ("[1e99999999999999999999]", 1, 2, "more than 131,072 digits"),
        ("[1e-16384]", 1, 2, "16,383 after the point"),
        ("[0.00e-16382]", 1, 2, "16,383 after the point"),
        ("1e1310721.5", 1, 1, "more than 131,072 digits"),
        ("[1.]", 1, 3, "a comma or a closing bracket"),
        ("hello", 1, 1, "a value is expected"),
        (b'{"a": "\xff"}', 1, 8, "not text in UTF-8"),
    ],
)
def test_what_jsonb_refuses_is_refused_with_its_place(
    text: str | bytes, line: int, column: int, reason: str
) -> None:
    with pytest.raises(JsonTextProblem) as problem:
        read_json(text)

    assert problem.value.place == Place(line=line, column=column)
    assert reason in problem.value.what


def test_depth_is_limited_and_located() -> None:
    assert read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(JsonTextProblem, match="nested deeper than 500") as problem:
        read_json("[" * 10_000 + "]" * 10_000)

    assert problem.value.place == Place(line=1, column=MAX_DEPTH + 1)


def test_many_brackets_beside_each_other_are_not_deep() -> None:
    assert len(read_json("[" + ",".join(["[]"] * 2_000) + "]")) == 2_000
