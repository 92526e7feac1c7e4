"""Breakpoints: on operations, kept across edits and sessions, sent along with a debug run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from openfn_studio.language.document import Document
from openfn_studio.language.operations import OutlineOperation
from openfn_studio.runner.protocol import Breakpoint
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.running.anchors import Anchor, anchors_of, moved, operation_at
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.session import SessionBench

SubjectOf = Callable[[BufferId], Subject | None]


@dataclass(frozen=True, slots=True)
class BreakpointFact:
    """A breakpoint where it stands now."""

    operation: int
    """The operation the run waits before."""
    name: str
    """What that operation is called."""
    line: int
    """Where it begins, from 1."""
    condition: str = ""
    """JavaScript on ``state``; empty always waits."""
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class BreakpointsFact:
    """All breakpoints of a job."""

    buffer: BufferId
    points: tuple[BreakpointFact, ...]
    """In the order of the operations."""


@dataclass(frozen=True, slots=True)
class BreakpointOrder:
    """Breakpoints of a text that may have been edited since it was looked at last."""

    anchors: tuple[Anchor, ...] = ()
    points: tuple[BreakpointFact, ...] = ()

    def on(
        self, document: Document, operations: Iterable[OutlineOperation]
    ) -> tuple[Breakpoint, ...]:
        """Return the breakpoints on the operations of the text that is run."""
        if not self.points:
            return ()
        places = moved(self.anchors, anchors_of(document, tuple(operations)))
        return tuple(
            Breakpoint(operation=places[point.operation], condition=point.condition or None)
            for point in self.points
            if point.operation in places
        )


@dataclass(slots=True)
class _Job:
    """What is known of one job's operations and breakpoints."""

    project_key: str
    name: str
    anchors: tuple[Anchor, ...] = ()
    points: dict[int, BreakpointFact] | None = None
    """By operation; None until the text was looked at for the first time."""
    lost: dict[str, BreakpointFact] | None = None
    """By digest: those whose operation was cut, in case it is pasted again."""


