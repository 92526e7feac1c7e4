"""Reading files into buffers: what the editor can show, and why it refuses the rest."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from openfn_studio.domain.job import InlineExpression
from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.workspace.files import is_writable
from openfn_studio.workspace.folder import ProjectFolder
from openfn_studio.workspace.textfile import read_text, refuse_special

LONGEST_LINE = 200_000
"""Characters. The editor measures a line whole: one of 5,000,000 takes over a second a key."""


@dataclass(frozen=True, slots=True)
class LoadedText:
    """A file's text, ready to be shown."""

    file: Path | None
    """None for an expression inside ``project.yaml``."""
    job: str | None
    text: str | None
    """None when the file is gone."""
    read_only_reason: str = ""


def load_job(folder: ProjectFolder, name: str) -> LoadedText:
    """Return a job's text.

    Raises:
        UserInputProblem: There is no such job, or its text cannot be shown.
        EnvironmentProblem: Its file may not be read.
    """
    job = folder.project.job(name)
    if job is None:
        raise UserInputProblem(
            f"There is no job named {name} in this project.",
            remedy="It may have been renamed: choose it in the list of jobs.",
        )
    file = folder.job_file(job)
    if file:
        refuse_special(file)
    text = folder.read_expression(job)
    _refuse_unshowable(text, file or Path("project.yaml"))
    is_inline = isinstance(job.expression, InlineExpression)
    written = folder.folder / "project.yaml" if is_inline else file
    return LoadedText(file, name, text, why_read_only(written))


def load_file(file: Path) -> LoadedText:
    """Return the text of any file.

    JSON in one endless line is shown laid out on many, and cannot be changed then.

    Raises:
        UserInputProblem: It is missing, too large, not text, or has a line too long to be shown.
        EnvironmentProblem: It may not be read.
    """
    text = read_text(file)
    laid_out = _laid_out(text) if file.suffix.lower() == ".json" else None
    if laid_out is not None:
        return LoadedText(file, None, laid_out, (
            f"{file.name} holds everything in one long line, which is shown laid out here; "
            "the file itself is not changed."
        ))  # fmt: skip
    _refuse_unshowable(text, file)
    return LoadedText(file, None, text, why_read_only(file))


def why_read_only(file: Path | None) -> str:
    """Return why a file cannot be saved, one sentence; empty when it can."""
    if file is None or not file.exists():
        return ""
    if not is_writable(file):
        return f"{file.name} may be read but not written by you."
    if not is_writable(file.parent):
        return f"The folder {file.parent.name} may not be written by you."
    return ""


def _laid_out(text: str) -> str | None:
    """Return JSON of one endless line on many lines, every value as written; None for others."""
    if _longest_line(text)[1] <= LONGEST_LINE:
        return None
    try:
        shown = msgspec.json.format(text, indent=2)
    except msgspec.MsgspecError:
        return None
    return shown if _longest_line(shown)[1] <= LONGEST_LINE else None


def _refuse_unshowable(text: str, file: Path) -> None:
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise UserInputProblem(
            f"{file.name} holds a NUL character, which no text has.",
            means="It was not opened, so nothing in it changes.",
            remedy="Delete that character with another program.",
            place=Place(file, line),
        )
    line, length = _longest_line(text)
    if length > LONGEST_LINE:
        raise UserInputProblem(
            f"{file.name} has a line of {length:,} characters, which would hold up the editor.",
            means="It was not opened.",
            remedy=f"Break the line: up to {LONGEST_LINE:,} characters a line are shown.",
            place=Place(file, line),
        )


def _longest_line(text: str) -> tuple[int, int]:
    """Return the number of the longest line, from 1, and its length in characters."""
    if len(text) <= LONGEST_LINE:
        return 1, len(text)
    lengths = [len(line) for line in text.replace("\r", "\n").split("\n")]
    longest = max(lengths)
    return lengths.index(longest) + 1, longest
