"""``openfn-studio new``: make a project folder."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from openfn_studio.cli.terminal import Terminal
from openfn_studio.paths import resources
from openfn_studio.workspace.creation import create_from, create_project


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make.")],
    name: Annotated[
        str | None, typer.Option(help="The project's name; else the folder's.", show_default=False)
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Copy the sample project instead of an empty one.")
    ] = False,
) -> None:
    """Make a project folder with a first job, or a copy of the sample."""
    terminal = Terminal.for_process()
    if sample:
        create_from(resources() / "samples" / "clinic", folder, name)
    else:
        create_project(folder, name or folder.resolve().name)
    jobs = sorted((folder / "jobs").glob("*.js"))
    terminal.say(Text.assemble(("✔ ", "ok"), f"The project is in {folder}."))
    if jobs:
        terminal.note(f"Try: openfn-studio run {jobs[0]} --test")
