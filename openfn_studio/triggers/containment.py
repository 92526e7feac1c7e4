"""Whether a JSON value contains another one, by the rules of PostgreSQL's ``jsonb @>``.

1. An object contains an object when it has every key of it with a value that contains its value.
2. An array contains an array when each element of it is contained in some own element.
3. A scalar contains the equal scalar of the same type; numbers are compared as exact decimals.
4. Only at the top, an array also contains a scalar that is one of its elements.
5. Nothing is searched for deeper down, and keys and texts are compared as they are.
"""

from collections.abc import Generator, Hashable, Iterable
from decimal import Decimal
from typing import Any, cast

_Question = tuple[Any, Any]
_Answering = Generator[_Question, bool, bool]


def contains(value: Any, pattern: Any) -> bool:
    """Return what ``value @> pattern`` is in PostgreSQL, for JSON values of any depth."""
    if isinstance(value, list) and not _is_container(pattern):
        return _has_scalar(cast(list[Any], value), pattern)
    return contains_below_top(value, pattern)


def contains_below_top(value: Any, pattern: Any) -> bool:
    """Return whether a member of a value contains a member of a pattern: rule 4 does not apply."""
    answer = _at_once(value, pattern)
    return _answered(value, pattern) if answer is None else answer


def is_same_scalar(left: Any, right: Any) -> bool:
    """Return whether two scalars are of one JSON type and equal."""
    return scalar_key(left) == scalar_key(right)


def scalar_key(value: Any) -> Hashable:
    """Return what stands for a scalar when it is compared: true is not 1, and 1.0 is 1."""
    if isinstance(value, bool) or value is None:
        return (type(value), value)
    if isinstance(value, float):
        return Decimal(repr(value))
    return value


def _answered(value: Any, pattern: Any) -> bool:
    """Answer the question and those it depends on, on a stack of our own: depth cannot hurt."""
    stack = [_container_contains(value, pattern)]
    answer: bool | None = None
    while stack:
        try:
            question = next(stack[-1]) if answer is None else stack[-1].send(answer)
        except StopIteration as done:
            stack.pop()
            answer = cast(bool, done.value)
        else:
            stack.append(_container_contains(*question))
            answer = None
    return bool(answer)


def _at_once(value: Any, pattern: Any) -> bool | None:
    """Return the answer where nothing has to be looked into, else None."""
    if isinstance(pattern, dict):
        if not isinstance(value, dict):
            return False
    elif isinstance(pattern, list):
        if not isinstance(value, list):
            return False
    else:
        return not _is_container(value) and is_same_scalar(value, pattern)
    return None if pattern else True


def _container_contains(value: Any, pattern: Any) -> _Answering:
    if isinstance(pattern, dict):
        return _object_contains(value, cast(dict[str, Any], pattern))
    return _array_contains(value, pattern)


def _object_contains(value: dict[str, Any], pattern: dict[str, Any]) -> _Answering:
    for key, wanted in pattern.items():
        if key not in value:
            return False
        answer = _at_once(value[key], wanted)
        if answer is None:
            answer = yield value[key], wanted
        if not answer:
            return False
    return True


def _array_contains(elements: list[Any], pattern: list[Any]) -> _Answering:
    shelf = _Shelf(elements)
    for wanted in pattern:
        if not _is_container(wanted):
            if not shelf.has_scalar(wanted):
                return False
            continue
        for candidate in shelf.candidates(wanted):
            answer = _at_once(candidate, wanted)
            if answer is None:
                answer = yield candidate, wanted
            if answer:
                break
        else:
            return False
    return True


class _Shelf:
    """The elements of an array, found by a scalar they are or have, so that wide arrays are fast.

    Each index is made when it is first needed.
    """

    def __init__(self, elements: list[Any]) -> None:
        self._elements = elements
        self._scalars: set[Hashable] | None = None
        self._objects: dict[str, dict[Hashable, list[Any]]] = {}

    def has_scalar(self, wanted: Any) -> bool:
        """Return whether one of the elements is this scalar."""
        if self._scalars is None:
            self._scalars = {scalar_key(one) for one in self._elements if not _is_container(one)}
        return scalar_key(wanted) in self._scalars

    def candidates(self, wanted: Any) -> Iterable[Any]:
        """Return the elements that may contain a container: fewer, never too few."""
        if not isinstance(wanted, dict):
            return self._elements
        fewest: Iterable[Any] = self._elements
        count = len(self._elements)
        for key, member in cast(dict[str, Any], wanted).items():
            if not _is_container(member):
                having = self._index(key).get(scalar_key(member), [])
                if len(having) < count:
                    fewest, count = having, len(having)
        return fewest

    def _index(self, key: str) -> dict[Hashable, list[Any]]:
        if key not in self._objects:
            index: dict[Hashable, list[Any]] = {}
            for one in self._elements:
                if isinstance(one, dict) and key in one:
                    member = cast(dict[str, Any], one)[key]
                    if not _is_container(member):
                        index.setdefault(scalar_key(member), []).append(cast(Any, one))
            self._objects[key] = index
        return self._objects[key]


def _has_scalar(elements: list[Any], wanted: Any) -> bool:
    return any(not _is_container(one) and is_same_scalar(one, wanted) for one in elements)


def _is_container(value: Any) -> bool:
    return isinstance(value, (dict, list))
