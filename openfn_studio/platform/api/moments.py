"""Times on the wire: ISO 8601 in UTC with milliseconds, so that one that was read can be shown."""

from datetime import UTC, datetime, timedelta

from openfn_studio.platform.http.problems import Refusal
from openfn_studio.store.ids import milliseconds, moment_of

DEFAULT_DAYS = 30
"""What v1's lists show unless asked otherwise."""
EVER = "ever"


def at(ms: int) -> datetime:
    """Return the moment of the store's milliseconds."""
    return moment_of(ms)


def at_or_none(ms: int | None) -> datetime | None:
    """Return the moment of milliseconds, None for None."""
    return None if ms is None else moment_of(ms)


def read_moment(text: str, field: str) -> int:
    """Return the milliseconds of a date, or a date and time; without a zone it is in UTC.

    Raises:
        Refusal: 422, it is neither.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return milliseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        says = f"{text} is no date: write 2026-05-03 or 2026-05-03T09:00:00Z."
        raise Refusal(422, {field: [says]}) from error


def since_ms(text: str | None, now: datetime) -> int | None:
    """Return when a list begins: as asked, 30 days ago, or None for ever."""
    if text is None:
        return milliseconds(now - timedelta(days=DEFAULT_DAYS))
    return None if text == EVER else read_moment(text, "since")


def until_ms(text: str | None) -> int | None:
    """Return when a list ends; None for now."""
    return None if text is None else read_moment(text, "until")


def if_match_ms(shown: str) -> int:
    """Return the moment of an ``If-Match`` header that repeats an ``updated_at``.

    Raises:
        Refusal: 412, it is no such time: nothing that is here fits it.
    """
    text = shown.strip().removeprefix("W/").strip('"')
    try:
        return read_moment(text, "if-match")
    except Refusal as error:
        raise Refusal.because(412, "If-Match repeats the updated_at that was read.") from error
