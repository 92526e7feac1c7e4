"""The ways to an open project: a folder, a new one, an import, the sample. Any thread."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from openfn_studio.clock import Clock
from openfn_studio.errors import EnvironmentProblem, Place, StudioError, UserInputProblem
from openfn_studio.paths import DataFolder, resources
from openfn_studio.workbench.projects.project_facts import (
    FolderOffer,
    ProjectFact,
    ProjectNotice,
)
from openfn_studio.workspace import foreign, projectfile
from openfn_studio.workspace.atomic import remove_remains
from openfn_studio.workspace.creation import create_from, create_project
from openfn_studio.workspace.files import is_writable
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.history import LocalHistory
from openfn_studio.workspace.importing import create_around, import_project, jobs_in

SAMPLE_FOLDER = "OpenFn sample clinic"
SAMPLE_NAME = "Sample clinic"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open folder, and what the window is told of it."""

    folder: ProjectFolder
    fact: ProjectFact


def documents_folder() -> Path:
    """Return the user's documents folder."""
    location = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(location))


def open_or_offer(folder: Path, data: DataFolder, clock: Clock) -> Opened | FolderOffer:
    """Open a project folder; a folder that only holds jobs is offered to be made a project.

    Raises:
        StudioError: It is none of both, or it cannot be read.
    """
    folder = folder.expanduser().absolute()
    if folder.name == projectfile.FILE_NAME and folder.is_file():
        folder = folder.parent
    if not folder.is_dir():
        raise UserInputProblem(
            f"There is no folder {folder.name}.",
            means="It may have been moved, renamed or deleted.",
            remedy="Open it from where it is now.",
            place=Place(folder),
        )
    is_project = (folder / projectfile.FILE_NAME).exists()
    if not is_project and not foreign.v2_name(folder) and (jobs := jobs_in(folder)):
        return FolderOffer(folder, tuple(Path(job) for job in jobs))
    return _opened(folder, data, clock)


def make_around(offer: FolderOffer, data: DataFolder, clock: Clock) -> Opened:
    """Make an offered folder a project, and open it.

    Raises:
        StudioError: It cannot be written.
    """
    create_around(offer.folder)
    return _opened(offer.folder, data, clock)


def make_new(folder: Path, name: str, data: DataFolder, clock: Clock) -> Opened:
    """Make a new project, and open it.

    Raises:
        StudioError: The folder is used, or cannot be written.
    """
    folder = folder.expanduser().absolute()
    create_project(folder, name or folder.name)
    return _opened(folder, data, clock)


def make_import(source: Path, folder: Path, data: DataFolder, clock: Clock) -> Opened:
    """Make a project of a ``project.yaml`` from elsewhere, and open it.

    Raises:
        StudioError: It is no project file, or the folder cannot be written.
    """
    folder = folder.expanduser().absolute()
    import_project(source.expanduser().absolute(), folder)
    return _opened(folder, data, clock)


def open_sample(documents: Path, data: DataFolder, clock: Clock) -> Opened:
    """Open the user's copy of the sample; it is made when there is none yet.

    Raises:
        StudioError: It cannot be made, neither among the documents nor in the data folder.
    """
    try:
        return _sample_in(documents, data, clock)
    except EnvironmentProblem:
        # Documents on a network share that is away must not stop a first try.
        return _sample_in(data.root, data, clock)


def _sample_in(parent: Path, data: DataFolder, clock: Clock) -> Opened:
    folder = parent / SAMPLE_FOLDER
    if not (folder / projectfile.FILE_NAME).exists():
        create_from(resources() / "samples" / "clinic", folder, SAMPLE_NAME)
    return _opened(folder, data, clock)


def looked_at(folder: ProjectFolder) -> ProjectFact | None:
    """Return a project as it is on disk now; None when its folder is gone.

    Raises:
        StudioError: Its files are broken now.
    """
    if not folder.folder.is_dir():
        return None
    folder.reload_if_changed()
    return fact_of(folder)


def fact_of(folder: ProjectFolder) -> ProjectFact:
    """Return what the window is told of a folder."""
    notices = tuple(ProjectNotice(notice.text, notice.place) for notice in folder.notices)
    return ProjectFact(folder.folder, folder.project, notices, _why_read_only(folder.folder))


def lost(folder: Path) -> StudioError:
    """Return the problem of an open project whose folder is gone."""
    return EnvironmentProblem(
        f"The folder {folder.name} is no longer where it was.",
        means="What you typed is still here, but nothing can be saved in it.",
        remedy="Move it back, or open it from where it is now.",
        place=Place(folder),
    )


def _opened(folder: Path, data: DataFolder, clock: Clock) -> Opened:
    for name in ("", "jobs", "samples"):
        remove_remains(folder / name, clock.now().timestamp())
    history, problem = None, None
    try:
        history = LocalHistory(data.history, folder)
    except StudioError as error:
        # Without a history a project is still worth opening; the window says so.
        problem = error
    opened = ProjectFolder(folder, clock, history)
    return Opened(opened, replace(fact_of(opened), history_problem=problem))


def _why_read_only(folder: Path) -> str:
    if is_writable(folder):
        return ""
    return f"The folder {folder.name} may not be written by you, so nothing can be saved in it."
