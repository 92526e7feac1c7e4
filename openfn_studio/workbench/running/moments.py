"""Moments of a run: the states there, what differs between two, and a value followed over all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from openfn_studio.errors import RunProblem, StudioError
from openfn_studio.state.difference import Change, difference
from openfn_studio.state.history import History
from openfn_studio.state.patch import PatchProblem
from openfn_studio.state.pointer import Path, PointerError
from openfn_studio.state.preview import preview_of
from openfn_studio.state.tree import Document
from openfn_studio.state.writing import written
from openfn_studio.workbench.running.facts import RunId

MOST_CHANGES = 10_000
"""More differences between two states than anybody reads are not looked for."""
MOST_POINTS = 200
"""Over as many of a run's points, the last ones, a value is followed."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is looked at: an operation of a run, or the run before one is chosen."""

    run_id: RunId
    operation: int | None
    """From 0; None while none is chosen."""


@dataclass(frozen=True, slots=True)
class PointRef:
    """A moment of a run: 0 is its initial state, n the state after n operations."""

    run_id: RunId
    point: int


@dataclass(frozen=True, slots=True)
class StatePair:
    """The states before and after an operation, or of two moments, and what differs."""

    before: Document | None
    after: Document | None
    changes: tuple[Change, ...] = ()
    problem: StudioError | None = None
    """Why a state is missing, in words."""

    @property
    def is_cut(self) -> bool:
        """True when there are more changes than were looked for."""
        return len(self.changes) >= MOST_CHANGES


@dataclass(frozen=True, slots=True)
class SetBy:
    """Who set a value last."""

    path: Path
    operation: int | None
    """From 0; None when it was in the initial state, or is not known."""
    problem: StudioError | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A followed value at one point."""

    text: str
    """One short line; of an object or array how much it holds, as ``{6}`` or ``[3]``."""
    number: float | None
    """The number it is, or how much it holds; None for text and the like."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A value over a run's points."""

    path: Path
    first: int
    """The first point told."""
    samples: tuple[Sample | None, ...]
    """The value at each point from there on; None where there is none."""


def not_kept() -> RunProblem:
    """Return the problem of a run without states."""
    return RunProblem(
        "The states of this run were not kept.",
        means="They are too big to be compared after every operation, or the run never began.",
        remedy="Run the job with a smaller input to see every step.",
    )


def pair_at(history: History, operation: int, should_stop: Callable[[], bool]) -> StatePair:
    """Return the states around an operation; both None when the run did not come so far."""
    if operation > len(history):
        return StatePair(None, None)
    try:
        before = history.document_at(operation)
    except PatchProblem as problem:
        return StatePair(None, None, problem=problem)
    if operation == len(history):
        return StatePair(before, None)
    try:
        after = history.document_at(operation + 1)
    except PatchProblem as problem:
        return StatePair(before, None, problem=problem)
    return StatePair(before, after, difference(before, after, should_stop, MOST_CHANGES))


def compared(
    histories: Sequence[History | None], points: Sequence[int], should_stop: Callable[[], bool]
) -> StatePair:
    """Return the states of two moments and what differs.

    Raises:
        StudioError: One of them was not kept.
    """
    documents: list[Document] = []
    for history, point in zip(histories, points, strict=True):
        if history is None:
            raise not_kept()
        documents.append(history.document_at(point))
    before, after = documents
    return StatePair(before, after, difference(before, after, should_stop, MOST_CHANGES))


def followed(
    history: History, paths: Sequence[Path], should_stop: Callable[[], bool]
) -> tuple[Followed, ...]:
    """Return the values at paths over a run's points, as far as its states were kept."""
    first = max(0, len(history) + 1 - MOST_POINTS)
    samples: list[list[Sample | None]] = [[] for _ in paths]
    for point in range(first, len(history) + 1):
        if should_stop():
            break
        try:
            values = [_sample_at(history, point, path) for path in paths]
        except PatchProblem:
            break
        for told, value in zip(samples, values, strict=True):
            told.append(value)
    return tuple(
        Followed(path, first, tuple(values)) for path, values in zip(paths, samples, strict=True)
    )


def _sample_at(history: History, point: int, path: Path) -> Sample | None:
    try:
        value = history.value_at(point, path)
    except PointerError:
        return None
    if isinstance(value, dict):
        count = len(cast(dict[str, Any], value))
        return Sample(f"{{{count:,}}}", float(count))
    if isinstance(value, list):
        count = len(cast(list[Any], value))
        return Sample(f"[{count:,}]", float(count))
    number = None if isinstance(value, (str, bool)) or value is None else float(value)
    return Sample(preview_of(written(value)), number)
