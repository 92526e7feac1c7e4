from corpus import all_jobs
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.language.brackets import BracketPair, LoneBracket, bracket_at, pair_around
from openfn_studio.language.document import Document

SOURCES = [source for _, source, _ in all_jobs()][::7]


def at(source: str) -> BracketPair | LoneBracket | None:
    caret = source.index("|")
    return bracket_at(Document(source.replace("|", "", 1)).tree, len(source[:caret].encode()))


def test_the_bracket_before_the_caret_counts_before_the_one_behind_it():
    assert at("f(|(a))") == BracketPair(1, 5)
    assert at("f|((a))") == BracketPair(1, 5)
    assert at("f((a)|)") == BracketPair(2, 4)


def test_brackets_in_texts_and_comments_are_none():
    assert at("f('|(')") is None
    assert at("f(x) // |(") is None


def test_template_substitutions_pair_by_their_braces():
    assert at("x = `a ${|b} c`") == BracketPair(8, 10)
    assert at("x = `a ${b}| c`") == BracketPair(8, 10)


def test_offsets_count_bytes():
    assert at("f('é😀', [|1])") == BracketPair(12, 14)


def test_a_bracket_without_partner_is_lone():
    assert isinstance(at("f(a))|"), LoneBracket)


def test_the_pair_around_a_selection_is_the_innermost_that_holds_it():
    tree = Document("f(a, [b, c])").tree

    assert pair_around(tree, 6, 7) == BracketPair(5, 10)
    assert pair_around(tree, 5, 7) == BracketPair(1, 11)
    assert pair_around(tree, 0, 1) is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SOURCES), st.data())
def test_pairs_agree_from_both_ends(source: str, data: st.DataObject):
    document = Document(source[: data.draw(st.integers(0, len(source)))])
    caret = data.draw(st.integers(0, len(document.data)))

    found = bracket_at(document.tree, caret)

    if isinstance(found, BracketPair):
        assert found.opening < found.closing
        assert bracket_at(document.tree, found.opening + 1) == found
        assert bracket_at(document.tree, found.closing + 1) == found
