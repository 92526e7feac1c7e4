"""Cron expressions: five fields, in UTC, one minute the finest grain.

What is written: ``*``, numbers (leading zeros too), names (``MON``, ``jan``), ranges, steps and
lists. Seconds, ``@daily`` and the extensions ``L W # ? R H`` are refused with what to write.

When both day and weekday are limited either of them is enough, unless one of the two begins with
``*``, as in ``*/2``: then both must fit. That is what crontab.guru shows, where v1 sends its users.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from croniter import croniter

from openfn_studio.errors import Place, UserInputProblem

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")

_ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_FIELD_COUNT = 5
_STEP_DIGITS = 9
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\w+))?", re.ASCII)


class CronProblem(UserInputProblem):
    """A cron expression that cannot be used, with the column of the reason."""


@dataclass(frozen=True, slots=True)
class Field:
    """One of the five fields, understood."""

    text: str
    values: tuple[int, ...]
    """Ascending; weekdays are 0 (Sunday) to 6."""
    starts_with_star: bool
    is_any: bool
    """Whether it limits nothing: ``*`` or ``*/1``."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A cron expression, understood; there is a time at which it fires."""

    text: str
    """The five fields with one blank between them."""
    minute: Field
    hour: Field
    day: Field
    month: Field
    weekday: Field

    @property
    def takes_either_day(self) -> bool:
        """Whether day or weekday is enough; else both must fit."""
        return not (self.day.starts_with_star or self.weekday.starts_with_star)


@dataclass(frozen=True, slots=True)
class _FieldKind:
    name: str
    lowest: int
    highest: int
    names: Mapping[str, int]


_KINDS = (
    _FieldKind("minute", 0, 59, {}),
    _FieldKind("hour", 0, 23, {}),
    _FieldKind("day of the month", 1, 31, {}),
    _FieldKind("month", 1, 12, {name: at for at, name in enumerate(MONTHS, 1)}),
    _FieldKind("weekday", 0, 7, {name: at for at, name in enumerate(WEEKDAYS)}),
)


def parse_cron(text: str) -> Schedule:
    """Return the schedule of a cron expression.

    Raises:
        CronProblem: It is not one, or it never fires; line and column are told.
    """
    words = list(re.finditer(r"\S+", text))
    _refuse_other_shapes(words)
    fields = [
        _parse_field(word[0], kind, word.start() + 1)
        for word, kind in zip(words, _KINDS, strict=True)
    ]
    schedule = Schedule(" ".join(word[0] for word in words), *fields)
    if not _has_a_day(schedule):
        raise _problem(
            f"{schedule.text!r} never fires: no month it names has that day.", words[2].start() + 1
        )
    return schedule


def next_times(schedule: Schedule, after: datetime, count: int) -> tuple[datetime, ...]:
    """Return the next times after a moment, in UTC.

    Args:
        schedule: When to fire.
        after: A moment with a time zone; a time equal to it is not one of the next.
        count: How many.
    """
    times = _croniter(schedule, after.astimezone(UTC))
    return tuple(times.get_next(datetime) for _ in range(count))


def fires_at(schedule: Schedule, moment: datetime) -> bool:
    """Return whether a schedule fires in the minute of a moment that has a time zone."""
    at = moment.astimezone(UTC)
    if at.minute not in schedule.minute.values or at.hour not in schedule.hour.values:
        return False
    if at.month not in schedule.month.values:
        return False
    is_day = at.day in schedule.day.values
    is_weekday = at.isoweekday() % 7 in schedule.weekday.values
    return is_day or is_weekday if schedule.takes_either_day else is_day and is_weekday


def _croniter(schedule: Schedule, start: datetime) -> croniter:
    """Return croniter's iterator over values we have read ourselves, so that both agree."""
    fields = [schedule.minute, schedule.hour, schedule.day, schedule.month, schedule.weekday]
    written = ["*" if one.is_any else ",".join(map(str, one.values)) for one in fields]
    return croniter(" ".join(written), start, day_or=schedule.takes_either_day)


