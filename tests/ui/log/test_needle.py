import pytest

from openfn_studio.ui.log.needle import NeedleProblem, needle_of


def test_an_empty_field_means_nothing():
    assert needle_of("", is_expression=True) is None


@pytest.mark.parametrize(
    ("wanted", "is_expression", "text", "spans"),
    [
        ("CASE", False, "a case, a Case", [(2, 6), (10, 14)]),
        ("a.c", False, "abc", []),
        ("a.c", True, "ABC a🙂c xyz", [(0, 3), (4, 7)]),
        ("[0-9]+", True, "🙂 12 and 345", [(2, 4), (9, 12)]),
        ("x*", True, "ab", []),
        ("ዬ", False, "ይስጥልኝ", []),
    ],
)
def test_what_is_wanted_is_found_and_marked(
    wanted: str, is_expression: bool, text: str, spans: list[tuple[int, int]]
):
    needle = needle_of(wanted, is_expression=is_expression)

    assert needle is not None
    assert needle.spans(text) == spans
    assert needle.is_in(text) or not spans


@pytest.mark.parametrize("wrong", ["(a", "[", "a{2,1}", "(?P<1>a)", "*"])
def test_a_wrong_expression_says_why_and_where(wrong: str):
    with pytest.raises(NeedleProblem, match=r"Not a regular expression: .+ at character \d+\."):
        needle_of(wrong, is_expression=True)


def test_an_expression_that_would_take_for_ever_is_given_up():
    needle = needle_of("(a|aa)+$", is_expression=True)

    assert needle is not None
    with pytest.raises(NeedleProblem, match="takes too long"):
        needle.is_in("a" * 50_000 + "b")
