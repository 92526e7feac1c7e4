"""File names for jobs, valid on Linux, macOS and Windows, and paths that stay in the folder."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

from openfn_studio.domain.job import ExpressionFile, Job
from openfn_studio.errors import UserInputProblem

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_BLANKS = re.compile(r"\s+")
_WINDOWS_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_LONGEST_BYTES = 120
_FILE_SCHEME = "file://"


def file_stem(name: str) -> str:
    """Return the file name, without ending, for a job's name; letters of all scripts stay.

    Spaces become dashes, what a system forbids goes, names of Windows devices get an underscore.
    """
    plain = unicodedata.normalize("NFC", name)
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl"))
    stem = _BLANKS.sub("-", _FORBIDDEN.sub(" ", plain).strip()).strip("-. ")
    stem = _shortened(stem).rstrip("-. ") or "job"
    if _WINDOWS_DEVICES.fullmatch(stem.split(".")[0]):
        stem = f"{stem}_" if "." not in stem else stem.replace(".", "_.", 1)
    return stem


def free_stem(name: str, taken: Iterable[str]) -> str:
    """Return ``file_stem`` of a name, numbered when another file has it.

    Names that differ in case only, or in how an accent is composed, are one file on some systems.
    """
    folded = {_folded(stem) for stem in taken}
    wanted = file_stem(name)
    stem, number = wanted, 1
    while _folded(stem) in folded:
        number += 1
        stem = f"{wanted}-{number}"
    return stem


@dataclass(frozen=True, slots=True)
class Moved:
    """The file of a job that is renamed, relative to the project folder."""

    old: PurePosixPath
    new: PurePosixPath


def moved_file(folder: Path, job: Job, name: str) -> Moved | None:
    """Return where the file of a job goes when the job is renamed.

    None when it stays: it is not named after the job, or there is none.
    """
    if not isinstance(job.expression, ExpressionFile):
        return None
    path = job.expression.path
    if path.stem != file_stem(job.name) or not (folder / path).is_file():
        return None
    taken = [entry.stem for entry in (folder / path).parent.iterdir()]
    return Moved(path, path.with_name(f"{free_stem(name, taken)}{path.suffix}"))


def path_of_uri(uri: str) -> PurePosixPath:
    """Return the relative path of a ``file://`` expression.

    ``file://jobs/a.js`` and ``file://./jobs/a.js`` mean the project folder's ``jobs/a.js``.

    Raises:
        UserInputProblem: It is absolute or leads outside the folder.
    """
    written = uri.removeprefix(_FILE_SCHEME)
    decoded = unquote(written)
    if PurePosixPath(decoded).is_absolute() or PureWindowsPath(decoded).anchor:
        raise _outside(uri)
    path = PurePosixPath(decoded.replace("\\", "/"))
    if ".." in path.parts or not path.name:
        raise _outside(uri)
    return path


def uri_of_path(path: PurePosixPath) -> str:
    """Return the ``file://`` expression of a relative path; letters of all scripts stay."""
    return _FILE_SCHEME + str(path).replace("%", "%25")


def inside(folder: Path, path: PurePosixPath) -> Path:
    """Return the real file of a relative path, links followed.

    Raises:
        UserInputProblem: A link on the way leads out of the folder.
    """
    file = folder / path
    if not file.resolve().is_relative_to(folder.resolve()):
        raise _outside(str(path))
    return file


def _outside(written: str) -> UserInputProblem:
    return UserInputProblem(
        f"{written} leads out of the project folder.",
        means="Studio opens job files of the project folder only.",
        remedy="Put the file into the folder and write its path from there, such as "
        "file://jobs/my-job.js.",
    )


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFKC", stem).casefold()


def _shortened(stem: str) -> str:
    """Cut at a whole character: file systems count bytes, 255 of them with the ending."""
    return stem.encode("utf-8")[:_LONGEST_BYTES].decode("utf-8", "ignore")
