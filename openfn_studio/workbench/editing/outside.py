"""Notices when another program changes, deletes or brings back a file the user has open."""

import logging
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from openfn_studio.domain.job import InlineExpression
from openfn_studio.errors import StudioError
from openfn_studio.workbench.editing.buffer import Buffer, BufferId, OutsideChange
from openfn_studio.workbench.editing.documents import PROJECT_FILES, DocumentBench
from openfn_studio.workbench.editing.saving import text_on_disk
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.projects.project_facts import ProjectFact

_log = logging.getLogger(__name__)

SETTLE_MS = 150
"""Editors replace a file by deleting and renaming: looked at when they are done."""

_FOLDERS = ("", "jobs", "samples", "tests", "recordings")


_Stamp = tuple[int, int, int] | None
"""What tells that a file was touched: time of change, size and number; None when it is gone."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found of one file that was touched since the last look."""

    buffer_id: BufferId
    stamp: _Stamp
    text: str | None


class OutsideWatch(QObject):
    """Keeps buffers and project true to the disk.

    A buffer without unsaved changes takes the new text, as one undoable edit. One with unsaved
    changes is not touched: ``DocumentBench.changed_outside`` asks, also when a file is gone; its
    buffer then stays open, unsaved.

    Signals:
        files_changed: Something appeared in or went from the project's folders.

    Args:
        documents: Whose files are watched.
        project: Whose ``project.yaml`` and ``studio.json`` are watched.
        lanes: Where files are read.
    """

    files_changed = Signal()

    def __init__(
        self,
        documents: DocumentBench,
        project: ProjectBench,
        lanes: Lanes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._project = project
        self._lanes = lanes
        self._stamps: dict[BufferId, _Stamp] = {}
        self._asked: dict[BufferId, str | None] = {}
        """What the user was asked about already, so that nobody is asked twice."""
        self._is_looking = False
        self._must_look_again = False
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self.look)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)
        documents.opened.connect(self._watch)
        documents.saved.connect(self._watch)
        documents.closed.connect(self._on_closed)
        project.opened.connect(self._watch_folders)
        project.changed.connect(self._on_project_changed)
        project.closed.connect(self._on_project_closed)
        if project.fact:
            self._watch_folders(project.fact)

    def look(self) -> None:
        """Look at the disk now, e.g. because the window got the focus."""
        if self._is_looking:
            self._must_look_again = True
            return
        self._timer.stop()
        self._is_looking = True
        self._project.check()
        files = [
            (buffer.id, buffer.file, self._stamps.get(buffer.id))
            for buffer in self._documents.buffers
            if buffer.file
        ]
        door, done, failed = self._project.door, self._on_looked, self._on_look_failed
        # In line with the saves, so that an own save is never taken for another program's.
        if door:
            door.run(lambda folder: _looks(files, folder.folder), done, failed, owner=self)
        else:
            self._lanes.work.run(lambda _: _looks(files), done, failed, owner=self)

    def keep_mine(self, change: OutsideChange) -> None:
        """Answer a change: the user's text stays, and the next save writes over the other one."""
        self._asked.pop(change.buffer.id, None)
        if self._documents.buffer(change.buffer.id):
            self._documents.note_disk(change.buffer.id, change.disk_text)

    def take_theirs(self, change: OutsideChange) -> None:
        """Answer a change: the file's text comes into the buffer, as one undoable edit."""
        self._asked.pop(change.buffer.id, None)
        if self._documents.buffer(change.buffer.id) and change.disk_text is not None:
            self._documents.take_disk(change.buffer.id, change.disk_text)

    def open_both(self, change: OutsideChange) -> None:
        """Answer a change: the user's text stays, the file's text opens beside it, read-only."""
        self.keep_mine(change)
        title = f"{change.buffer.title} (on disk)"
        reason = f"This is what another program wrote into {change.buffer.title}."
        self._documents.open_copy(title, change.disk_text or "", change.buffer.kind, reason)

    # ------------------------------------------------------------------ watching

    def _watch(self, buffer: Buffer) -> None:
        # A file that was replaced is no longer watched by its name: saying it again is free.
        if buffer.file and buffer.file.exists():
            self._watcher.addPath(str(buffer.file))

    def _on_closed(self, buffer: Buffer) -> None:
        self._asked.pop(buffer.id, None)
        self._stamps.pop(buffer.id, None)
        if buffer.file and str(buffer.file) in self._watcher.files():
            self._watcher.removePath(str(buffer.file))

    def _watch_folders(self, fact: ProjectFact) -> None:
        paths = [fact.folder / name for name in (*_FOLDERS, *PROJECT_FILES)]
        self._watcher.addPaths([str(path) for path in paths if path.exists()])

    def _on_project_closed(self) -> None:
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)

    def _on_touched(self, path: str) -> None:
        if not self._timer.isActive():
            self._timer.start()
        if Path(path).is_dir() or not Path(path).exists():
            self.files_changed.emit()

    # ------------------------------------------------------------------ what was found

    def _on_looked(self, looks: list[_Look]) -> None:
        self._is_looking = False
        for look in looks:
            buffer = self._documents.buffer(look.buffer_id)
            if buffer:
                self._stamps[buffer.id] = look.stamp
                self._watch(buffer)
                self._compare(buffer, look.text)
        self._look_again()

    def _on_look_failed(self, problem: StudioError) -> None:
        _log.warning("Looking at open files failed: %s", problem)
        self._is_looking = False
        self._look_again()

    def _look_again(self) -> None:
        if self._must_look_again:
            self._must_look_again = False
            self._timer.start()

    def _on_project_changed(self, fact: ProjectFact) -> None:
        self._watch_folders(fact)
        for buffer in self._documents.buffers:
            job = fact.project.job(buffer.job) if buffer.job and not buffer.file else None
            if job and isinstance(job.expression, InlineExpression):
                self._compare(buffer, job.expression.text)

    def _compare(self, buffer: Buffer, text: str | None) -> None:
        if text == self._documents.disk_text(buffer.id):
            return
        buffer = self._documents.settle(buffer.id)
        if text is not None and text == self._documents.text(buffer.id):
            self._documents.note_disk(buffer.id, text)
        elif text is not None and not buffer.is_dirty:
            self._documents.take_disk(buffer.id, text)
        elif self._asked.get(buffer.id, "") != text:
            self._asked[buffer.id] = text
            if text is None:
                # It stays open; the next save makes the file again.
                self._documents.note_disk(buffer.id, None)
            self._documents.changed_outside.emit(OutsideChange(buffer, text))


def _looks(files: list[tuple[BufferId, Path, _Stamp]], folder: Path | None = None) -> list[_Look]:
    """Return what the files hold that were touched since they were looked at last."""
    if folder and not folder.is_dir():
        # The whole project was moved away, which is told once, not for each file.
        return []
    looks: list[_Look] = []
    for buffer_id, file, known in files:
        stamp = _stamp_of(file)
        if stamp == known and stamp is not None:
            continue
        try:
            looks.append(_Look(buffer_id, stamp, text_on_disk(file)))
        except StudioError as error:
            # What is no text any more cannot be shown; a save will say so and not write over it.
            _log.warning("%s", error)
    return looks


def _stamp_of(file: Path) -> _Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
