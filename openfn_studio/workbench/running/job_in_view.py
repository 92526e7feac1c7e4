"""The job the user looks at: the benches of running turn to it, its settings are chosen here."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from openfn_studio.domain.run import Dialect
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.running.credentials import CredentialBench
from openfn_studio.workbench.running.http_mode import HttpModeBench
from openfn_studio.workbench.running.inputs import InputBench
from openfn_studio.workbench.running.kept import KeptRunsBench
from openfn_studio.workbench.running.subject import Subject, Subjects


@dataclass(frozen=True, slots=True)
class Followers:
    """The benches that turn to the job in view."""

    inputs: InputBench
    credentials: CredentialBench
    http_mode: HttpModeBench
    kept: KeptRunsBench


class JobInView(QObject):
    """Knows which job the current buffer holds and what is chosen for it.

    Signals:
        changed: The ``Subject`` in view, or None: another job, or its adaptors, dialect …

    Args:
        documents: The open texts.
        project: The open project.
        subjects: Finds what a buffer holds.
        followers: The benches that turn to it.
    """

    changed = Signal(object)

    def __init__(
        self,
        documents: DocumentBench,
        project: ProjectBench,
        subjects: Subjects,
        followers: Followers,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._project = project
        self._subjects = subjects
        self._followers = followers
        self._subject: Subject | None = None
        documents.current_changed.connect(self._on_changed)
        for signal in (project.opened, project.changed):
            signal.connect(self._on_changed)
        project.closed.connect(self.look)

    @property
    def subject(self) -> Subject | None:
        """The job in view; None when the current buffer is none."""
        return self._subject

    def subject_of(self, buffer_id: BufferId) -> Subject | None:
        """Return the job a buffer holds; None for anything that cannot be run."""
        buffer = self._documents.buffer(buffer_id)
        return self._subjects.of(buffer) if buffer and buffer.kind == "job" else None

    def look(self) -> None:
        """Turn to the job of the current buffer; ``changed`` follows when it is another."""
        current = self._documents.current
        subject = self.subject_of(current.id) if current else None
        fact = self._project.fact
        if fact is not None or subject is not None:
            key = str(fact.folder) if fact else subject.project_key if subject else ""
            self._followers.kept.show(key)
        if subject == self._subject:
            return
        self._subject = subject
        self._followers.http_mode.look_at(subject)
        if subject is not None:
            self._followers.inputs.look_at(subject)
            self._followers.credentials.look_at(subject)
        self.changed.emit(subject)

    def tell(self) -> None:
        """Look, and tell the job in view to those who came after it."""
        before = self._subject
        self.look()
        if self._subject == before:
            self.changed.emit(before)

    # ------------------------------------------------------------ choosing

    def choose_adaptor(self, adaptor: str) -> None:
        """Let the job run with another adaptor or version."""
        self._choose(
            "adaptor", adaptor, lambda one: self._subjects.choose_adaptors(one, (adaptor,))
        )

    def choose_dialect(self, dialect: Dialect) -> None:
        """Let the job run by other rules."""
        self._choose("dialect", dialect, lambda one: self._subjects.choose_dialect(one, dialect))

    def choose_credential(self, name: str | None) -> None:
        """Let the job log in with another credential of the project, or with none."""
        self._choose("credential", name, lambda _: None)

    def _choose(self, key: str, value: object, for_loose: Callable[[Subject], None]) -> None:
        subject = self._subject
        if subject is None:
            return
        if subject.job is not None:
            self._project.set_job(subject.key, key, value)
            return
        for_loose(subject)
        self.look()

    def _on_changed(self, _: object) -> None:
        self.look()
