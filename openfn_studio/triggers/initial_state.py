"""The state a run begins with, by what started it, and which final states a cron job keeps.

The credential's body is not in it: whoever opens the credential adds ``configuration``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

JOB_STATE_WARNING_BYTES = 10_000
JOB_STATE_LIMIT_BYTES = 50_000


class InitialState(StrEnum):
    """Where a run's initial state comes from; the comments are v1's documentation."""

    MESSAGE = "message"
    """``{data: body}``, the body with ``__query_params``."""
    LAST_FINAL_STATE = "last final state"
    """The final state of the job's last successful run; ``{}`` when there is none."""
    FINAL_STATE_OF_TRIGGERING_RUN = "final state of the triggering run"
    INITIAL_STATE_OF_FAILED_RUN = "initial state of the failed run"
    """With ``error``, the failed run's log as an array of lines."""
    SAME_AS_BEFORE = "same as before"
    """The initial state of the run that is retried."""


@dataclass(frozen=True, slots=True)
class JobStateVerdict:
    """Whether a final state becomes the job's state for its next cron run."""

    is_kept: bool
    note: str = ""
    """What the user should know, a whole sentence; empty when there is nothing."""


def state_carried_on(final_state: Any) -> dict[str, Any]:
    """Return the initial state made of an earlier final state: cron and flow.

    ``configuration`` never travels from one run to the next. A final state that is no object, or
    None for a cron job's first run, carries nothing.
    """
    if not isinstance(final_state, dict):
        return {}
    members = cast(dict[str, Any], final_state)
    return {key: value for key, value in members.items() if key != "configuration"}


def state_after_failure(initial_state: Any, log_lines: Sequence[str]) -> dict[str, Any]:
    """Return the initial state of a catch job: what the failed run began with, and its log."""
    return {**state_carried_on(initial_state), "error": list(log_lines)}


def job_state_verdict(
    *, succeeded: bool, size_bytes: int, limit_bytes: int = JOB_STATE_LIMIT_BYTES
) -> JobStateVerdict:
    """Return whether a cron job's final state is kept for its next run.

    Args:
        succeeded: A failed run has no final state and moves no cursor.
        size_bytes: The final state as JSON in UTF-8, without ``configuration``.
        limit_bytes: The largest state that is kept, 50,000 bytes on v1.
    """
    if not succeeded:
        return JobStateVerdict(False)
    if size_bytes > limit_bytes:
        return JobStateVerdict(
            False,
            f"The final state has {size_bytes:,} bytes, more than the {limit_bytes:,} that are "
            "kept: the next run begins with the last state that was small enough.",
        )
    if size_bytes > JOB_STATE_WARNING_BYTES:
        return JobStateVerdict(
            True,
            f"The final state has {size_bytes:,} bytes; above {limit_bytes:,} it is no longer "
            "kept for the next run.",
        )
    return JobStateVerdict(True)
