import pytest

from openfn_studio.language.problem import Severity
from openfn_studio.ui.problems.entries import Counts, Entry, counts_of, in_words


def test_problems_are_counted_by_severity():
    found = (Severity.ERROR, Severity.HINT, Severity.ERROR)

    counts = counts_of(Entry(severity, "") for severity in found)

    assert counts == Counts(2, 0, 1)
    assert counts.total == 3
    assert [counts.of(severity) for severity in Severity] == [2, 0, 1]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(), ""),
        (Counts(1, 2), "1 error, 2 warnings"),
        (Counts(hints=1), "1 hint"),
        (Counts(2, 1, 3), "2 errors, 1 warning, 3 hints"),
    ],
)
def test_counts_are_said_in_words(counts: Counts, words: str):
    assert in_words(counts) == words
