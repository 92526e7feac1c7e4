"""What the API takes and gives of messages and runs; their order is the order on the wire."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from openfn_studio.platform.api.shapes import JsonValue, Number

# ------------------------------------------------------------------ messages


class JobOfMessage(Struct):
    """What became of a message in a job."""

    job_id: int
    state: str
    """waiting, running, success, failure."""


class MessageOut(Struct):
    """A message in a list."""

    id: int
    project_id: int
    source: str
    content_type: str
    size: int
    preview: str
    """The beginning of its body."""
    trigger_ids: list[int]
    """The filters it passes."""
    jobs: list[JobOfMessage]
    inserted_at: datetime
    edited_at: datetime | None


class EditOut(Struct):
    """What a message's body was before an edit."""

    body: JsonValue
    edited_at: datetime
    user: str | None


class AttachmentOut(Struct):
    """A file that came with a message."""

    name: str
    content_type: str
    size: int


class WholeMessage(MessageOut):
    """A message."""

    body: JsonValue
    headers: JsonValue
    query_params: JsonValue
    is_as_received: bool
    edits: list[EditOut]
    attachments: list[AttachmentOut]
    newer_id: int | None
    """The next newer one that fits the filter that was given."""
    older_id: int | None


class RunMessageIn(Struct):
    """Which job a message is to be run with; without one, all that match and are not archived."""

    job_id: Number | None = None


class Queued(Struct):
    """Runs that were put into the queue."""

    queue_ids: list[int]


class RangeIn(Struct):
    """Which messages or runs, oldest first; filters are given in the query."""

    dry_run: bool = False
    """Only say how many there would be."""


class Reprocessed(Struct):
    """What reprocessing did."""

    messages: int
    runs: int


class Retried(Struct):
    """What retrying did."""

    runs: int
    skipped: int
    """Whose message or job is gone, or that follow from other runs."""


# ------------------------------------------------------------------ runs


class RunOut(Struct):
    """A run in a list."""

    id: int
    success: bool | None
    """null while it is on."""
    started_at: datetime
    finished_at: datetime | None
    job_description_id: int
    receipt_id: int | None
    exit_code: int | None
    project_id: int
    job_id: int
    message_id: int | None
    job_name: str
    cause: str
    trigger: str | None
    attempt: int
    queue_id: int | None
    source_run_id: int | None
    took_ms: float | None
    test_mode: bool
    dialect: str
    error: dict[str, Any] | None


class WholeRun(RunOut):
    """A run with its log."""

    log: list[str]
    log_lines: int
    """How many there are; ``log`` holds the first 10,000."""
    chain: list[str]
    adaptors: dict[str, Any]
    expression: str
    final_state: JsonValue | None
    """Exact, without configuration; null when there is none or it is large: see /state."""
    newer_id: int | None
    older_id: int | None


class LogLine(Struct):
    """A message of a run's log."""

    position: int
    ms: float
    level: str
    source: str
    text: str


class WaitingOut(Struct):
    """A run in a queue."""

    id: int
    project_id: int
    job_id: int
    job_name: str
    message_id: int | None
    cause: str
    attempt: int
    queued_at: datetime
    not_before: datetime | None
