"""Writing a state, or a table in it, to a file; for threads."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from openfn_studio.state.pretty import indented
from openfn_studio.state.table import columns_of, rows_of
from openfn_studio.state.tree import Kind, Node
from openfn_studio.workspace.atomic import save_atomically

_ROWS = 1_000
_PIECES = 10_000
_BOM = "\ufeff"


def export_json(node: Node, file: Path, should_stop: Callable[[], bool]) -> None:
    """Write a value as indented JSON, whole or not at all.

    Args:
        node: The value.
        file: Where to.
        should_stop: Asked now and then; true leaves the file as it was.

    Raises:
        EnvironmentProblem: It cannot be written; what was there is untouched.
    """
    pieces: list[bytes] = []
    for number, piece in enumerate(indented(node)):
        pieces.append(piece)
        if number % _PIECES == 0 and should_stop():
            return
    save_atomically(file, b"".join(pieces) + b"\n")


def export_csv(array: Node, file: Path, should_stop: Callable[[], bool]) -> None:
    """Write an array of objects as a table: a row a member, a column a name.

    Spreadsheets take the byte order mark as the sign of UTF-8. Nested values are JSON in a cell.

    Args:
        array: The array.
        file: Where to.
        should_stop: Asked at every thousand rows; true leaves the file as it was.

    Raises:
        EnvironmentProblem: It cannot be written; what was there is untouched.
    """
    columns = columns_of(array, should_stop)
    text = io.StringIO(newline="")
    text.write(_BOM)
    writer = csv.writer(text)
    writer.writerow(columns)
    for first in range(0, array.child_count, _ROWS):
        if should_stop():
            return
        for row in rows_of(array, columns, first, first + _ROWS):
            writer.writerow([_cell(cell) for cell in row.cells])
    save_atomically(file, text.getvalue().encode("utf-8", "replace"))


def _cell(node: Node | None) -> str:
    if node is None or node.kind is Kind.NULL:
        return ""
    raw = node.raw
    return json.loads(raw) if node.kind is Kind.STRING else raw.decode("utf-8", "replace")
