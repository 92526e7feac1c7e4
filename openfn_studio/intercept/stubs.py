"""Files of stub rules, read from the data a YAML or JSON parser made of them.

A file holds a list of rules; of those that fit a request, the first answers::

    - method: GET                         # any when absent
      url: https://example.org/api/*      # or pattern: a regular expression
      status: 200
      headers: {content-type: application/json}
      body: {patients: []}                # any JSON value, or text; {} when absent
    - url: /photo.png
      base64: iVBORw0KGgo=                # bytes, instead of body
      delay: 250                          # milliseconds before the answer
      times: 1                            # then later rules are tried
    - pattern: /login$
      ask: true                           # ask whoever watches the run

``intercept.glob`` says what a ``url`` fits, ``intercept.pattern`` what a ``pattern`` may be.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.intercept.values import READERS, ValueProblem

DataPath = tuple[str | int, ...]
"""The keys and indexes that lead to a value, such as ``(0, "headers", "accept")``."""
Locate = Callable[[DataPath], tuple[int, int] | None]
"""Line and column, from 1, of the value at a path; None when that is not known."""

_SYNONYMS = {
    "uri": "url",
    "path": "url",
    "regex": "pattern",
    "regexp": "pattern",
    "verb": "method",
    "code": "status",
    "statusCode": "status",
    "json": "body",
    "text": "body",
    "response": "body",
    "data": "body",
    "count": "times",
}
_ANSWER_KEYS = ("status", "headers", "body", "base64", "delay")
_PAIRS = (("url", "pattern"), ("body", "base64"))


class StubProblem(UserInputProblem):
    """A file of stub rules that cannot be used; ``place`` says where when that is known."""


def nowhere(_path: DataPath) -> None:
    """Locate nothing: for data that has no text behind it."""


def rules_from_data(
    data: object, *, file: Path | None = None, locate: Locate = nowhere
) -> tuple[Rule, ...]:
    """Return the rules of parsed data; None, an empty file, holds none.

    Args:
        data: What the YAML or JSON parser returned.
        file: Named in problems.
        locate: Where in the file a value stands.

    Raises:
        StubProblem: At the first thing that cannot be used.
    """
    reader = _Reader(file, locate)
    if data is None:
        return ()
    if not isinstance(data, list):
        raise reader.problem((), "HTTP rules must be a list.", "Begin each rule with a dash.")
    entries = cast("list[object]", data)
    return tuple(reader.rule(index, entry) for index, entry in enumerate(entries))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rules and knows where they stand."""

    file: Path | None
    locate: Locate

    def problem(self, path: DataPath, what: str, remedy: str = "") -> StubProblem:
        line, column = self.locate(path) or (None, None)
        return StubProblem(what, remedy=remedy, place=Place(self.file, line, column))

    def rule(self, index: int, entry: object) -> Rule:
        if not isinstance(entry, Mapping):
            what = f"HTTP rule {index + 1} must be keys and values."
            raise self.problem((index,), what, "Write for example: url: https://example.org/*")
        given = cast("Mapping[object, object]", entry)
        values = {str(key): self._value(index, key, value) for key, value in given.items()}
        self._check_together(index, values)
        answer = Answer(
            status=values.get("status", 200),
            headers=values.get("headers") or {},
            body=values.get("body"),
            base64=values.get("base64"),
            delay_ms=values.get("delay") or 0,
        )
        return Rule(
            method=values.get("method"),
            url=values.get("url"),
            pattern=values.get("pattern"),
            answer=answer,
            ask=values.get("ask") or False,
            times=values.get("times"),
        )

    def _value(self, index: int, key: object, value: object) -> Any:
        read = READERS.get(str(key))
        if read is None:
            what = f"HTTP rule {index + 1}: the key “{key}” is not known."
            raise self.problem((index, cast("str", key)), what, _advice(str(key)))
        try:
            return read(value)
        except ValueProblem as problem:
            what = f"HTTP rule {index + 1}: {key} {problem}."
            raise self.problem((index, str(key), *problem.path), what) from None

    def _check_together(self, index: int, values: Mapping[str, Any]) -> None:
        given = {key for key, value in values.items() if value is not None}
        for one, other in _PAIRS:
            if {one, other} <= given:
                what = f"HTTP rule {index + 1} has both {one} and {other}."
                raise self.problem((index, other), what, f"Keep only one of {one} and {other}.")
        answered = [key for key in _ANSWER_KEYS if key in given]
        if values.get("ask") and answered:
            what = f"HTTP rule {index + 1} asks for its answer, so its {answered[0]} has no use."
            raise self.problem((index, answered[0]), what, "Remove it, or remove ask.")


def _advice(key: str) -> str:
    close = get_close_matches(key.lower(), READERS, n=1)
    meant = _SYNONYMS.get(key) or (close[0] if close else None)
    return f"Did you mean “{meant}”?" if meant else f"Known keys are {', '.join(READERS)}."
