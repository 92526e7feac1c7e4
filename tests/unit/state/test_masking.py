import pytest

from openfn_studio.state.masking import masked_preview
from openfn_studio.state.preview import preview_of
from openfn_studio.state.tree import Document


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"Aïcha 7"', '"•••••••"'),
        ("-12.5", "-••.•"),
        ("true", "•••••"),
        ("false", "•••••"),
        ("null", "null"),
        ('{"name": "Ada", "n": [1]}', '{name: "•••", n: […]}'),
        ("[true, 1]", "[•••••, •]"),
    ],
)
def test_a_mask_hides_the_content_and_keeps_type_and_length(text: str, shown: str):
    assert masked_preview(Document(text.encode()).root) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"a\\nb\\u202e"', '"a\\nb\\u202e"'),
        ('{"a": {}, "b": "x"}', '{a: {}, b: "x"}'),
        ("[1, 2, 3, 4, 5, 6]", "[1, 2, 3, 4, 5, …]"),
        ('"' + "é" * 5000 + '"', '"' + "é" * 98 + "…"),
        ('"' + "\\u00e9" * 5000 + '"', '"' + "é" * 98 + "…"),
        ('"' + "\\n" * 5000 + '"', '"' + "\\n" * 49 + "…"),
    ],
)
def test_a_preview_is_one_short_line(text: str, shown: str):
    assert preview_of(text.encode()) == shown
    assert Document(text.encode()).root.preview == shown
