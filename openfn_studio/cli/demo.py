"""``openfn-studio demo``: run the sample in test mode and show all that happened."""

from pathlib import Path
from typing import Annotated

import typer

from openfn_studio.adaptors import specifier
from openfn_studio.cli import inputs
from openfn_studio.cli.jobs import read_job
from openfn_studio.cli.outputs import Destinations
from openfn_studio.cli.report import Level, RunReport
from openfn_studio.cli.run import Report, carry_out
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.run import HttpMode
from openfn_studio.paths import resources
from openfn_studio.runs.request import RunRequest

PICTURE_WIDTH = 108
CREDENTIAL = {
    "baseUrl": "https://register.clinic.example",
    "username": "sample-user",
    "password": "not-a-real-password",
}


def demo(
    context: typer.Context,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE.svg", help="Save what is shown.", show_default=False),
    ] = None,
) -> int:
    """Run the sample's first job in test mode: operations, state changes, requests."""
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
    code = carry_out(request, context.obj.data, nowhere, terminal, Report(report, is_shown=True))
    terminal.note("Make it yours: openfn-studio new my-clinic --sample")
    if picture:
        terminal.save_picture(picture, "openfn-studio demo")
    return code
