"""``openfn-studio runs``: what the local platform's jobs did."""

from typing import Annotated

import typer

from openfn_studio.cli.exporting import FormatOption, OutputOption, export_to
from openfn_studio.cli.messages import (
    FromOption,
    LimitOption,
    SinceOption,
    ToOption,
    UntilOption,
)
from openfn_studio.cli.portal import JsonOption, NumberArgument, Portal, ProjectOption, Row, portal
from openfn_studio.errors import UserInputProblem

app = typer.Typer(help="Runs of the local platform.", no_args_is_help=True)

TextOption = Annotated[str | None, typer.Option(help="In log or error.", show_default=False)]
JobOption = Annotated[str | None, typer.Option(help="Those of it.", show_default=False)]
StatusOption = Annotated[
    str | None, typer.Option(help="success, failed or running.", show_default=False)
]
CodeOption = Annotated[
    int | None, typer.Option(min=0, max=255, help="Those that ended so.", show_default=False)
]
MessageOption = Annotated[
    int | None, typer.Option(min=1, help="Those of a message.", show_default=False)
]


@app.command("list")
def list_runs(
    context: typer.Context,
    text: TextOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    job: JobOption = None,
    status: StatusOption = None,
    exit_code: CodeOption = None,
    message: MessageOption = None,
    before: Annotated[
        int | None, typer.Option(min=1, help="Only older ones.", show_default=False)
    ] = None,
    limit: LimitOption = 100,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """List runs, newest first."""
    with portal(context) as open_portal:
        query = _query(open_portal, project, text, since, until, job, status, exit_code)
        more = {"message_id": message, "before_id": before, "limit": limit}
        rows = open_portal.client.get("/api/runs", {**query, **more})
        columns = ("id", "started_at", "job_name", "exit_code", "took_ms", "cause", "message_id")
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    number: NumberArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show all that is known of a run."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        open_portal.show_one(open_portal.client.get(f"/api/runs/{number}", query), as_json=as_json)


@app.command()
def log(context: typer.Context, number: NumberArgument, project: ProjectOption = None) -> None:
    """Print a run's log."""
    with portal(context) as open_portal:
        query: Row = {"project_id": open_portal.project(project)}
        after: int | None = None
        while lines := open_portal.client.get(f"/api/runs/{number}/log", {**query, "after": after}):
            for line in lines:
                open_portal.terminal.result.print(line["text"], markup=False)
            after = lines[-1]["position"]


@app.command()
def state(context: typer.Context, number: NumberArgument, project: ProjectOption = None) -> None:
    """Print the state a run ended with."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        open_portal.print_json(open_portal.client.get(f"/api/runs/{number}/state", query))


@app.command()
def retry(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="NUMBER", min=1, show_default=False)
    ] = None,
    first: FromOption = None,
    last: ToOption = None,
    job: JobOption = None,
    status: StatusOption = None,
    text: TextOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    exit_code: CodeOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    project: ProjectOption = None,
) -> None:
    """Repeat one run, or all that fit, oldest first, with their jobs as they are now."""
    with portal(context) as open_portal:
        if number is not None:
            query = {"project_id": open_portal.project(project)}
            open_portal.client.post(f"/api/runs/{number}/retry", None, query)
            open_portal.queued(1)
            return
        if not any((first, last, job, status, text, since, until, exit_code is not None)):
            raise UserInputProblem(
                "It is not said which runs to repeat.",
                remedy="Name a number, or a range with --from and --to, --job, --status …",
            )
        query = _query(open_portal, project, text, since, until, job, status, exit_code)
        query |= {"from_id": first, "to_id": last}
        done: Row = open_portal.client.post("/api/runs/retry", {"dry_run": dry_run}, query)
        if done["skipped"]:
            says = "follow from other runs, or their message or job is gone"
            open_portal.terminal.note(f"{done['skipped']} are passed over: they {says}.")
        if dry_run:
            open_portal.done(f"{done['runs']} runs would be repeated.")
            return
        open_portal.queued(done["runs"])


@app.command()
def stop(context: typer.Context, number: NumberArgument, project: ProjectOption = None) -> None:
    """End a run that is on."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        open_portal.client.post(f"/api/runs/{number}/stop", None, query)
        open_portal.done(f"Run {number} is being ended.")


@app.command()
def queue(
    context: typer.Context,
    take_out: Annotated[
        int | None, typer.Option(min=1, help="Take this one out.", show_default=False)
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the runs that wait, in their order, or take one out."""
    with portal(context) as open_portal:
        if take_out is not None:
            open_portal.client.delete(f"/api/queue/{take_out}")
            open_portal.done(f"{take_out} was taken out of the queue.")
            return
        query = {"project_id": open_portal.only_project(project), "limit": 1000}
        rows = open_portal.client.get("/api/queue", query)
        columns = ("id", "queued_at", "job_name", "message_id", "cause", "attempt", "not_before")
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def export(
    context: typer.Context,
    output: OutputOption = None,
    format_: FormatOption = "csv",
    text: TextOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    job: JobOption = None,
    status: StatusOption = None,
    exit_code: CodeOption = None,
    project: ProjectOption = None,
) -> None:
    """Export runs with their logs as CSV, NDJSON or JSON."""
    with portal(context) as open_portal:
        query = _query(open_portal, project, text, since, until, job, status, exit_code)
        export_to(open_portal, "/api/runs/export", {**query, "format": format_}, output)


def _query(
    open_portal: Portal,
    project: str | None,
    text: str | None,
    since: str | None,
    until: str | None,
    job: str | None,
    status: str | None,
    exit_code: int | None,
) -> Row:
    number = open_portal.only_project(project)
    return {
        "project_id": number,
        "text": text,
        "since": since,
        "until": until,
        "job_id": open_portal.job(job, number) if job else None,
        "status": status,
        "exit_code": exit_code,
    }
