"""The open project: opened, made, closed, read again when its files change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from openfn_studio.clock import Clock
from openfn_studio.domain.job import Job
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.trigger import Trigger
from openfn_studio.errors import StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.lanes import Lanes, Ticket
from openfn_studio.workbench.projects import job_edits, openings
from openfn_studio.workbench.projects.folder_claim import FolderClaim, Held
from openfn_studio.workbench.projects.folder_door import FolderDoor
from openfn_studio.workbench.projects.openings import Opened, fact_of
from openfn_studio.workbench.projects.project_facts import (
    FolderOffer,
    JobDraft,
    JobRenamed,
    ProjectFact,
)
from openfn_studio.workspace.folder import ProjectFolder

T = TypeVar("T")


class ProjectBench(QObject):
    """Holds the open project of a window, and is the way to change it.

    Signals:
        opened: The ``ProjectFact`` of a project that was opened.
        open_elsewhere: The folder of a project that another window has; that one was raised.
        offered: The ``FolderOffer`` of a folder that is no project, but could be made one.
        changed: The ``ProjectFact`` after something in it changed, here or outside.
        job_made: The name of a job that was made or duplicated here.
        job_renamed: ``JobRenamed``; ``changed`` follows.
        closing: The project is about to be closed; it is still there.
        closed: The project was closed.
        lost: The ``StudioError`` of a project whose folder is gone; open texts stay.
        found: The folder that was lost is there again.
        failed: The ``StudioError`` of something that was asked for and did not happen.

    Args:
        lanes: Where folders are read and written.
        data: The user's data folder; the local history is in it.
        clock: What time it is.
        documents: Where the sample is copied to; the user's documents folder.
        claim: Keeps a folder to one window; None lets several open it.
    """

    opened = Signal(object)
    open_elsewhere = Signal(object)
    offered = Signal(object)
    changed = Signal(object)
    job_made = Signal(object)
    job_renamed = Signal(object)
    closing = Signal()
    closed = Signal()
    lost = Signal(object)
    found = Signal()
    failed = Signal(object)

    def __init__(
        self,
        lanes: Lanes,
        data: DataFolder,
        clock: Clock,
        documents: Path | None = None,
        claim: FolderClaim | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._data = data
        self._clock = clock
        self._documents = documents or openings.documents_folder()
        self._claim = claim
        self._fact: ProjectFact | None = None
        self._door: FolderDoor | None = None
        self._is_lost = False
        self._told = ""
        """The last problem of files that changed outside, so that it is told once."""

    @property
    def fact(self) -> ProjectFact | None:
        """The open project; None when there is none."""
        return self._fact

    @property
    def door(self) -> FolderDoor | None:
        """The way to the open folder; None when there is none."""
        return self._door

    def job(self, name: str) -> Job | None:
        """Return the job of that name, or None."""
        return self._fact.project.job(name) if self._fact else None

    def dialect_of(self, job: str) -> Dialect:
        """Return whose rules run a job; of an unknown job, the project's."""
        if not self._fact:
            return Dialect.V1
        found = self._fact.project.job(job)
        return self._fact.project.dialect_of(found) if found else self._fact.project.dialect

    def adaptors_of(self, job: str) -> tuple[str, ...]:
        """Return a job's adaptors, its own first, as people write them."""
        found = self.job(job)
        return found.adaptors if found else ()

    # ------------------------------------------------------------------ opening and closing

    def open(self, folder: Path) -> None:
        """Open a folder; ``opened``, ``offered`` or ``failed`` follows."""
        self._open(lambda: openings.open_or_offer(folder, self._data, self._clock))

    def make_project(self, offer: FolderOffer) -> None:
        """Make the offered folder a project that lists its jobs, and open it."""
        self._open(lambda: openings.make_around(offer, self._data, self._clock))

    def new_project(self, folder: Path, name: str) -> None:
        """Make a new project with a first job, and open it."""
        self._open(lambda: openings.make_new(folder, name, self._data, self._clock))

    def import_project(self, source: Path, folder: Path) -> None:
        """Make a project of a ``project.yaml`` from elsewhere, and open it."""
        self._open(lambda: openings.make_import(source, folder, self._data, self._clock))

    def try_sample(self) -> None:
        """Copy the sample project for the user, unless that was done before, and open the copy."""
        self._open(lambda: openings.open_sample(self._documents, self._data, self._clock))

    def close(self) -> None:
        """Close the project; work that was asked for is still done."""
        self._put_away()
        if self._claim:
            self._claim.release()

    def _put_away(self) -> None:
        if self._fact:
            self.closing.emit()
            self._retire_door()
            self._fact = None
            self._is_lost, self._told = False, ""
            self.closed.emit()

    def _open(self, work: Callable[[], Opened | FolderOffer]) -> None:
        def opened_and_held(_: Ticket) -> tuple[Opened | FolderOffer, Held | None]:
            found = work()
            if not self._claim or isinstance(found, FolderOffer) or found.fact.folder == here:
                return found, None
            return found, self._claim.take(found.fact.folder)

        def done(result: tuple[Opened | FolderOffer, Held | None]) -> None:
            found, held = result
            if isinstance(found, FolderOffer):
                self.offered.emit(found)
            elif held is None and self._claim and found.fact.folder != here:
                self.open_elsewhere.emit(found.fact.folder)
            else:
                self._take_opened(found, held)

        here = self._fact.folder if self._fact else None
        self._lanes.work.run(opened_and_held, done, self.failed.emit, owner=self)

    def _take_opened(self, found: Opened, held: Held | None) -> None:
        self._put_away()
        if self._claim and held:
            self._claim.hold(held)
        self._door = FolderDoor(found.folder, self._lanes.work, self)
        self._fact = found.fact
        self.opened.emit(found.fact)

    def _retire_door(self) -> None:
        if self._door:
            self._door.retire()
        self._door = None

    # ------------------------------------------------------------------ changing

    def new_job(self, draft: JobDraft) -> None:
        """Make a job, with its trigger when that is new; ``job_made`` or ``failed`` follows."""
        self._change(lambda folder: job_edits.make_job(folder, draft), self.job_made.emit)

    def duplicate_job(self, name: str) -> None:
        """Make a copy of a job, switched off; ``job_made`` or ``failed`` follows."""
        self._change(lambda folder: job_edits.duplicate_job(folder, name), self.job_made.emit)

    def archive_job(self, name: str) -> None:
        """Put a job away; nothing is deleted."""
        self._change(lambda folder: job_edits.archive_job(folder, name, is_archived=True))

    def restore_job(self, name: str) -> None:
        """Bring an archived job back."""
        self._change(lambda folder: job_edits.archive_job(folder, name, is_archived=False))

    def rename_job(self, name: str, new_name: str) -> None:
        """Rename a job wherever it is named; ``job_renamed`` or ``failed`` follows."""
        renamed = JobRenamed(name, new_name.strip())
        if renamed.old != renamed.new:
            self._change(
                lambda folder: folder.rename_job(renamed.old, renamed.new),
                before=lambda: self.job_renamed.emit(renamed),
            )

    def set_job(self, name: str, key: str, value: Any) -> None:
        """Set one value of a job; None goes back to what is usual.

        Args:
            name: The job.
            key: ``adaptor``, ``trigger``, ``credential``, ``dialect``, ``no_console``,
                ``test_mode``, ``autoprocess``, ``long_run`` or ``adaptors``.
            value: A text, a switch, a ``Dialect`` or, for ``adaptors``, texts.
        """
        self._change(lambda folder: job_edits.set_job(folder, name, key, value))

    def set_trigger(self, trigger: Trigger) -> None:
        """Write a trigger, new or changed."""
        self._change(lambda folder: job_edits.set_trigger(folder, trigger))

    def set_project(self, key: str, value: Any) -> None:
        """Set one value of the project: ``name``, ``dialect`` or ``test_mode``."""
        self._change(lambda folder: folder.set_studio((key,), value))

    def _change(
        self,
        work: Callable[[ProjectFolder], T],
        then: Callable[[T], None] = lambda _: None,
        *,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        if not self._door:
            return

        def both(folder: ProjectFolder) -> tuple[T, ProjectFact]:
            return work(folder), fact_of(folder)

        def done(result: tuple[T, ProjectFact]) -> None:
            before()
            self._take(result[1])
            then(result[0])

        self._door.run(both, done, self.failed.emit, owner=self)

    # ------------------------------------------------------------------ changes outside

    def check(self) -> None:
        """Look whether another program changed or moved the project; cheap when none did."""
        if self._door:
            self._door.run(openings.looked_at, self._on_checked, self._on_check_failed, owner=self)

    def _on_checked(self, fact: ProjectFact | None) -> None:
        if fact is None:
            self._lose()
            return
        if self._is_lost:
            self._is_lost = False
            self.found.emit()
        self._told = ""
        self._take(fact)

    def _on_check_failed(self, problem: StudioError) -> None:
        if str(problem) != self._told:
            self._told = str(problem)
            self.failed.emit(problem)

    def _lose(self) -> None:
        if self._fact and not self._is_lost:
            self._is_lost = True
            self.lost.emit(openings.lost(self._fact.folder))

    def _take(self, fact: ProjectFact) -> None:
        if self._fact and self._fact.folder == fact.folder:
            fact = replace(fact, history_problem=self._fact.history_problem)
            if fact != self._fact:
                self._fact = fact
                self.changed.emit(fact)
