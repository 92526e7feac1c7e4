"""``openfn-studio compile``: show what the engine will run of a job, and what it will not."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.syntax import Syntax

from openfn_studio.cli.jobs import AdaptorOption, DialectOption, JobArgument, JobText, read_job
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.run import Dialect
from openfn_studio.domain.text import TextRange
from openfn_studio.language.outline import outline_of
from openfn_studio.workspace.atomic import save_atomically


def compile_job(
    job: JobArgument,
    dialect: DialectOption = None,
    adaptor: AdaptorOption = None,
    output_path: Annotated[
        Path | None, typer.Option("-o", "--output-path", help="Write it there, not to stdout.")
    ] = None,
) -> None:
    """Show the operations as the engine will run them, in order, and the code it drops."""
    terminal = Terminal.for_process()
    text = compiled_text(read_job(job, dialect))
    if output_path:
        save_atomically(output_path, text.encode())
    elif terminal.result.is_terminal:
        terminal.result.print(Syntax(text, "javascript", background_color="default"))
    else:
        terminal.result.print(text, markup=False, end="")


def compiled_text(job: JobText) -> str:
    """Return a job as its dialect runs it, as JavaScript with remarks."""
    outline = outline_of(job.document, job.dialect)
    lines = [f"// {job.file.name}, dialect {job.dialect}: {len(outline.operations)} operations."]
    if job.dialect == Dialect.V2:
        lines += _code_that_runs_first(job, [item.range for item in outline.operations])
    for operation in outline.operations:
        hoisted = ", taken out of its statement: it always runs" if operation.hoisted else ""
        lines.append(f"  // {operation.index + 1}: line {operation.range.line}{hoisted}")
        lines.append(f"  {job.source(operation.range)},")
    opening, closing = ("execute(", ")(state);") if job.dialect == Dialect.V1 else _V2_FRAME
    first = len(lines) - 2 * len(outline.operations)
    lines = [*lines[:first], opening, *lines[first:], closing]
    for dropped in outline.dropped:
        source = job.source(dropped.range).splitlines() or [""]
        lines.append(f"// Never runs, line {dropped.range.line}: {source[0]}")
    return "\n".join(lines) + "\n"


_V2_FRAME = ("export default [", "];")


def _code_that_runs_first(job: JobText, operations: list[TextRange]) -> list[str]:
    """Return what stands around the operations: v2 runs it before the first of them."""
    whole = job.document.positions.range(0, len(job.document.data))
    pieces: list[str] = []
    at = whole
    for operation in sorted(operations, key=lambda item: item.start):
        pieces.append(job.source(replace(at, end=operation.start)))
        at = replace(whole, start=operation.end)
    pieces.append(job.source(at))
    kept = [line for piece in pieces for line in piece.splitlines() if line.strip(" \t;")]
    return ["// Runs first:", *kept] if kept else []
