"""Which operations a job must have after an edit: what the edit is held to."""

from dataclasses import dataclass

from openfn_studio.language.job import Job
from openfn_studio.language.positions import Unit as Count
from openfn_studio.language.rework.siblings import Unit

Texts = list[str | None]
"""The source of each operation in the order they run; None where it may be anything."""


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    text: str | None

    def is_in(self, unit: Unit) -> bool:
        return unit.start <= self.start and self.end <= unit.end


def without(job: Job, unit: Unit) -> Texts:
    """Return the operations without those inside a unit."""
    return _texts([one for one in _spans(job, unit.start) if not one.is_in(unit)])


def with_copy(job: Job, unit: Unit) -> Texts:
    """Return the operations, those inside a unit twice."""
    found = _spans(job, unit.start)
    places = [count for count, one in enumerate(found) if one.is_in(unit)]
    if places:
        found[places[-1] + 1 : places[-1] + 1] = [found[place] for place in places]
    return _texts(found)


def with_moved(job: Job, unit: Unit, at: int) -> Texts:
    """Return the operations when those inside a unit stand at an offset instead."""
    found = _spans(job, unit.start)
    rest = [one for one in found if not one.is_in(unit)]
    place = _place(rest, at)
    rest[place:place] = [one for one in found if one.is_in(unit)]
    return _texts(rest)


def with_new(job: Job, at: int, count: int = 1) -> Texts:
    """Return the operations with new ones at an offset."""
    found = _spans(job, at)
    place = _place(found, at)
    found[place:place] = [_Span(at, at, None)] * count
    return _texts(found)


def holds_operation(job: Job, unit: Unit) -> bool:
    """Return whether something in a unit is an operation: what stands beside it is one too."""
    return any(one.is_in(unit) for one in _spans(job, unit.start))


def unchanged_but(job: Job, at: int) -> Texts:
    """Return the operations, where the one around an offset may be anything."""
    return _texts(_spans(job, at))


def _spans(job: Job, touched: int) -> list[_Span]:
    """Return the operations; what stands around the touched offset may be anything afterwards."""
    convert, nodes = job.document.positions.convert, job.nodes
    found: list[_Span] = []
    for operation in job.operations:
        start = convert(nodes.start[operation.node], Count.UTF8, Count.CODE_POINT)
        end = convert(nodes.end[operation.node], Count.UTF8, Count.CODE_POINT)
        is_touched = start < touched < end
        found.append(_Span(start, end, None if is_touched else nodes.text(operation.node)))
    return found


def _place(spans: list[_Span], at: int) -> int:
    return next((count for count, one in enumerate(spans) if one.start >= at), len(spans))


def _texts(spans: list[_Span]) -> Texts:
    return [one.text for one in spans]
