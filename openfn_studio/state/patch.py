"""JSON Patch (RFC 6902): what an operation changed, applied forward to see the state at any point.

Pure: a patch never changes the value it is applied to. What it does not touch is shared, so the
states before and after an operation cost little more than one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from openfn_studio.errors import RunProblem
from openfn_studio.state.pointer import PointerError, format_pointer, parse_pointer
from openfn_studio.state.unopened import opened, whole

PatchOperation = Mapping[str, Any]
"""``{"op": "add", "path": "/data/x", "value": 1}``; ``move`` and ``copy`` have ``from``."""

_Step = tuple[str | int, ...]


class PatchProblem(RunProblem):
    """A patch that does not fit the value: the record of a run is damaged or was not kept."""


def apply(value: Any, patch: Sequence[PatchOperation]) -> Any:
    """Return the value after a patch; the given value stays as it is.

    Members of the value may be unopened: only those on the way to a change are opened.

    Raises:
        PatchProblem: A step leads nowhere, a test fails, or an operation is unknown.
    """
    draft = _Draft(value)
    for index, operation in enumerate(patch):
        try:
            _carry_out(draft, operation)
        except (PointerError, KeyError, IndexError, TypeError, ValueError) as error:
            raise PatchProblem(
                f"The recorded change {index + 1} of {len(patch)} does not fit the state: {error}.",
                means="The state at this point cannot be shown.",
            ) from error
    return draft.root


def state_at(initial: Any, patches: Sequence[Sequence[PatchOperation] | None], index: int) -> Any:
    """Return the state before operation ``index`` (0 is the initial state, ``len`` the last one).

    Args:
        initial: The state the run began with.
        patches: The change of each operation in order; None where it was too big to be kept.
        index: How many operations have run.

    Raises:
        PatchProblem: One of the changes on the way was not kept.
    """
    state = initial
    for number, patch in enumerate(patches[:index]):
        if patch is None:
            raise PatchProblem(
                f"What operation {number + 1} changed was too big to be kept.",
                means="States after it cannot be shown.",
                remedy="Run the job with a smaller input to see every step.",
            )
        state = apply(state, patch)
    return state


def diff(before: Any, after: Any) -> list[dict[str, Any]]:
    """Return a patch that turns ``before`` into ``after``; empty when they are equal as JSON.

    Lists are compared from both ends: what differs in the middle is paired by position.
    """
    operations: list[dict[str, Any]] = []
    # A stack instead of recursion, because states may nest as deep as the reader allows. Each
    # pair's changes are independent of the others, so their order does not matter.
    pending: list[tuple[_Step, Any, Any]] = [((), before, after)]
    while pending:
        path, old, new = pending.pop()
        if isinstance(old, dict) and isinstance(new, dict):
            pending += _diff_objects(path, cast(Any, old), cast(Any, new), operations)
        elif isinstance(old, list) and isinstance(new, list):
            pending += _diff_arrays(path, cast(Any, old), cast(Any, new), operations)
        elif not _is_same_scalar(old, new):
            operations.append({"op": "replace", "path": format_pointer(path), "value": new})
    return operations


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values are equal as JSON: ``1`` is ``1.0``, ``true`` is not ``1``."""
    pending: list[tuple[Any, Any]] = [(one, other)]
    while pending:
        a, b = pending.pop()
        if isinstance(a, dict) and isinstance(b, dict):
            left, right = cast(dict[str, Any], a), cast(dict[str, Any], b)
            if left.keys() != right.keys():
                return False
            pending += [(left[key], right[key]) for key in left]
        elif isinstance(a, list) and isinstance(b, list):
            first, second = cast(list[Any], a), cast(list[Any], b)
            if len(first) != len(second):
                return False
            pending += zip(first, second, strict=True)
        elif not _is_same_scalar(a, b):
            return False
    return True


def _is_same_scalar(a: Any, b: Any) -> bool:
    if isinstance(a, (dict, list)) or isinstance(b, (dict, list)):
        return False
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _diff_objects(
    path: _Step, old: dict[str, Any], new: dict[str, Any], operations: list[dict[str, Any]]
) -> list[tuple[_Step, Any, Any]]:
    for key in old.keys() - new.keys():
        operations.append({"op": "remove", "path": format_pointer((*path, key))})
    for key in new:
        if key not in old:
            pointer = format_pointer((*path, key))
            operations.append({"op": "add", "path": pointer, "value": new[key]})
    return [((*path, key), old[key], new[key]) for key in new if key in old]


