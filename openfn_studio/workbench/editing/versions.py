"""The local history of a file, for looking at and for going back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from openfn_studio.errors import EnvironmentProblem, Place, StudioError
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workspace.history import Version


@dataclass(frozen=True, slots=True)
class VersionFact:
    """A version of a file that was kept."""

    saved_at: datetime
    """UTC."""
    size: int
    """Bytes."""
    version: Version
    """For ``VersionBench.read``."""


class VersionBench(QObject):
    """Reads the local history of the open project.

    Args:
        project: Whose history is read.
    """

    def __init__(self, project: ProjectBench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project

    def list(
        self,
        file: Path,
        on_done: Callable[[tuple[VersionFact, ...]], None],
        on_failed: Callable[[StudioError], None],
        *,
        owner: QObject,
    ) -> None:
        """Hand over the versions of a file, newest first."""
        if self._project.door:
            self._project.door.run(
                lambda folder: tuple(map(_fact, folder.versions(file))),
                on_done,
                on_failed,
                owner=owner,
            )

    def read(
        self,
        fact: VersionFact,
        on_done: Callable[[str], None],
        on_failed: Callable[[StudioError], None],
        *,
        owner: QObject,
    ) -> None:
        """Hand over the text of a version."""
        if self._project.door:
            self._project.door.run(
                lambda folder: _text(folder.read_version(fact.version), fact),
                on_done,
                on_failed,
                owner=owner,
            )


def _fact(version: Version) -> VersionFact:
    return VersionFact(version.saved_at, version.size, version)


def _text(data: bytes, fact: VersionFact) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise EnvironmentProblem(
            f"This version of {fact.version.file.name} is not text.",
            remedy="Choose another version.",
            place=Place(fact.version.stored),
        ) from error
