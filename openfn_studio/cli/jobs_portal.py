"""``openfn-studio jobs``: jobs of the local platform."""

from pathlib import Path
from typing import Annotated

import typer

from openfn_studio.cli.inputs import read_bytes
from openfn_studio.cli.portal import JsonOption, Portal, ProjectOption, Row, portal
from openfn_studio.errors import UserInputProblem
from openfn_studio.state.reading import read_state

app = typer.Typer(help="Jobs of the local platform.", no_args_is_help=True)

JobArgument = Annotated[str, typer.Argument(metavar="NAME|NUMBER")]
FileOption = Annotated[
    Path | None, typer.Option("--file", help="The job's text.", show_default=False)
]
AdaptorOption = Annotated[
    str | None,
    typer.Option(
        "-a", "--adaptor", help="http, http@3.1.12; without a version the latest.",
        show_default=False,
    ),
]  # fmt: skip
TriggerOption = Annotated[
    str | None, typer.Option(help="What starts it; none is nothing.", show_default=False)
]
CredentialOption = Annotated[
    str | None, typer.Option(help="What it logs in with; none is nothing.", show_default=False)
]
NameOption = Annotated[str | None, typer.Option(help="A new name.", show_default=False)]


def _switch(flags: str, says: str) -> typer.models.OptionInfo:
    return typer.Option(flags, help=says, show_default=False)


OnOption = Annotated[bool | None, _switch("--on/--off", "Whether its trigger starts it.")]
TestOption = Annotated[bool | None, _switch("--test/--live", "Whether requests are answered here.")]
ConsoleOption = Annotated[bool | None, _switch("--console/--no-console", "Its console.")]
LongOption = Annotated[bool | None, _switch("--long/--no-long", "Whether it may take a day.")]


@app.command("list")
def list_jobs(
    context: typer.Context,
    project: ProjectOption = None,
    archived: Annotated[bool, typer.Option(help="Archived ones too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the jobs."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        rows: list[Row] = open_portal.client.get("/api/jobs", query)[::-1]
        rows = [row for row in rows if archived or not row["archived"]]
        columns = ("id", "name", "autoprocess", "test_mode", "adaptor", "adaptor_version",
                   "trigger_id", "credential_id", "archived")  # fmt: skip
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    job: JobArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a job with its text."""
    with portal(context) as open_portal:
        number = open_portal.job(job, open_portal.project(project))
        open_portal.show_one(open_portal.client.get(f"/api/jobs/{number}"), as_json=as_json)


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument()],
    file: FileOption = None,
    adaptor: AdaptorOption = None,
    trigger: TriggerOption = None,
    credential: CredentialOption = None,
    on: OnOption = None,
    test: TestOption = None,
    console: ConsoleOption = None,
    long: LongOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a job. It is off, and in test mode, unless you say otherwise."""
    with portal(context) as open_portal:
        number = open_portal.only_project(project)
        values = _values(open_portal, number, name, file, adaptor, trigger, credential)
        values |= _switches(on, test, console, long)
        body = {"job": {"project_id": number, **values}}
        open_portal.show_one(open_portal.client.post("/api/jobs", body), as_json=as_json)


@app.command()
def edit(
    context: typer.Context,
    job: JobArgument,
    name: NameOption = None,
    file: FileOption = None,
    adaptor: AdaptorOption = None,
    trigger: TriggerOption = None,
    credential: CredentialOption = None,
    on: OnOption = None,
    test: TestOption = None,
    console: ConsoleOption = None,
    long: LongOption = None,
    project: ProjectOption = None,
) -> None:
    """Change a job, or switch it on or off."""
    with portal(context) as open_portal:
        number = open_portal.job(job, open_portal.project(project))
        known: Row = open_portal.client.get(f"/api/jobs/{number}")
        values = _values(open_portal, known["project_id"], name, file, adaptor, trigger, credential)
        values |= _switches(on, test, console, long)
        if not values:
            raise UserInputProblem("There is nothing to change.", remedy="jobs edit --help")
        open_portal.client.put(f"/api/jobs/{number}", {"job": values})
        open_portal.done(f"The job {job} was changed.")


@app.command()
def archive(context: typer.Context, job: JobArgument, project: ProjectOption = None) -> None:
    """Archive a job: nothing starts it any more. No job is ever deleted."""
    _set_archived(context, job, project, is_archived=True)


@app.command()
def restore(context: typer.Context, job: JobArgument, project: ProjectOption = None) -> None:
    """Take a job out of the archive."""
    _set_archived(context, job, project, is_archived=False)


@app.command()
def run(context: typer.Context, job: JobArgument, project: ProjectOption = None) -> None:
    """Run a cron job now, before its time."""
    with portal(context) as open_portal:
        number = open_portal.job(job, open_portal.project(project))
        queued = open_portal.client.post(f"/api/jobs/{number}/run")
        open_portal.queued(len(queued["queue_ids"]))


@app.command()
def state(
    context: typer.Context,
    job: JobArgument,
    file: Annotated[
        Path | None, typer.Option("--set", help="A JSON object.", show_default=False)
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Begin anew.")] = False,
    project: ProjectOption = None,
) -> None:
    """Show, set or forget what a cron job's next run begins with."""
    with portal(context) as open_portal:
        number = open_portal.job(job, open_portal.project(project))
        address = f"/api/jobs/{number}/state"
        if forget:
            open_portal.client.delete(address)
            open_portal.done(f"The next run of {job} begins anew.")
        elif file is not None:
            read_state(source := read_bytes(file, "state"), file)
            open_portal.client.send("PUT", address, source, "application/json")
            open_portal.done(f"The next run of {job} begins with this state.")
        else:
            open_portal.print_json(open_portal.client.get(address))


def _set_archived(
    context: typer.Context, job: str, project: str | None, *, is_archived: bool
) -> None:
    with portal(context) as open_portal:
        number = open_portal.job(job, open_portal.project(project))
        open_portal.client.put(f"/api/jobs/{number}", {"job": {"archived": is_archived}})
        open_portal.done(f"The job {job} was {'archived' if is_archived else 'restored'}.")


def _values(
    open_portal: Portal,
    project: int,
    name: str | None,
    file: Path | None,
    adaptor: str | None,
    trigger: str | None,
    credential: str | None,
) -> Row:
    values: Row = {}
    if name is not None:
        values["name"] = name
    if file is not None:
        values["expression"] = read_bytes(file, "job").decode("utf-8", "replace")
    if adaptor is not None:
        # A new adaptor's version is the one that is named, or none.
        values |= {"adaptor": adaptor, "adaptor_version": None}
    if trigger is not None:
        known = None if trigger == "none" else open_portal.trigger(trigger, project)
        values["trigger_id"] = known
    if credential is not None:
        known = None if credential == "none" else open_portal.credential(credential, project)
        values["credential_id"] = known
    return values


def _switches(on: bool | None, test: bool | None, console: bool | None, long: bool | None) -> Row:
    switches = {
        "autoprocess": on,
        "test_mode": test,
        "no_console": None if console is None else not console,
        "long_run": long,
    }
    return {key: value for key, value in switches.items() if value is not None}
