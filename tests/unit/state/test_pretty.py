import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.state.pretty import PrettyPart, pretty, said
from openfn_studio.state.tree import Document
from tests.unit.state.documents import written


def text_of(parts: Iterator[PrettyPart]) -> str:
    return "".join(part.text for part in parts)


@settings(max_examples=150, deadline=None)
@given(written())
def test_a_value_is_indented_as_json_does_it(pair: tuple[Any, bytes]):
    document = Document(pair[1])

    text = text_of(pretty(document.root))

    assert json.loads(text) == pair[0]
    assert len(text.splitlines()) >= len(json.dumps(pair[0], indent=2).splitlines())


def test_a_part_of_a_document_is_shown_from_its_own_margin():
    document = Document(b'{"a": {"b": [1, {}, []]}, "c": 2}')

    text = text_of(pretty(document.node_at(("a",))))

    assert text == '{\n  "b": [\n    1,\n    {},\n    []\n  ]\n}'


def test_a_long_value_comes_in_parts_and_only_as_many_as_are_asked_for():
    document = Document(json.dumps(list(range(200_000))).encode())

    parts = pretty(document.root)

    assert 90_000 < len(next(parts).text) < 110_000
    assert 100_000 < next(parts).done < 500_000


def test_a_very_long_text_is_cut_between_characters_and_says_so():
    document = Document(json.dumps(["\\\u00e9é" * 10_000], ensure_ascii=False).encode())

    text = text_of(pretty(document.root))

    assert len(text) < 5_000
    assert "cut here: 60,002 bytes" in text


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40), st.booleans(), st.integers(0, 12))
def test_what_a_long_text_says_comes_whole_whatever_its_parts_cut(
    some: str, is_ascii: bool, before: int
):
    text = "x" * before + (some + "\\\\\n😀é") * (250_000 // (len(some) + 5))
    document = Document(json.dumps([text], ensure_ascii=is_ascii).encode("utf-8", "replace"))

    parts = list(said(document.root.child(0)))

    expected = document.root.child(0).value()
    assert text_of(iter(parts)).replace("\n", "") == expected.replace("\n", "")
    assert parts[-1].done == document.root.child(0).size_bytes
