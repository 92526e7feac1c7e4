"""The timers v1 had before cron: every so many seconds, converted where cron can say the same."""

from openfn_studio.errors import UserInputProblem

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY


class IntervalProblem(UserInputProblem):
    """An interval that no cron expression keeps; the nearest ones are in the remedy."""


def cron_of_interval(seconds: int) -> str:
    """Return the cron expression that fires every so many seconds.

    A timer counted from its own start; cron keeps the same distance at round times of the clock.

    Raises:
        IntervalProblem: Cron has no even distance of that length.
    """
    if seconds in _CRON_OF:
        return _CRON_OF[seconds]
    if seconds < 1:
        raise IntervalProblem(f"An interval of {seconds} seconds is none: it must be 1 or more.")
    raise IntervalProblem(
        f"An interval of {seconds} seconds has no exact cron expression.",
        means="Cron fires at times of the clock: even parts of an hour or of a day, a day, a week.",
        remedy=f"Choose {_nearest(seconds)}.",
    )


def _table() -> dict[int, str]:
    table = {n * _MINUTE: f"*/{n} * * * *" for n in range(2, 60) if 60 % n == 0}
    table |= {n * _HOUR: f"0 */{n} * * *" for n in range(2, 24) if 24 % n == 0}
    table |= {_MINUTE: "* * * * *", _HOUR: "0 * * * *", _DAY: "0 0 * * *", _WEEK: "0 0 * * 0"}
    return dict(sorted(table.items()))


_CRON_OF = _table()


def _nearest(seconds: int) -> str:
    below = max((one for one in _CRON_OF if one < seconds), default=None)
    above = min((one for one in _CRON_OF if one > seconds), default=None)
    return " or ".join(f"{one} seconds ({_CRON_OF[one]})" for one in (below, above) if one)
