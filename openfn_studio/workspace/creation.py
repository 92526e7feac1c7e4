"""Creating project folders: all of a folder appears at once, or nothing does."""

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place, UserInputProblem
from openfn_studio.workspace import projectfile, studiofile
from openfn_studio.workspace.atomic import save_atomically, sync_folder
from openfn_studio.workspace.files import make_folder, read_optional
from openfn_studio.workspace.gitignore import ensure_ignored
from openfn_studio.workspace.studiofile import StudioFile

_FIRST_PROJECT = """\
jobs:
  first-job:
    expression: file://jobs/first-job.js
    adaptor: '@openfn/language-common'
    trigger: every-registration
triggers:
  every-registration:
    # A message starts the job when its body contains this.
    criteria: '{"form":"registration"}'
credentials: {}
"""
_FIRST_JOB = """\
fn(state => {
  console.log(`Registering ${state.data.name}`);
  return state;
});
"""
_FIRST_MESSAGE = """\
{
  "data": { "form": "registration", "name": "Sample Person" }
}
"""
_FIRST_FILES = {
    projectfile.FILE_NAME: _FIRST_PROJECT,
    "jobs/first-job.js": _FIRST_JOB,
    "samples/message.json": _FIRST_MESSAGE,
    studiofile.FILE_NAME: '{\n  "dialect": "v1",\n  "test_mode": true\n}\n',
}
_FOLDER_MODE = 0o755


def create_project(folder: Path, name: str) -> None:
    """Create a project folder with a first job and a sample input.

    All of it appears at once, or nothing does.

    Raises:
        UserInputProblem: The folder exists and is not empty.
        EnvironmentProblem: It cannot be written.
    """
    create_filled(folder, name, _write_first_files)


def create_from(sample: Path, folder: Path, name: str | None = None) -> None:
    """Create a project folder as a copy of a sample.

    Raises:
        UserInputProblem: The folder exists and is not empty.
        EnvironmentProblem: It cannot be written.
    """
    create_filled(folder, name, partial(_copy, sample))


def create_filled(folder: Path, name: str | None, fill: Callable[[Path], None]) -> None:
    """Create a project folder that ``fill`` writes: it gets an empty folder to write into.

    Raises:
        UserInputProblem: The folder exists and is not empty.
        EnvironmentProblem: It cannot be written.
    """
    _refuse_used(folder)
    _create(folder, name, fill)


def _create(folder: Path, name: str | None, fill: Callable[[Path], None]) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # An empty folder that is there stays itself: a terminal may stand in it.
        exists = folder.is_dir()
        temporary = Path(tempfile.mkdtemp(prefix=".~new.", dir=folder if exists else folder.parent))
        try:
            fill(temporary)
            if name:
                _write_name(temporary, name)
            ensure_ignored(temporary)
            if exists:
                _move_into(temporary, folder)
            else:
                temporary.chmod(_FOLDER_MODE)
                temporary.rename(folder)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync_folder(folder.parent)
    except OSError as error:
        raise EnvironmentProblem(
            f"The project folder cannot be made: {error.strerror}.",
            means="Nothing was left behind.",
            remedy="Choose another place.",
            place=Place(folder),
        ) from error


def _move_into(temporary: Path, folder: Path) -> None:
    """Move what was made into the folder; ``project.yaml`` last, as it makes it a project."""
    entries = sorted(temporary.iterdir(), key=lambda entry: entry.name == projectfile.FILE_NAME)
    for entry in entries:
        entry.rename(folder / entry.name)
    temporary.rmdir()


def _write_name(folder: Path, name: str) -> None:
    file = folder / studiofile.FILE_NAME
    data = read_optional(file)
    content = studiofile.read_studio_file(data, file) if data is not None else StudioFile(file=file)
    save_atomically(file, content.with_value(("name",), name).encoded())


def _write_first_files(folder: Path) -> None:
    for path, text in _FIRST_FILES.items():
        make_folder((folder / path).parent)
        save_atomically(folder / path, text.encode())


def _copy(sample: Path, folder: Path) -> None:
    shutil.copytree(sample, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)


def _refuse_used(folder: Path) -> None:
    try:
        is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise EnvironmentProblem(
            f"The folder cannot be looked into: {error.strerror}.", place=Place(folder)
        ) from error
    if not is_free:
        raise UserInputProblem(
            f"{folder.name} exists already and is not empty.",
            means="Nothing was changed.",
            remedy="Choose a new folder, or open this one.",
            place=Place(folder),
        )
