"""The texts the user has open: opened, edited, saved, closed. The editor shows them."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from openfn_studio.language.problem import TextEdit, apply_edits
from openfn_studio.workbench.editing.buffer import (
    Buffer,
    BufferId,
    BufferKind,
    EditsRequested,
    TextReplaced,
    kind_of,
)
from openfn_studio.workbench.editing.loading import LoadedText, load_file, load_job
from openfn_studio.workbench.editing.open_text import OpenText, followed
from openfn_studio.workbench.editing.save_desk import SaveDesk
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.projects.project_facts import JobRenamed, ProjectFact

OnOpened = Callable[[Buffer], None]

PROJECT_FILES = ("project.yaml", "studio.json")
"""Saving one of these changes the project."""


class DocumentBench(QObject):
    """Holds the open texts of a window. The editor has the living text; it is pulled when needed.

    Signals:
        opened: A ``Buffer`` that was opened; it becomes the current one.
        closing: A ``Buffer`` about to be closed, whose text can still be asked for.
        closed: A ``Buffer`` that was closed.
        changed: A ``Buffer`` whose text, state or name changed.
        current_changed: The ``Buffer`` the user looks at now, or None.
        saved: A ``Buffer`` whose text is on disk now.
        text_replaced: ``TextReplaced``; the editor takes it as one undoable edit.
        edits_requested: ``EditsRequested``; the editor carries them out as one undo step.
        changed_outside: ``OutsideChange`` of a buffer with unsaved changes: the user decides.
        recovered: A tuple of ``Buffer`` with unsaved texts of a session that ended badly.
        save_failed: ``SaveFailure``; the buffer stays unsaved.
        history_failed: The ``StudioError`` of a save that left no local history.
        failed: The ``StudioError`` of a text that could not be opened.
    """

    opened = Signal(object)
    closing = Signal(object)
    closed = Signal(object)
    changed = Signal(object)
    current_changed = Signal(object)
    saved = Signal(object)
    text_replaced = Signal(object)
    edits_requested = Signal(object)
    changed_outside = Signal(object)
    recovered = Signal(object)
    save_failed = Signal(object)
    history_failed = Signal(object)
    failed = Signal(object)

    def __init__(self, project: ProjectBench, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._lanes = lanes
        self._ids = count(1)
        self._texts: dict[BufferId, OpenText] = {}
        self._current: BufferId | None = None
        self.desk = SaveDesk(project, lanes, self)
        """Carries the texts to the disk."""
        self.is_putting_away = False
        """True while texts close with their project: what is unsaved comes back with it."""
        project.closing.connect(self.put_away_all)
        project.changed.connect(self._on_project_changed)
        project.job_renamed.connect(self._on_job_renamed)
        self.desk.written.connect(self._on_written)
        self.desk.conflicted.connect(self.changed_outside)
        self.desk.save_failed.connect(self.save_failed)
        self.desk.history_failed.connect(self.history_failed)

    # ------------------------------------------------------------------ what is open

    @property
    def buffers(self) -> tuple[Buffer, ...]:
        """The open buffers in the order they were opened."""
        return tuple(text.buffer for text in self._texts.values())

    @property
    def current(self) -> Buffer | None:
        """The buffer the user looks at; None when none is open."""
        return self.buffer(self._current) if self._current else None

    def buffer(self, buffer_id: BufferId) -> Buffer | None:
        """Return an open buffer; None when it was closed."""
        found = self._texts.get(buffer_id)
        return found.buffer if found else None

    def buffer_of_job(self, name: str) -> Buffer | None:
        """Return the open buffer of a job, or None."""
        return next((each for each in self.buffers if each.job == name), None)

    def buffer_of_file(self, file: Path) -> Buffer | None:
        """Return the open buffer of a file, or None."""
        return next((each for each in self.buffers if each.file == file), None)

    def text(self, buffer_id: BufferId) -> str:
        """Return the text as the user sees it now.

        Raises:
            KeyError: The buffer is not open.
        """
        return self._texts[buffer_id].pulled()

    def disk_text(self, buffer_id: BufferId) -> str | None:
        """Return what the buffer's file holds as far as known; None when it is gone."""
        return self._texts[buffer_id].disk

    # ------------------------------------------------------------------ opening and closing

    def open_job(self, name: str, then: OnOpened | None = None) -> None:
        """Open a job, or turn to it when it is open; ``opened`` or ``failed`` follows.

        Args:
            name: The job's name.
            then: Gets the buffer, whether it was opened now or before.
        """
        found = self.buffer_of_job(name)
        if found:
            self._turn_to(found, then)
        elif self._project.door:
            self._project.door.run(
                lambda folder: load_job(folder, name),
                lambda loaded: self._take_loaded(loaded, then),
                self.failed.emit,
                owner=self,
            )

    def open_file(self, file: Path, then: OnOpened | None = None) -> None:
        """Open any file; a file that is the text of a job opens as that job."""
        file = file.absolute()
        fact = self._project.fact
        job = fact.job_of(file) if fact else None
        found = self.buffer_of_file(file)
        if found:
            self._turn_to(found, then)
        elif job:
            self.open_job(job, then)
        else:
            self._lanes.work.run(
                lambda _: load_file(file),
                lambda loaded: self._take_loaded(loaded, then),
                self.failed.emit,
                owner=self,
            )

    def open_copy(self, title: str, text: str, kind: BufferKind, reason: str) -> Buffer:
        """Open a text that has no file, read-only, e.g. what a file held before.

        Args:
            title: What its tab says.
            text: What it shows.
            kind: How it is coloured.
            reason: Why it cannot be changed, one sentence.
        """
        buffer = Buffer(self._next_id(), title, None, None, kind, False, True, reason)
        return self._add(buffer, text, text)

    def restore(self, loaded: LoadedText, text: str) -> Buffer:
        """Open a file with an unsaved text of before a crash, or put it into the open buffer."""
        found = self._open_buffer(loaded)
        if found:
            self.replace_text(found.id, text)
            return self._texts[found.id].buffer
        opened = self._texts[self._add(self._new_buffer(loaded), loaded.text, text).id]
        return opened.buffer

    def close(self, buffer_id: BufferId) -> None:
        """Close a buffer. What is unsaved in it is dropped: who asks the user has done so."""
        found = self._texts.get(buffer_id)
        if not found:
            return
        order = list(self._texts)
        place = order.index(buffer_id)
        self.closing.emit(found.buffer)
        del self._texts[buffer_id]
        order.remove(buffer_id)
        self.closed.emit(found.buffer)
        if self._current == buffer_id:
            self._make_current(order[min(place, len(order) - 1)] if order else None)

    def put_away_all(self) -> None:
        """Close every buffer with the project; what is unsaved comes back when it is opened."""
        self.is_putting_away = True
        try:
            for buffer in self.buffers:
                self.close(buffer.id)
        finally:
            self.is_putting_away = False

    def set_current(self, buffer_id: BufferId) -> None:
        """Make a buffer the one the user looks at."""
        if buffer_id in self._texts:
            self._make_current(buffer_id)

    # ------------------------------------------------------------------ the editor's side

    def attach(self, buffer_id: BufferId, source: Callable[[], str]) -> None:
        """Say where the living text of a buffer is: the editor's function that returns it."""
        self._texts[buffer_id].source = source

    def detach(self, buffer_id: BufferId) -> None:
        """Keep the text the editor had, and ask it no more."""
        if buffer_id in self._texts:
            self.text(buffer_id)
            self._texts[buffer_id].source = None

    def edited(self, buffer_id: BufferId) -> None:
        """Note that the text changed in the editor. Cheap: the text is pulled later."""
        found = self._texts.get(buffer_id)
        if found and not found.is_replacing:
            found.is_stale = found.source is not None
            self._change(found, version=found.buffer.version + 1, is_dirty=True)

    def settle(self, buffer_id: BufferId) -> Buffer:
        """Look whether the text still differs from its file, e.g. after undo, and return so."""
        found = self._texts[buffer_id]
        is_dirty = self.text(buffer_id) != found.disk and not found.buffer.is_read_only
        if is_dirty != found.buffer.is_dirty:
            self._change(found, is_dirty=is_dirty)
        return found.buffer

    # ------------------------------------------------------------------ changes from elsewhere

    def replace_text(self, buffer_id: BufferId, text: str) -> None:
        """Put a whole new text into a buffer; the editor takes it as one undoable edit."""
        found = self._texts[buffer_id]
        if text == self.text(buffer_id):
            return
        found.text, found.is_stale = text, False
        buffer = replace(
            found.buffer, version=found.buffer.version + 1, is_dirty=text != found.disk
        )
        found.buffer = buffer
        found.is_replacing = True
        try:
            self.text_replaced.emit(TextReplaced(buffer, text))
        finally:
            found.is_replacing = False
        self.changed.emit(found.buffer)

    def apply_edits(self, buffer_id: BufferId, edits: tuple[TextEdit, ...]) -> None:
        """Carry out edits as one undo step; without an editor, on the text itself."""
        found = self._texts[buffer_id]
        if found.buffer.is_read_only or not edits:
            return
        if found.source:
            self.edits_requested.emit(EditsRequested(found.buffer, edits))
        else:
            self.replace_text(buffer_id, apply_edits(found.text, edits))

    def revert(self, buffer_id: BufferId) -> None:
        """Go back to what the file holds, as one undoable edit."""
        disk = self._texts[buffer_id].disk
        if disk is not None:
            self.replace_text(buffer_id, disk)

    def take_disk(self, buffer_id: BufferId, text: str) -> None:
        """Take what a buffer's file holds now into the buffer, as one undoable edit."""
        self._texts[buffer_id].disk = text
        self.replace_text(buffer_id, text)
        self.settle(buffer_id)

    def note_disk(self, buffer_id: BufferId, text: str | None) -> None:
        """Note what a buffer's file holds now, None when it is gone; the text stays."""
        found = self._texts[buffer_id]
        found.disk = text
        self._change(found, is_dirty=self.text(buffer_id) != text)

    # ------------------------------------------------------------------ saving

    def save(self, buffer_id: BufferId) -> None:
        """Save a buffer; ``saved``, ``save_failed`` or ``changed_outside`` follows."""
        found = self._texts.get(buffer_id)
        if found:
            self.desk.save(found)

    def save_all(self) -> None:
        """Save every buffer that has unsaved changes."""
        for buffer in self.buffers:
            if buffer.is_dirty:
                self.save(buffer.id)

    def _on_written(self, found: OpenText, version: int) -> None:
        # What was typed while the disk was busy is unsaved still.
        self._change(found, is_dirty=found.buffer.version != version)
        if found.buffer.id in self._texts:
            self.saved.emit(found.buffer)
        if found.buffer.file is None or found.buffer.file.name in PROJECT_FILES:
            self._project.check()

    # ------------------------------------------------------------------ the project's changes

    def _on_job_renamed(self, renamed: JobRenamed) -> None:
        for found in self._texts.values():
            if found.buffer.job == renamed.old:
                found.buffer = replace(found.buffer, job=renamed.new)

    def _on_project_changed(self, fact: ProjectFact) -> None:
        """Let buffers follow jobs that were renamed, moved to another file, added or removed."""
        for found in self._texts.values():
            self._replace(found, followed(found.buffer, fact))

    # ------------------------------------------------------------------ inside

    def _take_loaded(self, loaded: LoadedText, then: OnOpened | None) -> None:
        found = self._open_buffer(loaded)
        if found:
            # It was asked for twice before it came.
            self._turn_to(found, then)
            return
        buffer = self._add(self._new_buffer(loaded), loaded.text, loaded.text or "")
        if then:
            then(buffer)

    def _open_buffer(self, loaded: LoadedText) -> Buffer | None:
        of_job = self.buffer_of_job(loaded.job) if loaded.job else None
        return of_job or (self.buffer_of_file(loaded.file) if loaded.file else None)

    def _new_buffer(self, loaded: LoadedText) -> Buffer:
        return Buffer(
            self._next_id(),
            loaded.file.name if loaded.file else str(loaded.job),
            loaded.file,
            loaded.job,
            kind_of(loaded.file),
            is_read_only=bool(loaded.read_only_reason),
            read_only_reason=loaded.read_only_reason,
        )

    def _add(self, buffer: Buffer, disk: str | None, text: str) -> Buffer:
        buffer = replace(buffer, is_dirty=text != disk)
        self._texts[buffer.id] = OpenText(buffer, text, disk)
        self.opened.emit(buffer)
        self._make_current(buffer.id)
        return buffer

    def _turn_to(self, buffer: Buffer, then: OnOpened | None) -> None:
        self._make_current(buffer.id)
        if then:
            then(buffer)

    def _make_current(self, buffer_id: BufferId | None) -> None:
        if buffer_id != self._current:
            self._current = buffer_id
            self.current_changed.emit(self.current)

    def _change(self, found: OpenText, **values: object) -> None:
        self._replace(found, replace(found.buffer, **values))  # pyright: ignore[reportArgumentType]

    def _replace(self, found: OpenText, buffer: Buffer) -> None:
        if buffer != found.buffer:
            found.buffer = buffer
            # A save may end after its text was closed.
            if buffer.id in self._texts:
                self.changed.emit(buffer)

    def _next_id(self) -> BufferId:
        return BufferId(next(self._ids))
