"""``openfn-studio tokens``: what opens the platform's API for programs."""

from typing import Annotated

import typer

from openfn_studio.cli.portal import JsonOption, NumberArgument, portal

app = typer.Typer(help="Personal tokens for the platform's API.", no_args_is_help=True)


@app.command("list")
def list_tokens(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the tokens; none can be shown again."""
    with portal(context) as open_portal:
        rows = open_portal.client.get("/api/tokens")
        columns = ("id", "user_id", "name", "inserted_at", "expires_at", "used_at")
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, help="It ends after so many.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token and print it, this once."""
    with portal(context) as open_portal:
        made = open_portal.client.post("/api/tokens", {"name": name, "days": days})
        if as_json:
            open_portal.print_json(made)
            return
        open_portal.terminal.result.print(made["access_token"], markup=False)
        open_portal.terminal.note("Keep it now: it cannot be shown again.")


@app.command()
def revoke(context: typer.Context, number: NumberArgument) -> None:
    """Make a token open nothing any more."""
    with portal(context) as open_portal:
        open_portal.client.delete(f"/api/tokens/{number}")
        open_portal.done(f"Token {number} opens nothing any more.")
