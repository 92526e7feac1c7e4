"""Reading a JSON file that a person wrote: exact places of errors, and the repair where one is."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.state.scan import MAX_DEPTH, Finding, scan

_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FIXES_NAMED = 3


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair that is ready to be used: its text is known to be JSON."""

    title: str
    """What it does, one sentence in the imperative."""
    repaired_text: str


class JsonProblem(UserInputProblem):
    """A text that is not the JSON that was asked for; ``repair`` is the way out, when there is."""

    def __init__(
        self, what: str, *, means: str = "", place: Place, repair: Repair | None = None
    ) -> None:
        remedy = f"Studio can repair it: {repair.title}" if repair else ""
        super().__init__(what, means=means, remedy=remedy, place=place)
        self.repair = repair


def read_state(source: str | bytes, file: Path | None = None) -> dict[str, Any]:
    """Return the state a file holds.

    Args:
        source: The file's bytes, or text that was typed.
        file: The file, for the message.

    Raises:
        JsonProblem: It is not JSON, or it is JSON but no object.
    """
    value = read_json(source, "state", file)
    if isinstance(value, dict):
        return cast(dict[str, Any], value)
    text = source if isinstance(source, str) else _decoded(source, "state", file)
    wrapped = Repair('Put the value under "data".', f'{{"data": {text.strip()}}}')
    raise JsonProblem(
        f"The state is {_kind(value)}, but a state is an object in curly brackets.",
        means='A job reads its input from state.data: {"data": …}.',
        place=Place(file, 1, 1),
        repair=wrapped,
    )


def read_json(source: str | bytes, what: str = "state", file: Path | None = None) -> Any:
    """Return the value of a JSON text. A UTF-8 byte order mark is skipped.

    Of duplicate names the last one counts, as in JavaScript and in PostgreSQL. Lines and columns
    of problems count from 1, columns in characters.

    Args:
        source: The file's bytes, or text.
        what: What it is, as in "The state is not JSON".
        file: The file, for the message.

    Raises:
        JsonProblem: It is empty, not UTF-8, not JSON, or nested deeper than ``MAX_DEPTH``.
    """
    text = source.removeprefix("\ufeff") if isinstance(source, str) else None
    if text is None:
        text = _decoded(cast(bytes, source), what, file)
    try:
        value = msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
        if not _is_too_deep(text, value):
            return value
    except (msgspec.DecodeError, RecursionError):
        # Which of the many ways to be wrong it is, the scanner tells better.
        pass
    raise _explained(text, what, file)


def place_in(text: str, offset: int, file: Path | None = None) -> Place:
    """Return the line and column of an offset; lines end with LF, CR or CR LF."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _explained(text: str, what: str, file: Path | None) -> JsonProblem:
    if not text.strip():
        return JsonProblem(
            f"The {what} is empty.",
            place=Place(file, 1, 1),
            repair=Repair("Begin with an empty object.", "{}"),
        )
    result = scan(text)
    if not result.findings:
        return JsonProblem(f"The {what} is not JSON.", place=Place(file, 1, 1))
    first = result.findings[0]
    return JsonProblem(
        f"The {what} is not JSON. {first.what}",
        place=place_in(text, first.offset, file),
        repair=_verified(result.findings, result.repaired),
    )


def _verified(findings: Iterable[Finding], repaired: str) -> Repair | None:
    """Return the repair if every finding has a fix and the repaired text really is JSON."""
    fixes = list(dict.fromkeys(finding.fix for finding in findings))
    if None in fixes or not _is_json(repaired):
        return None
    return Repair(_sentence([fix for fix in fixes if fix]), repaired)


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return False
    return True


def _sentence(fixes: list[str]) -> str:
    named = fixes[:_FIXES_NAMED]
    if len(fixes) > _FIXES_NAMED:
        named.append("the like")
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"{listed[0].upper()}{listed[1:]}."


def _is_too_deep(text: str, value: Any) -> bool:
    """Return whether a value is nested deeper than ``MAX_DEPTH``.

    Python's own limit depends on its version and on who calls, so it cannot be relied on.
    """
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _containers_in(parent)]
        if not level:
            return False
    return True


def _containers_in(value: Any) -> list[Any]:
    if isinstance(value, dict):
        members: Iterable[Any] = cast(dict[str, Any], value).values()
    elif isinstance(value, list):
        members = cast(list[Any], value)
    else:
        return []
    return [member for member in members if isinstance(member, (dict, list))]


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str):
        return "a text"
    if value is None or isinstance(value, bool):
        return str(msgspec.json.encode(value), "ascii")
    return "a number"


def _decoded(data: bytes, what: str, file: Path | None) -> str:
    """Return the text of UTF-8 bytes, without a byte order mark."""
    if data.startswith(_UTF16_BOMS):
        raise _not_utf8(data, "utf-16", what, Place(file, 1, 1))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        place = place_in(before, len(before), file)
        raise _not_utf8(data, "cp1252", what, place) from error


def _not_utf8(data: bytes, guess: str, what: str, place: Place) -> JsonProblem:
    """Return the problem of bytes in another encoding, with the repair if the guess is JSON."""
    names = {"utf-16": "UTF-16", "cp1252": "Windows (Western European) text"}
    problem = f"The {what} is not text in UTF-8."
    try:
        text = data.decode(guess)
    except UnicodeDecodeError:
        return JsonProblem(problem, place=place)
    if not _is_json(text):
        return JsonProblem(problem, place=place)
    return JsonProblem(problem, place=place, repair=Repair(f"Read it as {names[guess]}.", text))
