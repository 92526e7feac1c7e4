import pytest
from corpus import all_jobs
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.language.at_caret import AtCaret, Where, at_caret

SOURCES = [source for _, source, _ in all_jobs()][::7]


def at(source: str) -> AtCaret:
    return at_caret(source.replace("|", "", 1), source.index("|"))


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("fn(a|)", Where.CODE),
        ("fn('a|')", Where.STRING),
        ("fn('a'|)", Where.CODE),
        ("fn('it\\'s|", Where.STRING),
        ("fn('open\n|", Where.CODE),
        ('fn("|', Where.STRING),
        ("`a|`", Where.TEMPLATE),
        ("`a ${b|} c`", Where.CODE),
        ("`a ${b} c|`", Where.TEMPLATE),
        ("`a ${ `x|` }`", Where.TEMPLATE),
        ("// a|", Where.COMMENT),
        ("// a\n|", Where.CODE),
        ("/* a\n b|", Where.COMMENT),
        ("/* a */|", Where.CODE),
        ("a = /['\"]/; b|", Where.CODE),
        ("a / b / '|", Where.STRING),
    ],
)
def test_the_kind_of_text_a_caret_stands_in(source: str, where: Where):
    assert at(source).where is where


def test_the_calls_around_a_caret_with_their_arguments():
    place = at("each('$.a[*]', post('/x', { a: 1, b: |")

    assert [(call.name, call.argument, call.first_text) for call in place.calls] == [
        ("each", 1, "$.a[*]"),
        ("post", 1, "/x"),
    ]
    assert place.object_depth == 1


def test_namespaces_belong_to_the_name_and_keywords_are_no_calls():
    assert at("http.get(|").calls[0].name == "http.get"
    assert at("if (|").calls[0].name == ""
    assert at("fn(state => { x; (|").calls[1].name == ""


def test_a_closed_call_is_none():
    assert at("fn(a); |").calls == ()


def test_reading_begins_at_the_operation_around_the_caret():
    long = "fn(state => state);\n" * 5_000

    place = at(long + "get('/x', |")

    assert [call.name for call in place.calls] == ["get"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SOURCES), st.integers(0, 3000), st.text("'\"`/*()[]{}$\\\n a", max_size=8))
def test_no_text_is_too_odd(source: str, at_: int, odd: str):
    text = source[:at_] + odd + source[at_:]

    place = at_caret(text, min(len(text), at_ + len(odd)))

    assert 0 <= place.start <= len(text)
    assert all(0 <= call.start < len(text) for call in place.calls)
