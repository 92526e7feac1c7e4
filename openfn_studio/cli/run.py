"""``openfn-studio run``: run one job and say what happened."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from openfn_studio.cli import engine, inputs
from openfn_studio.cli.jobs import AdaptorOption, DialectOption, JobArgument, read_job
from openfn_studio.cli.json_log import JsonLog
from openfn_studio.cli.outputs import Destinations, EventsFile, write_state
from openfn_studio.cli.report import Level, RunReport, closing_line, error_lines
from openfn_studio.cli.terminal import Terminal
from openfn_studio.clock import SystemClock
from openfn_studio.domain.run import ExitCode, HttpMode, Limits
from openfn_studio.errors import UserInputProblem
from openfn_studio.paths import DataFolder
from openfn_studio.runner import protocol
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.result import RunResult

SEALS = {
    "kernel": "Sealed by the kernel: the job's process could open no connection to a network.",
    "runner": "Sealed by the runner: all connections of the job's process were answered in it.",
}
LEVELS = {"none": Level.NONE, "default": Level.DEFAULT, "info": Level.INFO, "debug": Level.DEBUG}


def run(
    context: typer.Context,
    job: JobArgument,
    adaptor: AdaptorOption = None,
    state_path: Annotated[
        Path | None,
        typer.Option("-s", "--state-path", help="The initial state, JSON.", show_default=False),
    ] = None,
    state_stdin: Annotated[
        bool, typer.Option("-S", "--state-stdin", help="Read the initial state from stdin.")
    ] = False,
    message: Annotated[
        Path | None,
        typer.Option(help="A message's body; the job gets it as data.", show_default=False),
    ] = None,
    credential: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The credential, JSON; beats the state's configuration.",
            show_default=False,
        ),
    ] = None,
    output_path: Annotated[
        Path | None,
        typer.Option("-o", "--output-path", help="Write the final state.", show_default=False),
    ] = None,
    output_stdout: Annotated[
        bool, typer.Option("-O", "--output-stdout", help="Print the final state.")
    ] = False,
    timeout: Annotated[
        int, typer.Option("-t", "--timeout", metavar="MS", min=1, help="End the run after this.")
    ] = 100_000,
    memory: Annotated[
        int, typer.Option(metavar="MB", min=16, help="Memory the job may use.")
    ] = 512,
    dialect: DialectOption = None,
    test: Annotated[
        bool, typer.Option("--test", help="Answer all requests here; nothing leaves.")
    ] = False,
    stub: Annotated[
        Path | None,
        typer.Option(help="Answers for test mode, YAML or JSON.", show_default=False),
    ] = None,
    no_console: Annotated[bool, typer.Option(help="Switch the job's console off.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Run with a broken state's offered repair.")
    ] = False,
    events: Annotated[
        Path | None,
        typer.Option(metavar="FILE|-", help="Write every event as JSON.", show_default=False),
    ] = None,
    log: Annotated[str, typer.Option(metavar="LEVEL", help="none, default, info or debug.")] = (
        "default"
    ),
    log_json: Annotated[bool, typer.Option("--log-json", help="The log as JSON lines.")] = False,
) -> int:
    """Run a job. Requests are really sent unless --test is given.

    Exit codes: 0 success, 1 the job failed, 2 too slow, 3 not started, 4 result not saved,
    5 unexpected end, 10 a fault of ours, 130 stopped, 134 out of memory.
    """
    wanted = Destinations(output_path, output_stdout, events)
    wanted.check()
    terminal = Terminal.for_process()
    found = read_job(job, dialect)
    state = inputs.input_state(state_path, state_stdin, message, repair=repair, terminal=terminal)
    in_state = state.pop("configuration", None)
    request = RunRequest(
        text=found.text,
        file=found.file.absolute(),
        dialect=found.dialect,
        adaptors=found.adaptors(adaptor),
        input=state,
        configuration=inputs.credential_body(credential) if credential else in_state,
        http_mode=HttpMode.TEST if test else HttpMode.LIVE,
        rules=inputs.stub_rules(stub, test),
        limits=replace(Limits(), timeout_ms=timeout, memory_mb=memory),
        no_console=no_console or found.context.no_console,
        origin="cli",
    )
    report = _report(terminal, log, log_json, whole_requests=test)
    context.obj.will_hide(request.configuration)
    return carry_out(request, context.obj.data, wanted, terminal, report)


def carry_out(
    request: RunRequest,
    data: DataFolder,
    wanted: Destinations,
    terminal: Terminal,
    report: "Report",
) -> int:
    """Run what is asked for, tell it and write its result; return the exit code."""
    if report.is_shown:
        terminal.say(announcement(request))
    with EventsFile(wanted.events) as record:
        result = _run(request, data, record, report.sink)
    code = result.exit_code
    if record.problem:
        terminal.problem_of(record.problem)
        code = code or ExitCode.NOT_SAVED
    if code == ExitCode.SUCCESS or result.state_json is not None:
        saved = write_state(result.state_json, wanted, data, SystemClock().now(), terminal)
        code = code if saved else code or ExitCode.NOT_SAVED
    if report.is_shown:
        if result.error:
            terminal.say(error_lines(result.error))
        terminal.say(closing_line(code, result.took_ms))
        if result.sealed_by:
            terminal.note(SEALS[result.sealed_by])
    return code


@dataclass(frozen=True, slots=True)
class Report:
    """What tells a run while it goes on."""

    sink: Callable[[protocol.AnyEvent], None]
    is_shown: bool
    """Whether the lines before and after the run are for people too."""


def announcement(request: RunRequest) -> Text:
    """Return the first line: whether requests are sent, and what is run."""
    if request.http_mode is HttpMode.TEST:
        mode, meaning = (" TEST ", "mode.test"), "nothing leaves this computer"
    else:
        mode, meaning = (" LIVE ", "mode.live"), "requests are really sent"
    name = request.file.name if request.file else "job"
    adaptors = ", ".join(str(adaptor) for adaptor in request.adaptors)
    return Text.assemble(mode, f" {meaning} · {name} · dialect {request.dialect} · {adaptors}")


def _run(
    request: RunRequest,
    data: DataFolder,
    record: EventsFile,
    sink: Callable[[protocol.AnyEvent], None],
) -> RunResult:
    with engine.runs(data, request.file) as runs:

        def both(event: protocol.AnyEvent) -> None:
            record(event)
            sink(event)

        handle = runs.start(request, both)
        try:
            return handle.result()
        except KeyboardInterrupt:
            handle.stop()
            return handle.result()


def _report(terminal: Terminal, level: str, as_json: bool, *, whole_requests: bool) -> Report:
    if level not in LEVELS:
        raise UserInputProblem(
            f"There is no log level {level}.", remedy=f"Use one of: {', '.join(LEVELS)}."
        )
    if as_json:
        return Report(JsonLog(terminal, LEVELS[level], SystemClock()), is_shown=False)
    report = RunReport(terminal, LEVELS[level], whole_requests=whole_requests)
    return Report(report, is_shown=LEVELS[level] > Level.NONE)
