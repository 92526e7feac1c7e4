"""``openfn-studio credentials``: what jobs log in with. No value is ever an argument or printed."""

import sys
from pathlib import Path
from typing import Annotated, Any, TextIO, cast

import typer

from openfn_studio.cli.inputs import credential_body
from openfn_studio.cli.portal import JsonOption, NumberArgument, ProjectOption, Row, portal
from openfn_studio.errors import UserInputProblem
from openfn_studio.state.reading import JsonProblem, read_json

app = typer.Typer(help="Credentials of the local platform.", no_args_is_help=True)

CredentialArgument = Annotated[str, typer.Argument(metavar="NAME|NUMBER")]
FileOption = Annotated[
    Path | None,
    typer.Option("--file", help="Its values, a JSON object; - is stdin.", show_default=False),
]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", help="Ask for the value of this field.", show_default=False),
]


@app.command("list")
def list_credentials(
    context: typer.Context, project: ProjectOption = None, as_json: JsonOption = False
) -> None:
    """List the credentials, without their values."""
    with portal(context) as open_portal:
        query = {"project_id": open_portal.project(project)}
        rows = open_portal.client.get("/api/credentials", query)[::-1]
        columns = ("id", "name", "fields", "has_body", "project_ids", "job_ids", "owner_id")
        open_portal.show(rows, columns, as_json=as_json)


@app.command()
def show(
    context: typer.Context, credential: CredentialArgument, as_json: JsonOption = False
) -> None:
    """Show a credential, without its values."""
    with portal(context) as open_portal:
        number = open_portal.credential(credential)
        open_portal.show_one(open_portal.client.get(f"/api/credentials/{number}"), as_json=as_json)


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument()],
    project: Annotated[
        list[str] | None,
        typer.Option("-p", "--project", help="May use it. May be repeated.", show_default=False),
    ] = None,
    file: FileOption = None,
    field: FieldOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a credential. Values come from a file, stdin, or are asked for."""
    values = _values(file, field)
    with portal(context, needs_vault=values is not None) as open_portal:
        projects = [open_portal.only_project(one) for one in project or ()]
        if not projects and len(known := open_portal.client.get("/api/projects")) == 1:
            projects = [known[0]["id"]]
        body: Row = {"name": name, "project_ids": projects}
        if values is not None:
            body["body"] = values
        made = open_portal.client.post("/api/credentials", body)
        open_portal.show_one(made, as_json=as_json)


@app.command()
def edit(
    context: typer.Context,
    credential: CredentialArgument,
    name: Annotated[str | None, typer.Option(help="A new name.", show_default=False)] = None,
    file: FileOption = None,
    field: FieldOption = None,
) -> None:
    """Give a credential other values, or another name."""
    values = _values(file, field)
    changes: Row = {key: one for key, one in (("name", name), ("body", values)) if one is not None}
    if not changes:
        raise UserInputProblem(
            "There is nothing to change.", remedy="Add --file, --field or --name."
        )
    with portal(context, needs_vault=values is not None) as open_portal:
        number = open_portal.credential(credential)
        open_portal.client.put(f"/api/credentials/{number}", changes)
        open_portal.done(f"The credential {credential} was changed.")


@app.command()
def share(
    context: typer.Context,
    credential: CredentialArgument,
    project: Annotated[list[str], typer.Option("-p", "--project", help="All that may use it.")],
) -> None:
    """Say which projects may use a credential; jobs elsewhere lose it."""
    with portal(context) as open_portal:
        number = open_portal.credential(credential)
        projects = [open_portal.only_project(one) for one in project]
        open_portal.client.put(f"/api/credentials/{number}", {"project_ids": projects})
        open_portal.done(f"The credential {credential} is shared.")


@app.command()
def transfer(
    context: typer.Context,
    credential: CredentialArgument,
    email: Annotated[str, typer.Argument()],
    user: Annotated[int, typer.Argument(metavar="USER_NUMBER", min=1)],
) -> None:
    """Give a credential to another user, named by e-mail address and number."""
    with portal(context) as open_portal:
        number = open_portal.credential(credential)
        body = {"email": email, "user_id": user}
        open_portal.client.post(f"/api/credentials/{number}/transfer", body)
        open_portal.done(f"The credential {credential} belongs to {email}.")


@app.command()
def delete(context: typer.Context, number: NumberArgument) -> None:
    """Delete a credential for good."""
    with portal(context) as open_portal:
        open_portal.client.delete(f"/api/credentials/{number}")
        open_portal.done(f"Credential {number} was deleted.")


@app.command()
def vault(context: typer.Context, as_json: JsonOption = False) -> None:
    """Say where the key of all credentials is, and whether it is at hand."""
    with portal(context) as open_portal:
        found: Row = open_portal.client.get("/api/vault")
        if as_json:
            open_portal.print_json(found)
            return
        open_portal.terminal.result.print(f"The key is {found['where']}.", markup=False)
        if found["problem"]:
            open_portal.terminal.note(found["problem"])


@app.command()
def unlock(
    context: typer.Context,
    passphrase_stdin: Annotated[bool, typer.Option("--passphrase-stdin")] = False,
) -> None:
    """Open the vault of the running platform, or begin one, with a passphrase."""
    if passphrase_stdin:
        stdin: TextIO | None = sys.stdin
        given = stdin.readline().rstrip("\r\n") if stdin is not None else ""
    else:
        given = typer.prompt("Passphrase", hide_input=True, err=True)
    with portal(context) as open_portal:
        open_portal.client.post("/api/vault/unlock", {"passphrase": given})
        open_portal.done("The vault is open.")


def _values(file: Path | None, fields: list[str] | None) -> dict[str, Any] | None:
    if file is not None and str(file) == "-":
        return _of_stdin()
    if file is not None:
        return credential_body(file)
    if not fields:
        return None
    return {name: typer.prompt(name, hide_input=True, err=True) for name in fields}


def _of_stdin() -> dict[str, Any]:
    stdin: TextIO | None = sys.stdin
    source = stdin.buffer.read() if stdin is not None else b""
    try:
        body = read_json(source, "credential", Path("standard input"))
    except JsonProblem as error:
        # Its text holds secrets: the place is told, never the text.
        raise UserInputProblem("The credential is not JSON.", place=error.place) from None
    if not isinstance(body, dict):
        raise UserInputProblem("The credential is JSON, but not an object.")
    return cast("dict[str, Any]", body)
