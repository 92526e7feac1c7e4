"""Which lines of a job can be folded away.

Folds are remembered a root statement each, so that after a key press only the statement that
changed is looked at again.
"""

from dataclasses import dataclass

from tree_sitter import Node, Query, QueryCursor, Tree

from openfn_studio.language.nodes import JAVASCRIPT

_QUERY = """
[
  (object) (array) (object_pattern) (array_pattern) (statement_block) (class_body) (switch_body)
  (arguments) (formal_parameters) (template_string) (comment) (named_imports) (export_clause)
  (parenthesized_expression)
] @fold
"""
_CURSOR = QueryCursor(Query(JAVASCRIPT, _QUERY))


@dataclass(frozen=True, slots=True, order=True)
class Fold:
    """Lines that hide behind their first one, both counted from 0."""

    first: int
    """The line that stays visible."""
    last: int
    """The last line that hides."""


class Folds:
    """Finds the folds of one text again and again, as it changes."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Fold, ...]] = {}

    def of(self, tree: Tree, data: bytes) -> list[Fold]:
        """Return the folds of a tree, outer ones before inner ones, at most one a first line.

        Args:
            tree: The text's tree.
            data: The text in UTF-8.
        """
        known = self._known
        self._known = {}
        found: dict[int, int] = {}
        comments: list[Node] = []
        for statement in tree.root_node.children:
            row, last_row = statement.start_point.row, statement.end_point.row
            if statement.type == "comment" and row == last_row:
                comments.append(statement)
                continue
            _fold_comments(comments, found)
            if last_row > row:
                text = data[statement.start_byte : statement.end_byte]
                relative = known.get(text)
                if relative is None:
                    relative = _folds_in(statement, data)
                self._known[text] = relative
                for fold in relative:
                    _keep(found, row + fold.first, row + fold.last)
        _fold_comments(comments, found)
        return [Fold(first, last) for first, last in sorted(found.items())]


def fold_levels(folds: list[Fold], line_count: int) -> list[int]:
    """Return how deep each line lies inside folds; a fold's first line is outside of it."""
    steps = [0] * (line_count + 1)
    for fold in folds:
        if fold.first + 1 < line_count:
            steps[fold.first + 1] += 1
            steps[min(fold.last + 1, line_count)] -= 1
    levels: list[int] = []
    depth = 0
    for step in steps[:line_count]:
        depth += step
        levels.append(depth)
    return levels


def _folds_in(statement: Node, data: bytes) -> tuple[Fold, ...]:
    top = statement.start_point.row
    found: dict[int, int] = {}
    _CURSOR.set_byte_range(statement.start_byte, statement.end_byte)
    for node in _CURSOR.captures(statement).get("fold", ()):
        first, last = node.start_point.row, node.end_point.row
        if last > first and _begins_with_closer(data, node.end_byte):
            # The line that closes stays visible, as people know it from other editors.
            last -= 1
        if last > first:
            _keep(found, first - top, last - top)
    return tuple(Fold(first, last) for first, last in found.items())


def _begins_with_closer(data: bytes, end: int) -> bool:
    line_start = data.rfind(b"\n", 0, end) + 1
    return data[line_start:end].lstrip()[:1] in (b")", b"]", b"}")


def _keep(found: dict[int, int], first: int, last: int) -> None:
    # Of two that begin on one line, such as fn( and state => {, the longer one folds.
    if last > found.get(first, first):
        found[first] = last


def _fold_comments(comments: list[Node], found: dict[int, int]) -> None:
    """Fold each run of comments of a line each, and forget them."""
    rows = [node.start_point.row for node in comments]
    comments.clear()
    begin = 0
    for place, row in enumerate(rows):
        if place + 1 == len(rows) or rows[place + 1] != row + 1:
            if row - rows[begin] >= 2:
                _keep(found, rows[begin], row)
            begin = place + 1
