"""Reading files and making folders of a project, with the system's refusals as our problems."""

import os
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place


def read_optional(file: Path) -> bytes | None:
    """Return a file's bytes, or None when there is no such file.

    Raises:
        EnvironmentProblem: It is there, but cannot be read.
    """
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise EnvironmentProblem(
            f"{file.name} cannot be read: {error.strerror}.", place=Place(file)
        ) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless they are there.

    Raises:
        EnvironmentProblem: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem(
            f"The folder {folder.name} cannot be made: {error.strerror}.", place=Place(folder)
        ) from error


def remove_file(file: Path) -> None:
    """Delete a file, unless it is gone.

    Raises:
        EnvironmentProblem: It cannot be deleted.
    """
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise EnvironmentProblem(
            f"{file.name} cannot be deleted: {error.strerror}.", place=Place(file)
        ) from error


def is_writable(path: Path) -> bool:
    """Tell whether this user may write a file or into a folder, as far as its rights say."""
    if os.access in os.supports_effective_ids:
        return os.access(path, os.W_OK, effective_ids=True)
    return os.access(path, os.W_OK)