def _diff_arrays(
    path: _Step, old: list[Any], new: list[Any], operations: list[dict[str, Any]]
) -> list[tuple[_Step, Any, Any]]:
    start = 0
    while start < min(len(old), len(new)) and is_same(old[start], new[start]):
        start += 1
    old_end, new_end = len(old), len(new)
    while min(old_end, new_end) > start and is_same(old[old_end - 1], new[new_end - 1]):
        old_end, new_end = old_end - 1, new_end - 1
    paired_end = min(old_end, new_end)
    for index in range(old_end - 1, paired_end - 1, -1):
        operations.append({"op": "remove", "path": format_pointer((*path, index))})
    for index in range(paired_end, new_end):
        pointer = format_pointer((*path, index))
        operations.append({"op": "add", "path": pointer, "value": new[index]})
    return [((*path, index), old[index], new[index]) for index in range(start, paired_end)]


class _Draft:
    """A value in the making: every container on the way to a change is copied, once."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._own: dict[int, Any] = {}

    def container(self, parts: Sequence[str]) -> Any:
        """Return the container that holds the last part, ours to change."""
        here = self.root = self._owned(self.root)
        for part in parts[:-1]:
            key = _key_in(here, part)
            here[key] = here = self._owned(here[key])
        return here

    def value(self, parts: Sequence[str]) -> Any:
        """Return the value at parts, to be read only."""
        here = self.root
        for part in parts:
            here = opened(here)
            here = here[_key_in(here, part)]
        return here

    def share(self, value: Any) -> Any:
        """Return a value that is about to stand in two places: neither may be changed in place."""
        pending = [value]
        while pending:
            here = pending.pop()
            if self._own.pop(id(here), None) is not None:
                pending += cast(Any, here).values() if isinstance(here, dict) else here
        return value

    def _owned(self, value: Any) -> Any:
        if id(value) in self._own:
            return value
        value = opened(value)
        if not isinstance(value, (dict, list)):
            raise PointerError("there is no object or array on the way")
        copied = cast(Any, value).copy()
        # The copy is kept as well as its id, because an id is reused once its object is gone.
        self._own[id(copied)] = copied
        return copied


def _key_in(container: Any, part: str, *, may_append: bool = False) -> str | int:
    if not isinstance(container, list):
        return part
    length = len(cast(list[Any], container))
    if may_append and part == "-":
        return length
    if not (part.isascii() and part.isdecimal()) or (len(part) > 1 and part[0] == "0"):
        raise PointerError(f"{part!r} is no position in an array")
    index = int(part)
    if index >= length + may_append:
        raise PointerError(f"the array has no position {index}")
    return index


def _carry_out(draft: _Draft, operation: PatchOperation) -> None:
    parts = parse_pointer(operation["path"])
    match operation["op"]:
        case "add":
            _add(draft, parts, operation["value"])
        case "remove":
            _remove(draft, parts)
        case "replace":
            _replace(draft, parts, operation["value"])
        case "test":
            if not is_same(whole(draft.value(parts)), operation["value"]):
                raise ValueError(f"the test of {operation['path']} failed")
        case "copy":
            _add(draft, parts, draft.share(draft.value(parse_pointer(operation["from"]))))
        case "move":
            source = parse_pointer(operation["from"])
            if parts[: len(source)] == source and parts != source:
                raise ValueError("a value cannot move into itself")
            moved = draft.value(source)
            _remove(draft, source)
            _add(draft, parts, moved)
        case unknown:
            raise ValueError(f"there is no operation {unknown!r}")


def _add(draft: _Draft, parts: Sequence[str], value: Any) -> None:
    if not parts:
        draft.root = value
        return
    container = draft.container(parts)
    key = _key_in(container, parts[-1], may_append=True)
    if isinstance(container, list):
        cast(list[Any], container).insert(cast(int, key), value)
    else:
        container[key] = value


def _remove(draft: _Draft, parts: Sequence[str]) -> None:
    if not parts:
        draft.root = None
        return
    container = draft.container(parts)
    del container[_key_in(container, parts[-1])]


def _replace(draft: _Draft, parts: Sequence[str], value: Any) -> None:
    if not parts:
        draft.root = value
        return
    container: Any = draft.container(parts)
    key = _key_in(container, parts[-1])
    if isinstance(container, dict) and key not in container:
        raise PointerError(f"there is no {key!r} to replace")
    cast(Any, container)[key] = value
