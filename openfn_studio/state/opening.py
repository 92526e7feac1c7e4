"""Opening a JSON text: checking it, and noting where the members of its long containers lie."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from openfn_studio.state.brackets import BracketError, Brackets
from openfn_studio.state.members import Contents
from openfn_studio.state.reading import JsonProblem, place_in, read_json
from openfn_studio.state.survey import LONG, GaveUp, survey

_EXPLAINED = 2_000_000
_STEP = 1 << 18
_RAW = msgspec.json.Decoder(msgspec.Raw)
_HALVES = re.compile(
    rb"(?P<fine>\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A text that is JSON."""

    text: bytes
    """The text; half characters, as JavaScript's strings may hold, are shown as U+FFFD."""
    contents: Mapping[int, Contents] = field(default_factory=dict[int, Contents])
    """Of long containers: where each begins, and what it holds."""
    brackets: Brackets | None = None
    """Which bracket closes which, when that had to be found out."""


def open_text(data: bytes, what: str, file: Path | None) -> Opened:
    """Return the text as it may be looked into.

    Args:
        data: UTF-8 without a byte order mark.
        what: What it is, as in "The state is not JSON".
        file: The file, for the message.

    Raises:
        JsonProblem: It is not JSON in UTF-8; the problem says where.
    """
    if not _is_utf8(data):
        read_json(data, what, file)
    contents = _checked(data)
    if contents is not None:
        return Opened(data, contents)
    # An escape as long as the half character's own, so that every offset stays.
    text = _HALVES.sub(lambda m: m["fine"] or b"\\ufffd", data)
    contents = None if text == data else _checked(text)
    if contents is not None:
        return Opened(text, contents)
    try:
        return Opened(text, brackets=Brackets(text))
    except BracketError as error:
        raise _explained(data, error.offset, what, file) from error


def _checked(text: bytes) -> Mapping[int, Contents] | None:
    """Return the contents of long containers; None if it is not JSON, or nested too deep."""
    if len(text) > LONG:
        try:
            return survey(text)
        except GaveUp:
            pass
    try:
        _RAW.decode(text)
    except (RecursionError, msgspec.DecodeError):
        return None
    return {}


def _explained(data: bytes, offset: int, what: str, file: Path | None) -> JsonProblem:
    if len(data) <= _EXPLAINED:
        read_json(data, what, file)
    before = data[:offset].decode("utf-8", "replace")
    return JsonProblem(f"The {what} is not JSON.", place=place_in(before, len(before), file))


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for at in range(0, len(data), _STEP):
            decoder.decode(view[at : at + _STEP], at + _STEP >= len(data))
    except UnicodeDecodeError:
        return False
    return True
