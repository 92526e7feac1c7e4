"""Any text file of a project, byte for byte: line ends, NBSP, a missing last newline, a BOM."""

from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place, StudioError, UserInputProblem
from openfn_studio.workspace.jobtext import decode_text

MAX_BYTES = 32 * 1024 * 1024
"""The largest file that is opened as text."""


def read_text(file: Path) -> str:
    """Return a file's text; its encoding in UTF-8 gives the same bytes again.

    Raises:
        UserInputProblem: It is missing, a folder, too large, binary, or not UTF-8.
        EnvironmentProblem: It may not be read.
    """
    refuse_special(file)
    try:
        with file.open("rb") as stream:
            # One byte more than allowed tells that it is too large without reading all of it.
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _too_large(file, file.stat().st_size)
    except OSError as error:
        raise _unreadable(file, error) from error
    return decode_text(data, file)


def refuse_special(file: Path) -> None:
    """Refuse devices and pipes: reading one may wait for ever.

    Raises:
        UserInputProblem: It is one.
    """
    if file.exists() and not file.is_file() and not file.is_dir():
        raise UserInputProblem(
            f"{file.name} is a device or a pipe, not a file.",
            means="It was not opened.",
            place=Place(file),
        )


def _too_large(file: Path, size: int) -> UserInputProblem:
    return UserInputProblem(
        f"{file.name} has {size:,} bytes, but at most {MAX_BYTES:,} are opened as text.",
        means="It was not opened.",
        remedy="Choose it as the input of a run: the state inspector shows files of any size.",
        place=Place(file),
    )


def _unreadable(file: Path, error: OSError) -> StudioError:
    if isinstance(error, FileNotFoundError):
        return UserInputProblem(
            f"There is no file {file.name}.",
            remedy="Check whether it was renamed or deleted.",
            place=Place(file),
        )
    if isinstance(error, IsADirectoryError) or file.is_dir():
        return UserInputProblem(f"{file.name} is a folder, not a file.", place=Place(file))
    return EnvironmentProblem(
        f"{file.name} cannot be read: {error.strerror}.",
        remedy="Change the rights of the file or folder.",
        place=Place(file),
    )
