"""Runs the clock starts: each minute at most once for a job, also when the clock jumps back."""

from collections.abc import Sequence
from sqlite3 import Connection

from openfn_studio.store.queue.waiting import PlannedRun, enqueue

_FORGIVEN_MS = 3 * 60 * 60 * 1000
"""A clock that is set back by more than this was wrong before: then its new time counts."""


def enqueue_at(
    connection: Connection,
    project_id: int,
    runs: Sequence[PlannedRun],
    *,
    minute_ms: int,
    now_ms: int,
) -> int:
    """Put the runs of a minute into the queue, but for those it has started before.

    Args:
        connection: Where to write.
        project_id: Whose jobs.
        runs: What the clock starts in that minute.
        minute_ms: The minute.
        now_ms: The time now.

    Returns:
        How many were put there.
    """
    count = 0
    for run in runs:
        done = connection.execute(
            "UPDATE job SET cron_fired_at_ms = :minute WHERE id = :job AND (cron_fired_at_ms IS"
            " NULL OR cron_fired_at_ms < :minute OR cron_fired_at_ms > :minute + :forgiven)",
            {"minute": minute_ms, "job": run.job_id, "forgiven": _FORGIVEN_MS},
        )
        if done.rowcount:
            enqueue(connection, project_id, run, now_ms)
            count += 1
    return count
