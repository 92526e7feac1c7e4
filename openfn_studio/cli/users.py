"""``openfn-studio users``: who may sign in to the local platform."""

import sys
from typing import Annotated, TextIO

import typer

from openfn_studio.cli.portal import JsonOption, Portal, portal
from openfn_studio.errors import UserInputProblem

app = typer.Typer(help="Users of the local platform.", no_args_is_help=True)

UserArgument = Annotated[str, typer.Argument(metavar="EMAIL|NUMBER")]
StdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from stdin.")
]


@app.command("list")
def list_users(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the users."""
    with portal(context) as open_portal:
        rows = open_portal.client.get("/api/users")[::-1]
        open_portal.show(rows, ("id", "email", "name", "is_owner"), as_json=as_json)


@app.command()
def add(
    context: typer.Context,
    email: Annotated[str, typer.Argument()],
    name: Annotated[str, typer.Option(help="What people call them.")] = "",
    password_stdin: StdinOption = False,
    as_json: JsonOption = False,
) -> None:
    """Add a user who signs in with a password."""
    password = new_password(from_stdin=password_stdin)
    with portal(context) as open_portal:
        body = {"email": email, "name": name, "password": password}
        user = open_portal.client.post("/api/users", body)
        open_portal.show_one(user, as_json=as_json)


@app.command()
def password(
    context: typer.Context, user: UserArgument, password_stdin: StdinOption = False
) -> None:
    """Set a user's password; it ends their sessions."""
    given = new_password(from_stdin=password_stdin)
    with portal(context) as open_portal:
        number = _number(open_portal, user)
        open_portal.client.put(f"/api/users/{number}/password", {"password": given})
        open_portal.done(f"The password of {user} is set.")


@app.command()
def remove(context: typer.Context, user: UserArgument) -> None:
    """Remove a user with their tokens."""
    with portal(context) as open_portal:
        open_portal.client.delete(f"/api/users/{_number(open_portal, user)}")
        open_portal.done(f"{user} was removed.")


def new_password(*, from_stdin: bool, what: str = "Password") -> str:
    """Return a password that is typed twice, or the first line of stdin; never an argument."""
    if from_stdin:
        stdin: TextIO | None = sys.stdin
        return stdin.readline().rstrip("\r\n") if stdin is not None else ""
    return typer.prompt(what, hide_input=True, confirmation_prompt=True, err=True)


def _number(open_portal: Portal, user: str) -> int:
    if user.isdigit():
        return int(user)
    for row in open_portal.client.get("/api/users"):
        if row["email"].lower() == user.lower():
            return row["id"]
    raise UserInputProblem(f"There is no user {user}.", remedy="openfn-studio users list")
