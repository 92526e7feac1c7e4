from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harness.samples import Summary, ratios, short, summarize

POSITIVE = st.floats(min_value=1e-3, max_value=1e6)


def test_a_series_is_summarized_by_its_median_and_its_ends() -> None:
    assert summarize([5.0, 1.0, 9.0]) == Summary(median=5.0, low=1.0, high=9.0, count=3)


def test_an_empty_series_is_refused() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        summarize([])


@given(st.lists(POSITIVE, min_size=1))
def test_the_median_lies_between_the_ends(values: list[float]) -> None:
    found = summarize(values)

    ordered = [found.low, found.median, found.high]
    assert all(one <= next_one for one, next_one in pairwise(ordered))


def test_values_are_divided_by_their_neighbour_of_the_same_round() -> None:
    # The machine was ten times slower in the second round; the ratio does not notice.
    assert ratios([2.0, 20.0], [4.0, 40.0]) == [0.5, 0.5]


@pytest.mark.parametrize(
    ("against", "why"), [([1.0], "same rounds"), ([1.0, 0.0], "not above zero")]
)
def test_what_cannot_be_divided_is_refused(against: list[float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ratios([1.0, 2.0], against)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0123456, "0.0123"),
        (0.5, "0.5"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (123.4, "123"),
        (1234567, "1,234,567"),
    ],
)
def test_a_number_is_shown_with_about_three_digits(value: float, text: str) -> None:
    assert short(value) == text
