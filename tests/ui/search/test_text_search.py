import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.workbench.editing.query import Query, compiled
from openfn_studio.workbench.editing.text_search import Piece, find_hits, pieces, replaced

TEXTS = st.text(st.sampled_from("ab\r\n \U0001f469é"), max_size=200)


def hits(text: str, what: str, template: str | None = None, **options: bool):
    query = Query(what, **options)
    pattern = compiled(query)
    return find_hits(Piece(text), pattern, template, is_regex=query.is_regex, most=1_000)


@given(TEXTS, st.integers(1, 40))
def test_pieces_are_the_whole_text_and_know_their_lines(text: str, size: int):
    found = list(pieces(text, size))

    assert "".join(piece.text for piece in found) == text
    for piece in found:
        assert text[piece.start : piece.start + len(piece.text)] == piece.text
        assert piece.line == len(re.findall("\r\n|\r|\n", text[: piece.start])) + 1


@given(TEXTS, st.sampled_from(["a", "b ", "é", "\U0001f469"]))
def test_every_hit_is_where_it_says(text: str, what: str):
    found = hits(text, what, is_case_sensitive=True)

    assert [text[hit.start : hit.end] for hit in found] == [what] * text.count(what)
    for hit in found:
        assert hit.preview[slice(*hit.span)] == what
        assert "\n" not in hit.preview


@given(TEXTS)
def test_replacing_is_what_python_would_do(text: str):
    found = hits(text, "a", "xyz", is_case_sensitive=True)

    assert replaced(text, found) == text.replace("a", "xyz")


def test_lines_end_before_cr_lf_and_new_lines_end_as_the_text_does():
    text = "a();\r\nb();\r\n"

    found = hits(text, r"\(\);$\n", r";\n// \g<0>", is_regex=True)

    assert [(hit.line, hit.column) for hit in found] == [(1, 2), (2, 2)]
    assert replaced(text, found) == "a;\r\n// ();\r\nb;\r\n// ();\r\n"


def test_groups_names_and_case_count_in_a_regular_expression():
    (hit,) = hits("state.Data", r"state\.(?P<key>\w+)", r"s['\g<key>']", is_regex=True)

    assert hit.replacement == "s['Data']"
    assert hits("State", "state", is_case_sensitive=True) == []
    assert len(hits("State estate", "state", is_whole_word=True)) == 1


def test_a_long_line_is_cut_around_the_hit():
    (hit,) = hits("x" * 5_000 + "needle" + "y" * 5_000, "needle")

    assert len(hit.preview) < 300
    assert hit.preview[slice(*hit.span)] == "needle"
    assert hit.column == 5_001


def test_a_match_of_nothing_is_no_hit():
    assert hits("abc", "x*", is_regex=True) == []


@pytest.mark.parametrize("indent", ["    ", "\t\t", ""])
def test_the_indentation_is_left_out_of_a_preview(indent: str):
    (hit,) = hits(f"{indent}fn(state)", "state")

    assert hit.preview == "fn(state)"
