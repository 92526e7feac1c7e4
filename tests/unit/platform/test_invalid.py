from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from openfn_studio.platform.api.invalid import in_words


@pytest.mark.parametrize(
    ("value", "kind", "says"),
    [
        (1, str, "It must be a text, not a whole number."),
        ("x", int, "It must be a whole number, not a text."),
        ("x", int | None, "It must be a whole number or null, not a text."),
        (1.5, bool, "It must be true or false, not a number."),
        ({}, list[int], "It must be a list, not an object."),
        ("", Annotated[str, Meta(min_length=1)], "It must have at least 1 characters."),
        ("aa", Annotated[str, Meta(max_length=1)], "It may have at most 1 characters."),
        (0, Annotated[int, Meta(ge=1)], "It must be 1 or more."),
        (9, Annotated[int, Meta(le=1)], "It must be 1 or less."),
        ("x", Literal["a"], "x is not one of the values it can have."),
        ("x", Annotated[str, Meta(pattern="^a")], "It does not look like one."),
        ("x", datetime, "Invalid RFC3339 encoded datetime."),
    ],
)
def test_a_value_that_cannot_be_taken_is_told_in_words(value: Any, kind: Any, says: str):
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(value, kind)

    assert in_words(str(caught.value)) == says


def test_what_is_missing_is_told():
    class Thing(msgspec.Struct):
        name: str

    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({}, Thing)

    assert in_words(str(caught.value)) == "It is missing."
