"""What the tests of project folders share."""

from datetime import UTC, datetime, timedelta

import pytest


class SteppingClock:
    """A clock that goes on by one second whenever it is asked."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 5, 3, 9, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()
