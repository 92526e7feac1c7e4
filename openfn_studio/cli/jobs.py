"""What commands about one job share: its file, its project's word on it, and its adaptors."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer

from openfn_studio.adaptors import specifier
from openfn_studio.adaptors.failures import AdaptorMissing
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import SystemClock
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.errors import UserInputProblem
from openfn_studio.language.document import Document
from openfn_studio.language.positions import Unit
from openfn_studio.workspace.job_context import JobContext, job_context
from openfn_studio.workspace.jobtext import read_job as read_text

JobArgument = Annotated[Path, typer.Argument(metavar="JOB.js", help="The job's file.")]
DialectOption = Annotated[
    Dialect | None,
    typer.Option(help="Whose rules hold; else as the project says, else v1.", show_default=False),
]
AdaptorOption = Annotated[
    list[str] | None,
    typer.Option(
        "-a",
        "--adaptor",
        metavar="ADAPTOR",
        help="http, http@7.2.10, http=./build …; else as the project says. May be repeated.",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class JobText:
    """A job read from its file, under the dialect that holds for it."""

    file: Path
    text: str
    context: JobContext
    dialect: Dialect

    @cached_property
    def document(self) -> Document:
        """The text, parsed."""
        return Document(self.text)

    def source(self, place: TextRange) -> str:
        """Return the text of a range."""
        start, end = (
            self.document.positions.convert(offset, Unit.UTF16, Unit.CODE_POINT)
            for offset in (place.start, place.end)
        )
        return self.document.text[start:end]

    def adaptors(self, flags: list[str] | None) -> tuple[AdaptorSpec, ...]:
        """Return the adaptors the flags name, else those of the project.

        Raises:
            UserInputProblem: A specifier is malformed, or there is none at all.
        """
        if flags:
            # An empty flag comes from a script whose variable is empty; parse refuses it.
            return specifier.parse_all(flags) or tuple(map(specifier.parse, flags))
        if self.context.adaptors:
            return specifier.parse_all(self.context.adaptors, self.context.folder)
        if self.context.job:
            return specifier.parse_all(["language-common"])
        raise UserInputProblem(
            f"No adaptor is named for {self.file.name}, and no project lists this job.",
            means="Nothing was run.",
            remedy="Name one: -a http, or -a openfn-studio-standin, which needs no npm.",
        )


def read_job(file: Path, dialect: Dialect | None) -> JobText:
    """Return a job with what the project around it says of it.

    Raises:
        UserInputProblem: The job, or the project's file, cannot be used.
    """
    text = read_text(file)
    context = job_context(file, SystemClock())
    return JobText(file, text, context, dialect or context.dialect)


def installed_adaptors(
    job: JobText, flags: list[str] | None, repository: Repository
) -> tuple[InstalledAdaptor, ...] | None:
    """Return the job's adaptors as they are installed; None when one is not, or none is named.

    Raises:
        UserInputProblem: A flag is malformed.
    """
    try:
        specs = job.adaptors(flags)
        return tuple(repository.resolve(spec, may_use_npm=False) for spec in specs)
    except UserInputProblem as error:
        if flags and not isinstance(error, AdaptorMissing):
            raise
        return None
