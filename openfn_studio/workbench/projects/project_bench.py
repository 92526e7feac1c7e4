"""The open project: opened, closed, read again when its files change."""

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from openfn_studio.clock import Clock
from openfn_studio.domain.job import Job
from openfn_studio.domain.run import Dialect
from openfn_studio.errors import StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.folder_door import FolderDoor
from openfn_studio.workbench.projects.project_facts import ProjectFact, ProjectNotice
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.history import LocalHistory


class ProjectBench(QObject):
    """Holds the open project of a window.

    Signals:
        opened: The ``ProjectFact`` of a project that was opened.
        changed: The ``ProjectFact`` after something in it changed, here or outside.
        closed: The project was closed.
        failed: The ``StudioError`` of something that was asked for and did not happen.
    """

    opened = Signal(object)
    changed = Signal(object)
    closed = Signal()
    failed = Signal(object)

    def __init__(
        self, lanes: Lanes, data: DataFolder, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._data = data
        self._clock = clock
        self._fact: ProjectFact | None = None
        self._door: FolderDoor | None = None

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

    def open(self, folder: Path) -> None:
        """Open a project folder; ``opened`` or ``failed`` follows."""
        data, clock = self._data, self._clock

        def done(found: tuple[ProjectFolder, ProjectFact]) -> None:
            self.close()
            self._door = FolderDoor(found[0], self._lanes.work, self)
            self._fact = found[1]
            self.opened.emit(self._fact)

        self._lanes.work.run(
            lambda _: _opened(folder, data, clock), done, self.failed.emit, owner=self
        )

    def reload(self) -> None:
        """Read the project's files again; ``changed`` follows, or ``failed`` if they are broken."""
        if not self._door:
            return

        def work(folder: ProjectFolder) -> ProjectFact:
            folder.reload()
            return fact_of(folder)

        self._door.run(work, self._take, self.failed.emit, owner=self)

    def close(self) -> None:
        """Close the project; work that was asked for is still done."""
        if self._fact:
            self._fact, self._door = None, None
            self.closed.emit()

    def _take(self, fact: ProjectFact) -> None:
        if self._fact and self._fact.folder == fact.folder:
            fact = replace(fact, history_problem=self._fact.history_problem)
            if fact != self._fact:
                self._fact = fact
                self.changed.emit(fact)


def fact_of(folder: ProjectFolder) -> ProjectFact:
    """Return what the window is told of a folder."""
    notices = tuple(ProjectNotice(notice.text, notice.place) for notice in folder.notices)
    return ProjectFact(folder.folder, folder.project, notices, _why_read_only(folder.folder))


def _opened(folder: Path, data: DataFolder, clock: Clock) -> tuple[ProjectFolder, ProjectFact]:
    folder = folder.expanduser().absolute()
    history, problem = None, None
    try:
        history = LocalHistory(data.history, folder)
    except StudioError as error:
        # Without a history a project is still worth opening; the window says so.
        problem = error
    opened = ProjectFolder(folder, clock, history)
    return opened, replace(fact_of(opened), history_problem=problem)


def _why_read_only(folder: Path) -> str:
    if os.access(folder, os.W_OK):
        return ""
    return f"The folder {folder.name} may not be written by you, so nothing can be saved in it."
