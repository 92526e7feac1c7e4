"""Ids that are ordered by time, so that a range of dates is a range of ids."""

from datetime import UTC, datetime

LARGEST_ID = 2**63 - 1

_IDS_A_MILLISECOND = 20
"""Bits: a million ids for each millisecond before time runs ahead of the clock."""


def next_id(last: int, received_ms: int) -> int:
    """Return the id for something that arrived at a time; always greater than the last one.

    A clock that goes back does not matter: ids then follow each other until it has caught up.
    """
    return max(last + 1, received_ms << _IDS_A_MILLISECOND)


def first_id_at(moment: datetime) -> int:
    """Return the smallest id of a moment, for ranges."""
    return first_id_at_ms(milliseconds(moment))


def first_id_at_ms(ms: int) -> int:
    """Return the smallest id of a moment, for ranges; far away moments get the ends."""
    return min(max(ms, 0) << _IDS_A_MILLISECOND, LARGEST_ID)


def milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970 in UTC."""
    return int(moment.timestamp() * 1000)


def moment_of(ms: int) -> datetime:
    """Return the moment of milliseconds since 1970, in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)
