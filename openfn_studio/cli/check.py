"""``openfn-studio check``: what is wrong with a job, before it runs."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from openfn_studio.adaptors.package import export_names
from openfn_studio.cli import engine
from openfn_studio.cli.jobs import (
    AdaptorOption,
    DialectOption,
    JobArgument,
    JobText,
    installed_adaptors,
    read_job,
)
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.run import ExitCode
from openfn_studio.language.problem import Problem, Severity
from openfn_studio.language.problems import find_problems, other_dialect_fits

STYLES = {
    Severity.ERROR: ("✘", "error"),
    Severity.WARNING: ("⚠", "warning"),
    Severity.HINT: ("ℹ", "info"),
}


def check(
    context: typer.Context,
    job: JobArgument,
    adaptor: AdaptorOption = None,
    dialect: DialectOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")] = False,
) -> int:
    """Say what will go wrong or surprise when a job runs. Exit code 1 when there are errors."""
    terminal = Terminal.for_process()
    found = read_job(job, dialect)
    installed = installed_adaptors(found, adaptor, engine.repository(context.obj.data))
    exports = None if installed is None else {item.name: export_names(item) for item in installed}
    problems = find_problems(found.document, found.dialect, exports)
    if as_json:
        shown = [asdict(problem) for problem in problems]
        terminal.result.print(json.dumps(shown, indent=2, ensure_ascii=False), markup=False)
    else:
        _print_all(terminal, found, problems, names_are_known=exports is not None)
        other = other_dialect_fits(found.document, found.dialect, exports)
        if other:
            terminal.note(f"Under dialect {other} these errors are gone: add --dialect {other}.")
    is_broken = any(problem.severity is Severity.ERROR for problem in problems)
    return ExitCode.JOB_ERROR if is_broken else ExitCode.SUCCESS


def _print_all(
    terminal: Terminal, job: JobText, problems: tuple[Problem, ...], *, names_are_known: bool
) -> None:
    lines = job.text.splitlines()
    for problem in problems:
        symbol, style = STYLES[problem.severity]
        place = f"{job.file}:{problem.range.line}:{problem.range.column}: "
        terminal.result.print(
            Text.assemble(
                (f"{symbol} ", style),
                (place, "name"),
                problem.message,
                (f"  {problem.code}", "faint"),
            )
        )
        if problem.range.line <= len(lines):
            terminal.result.print(Text(f"    {lines[problem.range.line - 1]}", style="faint"))
        for fix in problem.fixes[:1]:
            terminal.result.print(Text(f"    Fix: {fix.title}"))
    if not names_are_known:
        terminal.note("The job's adaptor is not installed here, so unknown names are not reported.")
    terminal.note(_summary(job, problems))


def _summary(job: JobText, problems: tuple[Problem, ...]) -> str:
    if not problems:
        return f"{job.file.name}: no problems found (dialect {job.dialect})."
    counts = (
        (sum(problem.severity is severity for problem in problems), severity)
        for severity in Severity
    )
    told = ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in counts if count)
    return f"{job.file.name}: {told} (dialect {job.dialect})."
