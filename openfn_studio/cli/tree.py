"""``openfn-studio tree``: a job's operations as the engine will run them, or the raw tree."""

from typing import Annotated

import tree_sitter
import typer
from rich.text import Text
from rich.tree import Tree

from openfn_studio.adaptors.package import describe, export_names
from openfn_studio.cli import engine
from openfn_studio.cli.jobs import (
    AdaptorOption,
    DialectOption,
    JobArgument,
    JobText,
    installed_adaptors,
    read_job,
)
from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.language.optree import TreeItem, operation_tree

LABEL_CHARS = 60


def tree(
    context: typer.Context,
    job: JobArgument,
    adaptor: AdaptorOption = None,
    dialect: DialectOption = None,
    raw: Annotated[bool, typer.Option("--raw", help="The syntax tree of the text itself.")] = False,
) -> None:
    """Show the operations with their arguments, and the code that will not run."""
    terminal = Terminal.for_process()
    found = read_job(job, dialect)
    repository = engine.repository(context.obj.data)
    root = Tree(Text(f"{found.file.name}, dialect {found.dialect}", style="name"))
    if raw:
        _add_raw(root, found.document.tree.root_node)
    else:
        for item in _operations(found, installed_adaptors(found, adaptor, repository)):
            _add(root, item)
    terminal.result.print(root)


def _operations(
    job: JobText, installed: tuple[InstalledAdaptor, ...] | None
) -> tuple[TreeItem, ...]:
    if installed is None:
        return operation_tree(job.document, job.dialect)
    names = frozenset[str]().union(*(export_names(item) for item in installed))
    parameters = {
        function.name: [parameter.name for parameter in function.parameters]
        for item in reversed(installed)
        for function in describe(item).functions
    }
    return operation_tree(job.document, job.dialect, names, parameters)


def _add(parent: Tree, item: TreeItem) -> None:
    name = f"{item.name}: " if item.name else ""
    style = {"operation": "name", "dropped": "strike"}.get(item.kind, "")
    label = Text.assemble((name, "faint"), (item.label, style))
    label.append(f"  line {item.range.line}", style="faint")
    if item.kind == "dropped":
        label.append("  never runs", style="warning")
    if item.kind == "off":
        label.append("  switched off", style="faint")
    if item.is_hoisted:
        label.append("  always runs, whatever stands around it", style="warning")
    branch = parent.add(label)
    for child in item.children:
        _add(branch, child)


def _add_raw(parent: Tree, node: tree_sitter.Node) -> None:
    text = (node.text or b"").decode("utf-8", "replace").split("\n")[0][:LABEL_CHARS]
    kind = "error" if node.is_error or node.is_missing else "name"
    branch = parent.add(Text.assemble((node.type, kind), f"  {text}"))
    for child in node.named_children:
        _add_raw(branch, child)
