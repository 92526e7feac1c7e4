"""Cron expressions: what is read, when they fire, what is refused and where."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfn_studio.errors import Place
from openfn_studio.triggers.cron import CronProblem, fires_at, next_times, parse_cron

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("cron", "times"),
    [
        ("* * * * *", ["01-01 00:01", "01-01 00:02"]),
        ("0 * * * *", ["01-01 01:00", "01-01 02:00"]),
        ("05 02 * * *", ["01-01 02:05", "01-02 02:05"]),
        ("*/20 * * * *", ["01-01 00:20", "01-01 00:40", "01-01 01:00"]),
        ("10/20 * * * *", ["01-01 00:10", "01-01 00:30", "01-01 00:50"]),
        ("10-20/5 3 * * *", ["01-01 03:10", "01-01 03:15", "01-01 03:20", "01-02 03:10"]),
        ("*/70 * * * *", ["01-01 01:00", "01-01 02:00"]),
        ("30 2 * * MON", ["01-05 02:30", "01-12 02:30"]),
        ("0 0 * * mon,Wed", ["01-05 00:00", "01-07 00:00"]),
        ("0 0 * * 7", ["01-04 00:00", "01-11 00:00"]),
        ("0 0 * * 0", ["01-04 00:00", "01-11 00:00"]),
        ("0 0 * * FRI-SUN", ["01-02 00:00", "01-03 00:00", "01-04 00:00", "01-09 00:00"]),
        ("0 0 * * 5-7", ["01-02 00:00", "01-03 00:00", "01-04 00:00", "01-09 00:00"]),
        ("0 0 * * */2", ["01-03 00:00", "01-04 00:00", "01-06 00:00", "01-08 00:00"]),
        ("0 0 1 JAN-MAR *", ["02-01 00:00", "03-01 00:00", "01-01 00:00"]),
        ("0  0\t1 2,4 *", ["02-01 00:00", "04-01 00:00"]),
        ("0 0 31 * *", ["01-31 00:00", "03-31 00:00"]),
        ("0 0 29 2 *", ["02-29 00:00"]),
        ("0 0 31 2 1", ["02-02 00:00", "02-09 00:00"]),
        ("0 0 3 * 1", ["01-03 00:00", "01-05 00:00", "01-12 00:00"]),
        ("0 0 */2 * 1", ["01-05 00:00", "01-19 00:00"]),
        ("0 0 1-31 * 1", ["01-02 00:00", "01-03 00:00"]),
    ],
)
def test_next_times(cron: str, times: list[str]) -> None:
    found = next_times(parse_cron(cron), NEW_YEAR, len(times))

    assert [f"{one:%m-%d %H:%M}" for one in found] == times
    assert all(one.tzinfo is UTC for one in found)


def test_next_times_are_in_utc_and_after_the_moment() -> None:
    in_nairobi = datetime(2026, 1, 1, 3, 0, tzinfo=timezone(timedelta(hours=3)))

    found = next_times(parse_cron("0 0,1 * * *"), in_nairobi, 2)

    assert found == (NEW_YEAR + timedelta(hours=1), NEW_YEAR + timedelta(days=1))


@pytest.mark.parametrize("weekday", ["0", "7", "SUN", "6-7"])
def test_sunday_has_two_numbers(weekday: str) -> None:
    schedule = parse_cron(f"0 0 * * {weekday}")

    assert fires_at(schedule, datetime(2026, 1, 4, tzinfo=UTC))
    assert not fires_at(schedule, datetime(2026, 1, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("cron", "column", "reason"),
    [
        ("", 1, "is empty"),
        ("  ", 1, "is empty"),
        ("0 0 * *", 8, "The weekday is missing"),
        ("0 0", 4, "The day of the month is missing"),
        ("0 0 * * * *", 11, "Leave out seconds"),
        ("@daily", 1, "Write '0 0 * * *'"),
        ("@Hourly", 1, "Write '0 * * * *'"),
        ("@reboot", 1, "is not five fields"),
        ("60 * * * *", 1, "'60' is no minute. It is a number from 0 to 59."),
        ("0 24 * * *", 3, "is no hour"),
        ("0 0 0 * *", 5, "is no day of the month"),
        ("0 0 * 13 *", 7, "or a name from JAN to DEC"),
        ("0 0 * * 8", 9, "is no weekday"),
        ("0 0 * * MONDAY", 9, "is no weekday"),
        ("0 0 * MON *", 7, "is no month"),
        ("1,2,x * * * *", 5, "'x' is no minute"),
        ("1,,2 * * * *", 3, "A minute is missing here"),
        ("30-10 * * * *", 1, "Write 30-59,0-10"),
        ("10-70 * * * *", 4, "'70' is no minute"),
        ("*/0 * * * *", 3, "is no step"),
        ("*/x * * * *", 3, "is no step"),
        ("-5 * * * *", 1, "is no minute"),
        ("0 0 L * *", 5, "is no day"),
        ("0 0 ? * *", 5, "is no day"),
        ("0 0 * * 1#2", 9, "is no weekday"),
        ("R * * * *", 1, "is no minute"),
        ("٣ * * * *", 1, "is no minute"),
        ("9" * 5_000 + " * * * *", 1, "is no minute"),
        ("0 0 31 2 *", 5, "never fires"),
        ("0 0 30,31 FEB *", 5, "never fires"),
        ("0 0 31 4,6,9,11 *", 5, "never fires"),
        ("0 0 31 2 */2", 5, "never fires"),
    ],
)
def test_what_is_refused_is_located(cron: str, column: int, reason: str) -> None:
    with pytest.raises(CronProblem) as problem:
        parse_cron(cron)

    assert problem.value.place == Place(line=1, column=column)
    assert reason in str(problem.value)


def test_a_step_of_very_many_digits_leaves_the_first_value() -> None:
    assert parse_cron(f"*/{'9' * 5_000} * * * *").minute.values == (0,)


numbers = {"minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 6)}


def field(lowest: int, highest: int) -> st.SearchStrategy[str]:
    number = st.integers(lowest, highest)
    ranges = st.lists(number, min_size=2, max_size=2).map(lambda two: f"{min(two)}-{max(two)}")
    steps = st.integers(1, highest).map(lambda step: f"*/{step}")
    lists = st.lists(number.map(str) | ranges, min_size=1, max_size=3).map(",".join)
    return st.just("*") | lists | steps


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(*(field(*bounds) for bounds in numbers.values())).map(" ".join),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
)
def test_it_fires_at_the_next_time_and_not_before(cron: str, moment: datetime) -> None:
    with suppress(CronProblem):
        check_next_time(cron, moment)


def check_next_time(cron: str, moment: datetime) -> None:
    schedule = parse_cron(cron)
    after = moment.replace(second=0, microsecond=0, tzinfo=UTC)

    following = next_times(schedule, after, 1)[0]

    assert fires_at(schedule, following)
    between = min(int((following - after).total_seconds() // 60), 1_500)
    assert not any(fires_at(schedule, after + timedelta(minutes=n)) for n in range(1, between))
