"""A job's text with its syntax tree: one immutable snapshot, cheap to make from the one before."""

from functools import cached_property

from tree_sitter import Parser, Point, Tree

from openfn_studio.language.nodes import JAVASCRIPT, Nodes
from openfn_studio.language.positions import Positions, Unit


class Document:
    """A job's text, parsed. Never changes; ``edited`` and ``with_text`` give the next one.

    Every text parses: what is wrong is in the tree as errors, and ``problems`` words it.

    Args:
        text: The job's text, or anything else that was in the file.
        old: A tree of the text before, already told what changed; it makes parsing quick.
        sound: The last tree without errors, told the same; it makes finding errors quick.
    """

    def __init__(
        self, text: str | Positions, old: Tree | None = None, sound: Tree | None = None
    ) -> None:
        self.positions = text if isinstance(text, Positions) else Positions(text)
        """Converts places in this text."""
        self.tree = _parse(self.positions.data, old)
        """tree-sitter's tree; offsets are bytes of ``data``."""
        self.sound_tree = sound if self.has_errors else self.tree
        """The last tree without errors, told what changed since; None when there was none."""

    @property
    def text(self) -> str:
        """The text; lone surrogates are U+FFFD (see ``positions``)."""
        return self.positions.text

    @property
    def data(self) -> bytes:
        """The text in UTF-8: what the tree's offsets count."""
        return self.positions.data

    @property
    def has_errors(self) -> bool:
        """Whether the grammar had to guess somewhere."""
        return self.tree.root_node.has_error

    @cached_property
    def nodes(self) -> Nodes:
        """The tree as flat lists."""
        return Nodes(self.tree, self.data)

    def edited(self, start: int, end: int, new_text: str, unit: Unit = Unit.UTF16) -> "Document":
        """Return the document with the text between two offsets replaced; only that is parsed.

        Args:
            start: Where the replaced text begins, in ``unit``.
            end: Where it ends.
            new_text: What stands there afterwards.
            unit: What ``start`` and ``end`` count.
        """
        first = self.positions.convert(start, unit, Unit.CODE_POINT)
        last = max(first, self.positions.convert(end, unit, Unit.CODE_POINT))
        return self.with_text(self.text[:first] + new_text + self.text[last:])

    def with_text(self, text: str) -> "Document":
        """Return the document of another text; what both begin and end with is not parsed again."""
        positions = Positions(text)
        old, new = self.data, positions.data
        if old == new:
            return self
        prefix = common_prefix(old, new)
        suffix = common_suffix(old, new, prefix)
        old_end, new_end = len(old) - suffix, len(new) - suffix

        def told(tree: Tree) -> Tree:
            copy = tree.copy()
            points = point_at(old, prefix), point_at(old, old_end), point_at(new, new_end)
            copy.edit(prefix, old_end, new_end, *points)
            return copy

        sound = told(self.sound_tree) if self.sound_tree else None
        return Document(positions, told(self.tree), sound)


def _parse(data: bytes, old: Tree | None) -> Tree:
    parser = Parser(JAVASCRIPT)
    return parser.parse(data, old) if old else parser.parse(data)


def common_prefix(one: bytes, other: bytes) -> int:
    """Return how many first bytes are equal, by halving: comparing slices is what C does fast."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: bytes, other: bytes, prefix: int) -> int:
    """Return how many last bytes are equal, those of the prefix left out."""
    low, high = 0, min(len(one), len(other)) - prefix
    while low < high:
        middle = (low + high + 1) // 2
        one_part = one[len(one) - middle : len(one) - low]
        if one_part == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def point_at(data: bytes, offset: int) -> Point:
    """Return the row and column tree-sitter gives an offset, both from 0 and in bytes."""
    return Point(data.count(b"\n", 0, offset), offset - data.rfind(b"\n", 0, offset) - 1)
