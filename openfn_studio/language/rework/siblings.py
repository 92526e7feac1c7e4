"""Code that stands in a row and can be taken as a whole: statements of a block, items of a list."""

from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from openfn_studio.domain.text import TextRange
from openfn_studio.language.job import Job
from openfn_studio.language.mending import is_adaptor_call
from openfn_studio.language.operations import chain_of
from openfn_studio.language.positions import Unit as Count
from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.statements import code_end, is_open
from openfn_studio.language.rework.switched import spans_switched_off
from openfn_studio.language.rework.trivia import (
    LINE_END,
    begins_line,
    ends_line,
    line_end,
    spaces_after,
    tokens,
)

Side = Literal["before", "after"]

_BLOCKS = frozenset({"program", "statement_block"})
_LISTS = frozenset({"arguments", "array"})
_PASSED = frozenset({"expression_statement", "parenthesized_expression"})
"""What may stand between an operation and the row it is taken from."""
_NO_UNITS = frozenset({"comment", "html_comment", "hash_bang_line", "empty_statement"})
_REASONS = {
    "variable_declarator": "Its result is kept in a variable: change that declaration in the text.",
    "arrow_function": "A function gives it back: change that function in the text.",
    "return_statement": "A function gives it back: change that function in the text.",
    "if_statement": "It is all a condition does: change the condition in the text.",
    "else_clause": "It is all a condition does: change the condition in the text.",
    "pair": "It is a value of an object: change that object in the text.",
    "call_expression": "It is called at once: change the whole call in the text.",
}
_PART = "It is part of other code: change that code in the text."


@dataclass(frozen=True, slots=True)
class Unit:
    """One of the row. Offsets count code points."""

    first: int
    """Where the comments above or before it begin, or the code when it has none."""
    start: int
    """Where its code begins."""
    end: int
    """Where its code ends, after its semicolon."""
    last: int
    """After the comments that end its last line, or ``end``, or ``comma``."""
    comma: int | None
    """The comma after it; None for a statement and for an item without one."""
    is_open: bool
    """A statement without a semicolon: the next line may carry it on."""


