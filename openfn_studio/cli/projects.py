"""``openfn-studio projects`` and ``inbox``: projects of the platform, and who may post to them."""

import importlib
from typing import Annotated, Any

import typer
from rich.text import Text

from openfn_studio.cli.portal import JsonOption, NumberArgument, ProjectOption, Row, portal
from openfn_studio.cli.terminal import Terminal
from openfn_studio.cli.users import new_password
from openfn_studio.paths import DataFolder
from openfn_studio.store.checkup import check_up

app = typer.Typer(help="Projects of the local platform.", no_args_is_help=True)
inbox_app = typer.Typer(help="A project's inbox and its keys.", no_args_is_help=True)

ConcurrencyOption = Annotated[
    int | None, typer.Option(min=1, max=10, help="Runs at once.", show_default=False)
]
KeepOption = Annotated[
    int | None, typer.Option(min=0, help="Days; 0 is for ever.", show_default=False)
]


@app.command("list")
def list_projects(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the projects with their queues."""
    with portal(context) as open_portal:
        rows: list[Row] = open_portal.client.get("/api/projects")[::-1]
        if not as_json:
            rows = [{**row, "waiting": row["queue"]["waiting"]} for row in rows]
        columns = ("id", "name", "waiting", "concurrency", "is_secured", "inbox_url")
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def add(
    context: typer.Context, name: Annotated[str, typer.Argument()], as_json: JsonOption = False
) -> None:
    """Add an empty project; serve --project imports one from a folder."""
    with portal(context) as open_portal:
        made = open_portal.client.post("/api/projects", {"name": name})
        open_portal.show_one(made, as_json=as_json)


@app.command()
def edit(
    context: typer.Context,
    project: Annotated[str, typer.Argument(metavar="PROJECT")],
    name: Annotated[str | None, typer.Option(show_default=False)] = None,
    concurrency: ConcurrencyOption = None,
    keep_messages: KeepOption = None,
    keep_runs: KeepOption = None,
) -> None:
    """Rename a project, or say how many runs go on at once and how long things are kept."""
    changes: Row = {"name": name, "concurrency": concurrency}
    changes = {key: value for key, value in changes.items() if value is not None}
    for key, days in (("keep_messages_days", keep_messages), ("keep_runs_days", keep_runs)):
        if days is not None:
            changes[key] = days or None
    with portal(context) as open_portal:
        number = open_portal.only_project(project)
        open_portal.client.put(f"/api/projects/{number}", changes)
        open_portal.done(f"The project {project} was changed.")


@app.command()
def check(
    context: typer.Context,
    rebuild_index: Annotated[
        bool, typer.Option("--rebuild-index", help="Make the text index anew.")
    ] = False,
) -> int:
    """Check the platform's database, and say what can be done when it is damaged."""
    data: DataFolder = context.obj.data
    host: Any = importlib.import_module("openfn_studio.cli.host")
    terminal = Terminal.for_process()
    path = data.databases / host.DATABASE
    if not path.is_file():
        terminal.note("There is no database yet.")
        return 0
    if rebuild_index:
        host.rebuild_index(data)
    found = check_up(path)
    for problem in found.problems:
        terminal.problem(problem)
    for advice in found.advice:
        terminal.note(advice)
    if found.is_sound:
        terminal.say(Text.assemble(("✔ ", "ok"), "The database is sound."))
    return 0 if found.is_sound else 1


@inbox_app.command()
def url(context: typer.Context, project: ProjectOption = None) -> None:
    """Print the address of a project's inbox, which is a secret."""
    with portal(context) as open_portal:
        number = open_portal.only_project(project)
        found = open_portal.client.get(f"/api/projects/{number}")
        open_portal.terminal.result.print(found["inbox_url"], markup=False)


@inbox_app.command()
def keys(
    context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False
) -> None:
    """List what may post to the inbox; with none, its address is enough."""
    with portal(context) as open_portal:
        number = open_portal.only_project(project)
        rows = open_portal.client.get(f"/api/projects/{number}/inbox_keys")
        open_portal.show(rows, ("id", "kind", "name", "username", "inserted_at"), as_json=as_json)


@inbox_app.command("add-key")
def add_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Who gets it.")] = "",
    project: ProjectOption = None,
) -> None:
    """Make a value for x-api-key and print it, this once."""
    with portal(context) as open_portal:
        number = open_portal.only_project(project)
        made = open_portal.client.post(f"/api/projects/{number}/inbox_keys", {"name": name})
        open_portal.terminal.result.print(made["key"], markup=False)
        open_portal.terminal.note("Keep it now: it cannot be shown again.")


@inbox_app.command("add-pair")
def add_pair(
    context: typer.Context,
    username: Annotated[str, typer.Argument()],
    name: Annotated[str, typer.Option(help="Who gets it.")] = "",
    project: ProjectOption = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False,
) -> None:
    """Let a user name and password post to the inbox."""
    given = new_password(from_stdin=password_stdin)
    with portal(context) as open_portal:
        number = open_portal.only_project(project)
        body = {"name": name, "username": username, "password": given}
        open_portal.client.post(f"/api/projects/{number}/inbox_keys", body)
        open_portal.done(f"{username} may post to the inbox.")


@inbox_app.command("revoke")
def revoke(context: typer.Context, number: NumberArgument, project: ProjectOption = None) -> None:
    """Refuse a key or pair from now on; others stay valid."""
    with portal(context) as open_portal:
        found = open_portal.only_project(project)
        open_portal.client.delete(f"/api/projects/{found}/inbox_keys/{number}")
        open_portal.done(f"Key {number} is refused from now on.")
