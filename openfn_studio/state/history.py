"""A run's states over time: before and after every operation, and who set what.

States share what did not change, so keeping some of them costs little.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from openfn_studio.state import patch
from openfn_studio.state.difference import Change, ChangeKind, difference
from openfn_studio.state.patch import PatchOperation, PatchProblem
from openfn_studio.state.pointer import Path, parse_pointer, path_in, value_at
from openfn_studio.state.tree import Document
from openfn_studio.state.unopened import opened, unopened, whole
from openfn_studio.state.writing import written

_STRIDE = 8
_DOCUMENTS = 4
_KINDS = {"add": ChangeKind.ADDED, "copy": ChangeKind.ADDED, "remove": ChangeKind.REMOVED}


class History:
    """The states of one run. Point 0 is the initial state, point n the one after n operations.

    Args:
        initial: The state the run began with, as JSON.
        patches: What each operation changed; None where it was too big to be kept.

    Methods that need a change which was not kept raise ``PatchProblem``. Not safe for threads:
    whoever shares it holds a lock.
    """

    def __init__(self, initial: bytes, patches: Sequence[Sequence[PatchOperation] | None]) -> None:
        self._patches = patches
        self._initial = initial
        self._states: dict[int, Any] = {}
        self._latest = 0
        self._documents: OrderedDict[int, Document] = OrderedDict()

    def __len__(self) -> int:
        return len(self._patches)

    def state_before(self, index: int) -> Any:
        """Return the state before an operation."""
        return self.state_at(index)

    def state_after(self, index: int) -> Any:
        """Return the state after an operation."""
        return self.state_at(index + 1)

    def state_at(self, point: int) -> Any:
        """Return the state at a point; ``IndexError`` when the run has no such point."""
        return whole(self._state_at(point))

    def value_at(self, point: int, path: Sequence[str | int]) -> Any:
        """Return what is at a path at a point; members of it may be unopened.

        Raises:
            PointerError: There is nothing.
        """
        return opened(value_at(self._state_at(point), path, opened))

    def _state_at(self, point: int) -> Any:
        if not 0 <= point <= len(self):
            raise IndexError(point)
        if not self._states:
            # Not sooner: whoever makes a history may be in a hurry, who looks into it is not.
            self._states[0] = unopened(self._initial)
        nearest = max(known for known in self._states if known <= point)
        state = self._states[nearest]
        for number in range(nearest, point):
            state = patch.apply(state, self._kept(number))
            if (number + 1) % _STRIDE == 0:
                self._states[number + 1] = state
        self._remember(point, state)
        return state

    def document_at(self, point: int) -> Document:
        """Return the state at a point as a tree."""
        if point not in self._documents:
            text = self._initial if point == 0 else written(self._state_at(point))
            self._documents[point] = Document(text)
            if len(self._documents) > _DOCUMENTS:
                self._documents.popitem(last=False)
        self._documents.move_to_end(point)
        return self._documents[point]

    def compare(
        self,
        one: int,
        other: int,
        should_stop: Callable[[], bool] = lambda: False,
        most: int | None = None,
    ) -> tuple[Change, ...]:
        """Return what differs between two points; see ``difference`` for the rest."""
        return difference(self.document_at(one), self.document_at(other), should_stop, most)

    def changed_paths(self, index: int) -> tuple[tuple[ChangeKind, Path], ...]:
        """Return what an operation's patch did to which paths, in its order."""
        state = self._state_at(index)
        found: list[tuple[ChangeKind, Path]] = []
        for operation in self._kept(index):
            if operation["op"] == "test":
                continue
            if operation["op"] == "move":
                found.append((ChangeKind.REMOVED, path_in(state, operation["from"], opened)))
            kind = _KINDS.get(operation["op"], ChangeKind.CHANGED)
            kind = ChangeKind.ADDED if operation["op"] == "move" else kind
            found.append((kind, path_in(state, operation["path"], opened)))
            state = patch.apply(state, [operation])
        return tuple(found)

    def who_set(self, path: Sequence[str | int], point: int | None = None) -> int | None:
        """Return which operation last changed the value at a path, or something in it.

        Args:
            path: Where the value is at that point; positions of arrays are numbers.
            point: When; the end of the run if not given.

        Returns:
            The operation's index; None when the value is still the initial one.
        """
        here = tuple(path)
        for index in range((len(self) if point is None else point) - 1, -1, -1):
            steps = self._steps(index)
            for name, target in reversed(steps):
                moved = _before_step(here, name, target)
                if moved is None:
                    return index
                here = moved
        return None

    def _steps(self, index: int) -> list[tuple[str, tuple[str, ...]]]:
        """Return an operation's patch as adds, removes and replaces of exact places."""
        operations = self._kept(index)
        if any(str(operation["path"]).endswith("/-") for operation in operations):
            paths = [tuple(map(str, path)) for _, path in self.changed_paths(index)]
            told = [operation for operation in operations if operation["op"] != "test"]
            names = [n for one in told for n in _names(one)]
            return list(zip(names, paths, strict=True))
        steps: list[tuple[str, tuple[str, ...]]] = []
        for operation in operations:
            for name in _names(operation):
                is_source = operation["op"] == "move" and name == "remove"
                steps.append((name, parse_pointer(operation["from" if is_source else "path"])))
        return steps

    def _kept(self, index: int) -> Sequence[PatchOperation]:
        operations = self._patches[index]
        if operations is None:
            raise PatchProblem(
                f"What operation {index + 1} changed was too big to be kept.",
                means="States after it cannot be shown.",
                remedy="Run the job with a smaller input to see every step.",
            )
        return operations

    def _remember(self, point: int, state: Any) -> None:
        if self._latest % _STRIDE and self._latest != point:
            self._states.pop(self._latest, None)
        self._states[point] = state
        self._latest = point


def _names(operation: PatchOperation) -> tuple[str, ...]:
    names = {"move": ("remove", "add"), "copy": ("add",), "test": ()}
    return names.get(operation["op"], (operation["op"],))


def _before_step(path: Path, name: str, target: tuple[str, ...]) -> Path | None:
    """Return where the value at a path was before a step; None if the step changed it."""
    depth = len(target) - 1
    parents = tuple(map(str, path[:depth]))
    if depth >= 0 and len(path) > depth and parents == target[:-1]:
        part = path[depth]
        if isinstance(part, int) and name in ("add", "remove"):
            return _shifted(path, depth, name, int(target[-1]))
    shared = min(len(path), len(target))
    return None if tuple(map(str, path[:shared])) == target[:shared] else path


def _shifted(path: Path, depth: int, name: str, place: int) -> Path | None:
    here = int(path[depth])
    if name == "add" and here == place:
        return None
    if name == "add":
        here -= here > place
    else:
        here += here >= place
    return (*path[:depth], here, *path[depth + 1 :])
