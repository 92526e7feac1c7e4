"""A JSON text as a tree whose nodes are slices of it: a state of 100 MB opens at once.

Nothing is decoded but what is looked at. Long arrays and objects show buckets of a thousand.
"""

import codecs
import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from openfn_studio.state import pointer
from openfn_studio.state.brackets import Brackets
from openfn_studio.state.escapes import Escapes, escapes_in
from openfn_studio.state.members import (
    BUCKET,
    STRING,
    Contents,
    Members,
    array_contents,
    array_members,
    object_contents,
    object_members,
)
from openfn_studio.state.opening import open_text
from openfn_studio.state.pointer import PointerError
from openfn_studio.state.preview import SHOWN, preview_of
from openfn_studio.state.reading import JsonProblem, place_in
from openfn_studio.state.recent import Recent

_BLANK = b" \t\r\n"
_BETWEEN = _BLANK + b","
_PREVIEWED = 4_096
_REMEMBERED = 256
_STEP = 1 << 20
_QUICK = 1 << 21


class Kind(StrEnum):
    """What a node is."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    BUCKET = "bucket"
    """A thousand members of a long array or object, shown as one row."""


_KINDS = {
    "{": Kind.OBJECT,
    "[": Kind.ARRAY,
    '"': Kind.STRING,
    "n": Kind.NULL,
    "t": Kind.BOOLEAN,
    "f": Kind.BOOLEAN,
}


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value of a document, or a bucket of values; equal to any node of the same slice."""

    document: "Document" = field(repr=False)
    parent: "Node | None" = field(repr=False)
    key: str | int | None
    """The name, or the position from 0; None for the root and for buckets."""
    kind: Kind
    start: int
    """Offset of its first byte."""
    end: int
    """Offset behind its last byte."""
    row: int = 0
    """Its place among the rows of its parent."""
    first: int = 0
    """Of a bucket: the position of its first member."""
    duplicates: int = 0
    """How many earlier members of the same name do not count."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[int, int, int, Kind]:
        return id(self.document), self.start, self.end, self.kind

    @property
    def is_container(self) -> bool:
        """Whether it is an object or an array."""
        return self.kind in (Kind.OBJECT, Kind.ARRAY)

    @property
    def size_bytes(self) -> int:
        """The length of its JSON text."""
        return self.end - self.start

    @property
    def raw(self) -> bytes:
        """Its JSON text as it was given; a bucket's members with the commas between them."""
        return self.document.data[self.start : self.end]

    @property
    def path(self) -> pointer.Path:
        """The way to it from the root; a bucket has the path of what it is a part of."""
        keys: list[str | int] = []
        node: Node | None = self
        while node is not None:
            if node.key is not None:
                keys.append(node.key)
            node = node.parent
        return tuple(reversed(keys))

    @property
    def child_count(self) -> int:
        """How many members it has; 0 for texts, numbers and the like."""
        return self.document.count_of(self)

    @property
    def has_children(self) -> bool:
        """Whether there is anything below it; known without looking for the members."""
        if self.kind is Kind.BUCKET:
            return True
        if not self.is_container:
            return False
        at = self.start + 1
        while self.document.data[at] in _BLANK:
            at += 1
        return at < self.end - 1

    @property
    def is_quick(self) -> bool:
        """Whether its members are known or found at once; else it may take some hundred ms."""
        return self.document.is_quick(self)

    @property
    def row_count(self) -> int:
        """How many rows stand below it: members, or buckets when there are many."""
        count = self.child_count
        return count if count <= BUCKET else -(-count // BUCKET)

    def row_at(self, row: int) -> "Node":
        """Return one of the rows below it; ``IndexError`` when there is none."""
        if not 0 <= row < self.row_count:
            raise IndexError(row)
        return self.document.row_of(self, row)

    def child(self, position: int) -> "Node":
        """Return a member by its position, whatever buckets there are; ``IndexError`` else."""
        count = self.child_count
        if not 0 <= position < count:
            raise IndexError(position)
        if count <= BUCKET:
            return self.row_at(position)
        return self.row_at(position // BUCKET).row_at(position % BUCKET)

    def children(self, first: int = 0, last: int | None = None) -> Iterator["Node"]:
        """Yield the members from one position up to another, excluded."""
        for position in range(
            first, self.child_count if last is None else min(last, self.child_count)
        ):
            yield self.child(position)

    @property
    def preview(self) -> str:
        """One short line about its value."""
        return self.preview_line()

    def preview_line(self, *, is_masked: bool = False) -> str:
        """Return the preview, masked if wanted."""
        if self.kind is Kind.BUCKET:
            return f"{self.first:,} … {self.first + self.child_count - 1:,}"
        if self.is_container and self.size_bytes > _PREVIEWED:
            return "{…}" if self.kind is Kind.OBJECT else "[…]"
        return preview_of(
            self.raw[: SHOWN * 20 if not self.is_container else None], is_masked=is_masked
        )

    def value(self) -> Any:
        """Return the value as Python has it; what is long is read in steps.

        Raises:
            JsonProblem: It is nested too deep for that.
        """
        try:
            return self._value()
        except RecursionError as error:
            place = place_in("", 0)
            raise JsonProblem(
                "The value is nested too deep to be taken whole.", place=place
            ) from error

    def _value(self) -> Any:
        if self.size_bytes <= _STEP or not self.is_container:
            return json.loads(self.raw)
        rows = (self.row_at(row) for row in range(self.row_count))
        if self.kind is Kind.OBJECT:
            members = (
                member
                for row in rows
                for member in (row.children() if row.kind is Kind.BUCKET else (row,))
            )
            return {member.key: member.value() for member in members}
        values: list[Any] = []
        for row in rows:
            values += row.values()
        return values

    def values(self) -> list[Any]:
        """Return the values of a bucket of an array; of any other node a list of its own value."""
        if self.kind is not Kind.BUCKET:
            return [self._value()]
        if self.size_bytes <= _STEP:
            return json.loads(b"[" + self.raw + b"]")
        return [member.value() for member in self.children()]

    def has_text_of(self, other: "Node") -> bool:
        """Return whether the other's JSON text is the same, byte for byte; copies neither."""
        return _is_same_text(
            self.document.data, self.start, self.end, other.document.data, other.start, other.end
        )

    def has_members_of(self, other: "Node", first: int, other_first: int, count: int) -> bool:
        """Return whether so many members of two arrays have the same text, from a position on."""
        return _is_same_text(
            self.document.data,
            self.document.start_of(self, first),
            self.document.start_of(self, first + count),
            other.document.data,
            other.document.start_of(other, other_first),
            other.document.start_of(other, other_first + count),
        )


class Document:
    """A JSON text that was checked, and its root.

    Args:
        data: UTF-8; a byte order mark is skipped.
        what: What it is, as in "The state is not JSON".
        file: The file, for the message.

    Raises:
        JsonProblem: It is not JSON in UTF-8; the problem says where.
    """

    def __init__(self, data: bytes, what: str = "state", file: Path | None = None) -> None:
        self.data = data.removeprefix(codecs.BOM_UTF8)
        self.escapes: Escapes = escapes_in(self.data)
        opened = open_text(self.data, what, file)
        self._text = opened.text
        self._brackets = opened.brackets
        self._long = opened.contents
        self._contents: Recent[tuple[int, int], Contents] = Recent(_REMEMBERED)
        self._parts: Recent[tuple[int, int], Members] = Recent(_REMEMBERED)
        start, end = 0, len(self.data)
        while self.data[start] in _BLANK:
            start += 1
        while self.data[end - 1] in _BLANK:
            end -= 1
        self.root = Node(self, None, None, self._kind_at(start), start, end)

    def node_at(self, path: Sequence[str | int]) -> Node:
        """Return the node at a path; ``PointerError`` when it leads nowhere."""
        node = self.root
        for part in path:
            position = self.position_of(node, part)
            if position is None:
                raise PointerError(f"There is nothing at {pointer.format_pointer(path)}")
            node = node.child(position)
        return node

    def locate(self, offset: int) -> tuple[Node, bool] | None:
        """Return the node whose text or name holds an offset, and whether it is the name.

        None between tokens, on brackets and in members that do not count.
        """
        node = self.root
        while node.is_container:
            contents = self._contents_of(node)
            bucket = bisect_right(contents.marks, offset) - 1
            if bucket < 0:
                return None
            part = self._part(node, bucket)
            at = bisect_right(part.key_starts if part.keys else part.starts, offset) - 1
            if at < 0 or offset >= part.ends[at]:
                return None
            is_one = contents.count <= BUCKET
            parent = node if is_one else self._bucket(node, contents, bucket)
            child = self._member(parent, part, bucket, at)
            if offset < part.starts[at]:
                name = STRING.match(self._text, part.key_starts[at])
                return (child, True) if name and offset < name.end() else None
            node = child
        return (node, False) if node.start <= offset < node.end else None

    def count_of(self, node: Node) -> int:
        """Return how many members a node has."""
        if node.kind is Kind.BUCKET and node.parent is not None:
            return min(BUCKET, self.count_of(node.parent) - node.first)
        return self._contents_of(node).count if node.is_container else 0

    def is_quick(self, node: Node) -> bool:
        """Return whether a node's rows are found in a few milliseconds."""
        if node.size_bytes <= _QUICK:
            return True
        if node.kind is Kind.BUCKET and node.parent is not None:
            return node.row in self._contents_of(node.parent).parts
        return node.start in self._long or self._contents.knows((node.start, node.end))

    def row_of(self, node: Node, row: int) -> Node:
        """Return a row below a node; the row must exist."""
        if node.kind is Kind.BUCKET and node.parent is not None:
            return self._member(node, self._part(node.parent, node.row), node.row, row)
        contents = self._contents_of(node)
        if contents.count <= BUCKET:
            return self._member(node, self._part(node, 0), 0, row)
        return self._bucket(node, contents, row)

    def members_of(self, bucket: Node) -> Sequence[Node]:
        """Return all members of a bucket; quicker than one by one."""
        parent = bucket.parent
        if parent is None:
            return ()
        part = self._part(parent, bucket.row)
        return [self._member(bucket, part, bucket.row, row) for row in range(len(part))]

    def start_of(self, node: Node, position: int) -> int:
        """Return where a member of an array begins; behind the last one, the closing bracket."""
        contents = self._contents_of(node)
        if position >= contents.count:
            return node.end - 1
        bucket, place = divmod(position, BUCKET)
        return self._part(node, bucket).starts[place] if place else contents.marks[bucket]

    def key_start(self, node: Node, position: int) -> int:
        """Return where the name of an object's member begins."""
        bucket, place = divmod(position, BUCKET)
        return self._contents_of(node).parts[bucket].key_starts[place]

    def keys_of(self, node: Node) -> Sequence[str]:
        """Return the names in an object, in order; nothing for other nodes."""
        if node.kind is not Kind.OBJECT:
            return ()
        parts = self._contents_of(node).parts.values()
        return [key for part in parts for key in part.keys or ()]

    def _bucket(self, node: Node, contents: Contents, row: int) -> Node:
        is_last = row + 1 == len(contents.marks)
        end = node.end - 1 if is_last else contents.marks[row + 1]
        while self.data[end - 1] in _BETWEEN:
            end -= 1
        return Node(self, node, None, Kind.BUCKET, contents.marks[row], end, row, row * BUCKET)

    def _member(self, parent: Node, part: Members, bucket: int, row: int) -> Node:
        key = part.keys[row] if part.keys else bucket * BUCKET + row
        start = part.starts[row]
        return Node(
            self,
            parent,
            key,
            self._kind_at(start),
            start,
            part.ends[row],
            row,
            duplicates=part.dropped.get(row, 0),
        )

    def position_of(self, node: Node, part: str | int) -> int | None:
        """Return the position of a member by its name or number; None when there is none."""
        if node.kind is Kind.OBJECT and isinstance(part, str):
            for number, members in self._contents_of(node).parts.items():
                if members.keys and part in members.keys:
                    return number * BUCKET + members.keys.index(part)
        elif node.kind is Kind.ARRAY and isinstance(part, int) and 0 <= part < node.child_count:
            return part
        return None

    def _kind_at(self, start: int) -> Kind:
        return _KINDS.get(chr(self.data[start]), Kind.NUMBER)

    def _contents_of(self, node: Node) -> Contents:
        long = self._long.get(node.start)
        if long is not None:
            return long
        return self._contents.get((node.start, node.end), lambda: self._found(node))

    def _found(self, node: Node) -> Contents:
        if node.kind is Kind.OBJECT:
            members = object_members(self._text, node.start, node.end, self._end_of)
            return object_contents(members)
        return array_contents(self._text, node.start, node.end, self._end_of)

    def _part(self, node: Node, bucket: int) -> Members:
        contents = self._contents_of(node)
        known = contents.parts.get(bucket)
        if known is not None:
            return known
        first = contents.marks[bucket]
        is_last = bucket + 1 == len(contents.marks)
        end = node.end - 1 if is_last else contents.marks[bucket + 1]
        return self._parts.get(
            (first, end), lambda: array_members(self._text, first, end, self._end_of)
        )

    def _end_of(self, start: int) -> int:
        if self._brackets is None:
            self._brackets = Brackets(self._text)
        return self._brackets.end_of(start)


def _is_same_text(
    data: bytes, start: int, end: int, other: bytes, other_start: int, other_end: int
) -> bool:
    if end - start != other_end - other_start:
        return False
    theirs = memoryview(other)[other_start:other_end]
    return all(
        data.startswith(theirs[at : at + _STEP], start + at) for at in range(0, end - start, _STEP)
    )
