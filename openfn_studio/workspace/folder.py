"""An open project folder: read, saved into, never written over what another program changed."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from openfn_studio.clock import Clock
from openfn_studio.domain.job import ExpressionFile, ExpressionLink, InlineExpression, Job
from openfn_studio.domain.project import Project
from openfn_studio.domain.trigger import MessageFilter, Trigger
from openfn_studio.errors import EnvironmentProblem, Place, StudioError, UserInputProblem
from openfn_studio.workspace import filenames, foreign, projectfile, studiofile
from openfn_studio.workspace.atomic import save_atomically
from openfn_studio.workspace.files import make_folder, read_optional, remove_file
from openfn_studio.workspace.history import LocalHistory, Version
from openfn_studio.workspace.jobtext import encode_job, read_job
from openfn_studio.workspace.projectfile import Notice, ProjectFile
from openfn_studio.workspace.studiofile import StudioFile

JOBS_FOLDER = "jobs"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did besides writing the file."""

    file: Path
    history_problem: StudioError | None = None
    """Why the local history has no entry, if it has none; the file itself is saved."""


class ProjectFolder:
    """An open project folder.

    Every save is atomic and leaves an entry in the local history. A file that was changed outside
    since it was read is never written over. Not safe for threads.

    Args:
        folder: The folder.
        clock: What time it is, for the history.
        history: The local history; None runs without one.
    """

    def __init__(self, folder: Path, clock: Clock, history: LocalHistory | None = None) -> None:
        self.folder = folder
        self._clock = clock
        self._history = history
        self._project_bytes = b""
        self._studio_bytes: bytes | None = None
        self._project_file: ProjectFile
        self._studio_file: StudioFile
        self.reload()

    def reload(self) -> None:
        """Read ``project.yaml`` and ``studio.json`` again.

        Raises:
            UserInputProblem: They are missing or malformed, or of OpenFn v2.
            EnvironmentProblem: They cannot be read.
        """
        project_bytes = _read_project_bytes(self.folder)
        studio_bytes = read_optional(self.folder / studiofile.FILE_NAME)
        project_file = projectfile.read_project_file(project_bytes, self._file())
        foreign.refuse_v2(project_file.yaml)
        studio_path = self.folder / studiofile.FILE_NAME
        studio_file = StudioFile(file=studio_path)
        if studio_bytes is not None:
            studio_file = studiofile.read_studio_file(studio_bytes, studio_path)
        self.project = _assembled(self.folder, project_file, studio_file)
        self._project_bytes, self._studio_bytes = project_bytes, studio_bytes
        self._project_file, self._studio_file = project_file, studio_file

    def reload_if_changed(self) -> bool:
        """Read the two files again when another program changed them; return whether it did.

        Raises:
            UserInputProblem: They are missing or malformed now; what was read before stays.
            EnvironmentProblem: They cannot be read.
        """
        studio_bytes = read_optional(self.folder / studiofile.FILE_NAME)
        if read_optional(self._file()) == self._project_bytes and (
            studio_bytes == self._studio_bytes
        ):
            return False
        self.reload()
        return True

    project: Project
    """What the two files say together."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What a user should know about the project, with places."""
        return self._project_file.notices

    def job_file(self, job: Job) -> Path | None:
        """Return the file of a job's expression; None when it is inline or a link.

        Raises:
            UserInputProblem: It leads out of the folder.
        """
        if isinstance(job.expression, ExpressionFile):
            return filenames.inside(self.folder, job.expression.path)
        return None

    def read_expression(self, job: Job) -> str:
        """Return a job's text, byte for byte.

        Raises:
            UserInputProblem: The file is missing, too large or not text; or it is only a link.
            EnvironmentProblem: It may not be read.
        """
        if isinstance(job.expression, InlineExpression):
            return job.expression.text
        file = self.job_file(job)
        if file is None:
            raise _only_a_link(job)
        return read_job(file)

    def save_expression(self, job_name: str, text: str) -> Saved:
        """Save a job's text where it stands: in its file, or in ``project.yaml``.

        Raises:
            UserInputProblem: There is no such job, or its text cannot be saved.
            EnvironmentProblem: The file cannot be written; the old one is untouched.
        """
        job = self._job(job_name)
        if isinstance(job.expression, InlineExpression):
            return self.set_field("jobs", job_name, "expression", text)
        file = self.job_file(job)
        if file is None:
            raise _only_a_link(job)
        data = encode_job(text)
        make_folder(file.parent)
        return self.save(file, data)

    def add_job(self, job: Job, text: str) -> Saved:
        """Add a job with its file in ``jobs/``; its ``expression`` is chosen here.

        Raises:
            UserInputProblem: There is a job of that name already.
        """
        _refuse_name(self.project, job.name)
        data = encode_job(text)
        self._refuse_changed_project()
        make_folder(self.folder / JOBS_FOLDER)
        taken = [entry.stem for entry in (self.folder / JOBS_FOLDER).iterdir()]
        stem = filenames.free_stem(job.name, taken)
        path = PurePosixPath(JOBS_FOLDER, f"{stem}.js")
        entry = {"expression": filenames.uri_of_path(path), **_job_entry(job)}
        changed = self._project_file.with_entry("jobs", job.name, entry)
        self.save(self.folder / path, data)
        return self._save_project(changed)

    def rename_job(self, old: str, new: str) -> Saved:
        """Rename a job, also where triggers watch it; a file named after it is renamed too.

        Raises:
            UserInputProblem: There is no such job, the name is taken or empty, or a file changed
                outside.
        """
        job = self._job(old)
        _refuse_name(self.project, new)
        self._refuse_changed_project()
        changed = self._project_file.with_job_renamed(old, new)
        moved = filenames.moved_file(self.folder, job, new)
        if moved:
            text = self.read_expression(job)
            self._let_history_follow(moved)
            self.save(self.folder / moved.new, encode_job(text))
            uri = filenames.uri_of_path(moved.new)
            changed = changed.with_field("jobs", new, "expression", uri)
        studio = self._studio_file.with_job_renamed(old, new)
        saved = self._save_project(changed)
        if studio.values != self._studio_file.values:
            self._save_studio(studio)
        if moved:
            remove_file(self.folder / moved.old)
        return saved

    def set_field(self, section: str, name: str, key: str, value: Any) -> Saved:
        """Set one field of a job, trigger or credential in ``project.yaml``; None removes it.

        Raises:
            UserInputProblem: The result would be no valid project, or the file changed outside.
        """
        return self._save_project(self._project_file.with_field(section, name, key, value))

    def set_entry(self, section: str, name: str, value: Any) -> Saved:
        """Set a whole trigger or credential, or another entry, in ``project.yaml``."""
        return self._save_project(self._project_file.with_entry(section, name, value))

    def remove_entry(self, section: str, name: str) -> Saved:
        """Remove an entry from ``project.yaml``; a job's file stays where it is."""
        return self._save_project(self._project_file.without_entry(section, name))

    def set_studio(self, path: tuple[str, ...], value: Any) -> Saved:
        """Set one value of ``studio.json``, e.g. ``("jobs", "a", "autoprocess")``; None removes it.

        Raises:
            UserInputProblem: The value is not of its kind, or the file changed outside.
        """
        return self._save_studio(self._studio_file.with_value(path, value))

    def save(self, file: Path, data: bytes) -> Saved:
        """Save any file of the folder atomically, with local history before and after.

        Raises:
            EnvironmentProblem: It cannot be written; the old content is untouched.
        """
        before = read_optional(file)
        problem = self._remember(file, before) if before is not None else None
        save_atomically(file, data)
        return Saved(file, problem or self._remember(file, data))

    def versions(self, file: Path) -> list[Version]:
        """Return the versions of a file in the local history, newest first."""
        return self._history.versions(self._relative(file)) if self._history else []

    def read_version(self, version: Version) -> bytes:
        """Return the content of a version.

        Raises:
            EnvironmentProblem: It is gone or damaged, or there is no history.
        """
        if self._history is None:
            raise EnvironmentProblem("No local history is kept of this project.")
        return self._history.read(version)

    def remember(self, file: Path, data: bytes) -> StudioError | None:
        """Keep unsaved content of a file in the local history; return why it could not be kept."""
        return self._remember(file, data)

    def _remember(self, file: Path, data: bytes) -> StudioError | None:
        if self._history is None:
            return None
        try:
            self._history.add(self._relative(file), data, self._clock.now())
        except EnvironmentProblem as error:
            # The history is a second net: without it the save itself must still succeed.
            return error
        return None

    def _relative(self, file: Path) -> PurePosixPath:
        return PurePosixPath(file.relative_to(self.folder).as_posix())

    def _let_history_follow(self, moved: filenames.Moved) -> None:
        try:
            if self._history:
                self._history.follow(moved.old, moved.new)
        except EnvironmentProblem:
            # The versions stay under the old name; the rename itself must still succeed.
            return

    def _save_studio(self, changed: StudioFile) -> Saved:
        file = self.folder / studiofile.FILE_NAME
        # Refused before it is written: a studio.json that cannot be opened again.
        checked = studiofile.read_studio_file(changed.encoded(), file)
        _assembled(self.folder, self._project_file, checked)
        if read_optional(file) != self._studio_bytes:
            raise _changed_outside(file)
        saved = self.save(file, changed.encoded())
        self.reload()
        return saved

    def _save_project(self, changed: ProjectFile) -> Saved:
        self._refuse_changed_project()
        bom = _BOM if self._project_bytes.startswith(_BOM) else b""
        saved = self.save(self._file(), bom + changed.yaml.text.encode("utf-8"))
        self.reload()
        return saved

    def _refuse_changed_project(self) -> None:
        if read_optional(self._file()) != self._project_bytes:
            raise _changed_outside(self._file())

    def _job(self, name: str) -> Job:
        job = self.project.job(name)
        if job is None:
            raise UserInputProblem(f"There is no job named {name} in {self.folder.name}.")
        return job

    def _file(self) -> Path:
        return self.folder / projectfile.FILE_NAME


