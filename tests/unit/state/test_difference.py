import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state import patch
from openfn_studio.state.difference import as_patch, difference
from openfn_studio.state.tree import Document
from tests.unit.state.documents import written


@settings(max_examples=200, deadline=None)
@given(written(), written())
def test_a_difference_as_a_patch_gives_the_other(one: tuple[Any, bytes], other: tuple[Any, bytes]):
    changes = difference(Document(one[1]), Document(other[1]))

    assert patch.is_same(patch.apply(one[0], as_patch(changes)), other[0])
    assert (changes == ()) == patch.is_same(one[0], other[0])


@pytest.mark.parametrize("at", [0, 700, 1000, 3499])
def test_a_member_more_or_less_is_the_only_change(at: int):
    many: list[Any] = [{"n": n} for n in range(3500)]
    fewer = many[:at] + many[at + 1 :]
    long, short = (Document(json.dumps({"a": value}).encode()) for value in (many, fewer))

    removed, added = difference(long, short), difference(short, long)

    assert [(change.kind, change.path) for change in removed] == [("removed", ("a", at))]
    assert [(change.kind, change.path) for change in added] == [("added", ("a", at))]


def test_edits_far_apart_are_told_one_by_one():
    before: list[Any] = [{"n": n} for n in range(5000)]
    after = [{"n": -1} if n in (3, 2500, 4999) else one for n, one in enumerate(before)]

    changes = difference(*(Document(json.dumps(value).encode()) for value in (before, after)))

    assert {change.path for change in changes} == {(3, "n"), (2500, "n"), (4999, "n")}


@settings(max_examples=20, deadline=None)
@given(st.randoms(), st.integers(0, 4), st.sampled_from([(",", ":"), (", ", ": ")]))
def test_long_arrays_with_a_few_edits_are_patched_into_each_other(
    dice: Any, edits: int, separators: tuple[str, str]
):
    before = [{"n": n, "list": [n]} if n % 5 else n % 3 for n in range(2_600)]
    after = before.copy()
    for _ in range(edits):
        place = dice.choice([0, 999, 1000, dice.randrange(len(after)), len(after) - 1])
        after[place : place + dice.choice([0, 1, 1, 2])] = dice.choice([[], [7], [{"n": -1}]])
    texts = [json.dumps(value, separators=separators).encode() for value in (before, after)]

    changes = difference(Document(texts[0]), Document(texts[1]))

    assert patch.is_same(patch.apply(before, as_patch(changes)), after)


def test_a_difference_stops_when_it_is_enough_or_told():
    one, other = Document(json.dumps(list(range(5_000))).encode()), Document(b"[]")

    assert len(difference(one, other, most=10)) == 10
    assert len(difference(other, one, most=10)) == 10
    assert difference(one, other, lambda: True) == ()
