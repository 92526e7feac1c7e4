"""Find and replace in the whole project: open texts as typed, files as they are on disk."""

import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.domain.job import ExpressionFile
from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.query import Query, QueryError, check_template, compiled
from openfn_studio.workbench.editing.replacing import Replacer, mark_of
from openfn_studio.workbench.editing.search_facts import (
    FileHits,
    SearchProgress,
    SearchSummary,
    Source,
)
from openfn_studio.workbench.editing.text_search import (
    Piece,
    SearchHit,
    find_hits,
    pieces,
)
from openfn_studio.workbench.editing.time_limit import TooSlow, time_limit
from openfn_studio.workbench.lanes import Lanes, Ticket
from openfn_studio.workbench.projects.folder_files import FolderFiles
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workspace.textfile import read_text

MOST = 10_000
"""How many hits are shown at most."""
SECONDS_A_PIECE = 0.25
"""Processor time a regular expression may take in one piece of a text."""

_BATCH_CHARACTERS = 2_000_000
_BATCH_FILES = 50
_PIECE = 250_000
_SLICE_SECONDS = 0.01
"""How long texts are looked into before the window gets its turn."""

_Read = tuple["Source", "str | StudioError"]


@dataclass(slots=True)
class _Looked:
    """A text that is being looked into."""

    source: Source
    text: str
    pieces: Iterator[Piece]
    hits: list[SearchHit] = field(default_factory=list[SearchHit])


@dataclass(slots=True)
class _Search:
    """A search that is going on."""

    query: Query
    template: str | None
    pattern: re.Pattern[str]
    sources: list[Source]
    texts: dict[BufferId, str]
    """Of the open buffers."""
    read: deque[_Read] = field(default_factory=deque[_Read])
    """Texts that were read and not looked into yet."""
    now: _Looked | None = None
    asked: int = 0
    """How many texts were asked for."""
    done: int = 0
    hits: int = 0
    files: int = 0
    is_cut: bool = False


