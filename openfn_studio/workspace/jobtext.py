"""The text of a job file, byte for byte: line ends, NBSP, a missing last newline, a BOM survive."""

from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place, StudioError, UserInputProblem

MAX_BYTES = 5 * 1024 * 1024
"""The largest job file that is opened; the platform takes 10 MB of job and state together."""

_EXAMINED = 8192
_ALLOWED_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")


def read_job(file: Path) -> str:
    """Return a job's text; writing ``encode_job`` of it gives the same bytes again.

    An empty file is an empty job: it is opened, and running it changes nothing.

    Raises:
        UserInputProblem: It is missing, a folder, too large, binary, or not UTF-8.
        EnvironmentProblem: It may not be read.
    """
    return decode_job(_read(file), file)


def decode_job(data: bytes, file: Path) -> str:
    """Return the text of a job file's bytes.

    Raises:
        UserInputProblem: They are too many, binary, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(file, len(data))
    return decode_text(data, file)


def decode_text(data: bytes, file: Path) -> str:
    """Return the text of a file's bytes, whatever file it is.

    Raises:
        UserInputProblem: They are binary, or not UTF-8; with the place.
    """
    if _is_binary(data):
        raise _not_text(file, "it holds bytes that no text has", None)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_text(file, f"the byte 0x{data[error.start]:02x} is not UTF-8",
                        data[: error.start].decode("utf-8")) from error  # fmt: skip


def encode_job(text: str) -> bytes:
    """Return a job's bytes as they are saved.

    Raises:
        UserInputProblem: The text holds half a character, which no file can hold.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        line, column = _place(text[: error.start])
        raise UserInputProblem(
            "The text holds half of a character here, which cannot be saved.",
            remedy="Delete it and type the character again.",
            place=Place(None, line, column),
        ) from error


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            # One byte more than allowed tells that it is too large without reading all of it.
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _too_large(file, file.stat().st_size)
    except OSError as error:
        raise _unreadable(file, error) from error
    return data


def _too_large(file: Path, size: int) -> UserInputProblem:
    return UserInputProblem(
        f"The job has {size:,} bytes, but a job may have {MAX_BYTES:,}.",
        means="It was not opened.",
        remedy="Move the data it holds into its input.",
        place=Place(file),
    )


def _unreadable(file: Path, error: OSError) -> StudioError:
    if isinstance(error, FileNotFoundError):
        return UserInputProblem(
            f"There is no job file {file.name}.",
            remedy="Check the name, and the expression in project.yaml.",
            place=Place(file),
        )
    if isinstance(error, IsADirectoryError) or file.is_dir():
        return UserInputProblem(f"{file.name} is a folder, not a job file.", place=Place(file))
    return EnvironmentProblem(
        f"The job file cannot be read: {error.strerror}.",
        remedy="Change the rights of the file or folder.",
        place=Place(file),
    )


def _is_binary(data: bytes) -> bool:
    head = data[:_EXAMINED]
    return any(byte < 0x20 and byte not in _ALLOWED_CONTROLS for byte in head)


def _not_text(file: Path, reason: str, before: str | None) -> UserInputProblem:
    line, column = _place(before) if before is not None else (None, None)
    return UserInputProblem(
        f"{file.name} is not a text file: {reason}.",
        means="It was not opened, so nothing in it changes.",
        remedy="Save it as UTF-8 text.",
        place=Place(file, line, column),
    )


def _place(before: str) -> tuple[int, int]:
    """Return line and column, from 1, of what comes after a text."""
    normal = before.replace("\r\n", "\n").replace("\r", "\n")
    return normal.count("\n") + 1, len(normal) - normal.rfind("\n")
