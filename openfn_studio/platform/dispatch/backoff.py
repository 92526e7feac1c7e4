"""How long to wait before something is tried again: 1 s, 2 s, 4 s … 15 minutes. Pure."""

from collections.abc import Iterator

FIRST_S = 1
LONGEST_S = 15 * 60
MOST_ATTEMPTS = 20
"""About three hours; then a run that could not start has failed for good."""


def pause_after(attempt: int) -> int:
    """Return how many seconds to wait after an attempt, of which the first one is 1."""
    return min(FIRST_S << min(attempt - 1, 20), LONGEST_S)


def pauses() -> Iterator[int]:
    """Yield the pauses between attempts, without end."""
    attempt = 1
    while True:
        yield pause_after(attempt)
        attempt += 1