class SearchBench(QObject):
    """Searches the open project. A newer search ends an older one.

    Files are read on the lane, but looked into on the window's own thread, in short slices and
    with a time limit: Python's regex engine holds up every thread, and only there it can be
    stopped.

    Signals:
        started: A search began; what was found before is over.
        found: ``FileHits`` of one more text.
        progressed: ``SearchProgress``.
        finished: ``SearchSummary``.
        refused: Why a query cannot be used, as text; nothing is searched.
        replaced: ``ReplaceSummary``.

    Args:
        documents: The open texts.
        project: Whose jobs are searched.
        files: The project's other files.
        lanes: Where files are read and written.
    """

    started = Signal()
    found = Signal(object)
    progressed = Signal(object)
    finished = Signal(object)
    refused = Signal(object)
    replaced = Signal(object)

    def __init__(
        self,
        documents: DocumentBench,
        project: ProjectBench,
        files: FolderFiles,
        lanes: Lanes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._project = project
        self._files = files
        self._lanes = lanes
        self._search: _Search | None = None
        self._skipped: list[str] = []
        self._ticket: Ticket | None = None
        self._replacer = Replacer(documents, project, self)
        self._replacer.replaced.connect(self.replaced)
        project.closed.connect(self.cancel)

    @property
    def is_searching(self) -> bool:
        """Whether a search is going on."""
        return self._search is not None

    def search(self, query: Query, template: str | None = None) -> None:
        """Search; ``refused``, or ``started`` and in the end ``finished`` follow.

        Args:
            query: What to look for; empty text finds nothing.
            template: What it would be replaced by; None when nothing is to be replaced.
        """
        self.cancel()
        try:
            pattern = compiled(query)
            if template is not None and query.is_regex:
                check_template(pattern, template)
        except QueryError as error:
            self.refused.emit(str(error))
            return
        sources = self._sources() if query.text else []
        texts = {each.id: self._documents.text(each.id) for each in self._documents.buffers}
        self._search = _Search(query, template, pattern, sources, texts)
        self._skipped = []
        self.started.emit()
        self._look_on(self._search)

    def cancel(self) -> None:
        """End the search; what was found stays."""
        if self._ticket:
            self._ticket.cancel()
        self._search = self._ticket = None

    def replace(self, chosen: Sequence[FileHits]) -> None:
        """Replace hits that were found; ``replaced`` follows.

        Open texts get one undoable edit each, files are saved with their old content kept in the
        local history. A text that changed since it was searched is left as it is.
        """
        self._replacer.replace(chosen)

    # ------------------------------------------------------------------ searching

    def _sources(self) -> list[Source]:
        fact = self._project.fact
        if not fact:
            return []
        folder, found = fact.folder, list[Source]()
        open_files = {each.file: each for each in self._documents.buffers}
        for job in fact.project.jobs:
            if isinstance(job.expression, ExpressionFile):
                file = folder / job.expression.path
                found.append(Source(str(job.expression.path), file, job.name))
        for each in self._files.files:
            found.append(Source(each.file.relative_to(folder).as_posix(), each.file))
        known = {source.file for source in found}
        for buffer in self._documents.buffers:
            if buffer.file not in known and not buffer.is_read_only:
                found.append(Source(buffer.title, buffer.file, buffer.job, buffer.id))
        return [
            replace(each, buffer_id=open_files[each.file].id) if each.file in open_files else each
            for each in dict.fromkeys(found)
        ]

    def _read_on(self) -> None:
        """Read the next few texts on the lane."""
        search = self._search
        if not search:
            return
        batch = search.sources[search.asked : search.asked + _BATCH_FILES]

        def done(read: list[_Read]) -> None:
            search.asked += len(read)
            search.read.extend(read)
            self._look_on(search)

        if batch:
            self._ticket = self._lanes.work.run(
                lambda _: _read(batch, search.texts), done, self._on_failed, owner=self
            )
        else:
            self._finish(search)

    def _on_failed(self, problem: StudioError) -> None:
        self._skipped.append(problem.what)
        if self._search:
            self._finish(self._search)

    def _look_on(self, search: _Search) -> None:
        """Look into what was read, a slice at a time."""
        end = time.monotonic() + _SLICE_SECONDS
        while search is self._search and time.monotonic() < end:
            if search.is_cut:
                self._finish(search)
            elif search.now:
                self._look_into_piece(search, search.now)
            elif search.read:
                self._begin_text(search, *search.read.popleft())
            else:
                self._read_on()
                return
        if search is self._search:
            QTimer.singleShot(0, self, lambda: self._look_on(search))

    def _begin_text(self, search: _Search, source: Source, text: str | StudioError) -> None:
        if isinstance(text, str):
            search.now = _Looked(source, text, pieces(text, _PIECE))
            return
        self._skipped.append(text.what)
        self._end_text(search)

    def _look_into_piece(self, search: _Search, looked: _Looked) -> None:
        piece = next(looked.pieces, None)
        room = MOST - search.hits - len(looked.hits)
        try:
            hits = _hits_in(search, piece, room + 1) if piece else []
        except TooSlow:
            self._skipped.append(
                f"The regular expression takes too long in {looked.source.title}; not all of it "
                "was searched."
            )
            piece, hits = None, []
        search.is_cut = len(hits) > room
        looked.hits += hits[:room]
        if piece is None or search.is_cut:
            self._end_text(search)

    def _end_text(self, search: _Search) -> None:
        looked, search.now = search.now, None
        search.done += 1
        if looked and looked.hits:
            search.hits += len(looked.hits)
            search.files += 1
            self.found.emit(FileHits(looked.source, tuple(looked.hits), mark_of(looked.text)))
        if search.done % _BATCH_FILES == 0:
            total = len(search.sources)
            self.progressed.emit(SearchProgress(search.done, total, search.hits))

    def _finish(self, search: _Search) -> None:
        self._search = self._ticket = None
        self.finished.emit(
            SearchSummary(
                search.files, search.hits, search.done, search.is_cut, tuple(self._skipped)
            )
        )


def _read(batch: Iterable[Source], texts: dict[BufferId, str]) -> list[_Read]:
    """Return as many texts as are worth waiting for."""
    read: list[_Read] = []
    size = 0
    for source in batch:
        text = _text_of(source, texts)
        read.append((source, text))
        size += 0 if isinstance(text, StudioError) else len(text)
        if size > _BATCH_CHARACTERS:
            break
    return read


def _text_of(source: Source, texts: dict[BufferId, str]) -> str | StudioError:
    if source.buffer_id and source.buffer_id in texts:
        return texts[source.buffer_id]
    if source.file is None:
        return UserInputProblem(f"{source.title} has no file.")
    try:
        return read_text(source.file)
    except StudioError as problem:
        return problem


def _hits_in(search: _Search, piece: Piece, most: int) -> list[SearchHit]:
    """Return the hits in a piece of a text.

    Raises:
        TooSlow: A regular expression took too long.
    """
    is_regex = search.query.is_regex
    if not is_regex:
        return find_hits(piece, search.pattern, search.template, is_regex=False, most=most)
    with time_limit(SECONDS_A_PIECE):
        return find_hits(piece, search.pattern, search.template, is_regex=True, most=most)
