"""The command ``openfn-studio``: its sub-commands, and what becomes of their errors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from openfn_studio.cli import (
    adaptors,
    check,
    compile_job,
    credentials,
    demo,
    jobs_portal,
    messages,
    new,
    open_window,
    ping,
    projects,
    run,
    runs_portal,
    serve,
    tokens,
    tree,
    triggers,
    users,
)
from openfn_studio.cli.invocation import Invocation
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.run import ExitCode
from openfn_studio.errors import StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.version import __version__

PROGRAM = "openfn-studio"

app = typer.Typer(
    name=PROGRAM,
    help="Write, run, dry-run and inspect OpenFn jobs on this computer.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("open")(open_window.open_window)
app.command("run")(run.run)
app.command("compile")(compile_job.compile_job)
app.command("check")(check.check)
app.command("tree")(tree.tree)
app.command("new")(new.new)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("ping")(ping.ping)
app.add_typer(adaptors.app, name="adaptors")
app.add_typer(projects.app, name="projects")
app.add_typer(projects.inbox_app, name="inbox")
app.add_typer(jobs_portal.app, name="jobs")
app.add_typer(triggers.app, name="triggers")
app.add_typer(credentials.app, name="credentials")
app.add_typer(messages.app, name="messages")
app.add_typer(runs_portal.app, name="runs")
app.add_typer(users.app, name="users")
app.add_typer(tokens.app, name="tokens")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"openfn-studio {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(help="The folder for adaptors, history and results.", show_default=False),
    ] = None,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say it.")
    ] = False,
) -> int | None:
    """Write, run, dry-run and inspect OpenFn jobs. Without a command, the window opens."""
    context.obj.data = DataFolder.choose(data)
    if context.invoked_subcommand is None:
        return open_window.show(context.obj.data)
    return None


def main(words: Sequence[str], commands: typer.Typer = app) -> int:
    """Run the command line's words and return the exit code."""
    terminal = Terminal.for_process()
    invocation = Invocation()
    try:
        code = commands(list(words), prog_name=PROGRAM, standalone_mode=False, obj=invocation)
    except typer.TyperException as error:
        # A command without its words has shown its help and has nothing else to say.
        if error.format_message():
            remedy = f"{PROGRAM} COMMAND --help says more."
            terminal.problem(error.format_message(), remedy=remedy)
        return ExitCode.NOT_STARTED
    except typer.Abort:
        return ExitCode.STOPPED
    except StudioError as error:
        terminal.problem_of(error)
        return ExitCode.NOT_STARTED
    except Exception as fault:  # noqa: BLE001 - the last boundary: a fault of ours, never a trace
        _tell_fault(terminal, fault, invocation.log_fault())
        return ExitCode.ENGINE_FAULT
    return code if isinstance(code, int) else ExitCode.SUCCESS


def _tell_fault(terminal: Terminal, fault: Exception, log: Path | None) -> None:
    where = f"What happened is in {log}" if log else "The log cannot be written either"
    terminal.problem(
        f"OpenFn Studio itself failed ({type(fault).__name__}).",
        means="This is a fault of the program, not of your job.",
        remedy=f"{where}; please report it.",
    )
