"""Making a project folder of a ``project.yaml`` from elsewhere, or around jobs that are there."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from openfn_studio.domain.job import ExpressionFile, InlineExpression, Job
from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.workspace import filenames, foreign, projectfile, studiofile
from openfn_studio.workspace.atomic import save_atomically
from openfn_studio.workspace.creation import create_filled
from openfn_studio.workspace.files import make_folder, read_optional
from openfn_studio.workspace.folder import JOBS_FOLDER
from openfn_studio.workspace.gitignore import ensure_ignored
from openfn_studio.workspace.jobtext import encode_job
from openfn_studio.workspace.projectfile import ProjectFile
from openfn_studio.workspace.studiofile import StudioFile

MAX_JOBS = 2_000
"""How many ``.js`` files of a folder become jobs; one with more is something else."""


def import_project(source: Path, folder: Path) -> None:
    """Make a project folder of a ``project.yaml``, such as v1's export.

    Job texts that stand in it become files in ``jobs/``; the rest of it stays as it is written,
    comments too. Files it refers to are copied with it.

    Raises:
        UserInputProblem: It is no project file, or the folder exists and is not empty.
        EnvironmentProblem: It cannot be read, or the folder cannot be written.
    """
    data = read_optional(source)
    if data is None:
        raise UserInputProblem(f"There is no file {source.name}.", place=Place(source))
    project = projectfile.read_project_file(data, source)
    foreign.refuse_v2(project.yaml)
    if not project.jobs and not project.triggers:
        raise UserInputProblem(
            f"{source.name} holds no jobs and no triggers.",
            means="Nothing was made.",
            remedy="Choose the project.yaml that the platform exported.",
            place=Place(source),
        )
    files, changed = _files_of(project, source.parent)
    create_filled(folder, source.parent.name, lambda made: _fill(made, files, changed))


def jobs_in(folder: Path) -> tuple[PurePosixPath, ...]:
    """Return the ``.js`` files of a folder and its ``jobs/`` that could be jobs, sorted."""
    found = [*folder.glob("*.js"), *(folder / JOBS_FOLDER).glob("*.js")]
    paths = [PurePosixPath(file.relative_to(folder).as_posix()) for file in found if file.is_file()]
    return tuple(sorted(paths)[:MAX_JOBS])


def create_around(folder: Path) -> None:
    """Make a folder with ``.js`` files a project that lists them; the files are not touched.

    Raises:
        UserInputProblem: It is a project already, or holds no such files.
        EnvironmentProblem: It cannot be written.
    """
    if (folder / projectfile.FILE_NAME).exists():
        raise UserInputProblem(f"{folder.name} is a project already.", place=Place(folder))
    paths = jobs_in(folder)
    if not paths:
        raise UserInputProblem(f"There are no .js files in {folder.name}.", place=Place(folder))
    text = "jobs:\ntriggers: {}\ncredentials: {}\n"
    project = projectfile.read_project_file(text.encode())
    entries = {name: {"expression": filenames.uri_of_path(path)} for name, path in _named(paths)}
    project = project.with_section("jobs", entries)
    if not (folder / studiofile.FILE_NAME).exists():
        save_atomically(folder / studiofile.FILE_NAME, _first_settings().encoded())
    ensure_ignored(folder)
    # Last, as it makes the folder a project.
    save_atomically(folder / projectfile.FILE_NAME, project.yaml.text.encode())


def _named(paths: Iterable[PurePosixPath]) -> list[tuple[str, PurePosixPath]]:
    """Return files with a job name each: the file's, numbered when two are alike."""
    named: list[tuple[str, PurePosixPath]] = []
    for path in paths:
        stem = filenames.free_stem(path.stem, [name for name, _ in named])
        named.append((stem, path))
    return named


def _first_settings() -> StudioFile:
    return StudioFile().with_value(("dialect",), "v1").with_value(("test_mode",), True)


def _files_of(project: ProjectFile, source: Path) -> tuple[dict[PurePosixPath, bytes], ProjectFile]:
    """Return the job files of an import, and the project file that refers to them."""
    files = {path: data for path, data in _copies(project.jobs, source)}
    taken = [path.stem for path in files]
    fields: dict[tuple[str, str], Any] = {}
    for job in project.jobs:
        if isinstance(job.expression, InlineExpression) and job.expression.text:
            stem = filenames.free_stem(job.name, taken)
            taken.append(stem)
            path = PurePosixPath(JOBS_FOLDER, f"{stem}.js")
            files[path] = encode_job(job.expression.text)
            fields[job.name, "expression"] = filenames.uri_of_path(path)
    return files, project.with_fields("jobs", fields) if fields else project


def _copies(jobs: Iterable[Job], source: Path) -> list[tuple[PurePosixPath, bytes]]:
    copies: list[tuple[PurePosixPath, bytes]] = []
    for job in jobs:
        if isinstance(job.expression, ExpressionFile):
            path = job.expression.path
            data = read_optional(filenames.inside(source, path))
            # A file that is missing is told when its job is opened, as in any project.
            copies += [(path, data)] if data is not None else []
    return copies


def _fill(folder: Path, files: dict[PurePosixPath, bytes], project: ProjectFile) -> None:
    for path, data in files.items():
        make_folder((folder / path).parent)
        save_atomically(folder / path, data)
    save_atomically(folder / studiofile.FILE_NAME, _first_settings().encoded())
    save_atomically(folder / projectfile.FILE_NAME, project.yaml.text.encode())
