import json
from typing import Any

from hypothesis import given, settings

from openfn_studio.state.pretty import pretty
from openfn_studio.state.tree import Document
from tests.unit.state.documents import written


@settings(max_examples=150, deadline=None)
@given(written())
def test_a_value_is_indented_as_json_does_it(pair: tuple[Any, bytes]):
    document = Document(pair[1])

    text = "".join(pretty(document.root))

    assert json.loads(text) == pair[0]
    assert len(text.splitlines()) >= len(json.dumps(pair[0], indent=2).splitlines())


def test_a_part_of_a_document_is_shown_from_its_own_margin():
    document = Document(b'{"a": {"b": [1, {}, []]}, "c": 2}')

    text = "".join(pretty(document.node_at(("a",))))

    assert text == '{\n  "b": [\n    1,\n    {},\n    []\n  ]\n}'


def test_a_long_value_comes_in_parts_and_only_as_many_as_are_asked_for():
    document = Document(json.dumps(list(range(200_000))).encode())

    parts = pretty(document.root)

    assert 90_000 < len(next(parts)) < 110_000
    assert next(parts)[0] != ""


def test_a_very_long_text_is_cut_between_characters_and_says_so():
    document = Document(json.dumps(["\\\u00e9é" * 10_000], ensure_ascii=False).encode())

    text = "".join(pretty(document.root))

    assert len(text) < 5_000
    assert "cut here: 60,002 bytes" in text
