"""Operations found again in a changed text."""

import pytest

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of
from openfn_studio.workbench.running.anchors import Anchor, anchors_of, moved, operation_at

TEXT = "get('/a');\npost('/b');\nfn(s => s);\n"


def anchors(text: str) -> tuple[Anchor, ...]:
    document = Document(text)
    return anchors_of(document, outline_of(document, Dialect.V1).operations)


@pytest.mark.parametrize(
    ("after", "places"),
    [
        (TEXT, {0: 0, 1: 1, 2: 2}),
        ("// a comment\n\n" + TEXT, {0: 0, 1: 1, 2: 2}),
        ("fn(s => ({}));\n" + TEXT, {0: 1, 1: 2, 2: 3}),
        ("post('/b');\nfn(s => s);\n", {1: 0, 2: 1}),
        ("post('/b');\nget('/a');\nfn(s => s);\n", {0: 1, 1: 0, 2: 2}),
        ("get('/a');\npost('/changed');\nfn(s => s);\n", {0: 0, 1: 1, 2: 2}),
        ("get('/a');\nput('/b');\nfn(s => s);\n", {0: 0, 1: 1, 2: 2}),
        ("get('/a');\n  post(\n    '/b'\n  );\nfn(s => s);\n", {0: 0, 1: 1, 2: 2}),
        ("", {}),
    ],
)
def test_operations_are_followed_through_edits(after: str, places: dict[int, int]):
    assert moved(anchors(TEXT), anchors(after)) == places


def test_of_equal_operations_each_keeps_its_own_place():
    same = "fn(s => s);\n" * 4

    assert moved(anchors(same), anchors("get('/x');\n" + same)) == {0: 1, 1: 2, 2: 3, 3: 4}


def test_an_edited_operation_is_the_one_nearest_to_where_it_was():
    before = "post('/1');\npost('/2');\npost('/3');\n"
    after = "post('/one');\npost('/two');\npost('/3');\n"

    assert moved(anchors(before), anchors(after)) == {0: 0, 1: 1, 2: 2}


@pytest.mark.parametrize(("line", "index"), [(1, 0), (2, 1), (3, 2), (99, 2)])
def test_a_line_belongs_to_the_operation_around_it_or_the_next(line: int, index: int):
    found = operation_at(anchors(TEXT), line)

    assert found is not None
    assert found.index == index


def test_a_line_before_an_operation_belongs_to_it():
    found = operation_at(anchors("// one\n// two\nget('/a');\n"), 1)

    assert found is not None
    assert found.index == 0


def test_a_text_without_operations_has_no_place():
    assert operation_at(anchors("const a = 1;"), 1) is None
