"""The files of a project besides its jobs: samples, stub rules, the project's own two."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from openfn_studio.domain.job import ExpressionFile
from openfn_studio.workbench.editing.buffer import kind_of
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench

FOLDERS = ("samples", "tests", "recordings", "jobs")
"""Folders whose files are listed, besides the project folder's own."""
SUFFIXES = (".json", ".yaml", ".yml", ".js", ".md", ".txt")
MOST = 2_000
"""How many files are listed."""


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file of the project that is no job's text."""

    file: Path
    folder: str
    """The folder below the project's it is in; empty for the project's own."""
    kind: str
    """``job`` for JavaScript no job uses, ``json``, ``yaml`` or ``text``."""


class FolderFiles(QObject):
    """Lists the files of the open project.

    Signals:
        changed: The files, as a tuple of ``FileFact``, by folder and name.

    Args:
        project: Whose files are listed.
        lanes: Where folders are read.
    """

    changed = Signal(object)

    def __init__(self, project: ProjectBench, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._lanes = lanes
        self._files: tuple[FileFact, ...] = ()
        project.opened.connect(self.refresh)
        project.changed.connect(self.refresh)
        project.closed.connect(self._on_closed)
        if project.fact:
            self.refresh()

    @property
    def files(self) -> tuple[FileFact, ...]:
        """The files as they were last found."""
        return self._files

    def refresh(self) -> None:
        """Look at the folders again; ``changed`` follows when something is different."""
        fact = self._project.fact
        if not fact:
            return
        paths = (job.expression for job in fact.project.jobs)
        jobs = {fact.folder / each.path for each in paths if isinstance(each, ExpressionFile)}
        self._lanes.work.run(
            lambda _: _listed(fact.folder, jobs), self._take, lambda _: None, owner=self
        )

    def _take(self, files: tuple[FileFact, ...]) -> None:
        if files != self._files and self._project.fact:
            self._files = files
            self.changed.emit(files)

    def _on_closed(self) -> None:
        self._files = ()
        self.changed.emit(())


def _listed(folder: Path, jobs: set[Path]) -> tuple[FileFact, ...]:
    found: list[FileFact] = []
    for name in ("", *FOLDERS):
        try:
            files = sorted((folder / name).iterdir(), key=lambda file: file.name.casefold())
        except OSError:
            continue
        found += [
            FileFact(file, name, kind_of(file))
            for file in files
            if file.suffix.lower() in SUFFIXES
            and not file.name.startswith(".")
            and file not in jobs
            and file.is_file()
        ]
    return tuple(found[:MOST])
