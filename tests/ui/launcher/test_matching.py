"""What is typed finds what is meant, and the better fit comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.ui.launcher.entry import Entry, ranked
from openfn_studio.ui.launcher.matching import score


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("run", "Run", "Toggle breakpoint on run"),
        ("rc", "register-child", "search"),
        ("tb", "Toggle breakpoint", "Stop the batch"),
        ("send", "send-visits", "resend"),
        ("hist", "Local history", "Show everything that is in it"),
    ],
)
def test_a_better_fit_scores_higher(typed: str, better: str, worse: str) -> None:
    found, other = score(typed, better), score(typed, worse)

    assert found is not None
    assert other is None or found > other


def test_missing_letters_do_not_fit() -> None:
    assert score("xyz", "register-child") is None


@given(st.text(max_size=12), st.text(max_size=40))
def test_every_text_fits_itself_and_nothing_raises(typed: str, name: str) -> None:
    score(typed, name)

    assert score(name, name) is not None


def test_of_equals_the_one_used_lately_comes_first() -> None:
    entries = [Entry("a", "Open a", act=list), Entry("b", "Open b", act=list)]

    assert [one.id for one in ranked("open", entries, [])] == ["a", "b"]
    assert [one.id for one in ranked("open", entries, ["b"])] == ["b", "a"]
    assert [one.id for one in ranked("", entries, ["b"])] == ["b", "a"]