def _refuse_other_shapes(words: list[re.Match[str]]) -> None:
    if not words:
        raise _problem("The cron expression is empty.", 1)
    first = words[0]
    if first[0].startswith("@"):
        same = _ALIASES.get(first[0].lower())
        remedy = f"Write {same!r}." if same else ""
        raise _problem(f"{first[0]!r} is not five fields.", first.start() + 1, remedy)
    if len(words) < _FIELD_COUNT:
        missing = _KINDS[len(words)].name
        raise _problem(f"The {missing} is missing: a cron expression has five fields.",
                       words[-1].end() + 1)  # fmt: skip
    if len(words) > _FIELD_COUNT:
        what = f"A cron expression has five fields, but here are {len(words)}."
        remedy = "Leave out seconds and years: the finest grain is one minute."
        raise _problem(what, words[_FIELD_COUNT].start() + 1, remedy)


def _parse_field(text: str, kind: _FieldKind, column: int) -> Field:
    values: set[int] = set()
    at = column
    for part in text.split(","):
        values.update(_parse_part(part, kind, at))
        at += len(part) + 1
    if kind.name == "weekday":
        values = {value % 7 for value in values}
    starts_with_star = text.startswith("*")
    is_any = text in ("*", "*/1")
    return Field(text, tuple(sorted(values)), starts_with_star, is_any)


def _parse_part(part: str, kind: _FieldKind, column: int) -> range:
    found = _PART.fullmatch(part)
    if not found:
        what = f"{part!r} is no {kind.name}." if part else f"A {kind.name} is missing here."
        remedy = "Use numbers, names, ranges as 1-5, steps as */10 and lists as 1,3."
        raise _problem(what, column, remedy)
    step = _step(found, kind, column)
    if found["first"] is None:
        return range(kind.lowest, kind.highest + 1, step)
    first = _number(found["first"], kind, column + found.start("first"))
    if found["last"] is None:
        return range(first, (kind.highest if found["step"] else first) + 1, step)
    last = _number(found["last"], kind, column + found.start("last"))
    if kind.name == "weekday" and last == 0 < first and not found["last"].isdigit():
        last = 7
    if last < first:
        what = f"The range {found[1]} runs backwards."
        remedy = f"Write {first}-{kind.highest},{kind.lowest}-{last}."
        raise _problem(what, column, remedy)
    return range(first, last + 1, step)


def _step(found: re.Match[str], kind: _FieldKind, column: int) -> int:
    step = found["step"]
    if step is None:
        return 1
    if not step.isdigit() or not step.strip("0"):
        raise _problem(f"{step!r} is no step: it must be 1 or more.", column + found.start("step"))
    # A step beyond the field leaves its first value only, however far beyond it is.
    return int(step) if len(step) <= _STEP_DIGITS else kind.highest + 1


def _number(text: str, kind: _FieldKind, column: int) -> int:
    if text.isdigit():
        # Very many digits are too large whatever they are.
        number = int(text[-6:]) if not text[:-6].strip("0") else kind.highest + 1
        if kind.lowest <= number <= kind.highest:
            return number
    elif text.upper() in kind.names:
        return kind.names[text.upper()]
    remedy = f"It is a number from {kind.lowest} to {kind.highest}"
    names = list(kind.names)
    remedy += f" or a name from {names[0]} to {names[-1]}." if names else "."
    raise _problem(f"{text!r} is no {kind.name}.", column, remedy)


def _has_a_day(schedule: Schedule) -> bool:
    if schedule.takes_either_day:
        return True
    earliest = schedule.day.values[0]
    return any(earliest <= _LONGEST_MONTH[month - 1] for month in schedule.month.values)


def _problem(what: str, column: int, remedy: str = "") -> CronProblem:
    return CronProblem(what, remedy=remedy, place=Place(line=1, column=column))
