"""Multipart bodies: forms with files, and submissions of OpenRosa clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message as HeaderParser
from typing import Any

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser

from openfn_studio.errors import UserInputProblem
from openfn_studio.platform.inbox.form import joined
from openfn_studio.store.messages.arrival import NewAttachment

MOST_PARTS = 200


class MultipartProblem(UserInputProblem):
    """A multipart body that is broken, empty or too large."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file in a form."""

    field: str
    attachment: NewAttachment


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """What a multipart body holds."""

    fields: Mapping[str, Any]
    files: tuple[FilePart, ...]


def read_multipart(body: bytes, boundary: str) -> MultipartBody:
    """Return the fields and files of a multipart body.

    Raises:
        MultipartProblem: It has no boundary or no parts, is cut off, or has too many parts.
    """
    if not boundary:
        raise MultipartProblem("The Content-Type names no boundary between the parts.")
    collector = _Collector()
    try:
        parser = MultipartParser(boundary.encode(), collector.callbacks())
        parser.write(body)
        parser.finalize()
    except (MultipartParseError, UnicodeError) as error:
        raise MultipartProblem(f"The multipart body is broken: {error}.") from error
    if not collector.is_whole:
        raise MultipartProblem("The multipart body ends too early: its last boundary is missing.")
    if not collector.fields and not collector.files:
        raise MultipartProblem("The multipart body has no parts.")
    return MultipartBody(joined(collector.fields), tuple(collector.files))


class _Collector:
    """Takes the parser's calls."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[FilePart] = []
        self.is_whole = False
        self._headers: dict[str, str] = {}
        self._name = bytearray()
        self._value = bytearray()
        self._data = bytearray()

    def callbacks(self) -> Any:
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._add_to_name,
            "on_header_value": self._add_to_value,
            "on_header_end": self._header,
            "on_part_data": self._add_to_data,
            "on_part_end": self._end,
            "on_end": self._whole,
        }

    def _begin(self) -> None:
        if len(self.fields) + len(self.files) >= MOST_PARTS:
            raise MultipartParseError(f"it has more than {MOST_PARTS} parts")
        self._headers = {}
        self._data = bytearray()

    def _add_to_name(self, data: bytes, start: int, end: int) -> None:
        self._name.extend(data[start:end])

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value.extend(data[start:end])

    def _add_to_data(self, data: bytes, start: int, end: int) -> None:
        self._data.extend(data[start:end])

    def _header(self) -> None:
        name = self._name.decode("latin-1").lower()
        self._headers[name] = self._value.decode("utf-8", "replace")
        self._name, self._value = bytearray(), bytearray()

    def _end(self) -> None:
        disposition = HeaderParser()
        disposition["content-disposition"] = self._headers.get("content-disposition", "")
        field = disposition.get_param("name", header="content-disposition")
        name = disposition.get_filename()
        kind = self._headers.get("content-type", "")
        data = bytes(self._data)
        if name is None:
            self.fields.append((_text(field), data.decode("utf-8", "replace")))
        else:
            self.files.append(FilePart(_text(field), NewAttachment(_base(name), kind, data)))

    def _whole(self) -> None:
        self.is_whole = True


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _base(name: str) -> str:
    """Return a file's name without folders: nobody's path is kept."""
    return name.replace("\\", "/").rpartition("/")[2] or "file"
