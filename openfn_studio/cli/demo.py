"""``openfn-studio demo``: the sample in the window, run in test mode; or the same in words."""

import os
from pathlib import Path
from typing import Annotated

import typer

from openfn_studio.adaptors import specifier
from openfn_studio.cli import inputs, open_window
from openfn_studio.cli.jobs import read_job
from openfn_studio.cli.outputs import Destinations
from openfn_studio.cli.report import Level, RunReport
from openfn_studio.cli.run import Report, carry_out
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.run import HttpMode
from openfn_studio.paths import DataFolder, resources
from openfn_studio.runs.request import RunRequest

PICTURE_WIDTH = 108
SCREENSHOT = Path("openfn-studio-demo.png")
CREDENTIAL = {
    "baseUrl": "https://register.clinic.example",
    "username": "sample-user",
    "password": "not-a-real-password",
}


def demo(
    context: typer.Context,
    text: Annotated[
        bool, typer.Option("--text", help="In the terminal, without a window.")
    ] = False,
    unattended: Annotated[
        bool, typer.Option("--unattended", help="Nobody watches: run it, take a picture, leave.")
    ] = False,
    screenshot: Annotated[
        Path, typer.Option(metavar="FILE.png", help="The picture of an unattended run.")
    ] = SCREENSHOT,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE.svg", help="Save what --text shows.", show_default=False),
    ] = None,
) -> int:
    """Open the window on the sample and run its first job in test mode.

    Without a display it happens unattended: the result is printed and a picture is left.
    """
    if text or picture:
        return in_words(context.obj.data, picture)
    if unattended or not open_window.has_display():
        return in_picture(context.obj.data, screenshot)
    return open_window.load_app().run_demo(context.obj.data)


def in_picture(data: DataFolder, screenshot: Path) -> int:
    """Run the sample in a window nobody watches; Qt draws into memory where there is no screen."""
    if not open_window.has_display():
        os.environ.setdefault(open_window.PLATFORM, "offscreen")
    terminal = Terminal.for_process()
    return open_window.load_app().run_unattended(data, screenshot.absolute(), terminal.note)


def in_words(data: DataFolder, picture: Path | None) -> int:
    """Run the sample in the terminal: operations, state changes, requests."""
    terminal = Terminal.recording(PICTURE_WIDTH) if picture else Terminal.for_process()
    sample = resources() / "samples" / "clinic"
    job = read_job(sample / "jobs" / "register-child.js", None)
    message = sample / "samples" / "registration.json"
    request = RunRequest(
        text=job.text,
        file=job.file,
        dialect=job.dialect,
        adaptors=specifier.parse_all(job.context.adaptors),
        input=inputs.input_state(None, False, message, repair=False, terminal=terminal),
        configuration=CREDENTIAL,
        http_mode=HttpMode.TEST,
        rules=inputs.stub_rules(sample / "stubs.yaml", is_test=True),
        origin="demo",
    )
    # The picture stands on the first screen of the README: it shows a request in one line.
    report = RunReport(terminal, Level.DEFAULT, whole_requests=picture is None)
    nowhere = Destinations(None, state_to_stdout=False, events=None)
    code = carry_out(request, data, nowhere, terminal, Report(report, is_shown=True))
    terminal.note("Make it yours: openfn-studio new my-clinic --sample")
    if picture:
        terminal.save_picture(picture, "openfn-studio demo")
    return code
