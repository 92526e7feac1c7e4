import json
from typing import Any

import pytest

from openfn_studio.state.omitting import without
from openfn_studio.state.tree import Document


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("count", [1, 2, 3, 1_200])
@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_member_is_left_out_wherever_it_stands(indent: int | None, count: int, place: int):
    members: list[tuple[str, Any]] = [(f"k{n}", {"secret": n}) for n in range(count - 1)]
    members.insert(len(members) if place < 0 else min(place, len(members)), ("secret", {"a": 1}))
    data = json.dumps(dict(members), indent=indent).encode()

    left = without(Document(data), "secret")

    assert left.root.value() == {k: v for k, v in members if k != "secret"}


def test_a_member_that_comes_twice_goes_wholly():
    left = without(Document(b'{"s": 1, "a": 2, "s": 3}'), "s")

    assert left.root.value() == {"a": 2}
    assert b"1" not in left.data


@pytest.mark.parametrize("data", [b"[1]", b"{}", b'{"a": {"s": 1}}', b'"s"'])
def test_what_has_no_such_member_stays(data: bytes):
    document = Document(data)

    assert without(document, "s") is document