class BreakpointBench(QObject):
    """Keeps the breakpoints of every job of the open project.

    Signals:
        changed: The ``BreakpointsFact`` of a job.
        muted_changed: All breakpoints are muted now, or no longer.

    Args:
        session: Remembers them.
        subject_of: Says which job a buffer holds.
    """

    changed = Signal(object)
    muted_changed = Signal()

    def __init__(
        self, session: SessionBench, subject_of: SubjectOf, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._subject_of = subject_of
        self._jobs: dict[tuple[str, str], _Job] = {}

    # ------------------------------------------------------------ the text

    def look_at(
        self, buffer_id: BufferId, document: Document, operations: Iterable[OutlineOperation]
    ) -> None:
        """Take a job's operations after an analysis; breakpoints follow theirs.

        While the text is broken its operations are a guess, so nothing is moved then.
        """
        known = self._known(buffer_id)
        if known is None or (document.has_errors and known.points is not None):
            return
        anchors = anchors_of(document, tuple(operations))
        before = _in_order(known)
        if known.points is None:
            known.points = self._remembered(known, anchors)
        else:
            _follow(known, anchors)
        known.anchors = anchors
        if _in_order(known) != before:
            self._tell(buffer_id, known)

    # ------------------------------------------------------------ asking

    def of(self, buffer_id: BufferId) -> tuple[BreakpointFact, ...]:
        """Return a job's breakpoints in the order of the operations."""
        known = self._known(buffer_id)
        return _in_order(known) if known else ()

    def at(self, buffer_id: BufferId, line: int) -> BreakpointFact | None:
        """Return the breakpoint of the operation a line belongs to, or None."""
        known = self._known(buffer_id)
        anchor = operation_at(known.anchors, line) if known else None
        points = known.points if known else None
        return points.get(anchor.index) if anchor and points else None

    def order(self, buffer_id: BufferId) -> "BreakpointOrder":
        """Return what a debug run of a job is to wait for: nothing while all are muted."""
        known = self._known(buffer_id)
        if known is None or self.is_muted:
            return BreakpointOrder()
        points = tuple(point for point in _in_order(known) if point.is_enabled)
        return BreakpointOrder(known.anchors, points)

    # ------------------------------------------------------------ changing

    def toggle(self, buffer_id: BufferId, line: int) -> bool:
        """Set a breakpoint on the operation a line belongs to, or take it away.

        Returns:
            False when the job has no operation, so that nothing could be set.
        """
        known = self._known(buffer_id)
        anchor = operation_at(known.anchors, line) if known else None
        if known is None or known.points is None or anchor is None:
            return False
        if known.points.pop(anchor.index, None) is None:
            known.points[anchor.index] = _point(anchor)
        self._tell(buffer_id, known)
        return True

    def set_condition(self, buffer_id: BufferId, operation: int, condition: str) -> None:
        """Let a breakpoint wait only when an expression holds; empty means always."""
        self._alter(buffer_id, operation, condition=condition.strip())

    def set_enabled(self, buffer_id: BufferId, operation: int, *, is_enabled: bool) -> None:
        """Let a breakpoint rest without forgetting it, or wake it."""
        self._alter(buffer_id, operation, is_enabled=is_enabled)

    def clear(self, buffer_id: BufferId) -> None:
        """Take all of a job's breakpoints away."""
        known = self._known(buffer_id)
        if known and known.points:
            known.points.clear()
            self._tell(buffer_id, known)

    def rename(self, project_key: str, old: str, new: str) -> None:
        """Let a job's breakpoints be those of its new name."""
        self._session.rename_entry(_key(project_key), old, new)
        known = self._jobs.pop((project_key, old), None)
        if known is not None:
            known.name = new
            self._jobs[(project_key, new)] = known

    # ------------------------------------------------------------ all at once

    @property
    def is_muted(self) -> bool:
        """True while no breakpoint holds a run up."""
        return bool(self._session.get("breakpoints:muted", False))

    def mute(self, is_muted: bool) -> None:
        """Let debug runs pass all breakpoints, or wait at them again."""
        self._session.set("breakpoints:muted", is_muted)
        self.muted_changed.emit()

    # ------------------------------------------------------------ inside

    def _known(self, buffer_id: BufferId) -> _Job | None:
        subject = self._subject_of(buffer_id)
        if subject is None:
            return None
        place = (subject.project_key, subject.key)
        return self._jobs.setdefault(place, _Job(*place))

    def _alter(self, buffer_id: BufferId, operation: int, **fields: Any) -> None:
        known = self._known(buffer_id)
        points = known.points if known else None
        if known and points and operation in points:
            points[operation] = replace(points[operation], **fields)
            self._tell(buffer_id, known)

    def _tell(self, buffer_id: BufferId, known: _Job) -> None:
        digests = {anchor.index: anchor.digest for anchor in known.anchors}
        kept = [
            {
                "name": point.name,
                "digest": digests.get(point.operation, ""),
                "operation": point.operation,
                "condition": point.condition,
                "is_enabled": point.is_enabled,
            }
            for point in _in_order(known)
        ]
        of_project = {**self._kept(known.project_key), known.name: kept}
        of_project = {job: points for job, points in of_project.items() if points}
        self._session.set(_key(known.project_key), of_project or None)
        self.changed.emit(BreakpointsFact(buffer_id, _in_order(known)))

    def _kept(self, project_key: str) -> dict[str, Any]:
        return _mapping(self._session.get(_key(project_key), {}))

    def _remembered(self, known: _Job, anchors: tuple[Anchor, ...]) -> dict[int, BreakpointFact]:
        """Return what the session kept, on the operations the text has now."""
        kept: object = self._kept(known.project_key).get(known.name)
        entries = [_mapping(one) for one in cast(list[object], kept)] if _is_list(kept) else []
        before = [_kept_anchor(entry) for entry in entries]
        found = moved([anchor for anchor in before if anchor], anchors)
        by_index = {anchor.index: anchor for anchor in anchors}
        points: dict[int, BreakpointFact] = {}
        for entry, anchor in zip(entries, before, strict=True):
            place = found.get(anchor.index) if anchor else None
            if place is not None:
                points[place] = replace(
                    _point(by_index[place]),
                    condition=str(entry.get("condition") or ""),
                    is_enabled=entry.get("is_enabled") is not False,
                )
        return points


def _follow(known: _Job, anchors: tuple[Anchor, ...]) -> None:
    """Move a job's breakpoints to where their operations are now."""
    places = moved(known.anchors, anchors)
    by_index = {anchor.index: anchor for anchor in anchors}
    digests = {anchor.index: anchor.digest for anchor in known.anchors}
    lost = known.lost or {}
    points: dict[int, BreakpointFact] = {}
    for index, point in (known.points or {}).items():
        place = places.get(index)
        if place is None:
            lost[digests.get(index, "")] = point
        else:
            points[place] = _placed(point, by_index[place])
    arrived = [anchor for anchor in anchors if anchor.index not in places.values()]
    for anchor in arrived:
        back = lost.pop(anchor.digest, None)
        if back is not None:
            points[anchor.index] = _placed(back, anchor)
    known.points, known.lost = points, lost


def _in_order(known: _Job) -> tuple[BreakpointFact, ...]:
    return tuple(point for _, point in sorted((known.points or {}).items()))


def _placed(point: BreakpointFact, anchor: Anchor) -> BreakpointFact:
    return replace(point, operation=anchor.index, name=anchor.name, line=anchor.line)


def _point(anchor: Anchor) -> BreakpointFact:
    return BreakpointFact(anchor.index, anchor.name, anchor.line)


def _kept_anchor(entry: dict[str, Any]) -> Anchor | None:
    operation, name, digest = (entry.get(key) for key in ("operation", "name", "digest"))
    if not isinstance(operation, int):
        return None
    return Anchor(operation, str(name), str(digest), 0, 0)


def _mapping(value: object) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _key(project_key: str) -> str:
    return f"breakpoints:{project_key}"
