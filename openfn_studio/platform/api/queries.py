"""What may stand behind the ``?`` of the API's addresses."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from openfn_studio.platform.api.shapes import Number

Limit = Annotated[int, Meta(ge=1, le=1000)]
Position = Annotated[int, Meta(ge=0, le=2**53 - 1)]
State = Literal["success", "failure", "in_progress", "waiting", "running", "none"]
Status = Literal["success", "failed", "running"]
Format = Literal["csv", "ndjson", "json"]
Moment = Annotated[str, Meta(max_length=40, examples=["2026-05-03", "2026-05-03T09:00:00Z"])]
"""A date, or a date and time; without a zone it is in UTC."""


class OfProject(Struct):
    """Of which project; without it, of all."""

    project_id: Number | None = None


class Page(OfProject):
    """A page of a list, newest first."""

    limit: Limit | None = None
    """Without it, the whole list."""
    before_id: Number | None = None
    """Only older ones than this: the last of the page before."""


class MessageFilter(OfProject):
    """Which messages."""

    text: Annotated[str, Meta(max_length=1000)] = ""
    """In the body."""
    since: Moment | None = None
    """Received then or later; without it, in the last 30 days; ``ever`` is all."""
    until: Moment | None = None
    trigger_id: Number | None = None
    state: State | None = None
    """What became of it in some job, or in ``job_id``."""
    job_id: Number | None = None
    from_id: Number | None = None
    to_id: Number | None = None


class MessagePage(MessageFilter):
    """A page of messages."""

    limit: Limit = 100
    before_id: Number | None = None


class MessageExport(MessageFilter):
    """Messages as a file."""

    format: Format = "csv"


class RunFilter(OfProject):
    """Which runs."""

    text: Annotated[str, Meta(max_length=1000)] = ""
    """In the log or the error."""
    since: Moment | None = None
    """Started then or later; without it, in the last 30 days; ``ever`` is all."""
    until: Moment | None = None
    job_id: Number | None = None
    message_id: Number | None = None
    queue_id: Number | None = None
    status: Status | None = None
    exit_code: Annotated[int, Meta(ge=0, le=255)] | None = None
    from_id: Number | None = None
    to_id: Number | None = None


class RunPage(RunFilter):
    """A page of runs."""

    limit: Limit = 100
    before_id: Number | None = None


class RunExport(RunFilter):
    """Runs as a file."""

    format: Format = "csv"


class LogPage(OfProject):
    """A page of a run's log."""

    after: Position | None = None
    limit: Limit = 1000


class QueuePage(OfProject):
    """A page of a queue, in its order."""

    after_id: Position = 0
    limit: Limit = 100


class CronAsked(Struct):
    """A cron expression."""

    cron: Annotated[str, Meta(min_length=9, max_length=200)]
    count: Annotated[int, Meta(ge=1, le=50)] = 5
