import json
from typing import Any

import pytest
from hypothesis import given, settings

from openfn_studio.state.path import as_state_expression
from openfn_studio.state.pointer import PointerError
from openfn_studio.state.reading import JsonProblem
from openfn_studio.state.tree import Document, Kind, Node
from tests.unit.state.documents import walk, written


def nodes_below(node: Node) -> list[Node]:
    found = [] if node.kind is Kind.BUCKET else [node]
    for row in range(node.row_count):
        found += nodes_below(node.row_at(row))
    return found


@settings(max_examples=150, deadline=None)
@given(written())
def test_the_nodes_are_those_json_finds_with_their_values_and_previews(pair: tuple[Any, bytes]):
    value, data = pair
    document = Document(data)

    nodes = nodes_below(document.root)

    assert [(node.path, node.value()) for node in nodes] == walk(value)
    for node in nodes:
        assert document.node_at(node.path) == node
        assert json.loads(node.raw) == node.value()
        assert "\n" not in node.preview
        assert node.is_container or document.locate(node.start) == (node, False)


@pytest.mark.parametrize("separators", [(",", ":"), (" , ", ": ")])
@pytest.mark.parametrize("member", [7, {"x": "y"}])
def test_a_long_array_has_buckets_of_a_thousand(separators: tuple[str, str], member: Any):
    document = Document(json.dumps({"a": [member] * 2500}, separators=separators).encode())

    array = document.node_at(("a",))

    assert (array.child_count, array.row_count) == (2500, 3)
    assert [array.row_at(row).preview for row in (0, 2)] == ["0 … 999", "2,000 … 2,499"]
    assert array.row_at(2).row_count == 500
    assert array.child(2499).path == ("a", 2499)
    assert array.child(2499).value() == member
    assert [node.key for node in array.children(998, 1002)] == [998, 999, 1000, 1001]
    leaf = list(nodes_below(array.child(1500)))[-1]
    assert document.locate(leaf.start) == (leaf, False)
    with pytest.raises(IndexError):
        array.child(2500)


def test_a_long_object_has_buckets_too():
    document = Document(json.dumps({f"k{n}": n for n in range(1500)}).encode())

    assert document.root.row_count == 2
    assert document.node_at(("k1200",)).value() == 1200
    assert document.locate(document.node_at(("k1200",)).start) is not None


def test_of_a_name_that_comes_twice_the_last_counts_and_says_so():
    document = Document(b'{"a": 1, "b": 2, "a": {"c": 3}, "a": "x"}')

    told = [(node.key, node.value(), node.duplicates) for node in document.root.children()]

    assert told == [("b", 2, 0), ("a", "x", 2)]
    assert document.locate(document.data.index(b"3")) is None


def test_ten_thousand_levels_are_walked_to_the_bottom():
    document = Document(b'[{"a":' * 5000 + b"1" + b"}]" * 5000)

    node = document.root
    while node.child_count:
        node = node.child(0)

    assert (len(node.path), node.preview) == (10_000, "1")
    assert document.locate(node.start) == (node, False)
    with pytest.raises(JsonProblem, match="too deep"):
        document.root.value()


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b'{"a": 1,\n "b": [1,]}', 2, 9),
        (b"", 1, 1),
        (b"[" * 10_000, 1, 501),
        (b"[" * 3_000_000, 1, 3_000_001),
        (b'["\xff"]', 1, 3),
        (b'{"a" 1}', 1, 6),
        (b"[1] 2", 1, 5),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(data: bytes, line: int, column: int):
    with pytest.raises(JsonProblem) as caught:
        Document(data)

    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (line, column)


def test_half_a_character_and_a_byte_order_mark_are_taken():
    document = Document(b'\xef\xbb\xbf{"\\ud83d": "\\ud800 \\\\ud801 \\ud83d\\ude00"}')

    assert document.root.child(0).key == "\ufffd"
    assert document.root.child(0).preview == '"\\ud800 \\ud801 😀"'


def test_a_path_that_leads_nowhere_is_refused():
    document = Document(b'{"a": [1]}')

    for path in [("b",), ("a", 1), ("a", "0"), ("a", 0, "x")]:
        with pytest.raises(PointerError):
            document.node_at(path)


def test_a_node_s_path_is_copied_as_job_code():
    node = Document(b'{"data": {"@case_id": [7]}}').node_at(("data", "@case_id", 0))

    assert as_state_expression(node.path) == "state.data['@case_id'][0]"
