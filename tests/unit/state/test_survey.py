import json
import random
from array import array
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state.members import Contents, array_contents, object_contents, object_members
from openfn_studio.state.survey import LONG, GaveUp, survey
from openfn_studio.state.tree import Document
from tests.unit.state.documents import VALUES, written

MESSAGE = {"id": "a-1", "form": {"name": 'Amina, "the" [first] {\\', "tags": [[1], [2, {}]]}}


def slowly(data: bytes, start: int) -> Contents:
    """What the members of a container are, found without a survey."""
    end = start + json.JSONDecoder().raw_decode(data[start:].decode())[1]
    if data[start] == ord("{"):
        return object_contents(object_members(data, start, end, never))
    return array_contents(data, start, end, never)


def never(start: int) -> int:
    raise AssertionError(start)


def is_utf8(data: bytearray) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def told(contents: Contents) -> tuple[int, "array[int]", list[Any]]:
    parts = [(list(p.keys or ()), p.starts, p.ends) for p in contents.parts.values()]
    return contents.count, contents.marks, parts


def surveyed(data: bytes) -> Mapping[int, Contents] | None:
    try:
        return survey(data)
    except GaveUp:
        return None


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=30), st.sampled_from([None, 2]), st.booleans())
def test_what_is_found_is_what_reading_each_container_whole_finds(
    values: list[Any], indent: int | None, is_named: bool
):
    value: Any = {f"k{n}": each for n, each in enumerate(values)} if is_named else values
    data = json.dumps(value, indent=indent).encode()

    found = survey(data)

    assert 0 in found
    for start, contents in found.items():
        assert told(contents) == told(slowly(data, start))


def test_a_short_text_is_not_given_up_because_no_member_is_like_the_next():
    members = [{f"name {n}": [n, {f"inner {n}": [[]]}]} for n in range(200)]

    assert survey(json.dumps(members, indent=2).encode())[0].count == 200


@settings(max_examples=400, deadline=None)
@given(written(), st.data())
def test_what_is_not_json_never_passes(pair: tuple[Any, bytes], draw: st.DataObject):
    data = bytearray(pair[1])
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(st.integers(0, len(data)))
        data[place : place + draw.draw(st.integers(0, 1))] = draw.draw(
            st.sampled_from([b"", b",", b"]", b"[", b"{", b"}", b'"', b"\\", b" ", b"1", b":"])
        )
    if not is_utf8(data) or surveyed(bytes(data)) is None:
        return

    msgspec.json.decode(bytes(data))


def wide(count: int) -> Any:
    return {f"case {number}": MESSAGE | {"n": number} for number in range(count)}


def mixed(count: int) -> Any:
    dice = random.Random(7)  # noqa: S311  # the same document every time
    members: list[Any] = []
    for number in range(count):
        members.append(MESSAGE if number % 3 else {"other": [number]})
        if not number % 50:
            members.append('text, [with] "brackets" ' * dice.randrange(2_000))
    return members


SHAPES: dict[str, Any] = {
    "records": {"data": {"cases": [MESSAGE | {"n": n} for n in range(30_000)]}, "done": True},
    "a wide object": wide(20_000),
    "mixed members": {"data": mixed(3_000)},
    "members of many kilobytes": [["x" * 100] * 300 for _ in range(100)],
    "numbers": {"data": list(range(400_000)), "more": [1.5, None, True] * 100_000},
    "texts": ["a, b" * 10 for _ in range(60_000)],
    "one text": {"file": 'base64" \\ ' * 300_000, "name": "x"},
    "lists in lists": [[[n, [n, {"a": n}]] for n in range(50)] for _ in range(2_000)],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 1])
def test_a_long_text_of_any_shape_is_surveyed_and_read_as_json_reads_it(
    shape: str, indent: int | None
):
    value = SHAPES[shape]
    separators = (",", ":") if indent is None else None
    data = json.dumps(value, indent=indent, separators=separators).encode()
    assert len(data) > LONG

    document = Document(data)

    assert surveyed(data) is not None
    node, expected = document.root, value
    while node.child_count:
        assert node.child_count == len(expected)
        places = sorted({0, 1, 999, 1_000, node.child_count // 2, node.child_count - 1})
        for place in (place for place in places if place < node.child_count):
            child = node.child(place)
            value_there = list(expected.values())[place] if isinstance(expected, dict) else None
            assert child.value() == (expected[place] if value_there is None else value_there)
            assert document.locate(child.start) is not None or child.is_container
        node = node.child(node.child_count // 2)
        expected = node.value()


@pytest.mark.parametrize(
    "data",
    [
        b"1",
        b"[1,2,]",
        b"[1, 2, ]",
        b'{"a":1,}',
        b"[1,,2]",
        b"[,1]",
        b"[1 2]",
        b"[1]]",
        b"[1",
        b'["\n"]',
        b'{"a":1,"a":2}',
        b"[" * 500 + b"]" * 500,
        b'["unfinished]',
        b"{1:2}",
        b"[" + b"1," * 300_000 + b"]",
        b"[" + b"1," * 300_000 + b" ]",
        b"[" + b"1," * 10 + b" " * 600_000 + b"]",
    ],
)
def test_what_is_odd_or_wrong_is_left_to_the_slow_reader(data: bytes):
    with pytest.raises(GaveUp):
        survey(data)


def test_a_text_full_of_boundaries_in_the_wrong_places_does_not_take_forever():
    member = {"id": 1, "inner": [{"id": n} for n in range(20)]}
    data = json.dumps([[member] * 40 for _ in range(300)]).encode()

    found = surveyed(data)

    assert found is None or found[0].count == 300
    assert Document(data).root.child(299).child(39).value() == member
