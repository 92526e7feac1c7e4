"""One message with all that is known of it."""

from dataclasses import dataclass
from sqlite3 import Connection

from openfn_studio.store.messages.pages import MessageEntry, read_entry
from openfn_studio.store.problems import NotThere


@dataclass(frozen=True, slots=True)
class EditRow:
    """What a message's body was before an edit."""

    position: int
    """0 is the original."""
    body: str
    edited_at_ms: int
    user: str | None
    """The e-mail address of who edited it."""


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that came with a message, without its bytes."""

    name: str
    content_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message."""

    entry: MessageEntry
    project_id: int
    headers: str
    """JSON, with keys and passwords masked."""
    query: str
    """JSON: what becomes ``__query_params``."""
    body: str
    """JSON text."""
    is_as_received: bool
    """Whether the body is what was sent; else ``read_received`` has that."""
    edits: tuple[EditRow, ...]
    attachments: tuple[AttachmentRow, ...]


def find_message(connection: Connection, project_id: int, number: int) -> int:
    """Return a message's id.

    Raises:
        NotThere: The project has none of that number (any more).
    """
    row = connection.execute(
        "SELECT id FROM message WHERE project_id = ? AND number = ?", (project_id, number)
    ).fetchone()
    if row is None:
        raise NotThere(f"There is no message {number}.")
    return row[0]


def projects_of_message(connection: Connection, number: int) -> list[int]:
    """Return the numbers of the projects that have a message of this number."""
    rows = connection.execute(
        "SELECT project.number FROM project CROSS JOIN message ON message.project_id = project.id"
        " WHERE message.number = ? AND project.number IS NOT NULL ORDER BY project.number",
        (number,),
    )
    return [row[0] for row in rows]


def read_message(connection: Connection, message_id: int) -> MessageRow:
    """Return a message with its edits and attachments.

    Raises:
        NotThere: It was removed.
    """
    row = connection.execute(
        "SELECT project_id, headers, query, body, received IS NULL AND edited_at_ms IS NULL"
        " FROM message WHERE id = ?",
        (message_id,),
    ).fetchone()
    if row is None:
        raise NotThere("The message was removed.")
    edits = connection.execute(
        "SELECT position, body, edited_at_ms, email FROM message_edit"
        " LEFT JOIN user ON user.id = user_id WHERE message_id = ? ORDER BY position",
        (message_id,),
    )
    attachments = connection.execute(
        "SELECT name, content_type, length(body) FROM attachment WHERE message_id = ? ORDER BY id",
        (message_id,),
    )
    return MessageRow(
        read_entry(connection, message_id),
        *row[:4],
        is_as_received=bool(row[4]),
        edits=tuple(EditRow(*edit) for edit in edits.fetchall()),
        attachments=tuple(AttachmentRow(*one) for one in attachments.fetchall()),
    )


def read_received(connection: Connection, message_id: int) -> bytes:
    """Return the bytes a message was received as.

    Raises:
        NotThere: It was removed.
    """
    row = connection.execute(
        "SELECT received, ifnull((SELECT body FROM message_edit WHERE message_id = message.id"
        " AND position = 0), body) FROM message WHERE id = ?",
        (message_id,),
    ).fetchone()
    if row is None:
        raise NotThere("The message was removed.")
    return row[0] if row[0] is not None else row[1].encode()


def read_attachment(connection: Connection, message_id: int, name: str) -> tuple[str, bytes]:
    """Return content type and bytes of a file that came with a message.

    Raises:
        NotThere: It has none of that name.
    """
    row = connection.execute(
        "SELECT content_type, body FROM attachment WHERE message_id = ? AND name = ?",
        (message_id, name),
    ).fetchone()
    if row is None:
        raise NotThere(f"The message has no attachment {name}.")
    return row
