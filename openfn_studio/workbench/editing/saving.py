"""Writing a buffer where it belongs, unless another program wrote there meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openfn_studio.domain.job import InlineExpression
from openfn_studio.errors import StudioError
from openfn_studio.workbench.projects.openings import lost
from openfn_studio.workspace.atomic import save_atomically
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.jobtext import encode_job
from openfn_studio.workspace.textfile import read_text


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """What is to be written, and what is believed to be there."""

    file: Path | None
    job: str | None
    text: str
    known: str | None
    """The file's text as last read or written; None when it was gone."""


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """How a save went that met no problem."""

    is_saved: bool
    disk_text: str | None
    """What the file holds now; when it is not saved, what another program wrote there."""
    history_problem: StudioError | None = None


def save_in_project(
    folder: ProjectFolder, request: SaveRequest, guard: Callable[[], None]
) -> SaveOutcome:
    """Save into the open project, with local history.

    Args:
        folder: The project.
        request: What is to be written.
        guard: Keeps the text safe first; called just before something is written.

    Raises:
        StudioError: It cannot be saved; what is on disk is untouched.
    """
    if not folder.folder.is_dir():
        raise lost(folder.folder)
    job = folder.project.job(request.job) if request.job else None
    file = request.file
    if job and request.job and isinstance(job.expression, InlineExpression):
        guard()
        # project.yaml itself refuses to be written over when it changed outside.
        saved = folder.save_expression(request.job, request.text)
        return SaveOutcome(True, request.text, saved.history_problem)
    if file is None:
        raise AssertionError("a text without a place is never dirty")
    conflict = _conflict(file, request)
    if conflict:
        return conflict
    guard()
    if job and request.job:
        saved = folder.save_expression(request.job, request.text)
    else:
        saved = folder.save(file, encode_job(request.text))
    return SaveOutcome(True, request.text, saved.history_problem)


def save_alone(request: SaveRequest, guard: Callable[[], None]) -> SaveOutcome:
    """Save a file that belongs to no open project.

    Raises:
        StudioError: It cannot be saved; what is on disk is untouched.
    """
    if request.file is None:
        raise AssertionError("a text without a place is never dirty")
    conflict = _conflict(request.file, request)
    if conflict:
        return conflict
    guard()
    save_atomically(request.file, encode_job(request.text))
    return SaveOutcome(True, request.text)


def text_on_disk(file: Path) -> str | None:
    """Return what a file holds; None when it is gone.

    Raises:
        StudioError: It cannot be read, or is no text any more.
    """
    return read_text(file) if file.exists() else None


def _conflict(file: Path, request: SaveRequest) -> SaveOutcome | None:
    now = text_on_disk(file)
    # A file that is gone holds nothing that could be lost.
    is_same = now is None or now in (request.known, request.text)
    return None if is_same else SaveOutcome(False, now)
