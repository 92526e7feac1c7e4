import pytest

from openfn_studio.domain.sizes import size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_951, "10 kB"),
        (999_499, "999 kB"),
        (999_501, "1.0 MB"),
        (60_000_000, "60 MB"),
        (41_400_000_000, "41 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_a_size_has_at_most_three_digits_and_a_unit(size: int, words: str):
    assert size_words(size) == words
