"""Why a message does or does not pass a filter, path by path, in plain words."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from openfn_studio.triggers.containment import (
    contains,
    contains_below_top,
    is_same_scalar,
)
from openfn_studio.triggers.criteria import Filter
from openfn_studio.triggers.shown import Path, in_short, kind_of, path_in_words

MAX_MISMATCHES = 20
"""How many are told of one message; a user mends them one by one."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One path of a message that is not what a pattern asks for."""

    path: Path
    """Keys and array indexes from the top of the message body."""
    why: str
    """What is wrong there, e.g. ``expected "case", got "visit"``."""

    def __str__(self) -> str:
        return f"Fails at {path_in_words(self.path)}: {self.why}."


@dataclass(frozen=True, slots=True)
class FilterExplanation:
    """What a filter says of a message, and why."""

    matches: bool
    """What ``Filter.matches`` returns."""
    missing: tuple[Mismatch, ...]
    """Why the criteria are not contained; empty when they are."""
    is_excluded: bool
    """Whether the exclusion is contained, whatever the criteria say."""
    sentences: tuple[str, ...]
    """All of it as sentences to show."""


def explain(value: Any, pattern: Any) -> Mismatch | None:
    """Return the first path at which a value fails a pattern; None when the value contains it."""
    return next(_mismatches(value, pattern), None)


def mismatches(value: Any, pattern: Any) -> tuple[Mismatch, ...]:
    """Return every path at which a value fails a pattern, at most ``MAX_MISMATCHES``."""
    found = _mismatches(value, pattern)
    return tuple(one for one, _ in zip(found, range(MAX_MISMATCHES), strict=False))


def explain_filter(ready: Filter, body: Any) -> FilterExplanation:
    """Return why a message passes a filter, or why it does not."""
    missing = mismatches(body, ready.inclusion.value)
    sentences = [str(one) for one in missing] or [
        f"The message contains the criteria {in_short(ready.inclusion.value)}."
    ]
    is_excluded = ready.exclusion is not None and contains(body, ready.exclusion.value)
    if ready.exclusion:
        sentences.append(_exclusion_sentence(body, ready.exclusion.value))
    return FilterExplanation(not missing and not is_excluded, missing, is_excluded,
                             tuple(sentences))  # fmt: skip


def _exclusion_sentence(body: Any, exclusion: Any) -> str:
    first = explain(body, exclusion)
    if first is None:
        return f"It is excluded: the message contains {in_short(exclusion)}."
    return (
        f"The exclusion does not apply: at {path_in_words(first.path)} it is not met: {first.why}."
    )


def _mismatches(value: Any, pattern: Any) -> Iterator[Mismatch]:
    if contains(value, pattern):
        return
    pending: list[tuple[Path, Any, Any]] = [((), value, pattern)]
    while pending:
        path, got, wanted = pending.pop()
        if isinstance(wanted, dict) and isinstance(got, dict):
            wanted_members = cast(dict[str, Any], wanted)
            members = cast(dict[str, Any], got)
            yield from _missing_keys(path, members, wanted_members)
            pending.extend(_shared_members(path, members, wanted_members))
        elif isinstance(wanted, list) and isinstance(got, list):
            elements = cast(list[Any], got)
            for missing in _missing_elements(elements, cast(list[Any], wanted)):
                # With one element only, what is wrong inside it says more than that it is wrong.
                if len(elements) == 1:
                    pending.append(((*path, 0), elements[0], missing))
                else:
                    yield Mismatch(path, _no_element(elements, missing))
        elif not _is_equal_scalar(got, wanted):
            yield Mismatch(path, _difference(got, wanted, is_top=not path))


def _missing_keys(
    path: Path, members: dict[str, Any], wanted: dict[str, Any]
) -> Iterator[Mismatch]:
    for key, value in wanted.items():
        if key not in members:
            hint = _similar_key(key, members)
            why = f"the key is missing; expected {in_short(value)}{hint}"
            yield Mismatch((*path, key), why)


def _shared_members(
    path: Path, members: dict[str, Any], wanted: dict[str, Any]
) -> list[tuple[Path, Any, Any]]:
    shared = [((*path, key), members[key], wanted[key]) for key in wanted if key in members]
    # The first is taken from the end.
    return shared[::-1]


def _missing_elements(elements: list[Any], wanted: list[Any]) -> list[Any]:
    if contains_below_top(elements, wanted):
        return []
    return [one for one in wanted if not contains_below_top(elements, [one])]


def _no_element(elements: list[Any], missing: Any) -> str:
    if not elements:
        return f"the array is empty; expected an element that contains {in_short(missing)}"
    return f"none of the {len(elements)} elements contains {in_short(missing)}"


def _is_equal_scalar(got: Any, wanted: Any) -> bool:
    has_containers = isinstance(got, (dict, list)) or isinstance(wanted, (dict, list))
    return not has_containers and is_same_scalar(got, wanted)


def _difference(got: Any, wanted: Any, *, is_top: bool) -> str:
    plain = f"expected {in_short(wanted)}, got {in_short(got)}"
    if isinstance(got, str) and isinstance(wanted, str):
        return plain + _text_hint(got, wanted)
    if isinstance(got, list) and not isinstance(wanted, (dict, list)):
        if is_top:
            return f"none of the {len(cast(list[Any], got))} elements is {in_short(wanted)}"
        hint = f"to look for an element, write [{in_short(wanted)}] in the filter"
        return f"expected {in_short(wanted)}, got an array; {hint}"
    if isinstance(got, list) and isinstance(wanted, dict):
        hint = f"to look for an element, write [{in_short(wanted)}] in the filter"
        return f"expected an object, got an array; {hint}"
    if kind_of(got) == kind_of(wanted) or got is None or wanted is None:
        return plain
    return f"{plain}; that is {kind_of(got)}, not {kind_of(wanted)}"


def _text_hint(got: str, wanted: str) -> str:
    if got.strip() == wanted.strip():
        return "; only blanks at the ends differ"
    if got.casefold() == wanted.casefold():
        return "; only upper and lower case differ"
    if unicodedata.normalize("NFC", got) == unicodedata.normalize("NFC", wanted):
        return "; they look alike, but are written with other characters"
    if in_short(got) == in_short(wanted):
        pairs = zip(got, wanted, strict=False)
        same = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(got), len(wanted)))
        return f"; they differ from character {same + 1} on"
    return ""


def _similar_key(key: str, members: dict[str, Any]) -> str:
    similar = (name for name in members if name.strip().casefold() == key.strip().casefold())
    name = next(similar, None)
    return f"; the message has the key {in_short(name)}" if name is not None else ""
