"""Taking messages in: the message, what it matches and what it starts, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from openfn_studio.store.ids import next_id
from openfn_studio.store.problems import NotThere
from openfn_studio.store.queue.waiting import PlannedRun, enqueue
from openfn_studio.store.text_index import index_reaches


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file that came with a message."""

    name: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message as it is to be kept."""

    project_id: int
    received_at_ms: int
    source: str
    """inbox, openrosa, hand."""
    body: str
    """JSON text; as received when it was JSON."""
    query: str = "{}"
    """JSON: what becomes ``__query_params``."""
    headers: str = "{}"
    """JSON, with keys and passwords masked."""
    content_type: str = ""
    plain: str | None = None
    """The body without escapes, when it has any."""
    received: bytes | None = None
    """The bytes as received, when they are not ``body``."""
    submission: bytes | None = None
    """What tells an OpenRosa submission from others: sent twice, it is kept once."""
    user: int | None = None
    attachments: tuple[NewAttachment, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageKey:
    """How a message is found again."""

    id: int
    number: int
    is_new: bool = True
    """False for a submission that was here already."""


def store_message(
    connection: Connection,
    message: NewMessage,
    matches: Sequence[int] = (),
    runs: Sequence[PlannedRun] = (),
) -> MessageKey:
    """Keep a message with the triggers it matches, and put the runs it starts in the queue.

    Args:
        connection: Where to write.
        message: What arrived.
        matches: Ids of the triggers whose filters it passes.
        runs: What it starts.

    Raises:
        NotThere: The project is gone.
    """
    known = _known_submission(connection, message)
    if known:
        _attach(connection, known.id, message.attachments)
        return known
    key = _insert(connection, message)
    _attach(connection, key.id, message.attachments)
    note_matches(connection, key.id, matches)
    for run in runs:
        enqueue(connection, message.project_id, run, message.received_at_ms, message_id=key.id)
    return key


def note_matches(connection: Connection, message_id: int, triggers: Sequence[int]) -> None:
    """Remember which filters a message passes."""
    connection.executemany(
        "INSERT OR IGNORE INTO message_match VALUES (?, ?)",
        [(trigger, message_id) for trigger in triggers],
    )


def _known_submission(connection: Connection, message: NewMessage) -> MessageKey | None:
    if message.submission is None:
        return None
    row = connection.execute(
        "SELECT id, number FROM message WHERE project_id = ? AND submission = ?",
        (message.project_id, message.submission),
    ).fetchone()
    return MessageKey(*row, is_new=False) if row else None


def _insert(connection: Connection, message: NewMessage) -> MessageKey:
    counted = connection.execute(
        "UPDATE project SET last_message_number = last_message_number + 1 WHERE id = ?"
        " RETURNING last_message_number",
        (message.project_id,),
    ).fetchone()
    if counted is None:
        raise NotThere("The project is not there any more.")
    # Ids below what the text index reaches are taken, also those of messages that were removed.
    last = connection.execute("SELECT ifnull(max(id), 0) FROM message").fetchone()[0]
    message_id = next_id(max(last, index_reaches(connection)), message.received_at_ms)
    connection.execute(
        "INSERT INTO message (id, project_id, number, received_at_ms, source, content_type,"
        " headers, query, body, plain, received, submission, user_id, size_bytes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message_id,
            message.project_id,
            counted[0],
            message.received_at_ms,
            message.source,
            message.content_type,
            message.headers,
            message.query,
            message.body,
            message.plain,
            message.received,
            message.submission,
            message.user,
            len(message.body.encode()),
        ),
    )
    return MessageKey(message_id, counted[0])


def _attach(connection: Connection, message_id: int, attachments: Sequence[NewAttachment]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO attachment (message_id, name, content_type, body)"
        " VALUES (?, ?, ?, ?)",
        [(message_id, one.name, one.content_type, one.body) for one in attachments],
    )
