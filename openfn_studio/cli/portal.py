"""What commands about the local platform share: the way to it, and how its things are shown."""

import importlib
import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, cast

import typer
from rich.table import Table
from rich.text import Text

from openfn_studio.cli.terminal import Terminal
from openfn_studio.errors import UserInputProblem
from openfn_studio.paths import DataFolder

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
ProjectOption = Annotated[
    str | None,
    typer.Option(
        "-p", "--project", metavar="PROJECT", help="Its name or number.", show_default=False
    ),
]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", min=1)]

Row = dict[str, Any]


class Portal:
    """The platform of a data folder, as commands use it.

    Args:
        client: Calls it.
        terminal: Where results go.
        is_served: Whether a server runs, which works the queues off.
    """

    def __init__(self, client: Any, terminal: Terminal, *, is_served: bool) -> None:
        self.client = client
        self.terminal = terminal
        self._is_served = is_served

    def project(self, named: str | None) -> int | None:
        """Return the number of a project by its name or number; None when none is named.

        Raises:
            UserInputProblem: There is none of that name.
        """
        if named is None:
            return None
        projects: list[Row] = self.client.get("/api/projects")
        for project in projects:
            if named in (project["name"], str(project["id"])):
                return project["id"]
        known = ", ".join(str(project["name"]) for project in projects)
        raise UserInputProblem(f"There is no project {named}.", remedy=f"There are: {known}.")

    def only_project(self, named: str | None) -> int:
        """Return the number of the project that is meant: the named one, or the only one.

        Raises:
            UserInputProblem: There are several, or none.
        """
        number = self.project(named)
        if number is not None:
            return number
        projects: list[Row] = self.client.get("/api/projects")
        if len(projects) == 1:
            return projects[0]["id"]
        known = ", ".join(str(project["name"]) for project in projects) or "none yet"
        raise UserInputProblem(
            "Say which project is meant.", remedy=f"Add --project; there are: {known}."
        )

    def job(self, named: str, project: int | None) -> int:
        """Return the number of a job by its name or number.

        Raises:
            UserInputProblem: There is none of that name, or there are several.
        """
        return self._named("jobs", named, project)

    def trigger(self, named: str, project: int | None) -> int:
        """Return the number of a trigger by its name or number.

        Raises:
            UserInputProblem: There is none of that name, or there are several.
        """
        return self._named("triggers", named, project)

    def credential(self, named: str, project: int | None = None) -> int:
        """Return the number of a credential by its name or number.

        Raises:
            UserInputProblem: There is none of that name, or there are several.
        """
        return self._named("credentials", named, project)

    def _named(self, kind: str, named: str, project: int | None) -> int:
        if named.isdigit():
            return int(named)
        things: list[Row] = self.client.get(f"/api/{kind}", {"project_id": project})
        found = [thing["id"] for thing in things if thing["name"] == named]
        if len(found) == 1:
            return found[0]
        one = kind.removesuffix("s")
        if found:
            numbers = ", ".join(map(str, found))
            raise UserInputProblem(f"Several {kind} are named {named}: {numbers}.",
                                   remedy="Say its number.")  # fmt: skip
        raise UserInputProblem(f"There is no {one} {named}.")

    def show(self, rows: Sequence[Row], columns: Sequence[str], *, as_json: bool) -> None:
        """Print things as a table, or as JSON with all they have."""
        if as_json:
            self.print_json(rows)
            return
        heads = [column.replace("_", " ").capitalize() for column in columns]
        table = Table(*heads, box=None, pad_edge=False)
        for row in rows:
            # Texts of strangers are shown, not obeyed: neither as markup nor by the terminal.
            table.add_row(*(_cell(row.get(column)) for column in columns))
        self.terminal.result.print(table)

    def show_one(self, thing: Row, *, as_json: bool) -> None:
        """Print one thing with all it has."""
        if as_json:
            self.print_json(thing)
            return
        table = Table(box=None, pad_edge=False, show_header=False)
        for name, value in thing.items():
            shown = (
                json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
            )
            table.add_row(Text(name, style="name"), _cell(shown))
        self.terminal.result.print(table)

    def print_json(self, value: Any) -> None:
        """Print JSON."""
        self.terminal.result.print(json.dumps(value, ensure_ascii=False, indent=2), markup=False)

    def done(self, text: str) -> None:
        """Say that something was done."""
        self.terminal.say(Text.assemble(("✔ ", "ok"), text))

    def queued(self, count: int) -> None:
        """Say how many runs were put into the queue, and who will start them."""
        many = "1 run was" if count == 1 else f"{count} runs were"
        self.done(f"{many} put into the queue.")
        if not self._is_served and count:
            self.terminal.note("No platform runs now: openfn-studio serve starts them.")


@contextmanager
def portal(context: typer.Context, *, needs_vault: bool = False) -> Generator[Portal]:
    """Yield the way to the platform of the data folder.

    While a server runs, it is asked. Else this process takes its place for the moment, without
    starting runs: what is put into a queue waits for ``serve``.

    Args:
        context: The command's.
        needs_vault: Whether a credential is to be sealed: then a person is asked for the
            passphrase, where one is needed.

    Raises:
        StudioError: The database or the vault cannot be used.
    """
    data: DataFolder = context.obj.data
    terminal = Terminal.for_process()
    # Only now: a server and HTTP take longer to import than most commands run.
    lock: Any = importlib.import_module("openfn_studio.platform.lock")
    local: Any = importlib.import_module("openfn_studio.api.local")
    running = lock.running_server(data.root)
    if running is not None:
        with local.PlatformClient(running.url, running.token) as client:
            yield Portal(client, terminal, is_served=True)
        return
    host: Any = importlib.import_module("openfn_studio.cli.host")
    server: Any = importlib.import_module("openfn_studio.platform.server")
    options = server.ServerOptions(starts_runs=False)
    vault: Any = lambda: host.open_vault(data)  # noqa: E731 - opened when it is needed first
    if needs_vault:
        vault = host.open_vault(data, asking=terminal)
    with (
        host.hosting(data, options, vault=vault) as hosted,
        local.PlatformClient(hosted.server.url, hosted.token) as client,
    ):
        yield Portal(client, terminal, is_served=False)


def _cell(value: Any) -> Text:
    if value is None:
        return Text("")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, list):
        return Text(", ".join(_plain(item) for item in cast("list[Any]", value)))
    return Text(_plain(value))


def _plain(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return "".join(
        char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )
