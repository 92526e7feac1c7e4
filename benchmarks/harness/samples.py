"""From many timings to the few numbers a person reads. Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """A series of measurements in one unit."""

    median: float
    low: float
    high: float
    count: int


def summarize(values: Sequence[float]) -> Summary:
    """Return the series in four numbers; ``ValueError`` when it is empty."""
    if not values:
        raise ValueError("Nothing was measured.")
    return Summary(statistics.median(values), min(values), max(values), len(values))


def ratios(values: Sequence[float], against: Sequence[float]) -> list[float]:
    """Return each value divided by its neighbour of the same round.

    Neighbours ran seconds apart under the same load, so their ratio moves less than either does.

    Args:
        values: One value a round.
        against: The peer's value of the same rounds.

    Raises:
        ValueError: The series differ in length, or a peer's value is not above zero.
    """
    if len(values) != len(against):
        raise ValueError("Only series of the same rounds can be compared.")
    if any(value <= 0 for value in against):
        raise ValueError("A peer's measurement is not above zero.")
    return [ours / theirs for ours, theirs in zip(values, against, strict=True)]


def short(value: float) -> str:
    """Return the number with three significant digits and no exponent."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:.3g}"
