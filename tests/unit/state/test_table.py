import json
from typing import Any

from openfn_studio.state.table import columns_of, is_table, rows_of
from openfn_studio.state.tree import Document

ROOT = Document(b'[{"b": 1, "a": 2}, 7, {"c": [3], "a": 4}]').root


def test_columns_are_all_names_in_the_order_first_seen():
    assert columns_of(ROOT) == ("b", "a", "c")
    assert columns_of(ROOT, lambda: True) == ()


def test_rows_have_a_cell_a_column_where_there_is_one():
    rows = rows_of(ROOT, ("b", "a", "c"), 1, 9)

    shown = [[cell.preview if cell else None for cell in row.cells] for row in rows]
    assert shown == [[None, None, None], [None, "4", "[3]"]]
    assert rows[1].node.path == (2,)


def test_a_table_is_an_array_that_begins_with_an_object():
    assert is_table(ROOT)
    assert not any(is_table(Document(data).root) for data in (b"[]", b"[1]", b'{"a": 1}'))


def test_the_columns_of_a_long_array_are_those_of_every_member():
    members: list[Any] = [{"a": n} for n in range(2_500)]
    members[1_700] = {"b": 1, "a": 2}
    members[2_499] = {"c": 1}

    array = Document(json.dumps(members).encode()).root
    mixed = Document(json.dumps([*members, 7]).encode()).root

    assert columns_of(array) == columns_of(mixed) == ("a", "b", "c")
    assert columns_of(array, first=0, last=1_000) == ("a",)
    assert columns_of(array, first=1_000, last=2_000) == ("a", "b")
