import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.language.rework.literals import edit_literal, literal_at
from openfn_studio.language.rework.quoted import meaning_of, quoted, rewritten
from openfn_studio.language.rework.refusal import CannotRework
from tests.unit.language.rework.jobs import edited, items, job_of, sources


def change(source: str, shown: str) -> str:
    """The job with the first value that stands in it changed."""
    job = job_of(source)
    return edited(job, edit_literal(job, items(job, "value")[0].range, shown))


@pytest.mark.parametrize(
    ("source", "shown", "expected"),
    [
        ("get('/x');", "/y", "get('/y');"),
        ('get("/x");', "it's", 'get("it\'s");'),
        ("get('/x');", "it's", "get('it\\'s');"),
        ("get(`/x`);", "a`b ${c}", "get(`a\\`b \\${c}`);"),
        ("get('\\u00e9t\\x65');", "été", "get('\\u00e9té');"),
        ("get('a\\\\b');", "a\\c", "get('a\\\\c');"),
        ("get('/x');", "a\tb\u2028", "get('a\\tb\\u2028');"),
        ("get('/x');", "", "get('');"),
        ("get('/x');", "🏥 ክሊኒክ", "get('🏥 ክሊኒክ');"),
        ("get(5);", "-6.5e3", "get(-6.5e3);"),
        ("get(-5);", " true ", "get(true);"),
        ("get(true);", "null", "get(null);"),
        ("get(null);", "'it is'", "get('it is');"),
        ("get('/x' /* why */, 2); // so\r\n", "/y", "get('/y' /* why */, 2); // so\r\n"),
        ("get('/x');", "/x", "get('/x');"),
    ],
)
def test_a_value_is_written_in_its_quotes(source: str, shown: str, expected: str):
    assert change(source, shown) == expected


@pytest.mark.parametrize(
    ("source", "shown", "reason"),
    [
        ("get(5);", "five", "Write a number, true, false or null"),
        ("get(5);", "012", "Write a number"),
        ("get(5);", "", "Write a number"),
        ("get(`a${b}`);", "c", "Parts of this text are computed"),
        ("get(`a\nb`);", "c", "several lines"),
        ("get('a\\nb');", "c", "several lines"),
        ("get(a.b);", "c", "Only texts, numbers, true, false and null"),
        ("get(/x/);", "c", "Only texts, numbers"),
    ],
)
def test_what_is_no_plain_value_is_refused_with_a_reason(source: str, shown: str, reason: str):
    with pytest.raises(CannotRework, match=reason):
        change(source, shown)


def test_what_is_shown_is_the_text_without_quotes_and_escapes():
    job = job_of("get('it\\'s \\u00e9', 0x1F, false);")

    shown = [literal_at(job, item.range).shown for item in items(job, "value")]

    assert shown == ["it's é", "0x1F", "false"]


ANY_TEXT = st.text(st.characters() | st.sampled_from("'\"`\\${}\n\r\u2028"), max_size=12)


@given(ANY_TEXT, st.sampled_from("'\"`"))
def test_every_text_can_be_quoted_and_read_back(text: str, quote: str):
    literal = quoted(text, quote)

    assert meaning_of(literal) == text
    assert not job_of(f"get({literal});").document.has_errors


@given(ANY_TEXT, ANY_TEXT, st.sampled_from("'\"`"))
def test_rewriting_gives_the_new_text_in_the_same_quotes(old: str, new: str, quote: str):
    literal = rewritten(quoted(old, quote), new)

    assert meaning_of(literal) == new
    assert literal[0] == literal[-1] == quote
    assert rewritten(literal, new) == literal


ONE_LINE = st.text(st.characters(exclude_categories=["Cs", "Zl", "Zp", "Cc"]), max_size=8)


@given(ONE_LINE, ONE_LINE)
def test_a_change_of_a_value_touches_nothing_else(old: str, new: str):
    job = job_of(f"// a\r\nget({quoted(old)}, {{ b: 1 }}) // c\r\n\r\nput(1)")

    after = job_of(edited(job, edit_literal(job, items(job, "value")[0].range, new)))

    assert len(sources(after)) == 2
    assert literal_at(after, items(after, "value")[0].range).shown == new
    assert after.document.text.startswith("// a\r\nget('")
    assert after.document.text.endswith("', { b: 1 }) // c\r\n\r\nput(1)")


@pytest.mark.parametrize(
    ("literal", "meaning"),
    [
        ("'\\x41\\u0042\\u{43}\\103'", "ABCC"),
        ("'\\ud83c\\udfe5'", "🏥"),
        ("'a\\\nb\\\r\nc'", "abc"),
        ("`a\r\nb`", "a\nb"),
        ("'\\0\\8\\q'", "\x008q"),
        ("'\\u{110000}'", "\ufffd"),
        ("a", None),
        ("'a", None),
        ("'", None),
    ],
)
def test_escapes_are_read_as_javascript_reads_them(literal: str, meaning: str | None):
    assert meaning_of(literal) == meaning


def test_an_old_escape_and_a_new_digit_do_not_run_together():
    assert meaning_of(rewritten("'\\0'", "\x001")) == "\x001"
    assert rewritten("`$`", "${") == "`\\${`"
