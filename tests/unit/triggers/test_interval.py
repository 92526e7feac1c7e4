"""Old timers as cron."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from openfn_studio.triggers.cron import next_times, parse_cron
from openfn_studio.triggers.interval import IntervalProblem, cron_of_interval

MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)
HOURS = (1, 2, 3, 4, 6, 8, 12, 24, 168)
EXACT = [n * 60 for n in MINUTES] + [n * 3_600 for n in HOURS]


@pytest.mark.parametrize("seconds", EXACT)
def test_the_distance_is_kept_exactly(seconds: int) -> None:
    times = next_times(parse_cron(cron_of_interval(seconds)), datetime(2026, 1, 1, tzinfo=UTC), 200)

    assert {(later - earlier).total_seconds() for earlier, later in pairwise(times)} == {seconds}


def test_every_exact_interval_of_a_week_is_known() -> None:
    converted: list[int] = []
    for seconds in range(1, 7 * 86_400 + 3_600, 30):
        try:
            cron_of_interval(seconds - seconds % 30)
        except IntervalProblem:
            continue
        converted.append(seconds - seconds % 30)

    assert sorted(converted) == EXACT


@pytest.mark.parametrize(
    ("seconds", "remedy"),
    [
        (45, "Choose 60 seconds (* * * * *)."),
        (90, "Choose 60 seconds (* * * * *) or 120 seconds (*/2 * * * *)."),
        (5_400, "Choose 3600 seconds (0 * * * *) or 7200 seconds (0 */2 * * *)."),
        (10**9, "Choose 604800 seconds (0 0 * * 0)."),
    ],
)
def test_the_others_are_explained_with_the_nearest(seconds: int, remedy: str) -> None:
    with pytest.raises(IntervalProblem) as problem:
        cron_of_interval(seconds)

    assert problem.value.remedy == remedy


@pytest.mark.parametrize("seconds", [0, -60])
def test_no_interval_is_a_problem(seconds: int) -> None:
    with pytest.raises(IntervalProblem, match="it must be 1 or more"):
        cron_of_interval(seconds)
