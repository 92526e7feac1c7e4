import pytest

from openfn_studio.intercept.pattern import PatternProblem, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"\Aa", r"\A means nothing in JavaScript; use ^ for start, $ for end"),
        (r"a\Z", r"\Z means nothing in JavaScript; use ^ for start, $ for end"),
        ("(?i)a", "a group cannot start with (?i)"),
        ("(?P<a>b)", "a group cannot start with (?P<"),
        ("(?#note)", "a group cannot start with (?#n"),
        ("(?>a)", "a group cannot start with (?>a"),
        ("a++", "a quantifier cannot be followed by +"),
        ("a{2}+", "a quantifier cannot be followed by +"),
        ("a{,3}", "{,3} needs a number before the comma, such as {0,3}"),
        ("[]a]", r"[] is empty; write \] for a bracket within brackets"),
        ("[^]", r"[^] is empty; write \] for a bracket within brackets"),
        (r"[\a]", r"[\a] holds an escape that JavaScript does not know"),
        ("a(", "missing ), unterminated subpattern at its character 2"),
        ("*", "nothing to repeat at its character 1"),
        (r"\k<a>", r"bad escape \k at its character 1"),
    ],
)
def test_what_the_two_languages_do_not_share_is_refused(pattern: str, reason: str):
    with pytest.raises(PatternProblem) as caught:
        compile_pattern(pattern)

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\(?<a", "<a"),
        (r"[(?<a]+$", "?"),
        (r"(?<a>x)\1", "xx"),
        (r"(?<=a)b(?!c)", "abd"),
        ("a+?", "a"),
        ("a{1,}b", "aab"),
        ("{+", "{{"),
        (r"[\]\\]", "]"),
        (r"\+\+", "++"),
        ("[[a]", "["),
        ("(?-i:a)", "a"),
    ],
)
def test_what_they_share_is_taken(pattern: str, text: str):
    assert compile_pattern(pattern).search(text)


def test_a_class_with_a_named_groups_beginning_is_left_as_it_is():
    assert not compile_pattern("[(?<a]").search("P")
