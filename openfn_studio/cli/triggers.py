"""``openfn-studio triggers``: what starts jobs on the local platform."""

from pathlib import Path
from typing import Annotated

import typer

from openfn_studio.cli.inputs import read_bytes
from openfn_studio.cli.portal import JsonOption, Portal, ProjectOption, Row, portal
from openfn_studio.errors import UserInputProblem

app = typer.Typer(help="Triggers of the local platform.", no_args_is_help=True)

TriggerArgument = Annotated[str, typer.Argument(metavar="NAME|NUMBER")]
CriteriaOption = Annotated[
    str | None,
    typer.Option(help="A message filter: JSON, or @FILE.", show_default=False),
]
ExclusionOption = Annotated[
    str | None, typer.Option(help="What must not be in it: JSON, or @FILE.", show_default=False)
]
CronOption = Annotated[str | None, typer.Option(help="Five fields, in UTC.", show_default=False)]
SuccessOption = Annotated[
    str | None, typer.Option(help="After this job succeeded.", show_default=False)
]
FailureOption = Annotated[
    str | None, typer.Option(help="After this job failed.", show_default=False)
]


@app.command("list")
def list_triggers(
    context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False
) -> None:
    """List the triggers."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        rows = open_portal.client.get("/api/triggers", query)[::-1]
        columns = ("id", "name", "type", "criteria", "exclusion", "cron", "job_id")
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    trigger: TriggerArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a trigger."""
    with portal(context) as open_portal:
        number = open_portal.trigger(trigger, open_portal.project(project))
        open_portal.show_one(open_portal.client.get(f"/api/triggers/{number}"), as_json=as_json)


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument()],
    criteria: CriteriaOption = None,
    exclusion: ExclusionOption = None,
    cron: CronOption = None,
    success: SuccessOption = None,
    failure: FailureOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a trigger: a message filter, cron, or the end of another job."""
    with portal(context) as open_portal:
        number = open_portal.only_project(project)
        kind = _kind(open_portal, number, criteria, exclusion, cron, success, failure)
        if "type" not in kind:
            raise UserInputProblem(
                "It is not said what starts a job.",
                remedy="Add one of --criteria, --cron, --success and --failure.",
            )
        body = {"trigger": {"name": name, "project_id": number, **kind}}
        open_portal.show_one(open_portal.client.post("/api/triggers", body), as_json=as_json)


@app.command()
def edit(
    context: typer.Context,
    trigger: TriggerArgument,
    name: Annotated[str | None, typer.Option(help="A new name.", show_default=False)] = None,
    criteria: CriteriaOption = None,
    exclusion: ExclusionOption = None,
    cron: CronOption = None,
    success: SuccessOption = None,
    failure: FailureOption = None,
    project: ProjectOption = None,
) -> None:
    """Change a trigger."""
    with portal(context) as open_portal:
        known = open_portal.project(project)
        number = open_portal.trigger(trigger, known)
        changes = _kind(open_portal, known, criteria, exclusion, cron, success, failure)
        if name is not None:
            changes["name"] = name
        open_portal.client.put(f"/api/triggers/{number}", {"trigger": changes})
        open_portal.done(f"The trigger {trigger} was changed.")


@app.command()
def delete(context: typer.Context, trigger: TriggerArgument, project: ProjectOption = None) -> None:
    """Delete a trigger; its jobs have none from now on."""
    with portal(context) as open_portal:
        number = open_portal.trigger(trigger, open_portal.project(project))
        open_portal.client.delete(f"/api/triggers/{number}")
        open_portal.done(f"The trigger {trigger} was deleted.")


@app.command()
def explain(
    context: typer.Context,
    trigger: TriggerArgument,
    message: Annotated[int, typer.Argument(metavar="MESSAGE", min=1)],
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a message passes a filter, or why it does not."""
    with portal(context) as open_portal:
        number = open_portal.trigger(trigger, open_portal.project(project))
        found: Row = open_portal.client.get(f"/api/triggers/{number}/explain/{message}")
        if as_json:
            open_portal.print_json(found)
            return
        says = "It passes." if found["matches"] else "It does not pass."
        open_portal.terminal.result.print("\n".join([says, *found["sentences"]]), markup=False)


@app.command("cron")
def preview(
    context: typer.Context,
    expression: Annotated[str, typer.Argument(metavar="'* * * * *'")],
    count: Annotated[int, typer.Option(min=1, max=50, help="How many times.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Say when a cron expression fires, in UTC."""
    with portal(context) as open_portal:
        found: Row = open_portal.client.get("/api/cron", {"cron": expression, "count": count})
        if as_json:
            open_portal.print_json(found)
            return
        lines = [found["in_words"], *found["next"]]
        open_portal.terminal.result.print("\n".join(lines), markup=False)


def _kind(
    open_portal: Portal,
    project: int | None,
    criteria: str | None,
    exclusion: str | None,
    cron: str | None,
    success: str | None,
    failure: str | None,
) -> Row:
    """Return what the flags say starts a job, as the API takes it."""
    given = {"message": criteria, "cron": cron, "success": success, "failure": failure}
    kinds = [kind for kind, value in given.items() if value is not None]
    if len(kinds) > 1:
        raise UserInputProblem(
            "A trigger is of one kind.",
            remedy="Use one of --criteria, --cron, --success and --failure.",
        )
    found: Row = {"type": kinds[0]} if kinds else {}
    if criteria is not None:
        found["criteria"] = _json_text(criteria)
    if exclusion is not None:
        found["exclusion"] = _json_text(exclusion)
    if cron is not None:
        found["cron"] = cron
    watched = success if success is not None else failure
    if watched is not None:
        found["job_id"] = open_portal.job(watched, project)
    return found


def _json_text(text: str) -> str:
    if not text.startswith("@"):
        return text
    return read_bytes(Path(text[1:]), "filter").decode("utf-8", "replace")
