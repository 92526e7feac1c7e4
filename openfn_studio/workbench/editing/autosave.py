"""Keeps what is typed in the local history, so that every state of a file can be gone back to."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from openfn_studio.errors import StudioError
from openfn_studio.workbench.editing.buffer import Buffer, BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.projects.project_bench import ProjectBench

QUIET_MS = 3_000
"""A version is kept when nobody typed for so long ..."""
LONGEST_MS = 30_000
"""... and at the latest after so long, when somebody types on and on."""

Versions = dict[Path, bytes]


class HistoryKeeper(QObject):
    """Adds a version to the local history after every change, saved or not.

    Signals:
        kept: The files that got a version, as a tuple of paths.
        failed: The ``StudioError`` of a history that cannot be written; told once a project.

    Args:
        documents: Whose texts are kept.
        project: Whose folder has the history.
    """

    kept = Signal(object)
    failed = Signal(object)

    def __init__(
        self, documents: DocumentBench, project: ProjectBench, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._project = project
        self._versions: dict[BufferId, int] = {}
        self._waiting: set[BufferId] = set()
        self._has_failed = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        for timer in (self._quiet, self._longest):
            timer.timeout.connect(self.keep_now)
        documents.opened.connect(self._on_opened)
        documents.changed.connect(self._on_changed)
        documents.closing.connect(self._on_closing)
        project.opened.connect(self._on_project_opened)

    def keep_now(self) -> None:
        """Keep the texts that changed since the last version, without waiting for a pause."""
        self._quiet.stop()
        self._longest.stop()
        ids, self._waiting = self._waiting, set()
        self._keep([buffer for each in ids if (buffer := self._documents.buffer(each))])

    def _on_opened(self, buffer: Buffer) -> None:
        self._versions[buffer.id] = buffer.version

    def _on_changed(self, buffer: Buffer) -> None:
        if buffer.version != self._versions.get(buffer.id):
            self._versions[buffer.id] = buffer.version
            self._waiting.add(buffer.id)
            self._quiet.start()
            if not self._longest.isActive():
                self._longest.start()

    def _on_closing(self, buffer: Buffer) -> None:
        self._waiting.discard(buffer.id)
        self._versions.pop(buffer.id, None)
        if buffer.is_dirty:
            # It is being given up; who changes his mind finds it in the history.
            self._keep([buffer])

    def _keep(self, buffers: list[Buffer]) -> None:
        texts = {buffer.file: self._documents.text(buffer.id) for buffer in buffers if buffer.file}
        if texts and self._project.door:
            self._project.door.run(
                lambda folder: [
                    folder.remember(file, text.encode("utf-8", "surrogatepass"))
                    for file, text in texts.items()
                ],
                lambda problems: self._on_kept(tuple(texts), problems),
                self._tell,
                owner=self,
            )

    def _on_kept(self, files: tuple[Path, ...], problems: list[StudioError | None]) -> None:
        for problem in problems:
            if problem:
                self._tell(problem)
        self.kept.emit(files)

    def _tell(self, problem: StudioError) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(problem)

    def _on_project_opened(self) -> None:
        self._has_failed = False