def _refuse_name(project: Project, name: str) -> None:
    if not name.strip():
        raise UserInputProblem("A job needs a name.", remedy="Write one.")
    if project.job(name):
        raise UserInputProblem(
            f"There is a job named {name} already.", remedy="Choose another name."
        )


def _assembled(folder: Path, project_file: ProjectFile, studio_file: StudioFile) -> Project:
    """Return the project that both files describe together."""
    return Project(
        studio_file.name or folder.resolve().name,
        jobs=tuple(
            replace(job, settings=studio_file.job_settings(job.name)) for job in project_file.jobs
        ),
        triggers=tuple(_with_exclusion(trigger, studio_file) for trigger in project_file.triggers),
        credentials=project_file.credentials,
        dialect=studio_file.dialect,
        test_mode=studio_file.test_mode,
        remotes=studio_file.remotes(),
    )


def _with_exclusion(trigger: Trigger, studio_file: StudioFile) -> Trigger:
    if isinstance(trigger, MessageFilter):
        return replace(trigger, exclusion=studio_file.exclusion(trigger.name))
    return trigger


def _job_entry(job: Job) -> dict[str, str]:
    fields = {"adaptor": job.adaptor, "trigger": job.trigger, "credential": job.credential}
    return {key: value for key, value in fields.items() if value is not None}


def _read_project_bytes(folder: Path) -> bytes:
    data = read_optional(folder / projectfile.FILE_NAME)
    if data is not None:
        return data
    says = foreign.v2_name(folder)
    if says:
        raise foreign.v2_problem(says, Place(folder))
    raise UserInputProblem(
        f"There is no {projectfile.FILE_NAME} in {folder.name}.",
        means="A project folder has one.",
        remedy="Choose another folder, or make a project with openfn-studio new.",
        place=Place(folder),
    )


def _changed_outside(file: Path) -> UserInputProblem:
    return UserInputProblem(
        f"{file.name} was changed by another program since Studio read it.",
        means="Nothing was written, so that no change is lost.",
        remedy="Open the project again, then repeat your change.",
        place=Place(file),
    )


def _only_a_link(job: Job) -> UserInputProblem:
    url = job.expression.url if isinstance(job.expression, ExpressionLink) else ""
    return UserInputProblem(
        f"The text of {job.name} is not in this folder but at {url}.",
        means="Studio does not fetch job texts from the network.",
        remedy="Save it as jobs/<name>.js and write its file:// path into project.yaml.",
    )
