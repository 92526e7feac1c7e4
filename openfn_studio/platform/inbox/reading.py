"""From what a source sent to the JSON body that filters compare and jobs are given.

Sans I/O: bytes and headers in, a reading or a problem with its place out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message as HeaderParser
from typing import Any

import msgspec

from openfn_studio.errors import UserInputProblem
from openfn_studio.platform.inbox.form import form_value
from openfn_studio.platform.inbox.multipart import MultipartBody, read_multipart
from openfn_studio.platform.inbox.xml import xml_value
from openfn_studio.store.messages.arrival import NewAttachment
from openfn_studio.triggers.jsontext import read_json

XML_SUBMISSION = "xml_submission_file"
"""The part of an OpenRosa submission that holds the form."""


class UnreadableBody(UserInputProblem):
    """A body that is nothing the inbox takes, with the place of the reason where there is one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A body as it will be kept."""

    text: str
    """JSON text; what was sent when that was JSON."""
    value: Any
    """The same as a value, with exact numbers."""
    received: bytes | None = None
    """The bytes that were sent, when ``text`` is not them."""
    attachments: tuple[NewAttachment, ...] = ()
    submission: bytes | None = None
    """The XML of an OpenRosa submission."""


@dataclass(frozen=True, slots=True)
class ContentType:
    """A Content-Type header, taken apart."""

    kind: str
    """In lower case, e.g. ``application/json``; empty when there was none."""
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, header: str) -> "ContentType":
        """Return what a header says; nonsense says nothing."""
        parser = HeaderParser()
        parser["content-type"] = header
        found = parser.get_params(failobj=[])
        if not found:
            return cls("")
        rest = {name.lower(): str(value) for name, value in found[1:]}
        return cls(found[0][0].strip().lower(), rest)


def read_message_body(body: bytes, content_type: str, query: Sequence[tuple[str, str]]) -> Reading:
    """Return what a message's body means.

    The Content-Type decides; without one, or with one that says nothing, the first character does.
    Without a body the query parameters are the message, as on v1.

    Raises:
        UnreadableBody: It is empty, or not what it claims to be.
    """
    if not body.strip():
        return _of_query(query)
    kind = ContentType.of(content_type)
    return _reader_for(kind.kind, body)(body, kind)


def plain_text(text: str, value: Any) -> str | None:
    r"""Return the body as it is searched when its text hides letters behind ``\u`` escapes."""
    if "\\" not in text:
        return None
    return msgspec.json.encode(value).decode()


def _reader_for(kind: str, body: bytes) -> Callable[[bytes, ContentType], Reading]:
    if kind == "application/x-www-form-urlencoded":
        # curl -d says so whatever is sent: JSON that is plainly JSON is taken as such.
        return _json if body.lstrip()[:1] in (b"{", b"[") else _form
    if kind == "multipart/form-data":
        return _multipart
    if kind == "application/json" or kind.endswith("+json"):
        return _json
    if kind in ("application/xml", "text/xml") or kind.endswith("+xml"):
        return _xml
    # A byte order mark of UTF-8 or UTF-16 may come first.
    first = body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    return _xml if first == b"<" else _json


def _json(body: bytes, kind: ContentType) -> Reading:
    text = decoded(body, kind.parameters.get("charset"))
    value = read_json(text)
    is_as_sent = text.encode() == body
    return Reading(text, value, None if is_as_sent else body)


def _xml(body: bytes, kind: ContentType) -> Reading:
    charset = kind.parameters.get("charset")
    value = xml_value(decoded(body, charset) if charset else body)
    return _made(value, body)


def _form(body: bytes, kind: ContentType) -> Reading:
    return _made(form_value(decoded(body, kind.parameters.get("charset"))), body)


def _multipart(body: bytes, kind: ContentType) -> Reading:
    parts = read_multipart(body, kind.parameters.get("boundary", ""))
    submitted = next((one for one in parts.files if one.field == XML_SUBMISSION), None)
    if submitted is not None:
        return _submission(submitted.attachment.body, parts)
    if XML_SUBMISSION in parts.fields:
        return _submission(str(parts.fields[XML_SUBMISSION]).encode(), parts)
    named = {one.field: one.attachment.name for one in parts.files}
    reading = _made({**parts.fields, **named}, body)
    return Reading(reading.text, reading.value, body, tuple(one.attachment for one in parts.files))


def _submission(xml: bytes, parts: MultipartBody) -> Reading:
    reading = _made(xml_value(xml), xml)
    files = tuple(one.attachment for one in parts.files if one.field != XML_SUBMISSION)
    return Reading(reading.text, reading.value, xml, files, submission=xml)


def _of_query(query: Sequence[tuple[str, str]]) -> Reading:
    if not query:
        raise UnreadableBody(
            "The message is empty: it has neither a body nor query parameters.",
            remedy="Send JSON, XML, a form, or query parameters.",
        )
    return _made(dict(query), b"")


def _made(value: Any, body: bytes) -> Reading:
    """Return a reading of a value that was made of something else than JSON."""
    text = msgspec.json.encode(value).decode()
    # Checked as JSON is: what jsonb cannot hold is refused in every form.
    return Reading(text, read_json(text), body)


def decoded(body: bytes, charset: str | None) -> str:
    """Return a body's text.

    Raises:
        UnreadableBody: It is not in the character set it claims, or there is no such.
    """
    name = charset or ("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    try:
        return body.decode(name).removeprefix("\ufeff")
    except LookupError as error:
        text = f"The character set {name[:40]} is not known."
        raise UnreadableBody(text, remedy="Send text in UTF-8.") from error
    except (UnicodeError, ValueError) as error:
        at = getattr(error, "start", 0)
        text = f"The message body is not text in {name.upper()[:40]}: byte {at + 1} does not fit."
        raise UnreadableBody(text, remedy="Send text in UTF-8.") from error
