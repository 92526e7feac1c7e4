import json
from typing import Any

import pytest
from hypothesis import given, settings

from openfn_studio.state.difference import ChangeKind, difference
from openfn_studio.state.pointer import Path
from openfn_studio.state.tree import Document
from openfn_studio.ui.inspector.change_index import ChangeIndex
from openfn_studio.ui.inspector.contents import rows_of
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.inspector.wording import described, key_text
from tests.unit.state.documents import VALUES, walk


def merged(before: Any, after: Any) -> Row:
    documents = [Document(json.dumps(value).encode()) for value in (before, after)]
    return rows_of(documents[1], ChangeIndex.of(difference(*documents)))


def flat(row: Row) -> list[Row]:
    """All rows below a row, buckets left out."""
    found: list[Row] = []
    for place in range(row.row_count):
        below = row.row_at(place)
        assert (below.parent, below.place) == (row, place)
        found += [] if below.is_bucket or below.node is None else [below]
        found += flat(below)
    return found


@settings(max_examples=150, deadline=None)
@given(VALUES, VALUES)
def test_the_rows_of_a_difference_are_the_state_after_and_what_is_gone(before: Any, after: Any):
    rows = flat(merged({"v": before}, {"v": after}))

    there = [(row.path, row.node.value()) for row in rows if row.node and not is_gone(row)]
    assert there == walk({"v": after})[1:]
    for row in rows:
        change = row.change
        assert change is None or change.path == row.path
        assert not is_gone(row) or row.mark is ChangeKind.REMOVED


def is_gone(row: Row) -> bool:
    return row.gone is not None or (row.parent is not None and is_gone(row.parent))


def test_what_is_gone_stands_where_it_was():
    root = merged(
        {"a": 1, "gone": 2, "b": 3, "list": [1, 2, 3, 4]}, {"a": 1, "b": 3, "list": [1, 4], "c": 5}
    )

    told = [(key_text(row), row.mark) for row in root.rows()]
    assert told == [
        ("a", None),
        ("gone", "removed"),
        ("b", None),
        ("list", None),
        ("c", "added"),
        ("configuration", None),
    ]
    array = root.row_at(3)
    assert [(row.node.value(), row.mark) for row in array.rows() if row.node] == [
        (1, None),
        (2, "removed"),
        (3, "removed"),
        (4, None),
    ]
    assert array.changes_below == 2


def test_everything_in_what_was_added_or_removed_is_marked_so():
    root = merged({"old": {"x": [1]}}, {"new": {"y": [2]}})

    marks = {row.path: row.mark for row in flat(root)}
    assert marks == {
        ("old",): "removed",
        ("old", "x"): "removed",
        ("old", "x", 0): "removed",
        ("new",): "added",
        ("new", "y"): "added",
        ("new", "y", 0): "added",
    }


@pytest.mark.parametrize(
    "removed", [range(5, 8), range(1_500, 1_502), range(2_497, 2_500), range(2_000, 2_500)]
)
def test_in_a_long_array_what_is_gone_stands_in_its_bucket(removed: range):
    before = [{"n": n} for n in range(2_500)]
    after = [one for place, one in enumerate(before) if place not in removed]

    root = merged({"list": before}, {"list": after})
    array = root.row_at(0)

    values = [row.node.value()["n"] for row in flat(array) if row.node and len(row.path) == 2]
    assert values == list(range(2_500))
    bucket = array.row_at(min(removed[0] // 1_000, array.row_count - 1))
    assert bucket.changes_below == len(removed)
    found = root.find(("list", len(after) - 1))
    assert found is not None
    assert found.node is not None
    assert found.node.value() == after[-1]


def test_a_long_array_that_was_emptied_shows_all_that_is_gone():
    root = merged({"list": list(range(1_500))}, {"list": []})

    assert root.row_at(0).row_count == 1_500
    assert root.row_at(0).has_rows


def test_a_bucket_counts_the_changes_in_it():
    before = list(range(2_500))
    after = [-n if n in (7, 8, 2_400) else n for n in before]

    array = merged({"list": before}, {"list": after}).row_at(0)

    assert [row.changes_below for row in array.rows()] == [2, 0, 1]
    assert array.changes_below == 3
    assert described(array.row_at(0), is_masked=False) == "0 … 999, 2 changes inside"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("list", 1), 4),
        (("list", 0), 1),
        (("b",), 3),
        (("gone",), None),
        (("list", 9), None),
        (("a", "x"), None),
    ],
)
def test_a_row_is_found_by_the_path_of_the_state_after(path: Path, expected: int | None):
    root = merged({"a": 1, "gone": 2, "b": 3, "list": [1, 2, 4]}, {"a": 1, "b": 3, "list": [1, 4]})

    row = root.find(path)

    assert (row.node.value() if row and row.node else None) == expected


def test_the_configuration_has_a_line_that_says_it_is_never_shown():
    root = rows_of(Document(b'{"data": {}}'))

    last = root.row_at(root.row_count - 1)

    assert described(last, is_masked=False) == "configuration: never shown"
    assert not last.has_rows
