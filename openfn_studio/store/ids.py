"""Ids that are ordered by time, so that a range of dates is a range of ids."""

from datetime import UTC, datetime

IDS_A_MILLISECOND = 20
"""Bits: a million ids for each millisecond before time runs ahead of the clock."""


def next_id(last: int, received_ms: int) -> int:
    """Return the id for something that arrived at a time; always greater than the last one.

    A clock that goes back does not matter: ids then follow each other until it has caught up.
    """
    return max(last + 1, received_ms << IDS_A_MILLISECOND)


def first_id_at(moment: datetime) -> int:
    """Return the smallest id of a moment, for ranges."""
    return milliseconds(moment) << IDS_A_MILLISECOND


def milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970 in UTC."""
    return int(moment.timestamp() * 1000)


def moment_of(ms: int) -> datetime:
    """Return the moment of milliseconds since 1970, in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)
