"""Replacing hits of a search: in open texts as one undoable edit each, elsewhere in the files."""

import hashlib
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import Place, StudioError, UserInputProblem
from openfn_studio.language.positions import Positions, Unit
from openfn_studio.language.problem import TextEdit
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.search_facts import FileHits, ReplaceSummary, Source
from openfn_studio.workbench.editing.text_search import replaced
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.jobtext import encode_job
from openfn_studio.workspace.textfile import read_text


class Replacer(QObject):
    """Carries out replacements; the files' old content is in the local history.

    Signals:
        replaced: ``ReplaceSummary``.

    Args:
        documents: The open texts.
        project: Whose files are written.
    """

    replaced = Signal(object)

    def __init__(
        self, documents: DocumentBench, project: ProjectBench, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._project = project

    def replace(self, chosen: Sequence[FileHits]) -> None:
        """Replace hits: in open texts as one undoable edit each, elsewhere in the files.

        ``replaced`` follows. A text that changed since it was searched is left as it is.
        """
        problems: list[StudioError] = []
        done: list[FileHits] = []
        for each in chosen:
            buffer_id = self._buffer_of(each.source)
            if buffer_id is None:
                continue
            problem = self._replace_in_buffer(buffer_id, each)
            if problem:
                problems.append(problem)
            else:
                done.append(each)
        rest = [each for each in chosen if self._buffer_of(each.source) is None]
        self._replace_in_files(rest, done, problems)

    def _buffer_of(self, source: Source) -> BufferId | None:
        if source.buffer_id and self._documents.buffer(source.buffer_id):
            return source.buffer_id
        buffer = self._documents.buffer_of_file(source.file) if source.file else None
        return buffer.id if buffer else None

    def _replace_in_buffer(self, buffer_id: BufferId, chosen: FileHits) -> StudioError | None:
        text = self._documents.text(buffer_id)
        if mark_of(text) != chosen.mark:
            return _changed(chosen.source)
        positions = Positions(text)
        edits = tuple(
            TextEdit(positions.range(hit.start, hit.end, Unit.CODE_POINT), hit.replacement or "")
            for hit in chosen.hits
        )
        self._documents.apply_edits(buffer_id, edits)
        return None

    def _replace_in_files(
        self, chosen: list[FileHits], done: list[FileHits], problems: list[StudioError]
    ) -> None:
        def finish(outcomes: list[tuple[FileHits, StudioError | None]]) -> None:
            done.extend(each for each, problem in outcomes if not problem)
            problems.extend(problem for _, problem in outcomes if problem)
            hits = sum(len(each.hits) for each in done)
            self.replaced.emit(ReplaceSummary(hits, len(done), tuple(problems)))

        def fail(problem: StudioError) -> None:
            problems.append(problem)
            finish([])

        if chosen and self._project.door:
            self._project.door.run(
                lambda folder: [(each, _replace_in_file(folder, each)) for each in chosen],
                finish,
                fail,
                owner=self,
            )
        else:
            finish([])


def _replace_in_file(folder: ProjectFolder, chosen: FileHits) -> StudioError | None:
    file = chosen.source.file
    try:
        if file is None:
            return _changed(chosen.source)
        text = read_text(file)
        if mark_of(text) != chosen.mark:
            return _changed(chosen.source)
        folder.save(file, encode_job(replaced(text, chosen.hits)))
    except StudioError as problem:
        return problem
    return None


def mark_of(text: str) -> str:
    """Return what tells whether a text is still the one that was searched."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _changed(source: Source) -> StudioError:
    return UserInputProblem(
        f"{source.title} was changed since it was searched.",
        means="Nothing was replaced in it.",
        remedy="Search again.",
        place=Place(source.file),
    )
