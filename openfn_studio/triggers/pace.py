"""The same message and job start a run at most once every 10 seconds."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class StartNow:
    """The run may start."""


@dataclass(frozen=True, slots=True)
class StartLater:
    """The run waits; nothing is lost."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """The run was asked for by hand, and too soon."""

    seconds_left: int
    """Whole seconds, at least 1."""

    def __str__(self) -> str:
        unit = "second" if self.seconds_left == 1 else "seconds"
        return (
            "This job has just been run with this message. "
            f"You can run it again in {self.seconds_left} {unit}."
        )


Pace = StartNow | StartLater | Refused


def pace(last_start: datetime | None, now: datetime, *, by_hand: bool) -> Pace:
    """Return when a run of a message and job may start.

    It is asked at the moment a run is about to start, so that of two that wait for the same
    second the second one is put off again.

    Args:
        last_start: When the pair's last run started; None if there was none.
        now: The time now.
        by_hand: Whether somebody asked for it, and can ask again.
    """
    if last_start is None:
        return StartNow()
    # A clock that was set back must not make the pair wait longer than the rule does.
    left = min(last_start + PAUSE - now, PAUSE)
    if left <= timedelta(0):
        return StartNow()
    if by_hand:
        return Refused(math.ceil(left.total_seconds()))
    return StartLater(now + left)
