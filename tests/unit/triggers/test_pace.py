"""Ten seconds between two runs of the same message and job."""

from datetime import UTC, datetime, timedelta

import pytest

from openfn_studio.triggers.pace import Pace, Refused, StartLater, StartNow, pace

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("last_start", "by_hand", "expected"),
    [
        (None, False, StartNow()),
        (None, True, StartNow()),
        (ago(10), False, StartNow()),
        (ago(10), True, StartNow()),
        (ago(3), False, StartLater(NOW + timedelta(seconds=7))),
        (ago(0), False, StartLater(NOW + timedelta(seconds=10))),
        (ago(3), True, Refused(7)),
        (ago(2.5), True, Refused(8)),
        (ago(9.999), True, Refused(1)),
        (ago(-3_600), False, StartLater(NOW + timedelta(seconds=10))),
        (ago(-3_600), True, Refused(10)),
    ],
)
def test_pace(last_start: datetime | None, by_hand: bool, expected: Pace) -> None:
    assert pace(last_start, NOW, by_hand=by_hand) == expected


def test_the_refusal_tells_the_seconds_left() -> None:
    assert "again in 7 seconds." in str(Refused(7))
    assert "again in 1 second." in str(Refused(1))
