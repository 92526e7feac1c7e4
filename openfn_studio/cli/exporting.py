"""Writing what is exported to a file or to standard output, piece by piece."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from openfn_studio.cli.portal import Portal, Row
from openfn_studio.errors import EnvironmentProblem, Place

OutputOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="A file; else stdout.", show_default=False),
]
FormatOption = Annotated[str, typer.Option("--format", help="csv, ndjson or json.")]


def export_to(open_portal: Portal, path: str, query: Row, output: Path | None) -> None:
    """Write an export where it is wanted. A file is there when it is whole, never in part.

    Raises:
        StudioError: The platform refuses, or the file cannot be written.
    """
    with open_portal.client.download(path, query) as pieces:
        if output is None:
            _copy(pieces, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        half = output.with_name(f".~{output.name}")
        try:
            with half.open("wb") as file:
                _copy(pieces, file)
                file.flush()
                os.fsync(file.fileno())
            half.replace(output)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise EnvironmentProblem(
                f"The export cannot be written: {error.strerror}.", place=Place(output)
            ) from error
    open_portal.done(f"Exported to {output}.")


def _copy(pieces: Any, target: BinaryIO) -> None:
    for piece in pieces:
        target.write(piece)
