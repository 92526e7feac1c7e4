import time
from collections.abc import Callable

import pytest
from corpus import all_jobs
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.language.document import Document

SOURCES = [source for _, source, _ in all_jobs()][::9]


def shape(document: Document) -> list[tuple[str, int, int, int]]:
    """Everything a rule can see of a tree."""
    nodes = document.nodes
    return list(zip(nodes.kind, nodes.start, nodes.end, nodes.parent, strict=True))


def long_job(lines: int) -> str:
    block = (
        "fn(state => {\n  const rows = state.data.rows.filter(row => row.age > 5);\n"
        "  return { ...state, rows };\n});\n"
        "each('$.rows[*]', post('/rows', {\n  body: state => state.data,\n"
        "  headers: { accept: `a/${1}` },\n}));\n"
    )
    return block * (lines // block.count("\n"))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SOURCES), st.data())
def test_an_edited_document_is_the_document_of_the_edited_text(source: str, data: st.DataObject):
    document = Document(source)
    length = len(source.encode("utf-16-le")) // 2
    for _ in range(3):
        start = data.draw(st.integers(0, length))
        end = data.draw(st.integers(start, min(length, start + 12)))
        new_text = data.draw(st.sampled_from(["", "x", "{", "})", "'", "é😀", "\r\n", "fn(a);"]))

        document = document.edited(start, end, new_text)

        fresh = Document(document.text)
        assert document.data == fresh.data
        assert document.has_errors == fresh.has_errors
        if not fresh.has_errors:
            assert shape(document) == shape(fresh)
        length = len(document.text.encode("utf-16-le")) // 2


def test_edit_offsets_count_utf16_units():
    assert Document("fn('😀', a)").edited(7, 8, "b").text == "fn('😀'b a)"


def test_the_same_text_is_the_same_document():
    document = Document("fn(a);")

    assert document.with_text("fn(a);") is document


def test_a_key_press_in_a_long_job_costs_a_fraction_of_reading_it():
    source = long_job(5000)
    middle = source.index("return", len(source) // 2)

    def fastest(action: Callable[[int], object]) -> float:
        took: list[float] = []
        for count in range(7):
            started = time.perf_counter()
            action(count)
            took.append(time.perf_counter() - started)
        return min(took)

    document = Document(source)
    whole = fastest(lambda count: Document(source))
    press = fastest(lambda count: document.edited(middle, middle, " " * (count + 1)))

    assert press < whole / 3


def test_nodes_know_their_place_in_the_tree():
    nodes = Document("// c\nget(a?.b, x ?? 1);").nodes

    call = nodes.find("call_expression")[0]
    arguments = nodes.child(call, "arguments")

    assert nodes.text(call) == "get(a?.b, x ?? 1)"
    assert arguments is not None
    assert [nodes.text(child) for child in nodes.children(arguments)] == ["a?.b", "x ?? 1"]
    assert nodes.child(call, "property") is None
    assert not nodes.find("comment")
    assert [nodes.text(node) for node in nodes.find("??", "optional_chain")] == ["?.", "??"]


def test_names_with_escapes_are_the_names_they_mean():
    nodes = Document(r"f\u006e(\u{61}b);").nodes

    assert [nodes.name(node) for node in nodes.find("identifier")] == ["fn", "ab"]


@pytest.mark.parametrize("source", ["", " ", "\ufeff", "\x00\x01", "\ud800", "\ufeff fn(a);"])
def test_odd_texts_are_documents_too(source: str):
    document = Document(source)

    assert document.nodes.after[0] == len(document.nodes)
