"""Message filters made ready: inclusion and exclusion text as patterns to compare with."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from openfn_studio.domain.trigger import MessageFilter
from openfn_studio.errors import UserInputProblem
from openfn_studio.triggers.containment import contains
from openfn_studio.triggers.jsontext import MAX_DEPTH, read_json


class CriteriaProblem(UserInputProblem):
    """Criteria that came as a value and are not one JSON can hold."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a message must contain. A class of its own, because null is a pattern too."""

    value: Any
    """A JSON value: dict, list, str, bool, None, int or Decimal, never a float."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A message filter ready to be asked."""

    inclusion: Pattern
    exclusion: Pattern | None = None

    def matches(self, body: Any) -> bool:
        """Return whether a message with this body passes, as PostgreSQL would say.

        Args:
            body: The body as it is stored, ``__query_params`` included; read by
                ``triggers.jsontext.read_json`` so that no number was rounded.
        """
        if not contains(body, self.inclusion.value):
            return False
        return self.exclusion is None or not contains(body, self.exclusion.value)


def parse_pattern(source: str | bytes, what: str = "criteria") -> Pattern:
    """Return the pattern of a JSON text.

    Raises:
        JsonTextProblem: It is not JSON as jsonb takes it; line and column are told.
    """
    return Pattern(read_json(source, what))


def parse_exclusion(source: str | bytes | None) -> Pattern | None:
    """Return the pattern of an exclusion, None when there is none.

    Blank text is no exclusion: in SQL a missing one must not make the whole condition unknown.

    Raises:
        JsonTextProblem: It is not JSON as jsonb takes it; line and column are told.
    """
    if source is None or not source.strip():
        return None
    return parse_pattern(source, "exclusion")


def pattern_of(value: Any, what: str = "criteria") -> Pattern:
    """Return the pattern of criteria that came as a JSON value, as in the v1 API.

    Binary fractions become the decimals they are written as: 8.1 is 8.1.

    Raises:
        CriteriaProblem: Something in it is not JSON, or nothing jsonb can hold.
    """
    return Pattern(_exact(value, what))


def filter_of(trigger: MessageFilter) -> Filter:
    """Return a trigger's filter.

    Raises:
        JsonTextProblem: Its criteria or exclusion are not JSON.
    """
    return Filter(parse_pattern(trigger.criteria), parse_exclusion(trigger.exclusion))


def cautions(ready: Filter) -> tuple[str, ...]:
    """Return what a user should know before a job is switched on with this filter."""
    found: list[str] = []
    if ready.inclusion == Pattern({}):
        found.append("The criteria {} match every message that is an object.")
    # What contains the criteria contains everything they contain, so nothing can pass.
    if ready.exclusion and contains(ready.inclusion.value, ready.exclusion.value):
        found.append("The exclusion covers the criteria, so no message can pass this filter.")
    return tuple(found)


def _exact(value: Any, what: str) -> Any:
    """Return a copy that is fit for comparing. Without recursion, so that depth cannot hurt."""
    holder: list[Any] = [value]
    pending: list[tuple[Any, Any, int]] = [(holder, 0, 0)]
    while pending:
        parent, key, depth = pending.pop()
        found = parent[key]
        if not isinstance(found, (dict, list)):
            parent[key] = _exact_scalar(found, what)
            continue
        if depth == MAX_DEPTH:
            raise CriteriaProblem(f"The {what} are nested deeper than {MAX_DEPTH}.")
        copy: Any = cast(Any, found).copy()
        parent[key] = copy
        pending.extend((copy, name, depth + 1) for name in _keys(found, what))
    return holder[0]


def _keys(container: Any, what: str) -> list[Any]:
    if isinstance(container, dict):
        return [_text(name, what) for name in cast(dict[Any, Any], container)]
    return list(range(len(container)))


def _exact_scalar(value: Any, what: str) -> Any:
    if isinstance(value, str):
        return _text(value, what)
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value):
            raise CriteriaProblem(f"The {what} have {value}, which is no number in JSON.")
        return Decimal(repr(value)) if isinstance(value, float) else value
    if value is None or isinstance(value, int):
        return value
    raise CriteriaProblem(f"The {what} have a {type(value).__name__}, which JSON does not know.")


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise CriteriaProblem(f"The {what} have the key {value!r}, but keys are texts.")
    if "\0" in value:
        raise CriteriaProblem(f"The {what} have the character \\u0000, which cannot be stored.")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise CriteriaProblem(f"The {what} have half a surrogate pair, which is no character.")
    return value