class Siblings:
    """A row of statements or items.

    Args:
        job: The job.
        container: The block or list they stand in.
    """

    def __init__(self, job: Job, container: Node) -> None:
        self.job = job
        self.text = job.document.text
        """The job's text."""
        self.is_list = container.type in _LISTS
        """Whether commas stand between them."""
        self.is_root = container.type == "program"
        self._container = container
        children = container.children
        self._nodes = [node for node in children if node.is_named and node.type not in _NO_UNITS]
        self._commas = [node for node in children if node.type == ","]
        self._end = len(self.text) if self.is_root else self._offset(container.end_byte) - 1
        self._begin = self._inside(container)

    def __len__(self) -> int:
        return len(self._nodes)

    def index(self, node: Node) -> int:
        """Return which of the row a node is."""
        return self._nodes.index(node)

    def node(self, index: int) -> Node:
        """Return the tree's node of one of the row."""
        return self._nodes[index]

    def unit(self, index: int) -> Unit:
        """Return what belongs to one of the row."""
        node = self._nodes[index]
        start = self._offset(node.start_byte)
        return Unit(
            first=self._first(index, start),
            start=start,
            end=self._offset(code_end(node)),
            last=self._last(index),
            comma=self._comma(index),
            is_open=not self.is_list and is_open(node),
        )

    @property
    def key(self) -> int:
        """What tells this row from all others of the text: where its container begins."""
        return self._container.start_byte if not self.is_root else -1

    def is_operation(self, index: int) -> bool:
        """Return whether one of the row is a call of what an adaptor exports, or may export."""
        node = self._nodes[index]
        nodes = self.job.nodes
        place = nodes.at(node.start_byte, node.end_byte)
        if place is None:
            return False
        is_exported = any(found.node == nodes.unwrap(place) for found in self.job.operations)
        base = chain_of(nodes, nodes.unwrap(place))[0]
        return is_exported or is_adaptor_call(self.job, base)

    def is_alone(self, unit: Unit) -> bool:
        """Return whether nothing else stands on the lines of a unit."""
        return begins_line(self.text, unit.first) and ends_line(self.text, unit.last)

    def has_gap(self, index: int, side: Side) -> bool:
        """Return whether an empty line stands between a unit and the one beside it."""
        other = index + (1 if side == "after" else -1)
        if not 0 <= other < len(self._nodes):
            return False
        first, second = self.unit(min(index, other)), self.unit(max(index, other))
        lines = LINE_END.split(self.text[first.last : second.first])
        return any(not line.strip() for line in lines[1:-1])

    def _offset(self, byte: int) -> int:
        return self.job.document.positions.convert(byte, Count.UTF8, Count.CODE_POINT)

    def _inside(self, container: Node) -> int:
        """Return where the first unit's comments may begin."""
        if not self.is_root:
            return self._after_line_comments(self._offset(container.start_byte) + 1)
        first = next(iter(container.children), None)
        is_shebang = first is not None and first.type == "hash_bang_line"
        return self._offset(first.end_byte) if first is not None and is_shebang else 0

    def _comma(self, index: int) -> int | None:
        after = self._nodes[index].end_byte
        following = self._nodes[index + 1].start_byte if index + 1 < len(self._nodes) else None
        for comma in self._commas:
            if comma.start_byte >= after:
                is_next = following is None or comma.start_byte < following
                return self._offset(comma.start_byte) if is_next else None
        return None

    def _after_line_comments(self, at: int) -> int:
        """Return the end of the comments after an offset, when nothing but they end its line."""
        stop = min(line_end(self.text, at), self._end)
        found = at
        for token in tokens(self.text, at, stop):
            found = token.end if token.is_comment else found
        return found if spaces_after(self.text, found) >= stop else at

    def _last(self, index: int) -> int:
        comma = self._comma(index)
        end = self._offset(code_end(self._nodes[index])) if comma is None else comma + 1
        return self._after_line_comments(end)

    def _first(self, index: int, start: int) -> int:
        """Return where the comments begin that stand above a unit with no empty line between."""
        begin = self._last(index - 1) if index else self._begin
        gap = list(tokens(self.text, begin, start))
        if not gap or gap[-1].end != start:
            return start
        off = spans_switched_off(self.job, gap, is_list=self.is_list, is_root=self.is_root)
        found, line_ends = start, 0
        for token in reversed(gap):
            line_ends += token.kind == "end"
            if line_ends > 1 or any(one.start <= token.start < one.end for one in off):
                break
            if token.is_comment:
                found, line_ends = token.start, 0
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """One of a row."""

    siblings: Siblings
    index: int

    @property
    def unit(self) -> Unit:
        """What belongs to it."""
        return self.siblings.unit(self.index)


def place_of(job: Job, where: TextRange) -> Place:
    """Return the row that the code of a tree item stands in.

    Args:
        job: The job.
        where: The item's range.

    Raises:
        CannotRework: It is part of something that cannot be taken apart; the reason says what.
    """
    positions = job.document.positions
    start = positions.convert(where.start, Count.UTF16, Count.UTF8)
    end = positions.convert(where.end, Count.UTF16, Count.UTF8)
    node = job.document.tree.root_node.named_descendant_for_byte_range(start, end)
    while node is not None and node.parent is not None:
        parent = node.parent
        if parent.type in _BLOCKS or parent.type in _LISTS:
            siblings = Siblings(job, parent)
            return Place(siblings, siblings.index(node))
        if parent.type not in _PASSED and not _same_place(node, parent):
            raise CannotRework(_REASONS.get(parent.type, _PART))
        node = parent
    raise CannotRework("This code is not in the text any more.")


def _same_place(node: Node, parent: Node) -> bool:
    return node.start_byte == parent.start_byte and node.end_byte == parent.end_byte
