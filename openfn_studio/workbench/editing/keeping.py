"""Keeps unsaved texts safe while they are typed, and brings them back after a crash."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.clock import Clock
from openfn_studio.errors import StudioError
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.journal import Entry, Journal, LeftBehind
from openfn_studio.workbench.editing.loading import LoadedText, load_file, load_job
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workspace.folder import ProjectFolder

DELAY_MS = 400
"""From the first change to the write: with the write itself, well under a second."""

_log = logging.getLogger(__name__)

_Job = Callable[[], None]


class JournalKeeper(QObject):
    """Writes a buffer's text to the journal soon after it changed, and drops it once it is saved.

    Signals:
        written: The ids whose texts are safe on disk now, as a tuple.
        failed: The ``StudioError`` of a journal that cannot be written; told once until it works.

    Args:
        documents: Whose texts are kept.
        project: Whose folder the texts belong to.
        lanes: Where the disk is written.
        root: The recovery folder of the user's data.
        clock: What time it is.
    """

    written = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        documents: DocumentBench,
        project: ProjectBench,
        lanes: Lanes,
        root: Path,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._project = project
        self._lanes = lanes
        self._clock = clock
        self._journal = Journal(root, clock)
        self._versions: dict[BufferId, int] = {}
        """The version last looked at; a buffer that is not here has nothing in the journal."""
        self._waiting: set[BufferId] = set()
        self._closed: list[Buffer] = []
        self._put_away: list[tuple[Buffer, Entry]] = []
        self._adopted: list[LeftBehind] = []
        self._is_busy = False
        self._must_recover = False
        self._has_failed = False
        self._is_over = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._write)
        documents.desk.guard = self._guard
        documents.changed.connect(self._on_changed)
        documents.saved.connect(self._on_changed)
        documents.closing.connect(self._on_closing)
        documents.closed.connect(self._on_closed)
        project.opened.connect(self._on_project_opened)
        # Files of no project are nobody else's to bring back.
        QTimer.singleShot(0, self, self._recover_loose)

    @property
    def is_settled(self) -> bool:
        """True when everything that was typed is in the journal or saved."""
        waits = self._waiting or self._closed or self._put_away or self._adopted
        return not (waits or self._is_busy)

    def put_away(self) -> None:
        """Write what is unsaved, now, for the next start: the program ends."""
        self._timer.stop()
        for buffer in self._documents.buffers:
            if buffer.is_dirty:
                self._put_away.append((buffer, self._entry(buffer, is_put_away=True)))
        try:
            for step in (*self._put_away_steps(), *self._closed_steps()):
                step()
        except StudioError as problem:
            self.failed.emit(problem)
        self.close()

    def close(self) -> None:
        """Let go of the journal as it is; another start may recover what is in it."""
        self._is_over = True
        self._timer.stop()
        self._journal.close()

    # ------------------------------------------------------------------ keeping

    def _on_changed(self, buffer: Buffer) -> None:
        known = self._versions.get(buffer.id)
        if buffer.version != known or not buffer.is_dirty:
            if known is None and not buffer.is_dirty:
                return
            self._waiting.add(buffer.id)
            self._wake()

    def _on_closing(self, buffer: Buffer) -> None:
        if self._documents.is_putting_away and self._documents.settle(buffer.id).is_dirty:
            self._put_away.append((buffer, self._entry(buffer, is_put_away=True)))
            self._versions.pop(buffer.id, None)
            self._wake()

    def _on_closed(self, buffer: Buffer) -> None:
        self._waiting.discard(buffer.id)
        if self._versions.pop(buffer.id, None) is not None:
            self._closed.append(buffer)
            self._wake()

    def _wake(self) -> None:
        # Not started anew by every key: the first change is at most the delay old.
        if not (self._is_busy or self._is_over or self._timer.isActive()):
            self._timer.start()

    def _write(self) -> None:
        ids, self._waiting = tuple(self._waiting), set()
        steps = [self._step_for(buffer_id) for buffer_id in ids]
        steps += [*self._closed_steps(), *self._put_away_steps()]
        adopted, self._adopted = self._adopted, []
        # What another session left is deleted only after this session's own copy is safe.
        steps += [partial(self._journal.forget, left) for left in adopted]
        self._is_busy = True
        self._lanes.work.run(
            lambda _: [step() for step in steps],
            lambda _: self._on_written(ids),
            lambda problem: self._on_failed(ids, adopted, problem),
            owner=self,
        )

    def _closed_steps(self) -> list[_Job]:
        closed, self._closed = self._closed, []
        return [partial(self._journal.drop, str(each.id), each.version) for each in closed]

    def _put_away_steps(self) -> list[_Job]:
        put_away, self._put_away = self._put_away, []
        return [
            partial(self._journal.write, str(buffer.id), entry, buffer.version)
            for buffer, entry in put_away
        ]

    def _guard(self, buffer: Buffer, text: str) -> _Job:
        """Return what is done before a save.

        The journal then never holds an older text than the file does, which a crash right after
        the save would bring back.
        """
        entry = self._entry(buffer, is_put_away=False, text=text)

        def keep() -> None:
            try:
                self._journal.write(str(buffer.id), entry, buffer.version)
            except StudioError as problem:
                # A full data folder must not keep anybody from saving.
                _log.warning("%s", problem)

        # Even a text that was never written here must be dropped after the save.
        self._versions.setdefault(buffer.id, -1)
        return keep

    def _step_for(self, buffer_id: BufferId) -> _Job:
        buffer = self._documents.settle(buffer_id)
        self._versions[buffer_id] = buffer.version
        if not buffer.is_dirty:
            del self._versions[buffer_id]
            return partial(self._journal.drop, str(buffer_id), buffer.version)
        entry = self._entry(buffer, is_put_away=False)
        return partial(self._journal.write, str(buffer_id), entry, buffer.version)

    def _entry(self, buffer: Buffer, *, is_put_away: bool, text: str | None = None) -> Entry:
        return Entry(
            self._project.fact.folder if self._project.fact else None,
            buffer.file,
            buffer.job,
            buffer.title,
            self._documents.text(buffer.id) if text is None else text,
            self._clock.now(),
            is_put_away,
        )

    def _on_written(self, ids: tuple[BufferId, ...]) -> None:
        self._has_failed = self._is_busy = False
        if not self.is_settled:
            self._wake()
        self._recover()
        self.written.emit(ids)

    def _on_failed(
        self, ids: tuple[BufferId, ...], adopted: list[LeftBehind], problem: StudioError
    ) -> None:
        self._is_busy = False
        self._adopted += adopted
        self._recover()
        # Tried again with the next change, not in a circle: the disk may stay full for long.
        for buffer_id in ids:
            self._versions.pop(buffer_id, None)
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(problem)

    # ------------------------------------------------------------------ bringing back

    def _on_project_opened(self) -> None:
        self._must_recover = True
        if self._put_away and not self._is_busy:
            # Texts of this very project may be among them.
            self._write()
        self._recover()

    def _recover(self) -> None:
        door = self._project.door
        if not (self._must_recover and door) or self._is_busy:
            return
        self._must_recover = False
        keys = frozenset(str(buffer_id) for buffer_id in self._versions)
        door.run(
            lambda folder: _unsaved_of(self._journal, folder, keys),
            self._take_back,
            self.failed.emit,
            owner=self,
        )

    def _recover_loose(self) -> None:
        self._lanes.work.run(
            lambda _: _unsaved_of(self._journal, None, frozenset()),
            self._take_back,
            self.failed.emit,
            owner=self,
        )

    def _take_back(self, found: list[tuple[LoadedText, LeftBehind]]) -> None:
        brought: list[Buffer] = []
        for loaded, left in found:
            self._adopted.append(left)
            if loaded.text == left.entry.text:
                continue
            buffer = self._documents.restore(loaded, left.entry.text)
            if not left.entry.is_put_away:
                brought.append(buffer)
            self._waiting.add(buffer.id)
        if found:
            self._wake()
        if brought:
            self._documents.recovered.emit(tuple(brought))


def _unsaved_of(
    journal: Journal, folder: ProjectFolder | None, open_keys: frozenset[str]
) -> list[tuple[LoadedText, LeftBehind]]:
    """Return the texts of a project that were not saved, each with what its file holds now.

    Without a folder, those of files that belong to no project.

    Of two texts of one file the newer comes back; the older one goes to the local history.
    """
    found: list[tuple[LoadedText, LeftBehind]] = []
    places: set[tuple[Path | None, str | None]] = set()
    for left in journal.left_behind(open_keys):
        entry = left.entry
        if entry.project != (folder.folder if folder else None):
            continue
        place = (entry.file, entry.job)
        if place in places:
            if folder:
                _keep_older(folder, entry)
            journal.forget(left)
            continue
        places.add(place)
        found.append((_loaded(folder, entry), left))
    return found


def _keep_older(folder: ProjectFolder, entry: Entry) -> None:
    if entry.file:
        folder.remember(entry.file, entry.text.encode("utf-8", "surrogatepass"))


def _loaded(folder: ProjectFolder | None, entry: Entry) -> LoadedText:
    """Return what a file holds now; of one that cannot be read or is gone, nothing."""
    try:
        if entry.job and folder and folder.project.job(entry.job):
            return load_job(folder, entry.job)
        if entry.file:
            return load_file(entry.file)
    except StudioError:
        return LoadedText(entry.file, entry.job, None)
    return LoadedText(entry.file, None, None)
