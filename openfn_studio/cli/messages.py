"""``openfn-studio messages``: what arrived at the local platform's inboxes."""

import sys
from pathlib import Path
from typing import Annotated, TextIO

import typer

from openfn_studio.cli.exporting import FormatOption, OutputOption, export_to
from openfn_studio.cli.inputs import read_bytes
from openfn_studio.cli.portal import JsonOption, NumberArgument, Portal, ProjectOption, Row, portal

app = typer.Typer(help="Messages of the local platform.", no_args_is_help=True)

_PREVIEW_CHARS = 60

TextOption = Annotated[str | None, typer.Option(help="In the body.", show_default=False)]
SinceOption = Annotated[
    str | None,
    typer.Option(help="A date or time; ever is all. Else 30 days.", show_default=False),
]
UntilOption = Annotated[str | None, typer.Option(help="A date or time.", show_default=False)]
TriggerOption = Annotated[
    str | None, typer.Option(help="Those that pass this filter.", show_default=False)
]
StateOption = Annotated[
    str | None,
    typer.Option(help="success, failure, in_progress, waiting, running, none.", show_default=False),
]
JobOption = Annotated[str | None, typer.Option(help="Those run with it.", show_default=False)]
FromOption = Annotated[
    int | None, typer.Option("--from", min=1, help="First number.", show_default=False)
]
ToOption = Annotated[
    int | None, typer.Option("--to", min=1, help="Last number.", show_default=False)
]
LimitOption = Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")]
BodyArgument = Annotated[Path, typer.Argument(metavar="FILE|-", help="The body; - is stdin.")]


@app.command("list")
def list_messages(
    context: typer.Context,
    text: TextOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    trigger: TriggerOption = None,
    state: StateOption = None,
    job: JobOption = None,
    first: FromOption = None,
    last: ToOption = None,
    before: Annotated[
        int | None, typer.Option(min=1, help="Only older ones.", show_default=False)
    ] = None,
    limit: LimitOption = 100,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """List messages, newest first."""
    with portal(context) as open_portal:
        query = _query(open_portal, project, text, since, until, trigger, state, job, first, last)
        rows: list[Row] = open_portal.client.get(
            "/api/messages", {**query, "before_id": before, "limit": limit}
        )
        if not as_json:
            rows = [_in_line(row) for row in rows]
        columns = ("id", "inserted_at", "size", "trigger_ids", "runs", "preview")
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    number: NumberArgument,
    received: Annotated[bool, typer.Option("--received", help="The bytes as sent.")] = False,
    project: ProjectOption = None,
) -> None:
    """Print a message's body; with --received, what was sent before any edit."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        if received:
            address = f"/api/messages/{number}/received"
            with open_portal.client.download(address, query) as pieces:
                for piece in pieces:
                    sys.stdout.buffer.write(piece)
            return
        found: Row = open_portal.client.get(f"/api/messages/{number}", query)
        open_portal.print_json(found["body"])


@app.command()
def info(
    context: typer.Context,
    number: NumberArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show all that is known of a message: headers, edits, matches, runs."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        found = open_portal.client.get(f"/api/messages/{number}", query)
        open_portal.show_one(found, as_json=as_json)


@app.command()
def add(context: typer.Context, body: BodyArgument, project: ProjectOption = None) -> None:
    """Add a message by hand; it starts what it would have by arriving."""
    content = _content(body)
    with portal(context) as open_portal:
        query = {"project_id": open_portal.only_project(project)}
        made: Row = open_portal.client.send("POST", "/api/messages", content, "", query)
        open_portal.done(f"Message {made['id']} is in the inbox.")


@app.command()
def edit(
    context: typer.Context,
    number: NumberArgument,
    body: BodyArgument,
    project: ProjectOption = None,
) -> None:
    """Give a message another body; the one it had stays with it."""
    content = _content(body)
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        open_portal.client.send("PUT", f"/api/messages/{number}", content, "", query)
        open_portal.done(f"Message {number} was edited; its original is kept.")


@app.command()
def delete(context: typer.Context, number: NumberArgument, project: ProjectOption = None) -> None:
    """Remove a message for good; its runs keep their log."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        open_portal.client.delete(f"/api/messages/{number}", query)
        open_portal.done(f"Message {number} was removed.")


@app.command()
def run(
    context: typer.Context,
    number: NumberArgument,
    job: Annotated[
        str | None, typer.Option(help="Else all jobs it matches.", show_default=False)
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Run a message by hand, also with a job that is off."""
    with portal(context) as open_portal:
        known = open_portal.project(project)
        body = {"job_id": open_portal.job(job, known)} if job else {}
        address = f"/api/messages/{number}/run"
        queued: Row = open_portal.client.post(address, body, {"project_id": known})
        open_portal.queued(len(queued["queue_ids"]))


@app.command()
def reprocess(
    context: typer.Context,
    first: FromOption = None,
    last: ToOption = None,
    text: TextOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    trigger: TriggerOption = None,
    state: StateOption = None,
    job: JobOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    project: ProjectOption = None,
) -> None:
    """Let messages arrive once more, oldest first: jobs that are on run."""
    with portal(context) as open_portal:
        query = _query(open_portal, project, text, since, until, trigger, state, job, first, last)
        body = {"dry_run": dry_run}
        done: Row = open_portal.client.post("/api/messages/reprocess", body, query)
        if dry_run:
            open_portal.done(f"{done['messages']} messages would start {done['runs']} runs.")
            return
        open_portal.terminal.note(f"{done['messages']} messages.")
        open_portal.queued(done["runs"])


@app.command()
def export(
    context: typer.Context,
    output: OutputOption = None,
    format_: FormatOption = "csv",
    text: TextOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    trigger: TriggerOption = None,
    state: StateOption = None,
    job: JobOption = None,
    first: FromOption = None,
    last: ToOption = None,
    project: ProjectOption = None,
) -> None:
    """Export messages with their bodies as CSV, NDJSON or JSON."""
    with portal(context) as open_portal:
        query = _query(open_portal, project, text, since, until, trigger, state, job, first, last)
        export_to(open_portal, "/api/messages/export", {**query, "format": format_}, output)


def _in_line(row: Row) -> Row:
    """Return a message as a row of a table."""
    preview = " ".join(str(row["preview"]).split())[:_PREVIEW_CHARS]
    return {**row, "runs": [one["state"] for one in row["jobs"]], "preview": preview}


def _query(
    open_portal: Portal,
    project: str | None,
    text: str | None,
    since: str | None,
    until: str | None,
    trigger: str | None,
    state: str | None,
    job: str | None,
    first: int | None,
    last: int | None,
) -> Row:
    number = open_portal.only_project(project)
    return {
        "project_id": number,
        "text": text,
        "since": since,
        "until": until,
        "trigger_id": open_portal.trigger(trigger, number) if trigger else None,
        "state": state,
        "job_id": open_portal.job(job, number) if job else None,
        "from_id": first,
        "to_id": last,
    }


def _content(file: Path) -> bytes:
    if str(file) != "-":
        return read_bytes(file, "message")
    stdin: TextIO | None = sys.stdin
    return stdin.buffer.read() if stdin is not None else b""
