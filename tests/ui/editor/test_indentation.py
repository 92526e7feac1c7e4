"""How a text is indented and how its lines end, read off the text."""

import pytest

from openfn_studio.ui.editor.typing.indentation import Indentation, detected, line_end_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Indentation(2)),
        ("fn(a);\n", Indentation(2)),
        ("a {\n    b {\n        c;\n    }\n}\n", Indentation(4)),
        ("a {\n  b {\n    c {\n      d;\n", Indentation(2)),
        ("a {\n\tb {\n\t\tc;\n", Indentation(2, uses_tabs=True)),
        ("a(\n   aligned,\n   aligned\n);\nb {\n  c {\n    d {\n      e;\n", Indentation(2)),
    ],
)
def test_the_step_of_indentation_is_the_texts_own(text: str, found: Indentation) -> None:
    assert detected(text, 2) == found


def test_one_step_is_written_as_the_text_writes_it() -> None:
    assert (Indentation(3).unit, Indentation(4, uses_tabs=True).unit) == ("   ", "\t")


@pytest.mark.parametrize(
    ("text", "line_end"),
    [
        ("", "\n"),
        ("a\nb\n", "\n"),
        ("a\r\nb\r\nc\n", "\r\n"),
        ("a\rb\r", "\r"),
        ("a\r\nb\n", "\n"),
    ],
)
def test_enter_writes_the_line_end_most_lines_have(text: str, line_end: str) -> None:
    assert line_end_of(text) == line_end
