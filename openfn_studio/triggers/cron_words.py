"""A cron schedule in words: short for the common shapes, and exact for every other."""

from collections.abc import Callable, Sequence

from openfn_studio.triggers.cron import Field, Schedule

_WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_CLOCK_TIMES = 6
_RUN = 3
_SUNDAY_LAST = 7


def in_words(schedule: Schedule) -> str:
    """Return when a schedule fires, e.g. ``At 02:30 on Monday``. The times are in UTC."""
    time = _time(schedule)
    if schedule.day.is_any and schedule.weekday.is_any and time.startswith("At "):
        time += " every day"
    return ", ".join(part for part in (time + _days(schedule), _months(schedule.month)) if part)


def _time(schedule: Schedule) -> str:
    minute, hour = schedule.minute, schedule.hour
    if len(minute.values) * len(hour.values) <= _CLOCK_TIMES:
        times = [f"{h:02}:{m:02}" for h in hour.values for m in minute.values]
        return f"At {_joined(times)}"
    if hour.is_any:
        return _minutes(minute)
    step = _even_step(hour, 24)
    if step and len(minute.values) == 1:
        return f"Every {step} hours, at minute {minute.values[0]}"
    hours = _named(hour.values, "hour", "hours", str)
    return f"{_minutes(minute, of_hours=True)} during {hours}"


def _minutes(minute: Field, *, of_hours: bool = False) -> str:
    if minute.is_any:
        return "Every minute"
    step = _even_step(minute, 60)
    if step:
        return f"Every {step} minutes"
    minutes = _named(minute.values, "minute", "minutes", str)
    return f"At {minutes}" if of_hours else f"Every hour, at {minutes}"


def _even_step(field: Field, cycle: int) -> int | None:
    """Return the step of values that are evenly spread around the clock, from 0 on."""
    step = cycle // len(field.values)
    is_even = len(field.values) > 1 and field.values == tuple(range(0, cycle, step))
    return step if is_even and step > 1 and cycle % step == 0 else None


def _days(schedule: Schedule) -> str:
    day, weekday = schedule.day, schedule.weekday
    weekdays = _listed(_weekday_order(weekday.values), _weekday_name)
    days = _named(day.values, "day", "days", str)
    if day.is_any:
        return "" if weekday.is_any else f" on {weekdays}"
    if weekday.is_any:
        return f" on {days} of the month"
    if schedule.takes_either_day:
        return f" on {days} of the month, and on {weekdays}"
    return f" on {days} of the month if that is {weekdays}"


def _months(month: Field) -> str:
    return "" if month.is_any else f"in {_listed(month.values, _month_name)}"


def _weekday_order(values: Sequence[int]) -> Sequence[int]:
    """Return weekdays with Sunday last when Saturday is among them, as weeks are spoken of."""
    if 0 in values and _SUNDAY_LAST - 1 in values:
        return [*[value for value in values if value], _SUNDAY_LAST]
    return values


def _weekday_name(value: int) -> str:
    return _WEEKDAYS[value % _SUNDAY_LAST]


def _month_name(value: int) -> str:
    return _MONTHS[value - 1]


def _named(values: Sequence[int], one: str, many: str, name: Callable[[int], str]) -> str:
    return f"{one if len(values) == 1 else many} {_listed(values, name)}"


def _listed(values: Sequence[int], name: Callable[[int], str]) -> str:
    """Return values in words; three or more in a row are "first to last"."""
    parts: list[str] = []
    at = 0
    while at < len(values):
        end = at
        while end + 1 < len(values) and values[end + 1] == values[end] + 1:
            end += 1
        if end - at + 1 >= _RUN:
            parts.append(f"{name(values[at])} to {name(values[end])}")
        else:
            parts.extend(name(value) for value in values[at : end + 1])
        at = end + 1
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
