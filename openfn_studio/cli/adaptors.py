"""``openfn-studio adaptors``: install, list, remove and read about adaptors."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from openfn_studio.adaptors import specifier
from openfn_studio.adaptors.function_doc import FunctionDoc
from openfn_studio.adaptors.package import AdaptorDetails, cautions, describe
from openfn_studio.cli import engine
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.errors import UserInputProblem

app = typer.Typer(help="Install, list and read about adaptors.", no_args_is_help=True)

SpecArgument = Annotated[str, typer.Argument(metavar="ADAPTOR", help="http, http@7.2.10, …")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]


@app.command("list")
def list_installed(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the adaptors on this computer."""
    terminal = Terminal.for_process()
    repository = engine.repository(context.obj.data)
    found = repository.list()
    if as_json:
        rows = [{"name": a.name, "version": a.version, "path": str(a.path)} for a in found]
        terminal.result.print(json.dumps(rows, indent=2), markup=False)
        return
    table = Table("Adaptor", "Version", "Connection", "About", box=None, pad_edge=False)
    for adaptor in found:
        details = describe(adaptor)
        table.add_row(details.name, details.version, details.connection, details.description)
    terminal.result.print(table)
    for spec, damage in repository.damaged():
        terminal.problem(f"{spec} is damaged: {damage}", remedy="Installing it again repairs it.")


@app.command()
def install(
    context: typer.Context,
    adaptors: Annotated[list[str], typer.Argument(metavar="ADAPTOR…", help="http, dhis2@4 …")],
) -> None:
    """Install adaptors from npm, each version beside the others."""
    terminal = Terminal.for_process()
    repository = engine.repository(context.obj.data)
    for spec in specifier.parse_all(adaptors):
        with engine.showing_progress(terminal) as progress:
            installed = repository.install(spec, progress)
        terminal.say(Text.assemble(("✔ ", "ok"), _shown(installed), " is installed."))
        for caution in cautions(installed, engine.node_version()):
            terminal.say(Text.assemble(("⚠ ", "warning"), caution))


@app.command()
def remove(context: typer.Context, adaptor: SpecArgument) -> None:
    """Remove an installed version, or all versions when none is named."""
    terminal = Terminal.for_process()
    for removed in engine.repository(context.obj.data).remove(specifier.parse(adaptor)):
        terminal.say(Text.assemble(("✔ ", "ok"), _shown(removed), " was removed."))


@app.command()
def schema(context: typer.Context, adaptor: SpecArgument, as_json: JsonOption = False) -> None:
    """Show what an adaptor wants in its credential."""
    terminal = Terminal.for_process()
    details = _details(context, adaptor)
    fields = details.credential.fields
    if as_json:
        shown = [asdict(field) for field in fields]
        terminal.result.print(json.dumps(shown, indent=2, ensure_ascii=False), markup=False)
        return
    if not fields:
        terminal.note(f"{details.name} {details.version} does not say what its credential holds.")
    heads = ("Key", "Type", "Needed", "Secret", "Meaning", "Example")
    table = Table(*heads, box=None, pad_edge=False)
    for field in fields:
        needed, secret = ("yes" if flag else "" for flag in (field.required, field.write_only))
        meaning = field.description or field.title
        table.add_row(field.key, field.type, needed, secret, meaning, field.placeholder)
    if fields:
        terminal.result.print(table)


@app.command()
def changelog(context: typer.Context, adaptor: SpecArgument) -> None:
    """Show an adaptor's changelog."""
    terminal = Terminal.for_process()
    details = _details(context, adaptor)
    if not details.changelog:
        terminal.note(f"The package of {details.name} {details.version} carries no changelog.")
        return
    terminal.result.print(details.changelog, markup=False)


@app.command()
def docs(
    context: typer.Context,
    adaptor: SpecArgument,
    function: Annotated[str | None, typer.Argument(help="One function, whole.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show an adaptor's functions, or one of them with parameters and examples."""
    terminal = Terminal.for_process()
    details = _details(context, adaptor)
    functions = [item for item in details.functions if not item.is_private]
    if function:
        functions = [_named(details, function)]
    if as_json:
        shown = [asdict(item) for item in functions]
        terminal.result.print(json.dumps(shown, indent=2, ensure_ascii=False), markup=False)
    elif function:
        _print_whole(terminal, functions[0])
    else:
        for item in functions:
            summary = item.description.split("\n")[0]
            terminal.result.print(Text.assemble((item.signature, "name"), f"  {summary}"))


def _details(context: typer.Context, adaptor: str) -> AdaptorDetails:
    terminal = Terminal.for_process()
    repository = engine.repository(context.obj.data)
    with engine.showing_progress(terminal) as progress:
        installed = repository.resolve(
            specifier.parse(adaptor), may_use_npm=True, progress=progress
        )
    details = describe(installed)
    for problem in details.problems:
        terminal.note(problem)
    return details


def _named(details: AdaptorDetails, function: str) -> FunctionDoc:
    for item in details.functions:
        if item.name == function:
            return item
    names = ", ".join(item.name for item in details.functions if not item.is_private)
    raise UserInputProblem(
        f"{details.name} {details.version} has no function {function}.", remedy=f"It has: {names}."
    )


def _print_whole(terminal: Terminal, item: FunctionDoc) -> None:
    show = terminal.result.print
    show(Text(item.signature, style="name"))
    for text in (item.deprecated and f"Deprecated: {item.deprecated}", item.description):
        if text:
            show(Text(text))
    for parameter in item.parameters:
        kind = f" ({parameter.type})" if parameter.type else ""
        show(Text.assemble(("  " + parameter.name, "name"), kind, f"  {parameter.description}"))
        for member in parameter.members:
            show(Text.assemble(("    " + member.name, "info"), f"  {member.description}"))
    for example in item.examples:
        show(Text(f"\nExample: {example.caption}" if example.caption else "\nExample:"))
        show(Text("\n".join(f"  {line}" for line in example.code.splitlines()), style="faint"))


def _shown(adaptor: InstalledAdaptor | AdaptorSpec) -> str:
    return f"{adaptor.name} {adaptor.version}" if adaptor.version else adaptor.name
