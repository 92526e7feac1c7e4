"""The menu of a row, and of the panel: everything that can be done with a value."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu

from openfn_studio.state.table import is_table
from openfn_studio.ui.inspector.copies import path_copies
from openfn_studio.ui.inspector.rows import Row
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL


@dataclass(frozen=True, slots=True)
class RowCommands:
    """What the menu's lines do."""

    copy: Callable[[str], None]
    copy_value: Callable[[], None]
    watch: Callable[[], None]
    as_text: Callable[[], None]
    as_table: Callable[[], None]
    open_branch: Callable[[], None]
    export: Callable[[], None]


def add_row_lines(
    menu: QMenu, look: Look, row: Row, commands: RowCommands, *, is_watched: bool
) -> None:
    """Add the lines of one row."""
    if row.is_bucket or row.node is None:
        return
    for copy in path_copies(row.path):
        words = f"Copy {copy.text}".replace("&", "&&")
        action = menu.addAction(
            f"{words}\t{copy.keys}" if copy.keys else words,
            lambda text=copy.text: commands.copy(text),
        )
        action.setFont(look.font(SMALL))
    menu.addAction("Copy value as JSON\tCtrl+Shift+C", commands.copy_value)
    menu.addSeparator()
    menu.addAction("View as text\tEnter" if not row.has_rows else "View as text", commands.as_text)
    if row.node.is_quick and is_table(row.node):
        menu.addAction("View as table", commands.as_table)
    if row.has_rows:
        menu.addAction("Expand all below", commands.open_branch)
    menu.addSeparator()
    words = "Stop watching" if is_watched else "Watch"
    menu.addAction(f"{words}\tCtrl+D", commands.watch)
    menu.addAction("Export this value…", commands.export)
