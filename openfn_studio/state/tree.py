"""A JSON text as a tree whose nodes are slices of it: a state of 100 MB opens at once.

Nothing is decoded but what is looked at. Long arrays and objects show buckets of a thousand.
"""

import codecs
import json
import re
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from openfn_studio.state import pointer
from openfn_studio.state.brackets import BracketError, Brackets
from openfn_studio.state.members import (
    BUCKET,
    STRING,
    Members,
    array_marks,
    array_members,
    object_members,
)
from openfn_studio.state.pointer import PointerError
from openfn_studio.state.preview import SHOWN, preview_of
from openfn_studio.state.reading import JsonProblem, place_in, read_json

_BLANK = b" \t\r\n"
_PREVIEWED = 4_096
_EXPLAINED = 2_000_000
_CHUNK = 1 << 18
_REMEMBERED = 256
_RAW = msgspec.json.Decoder(msgspec.Raw)
_HALVES = re.compile(
    rb"(?P<fine>\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)


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
        """Return the value as Python has it.

        Raises:
            JsonProblem: It is nested too deep for that.
        """
        try:
            return json.loads(self.raw)
        except RecursionError as error:
            place = place_in("", 0)
            raise JsonProblem(
                "The value is nested too deep to be taken whole.", place=place
            ) from error


Item = TypeVar("Item")


class _Recent(Generic[Item]):
    """What was asked for lately, so that memory stays small however much is looked at."""

    def __init__(self) -> None:
        self._items: OrderedDict[tuple[int, int], Item] = OrderedDict()

    def get(self, key: tuple[int, int], make: Callable[[], Item]) -> Item:
        if key in self._items:
            self._items.move_to_end(key)
            return self._items[key]
        item = self._items[key] = make()
        if len(self._items) > _REMEMBERED:
            self._items.popitem(last=False)
        return item


@dataclass(frozen=True, slots=True)
class _Contents:
    count: int
    marks: "array[int]"
    """Where each bucket begins."""
    parts: tuple[Members, ...] | None
    """The buckets, when they were found at once."""


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
        self._text = self.data
        self._brackets: Brackets | None = None
        self._contents: _Recent[_Contents] = _Recent()
        self._parts: _Recent[Members] = _Recent()
        self._check(what, file)
        start = len(self.data) - len(self.data.lstrip(_BLANK))
        end = len(self.data.rstrip(_BLANK))
        self.root = Node(self, None, None, self._kind_at(start), start, end)

    def _check(self, what: str, file: Path | None) -> None:
        if not _is_utf8(self.data):
            read_json(self.data, what, file)
        try:
            _RAW.decode(self.data)
        except RecursionError:
            self._pair_brackets(what, file)
        except msgspec.DecodeError:
            # Half a character, as JavaScript's strings may hold, is shown as U+FFFD: an escape
            # as long as its own, so every offset stays.
            self._text = _HALVES.sub(lambda m: m["fine"] or b"\\ufffd", self.data)
            self._pair_brackets(what, file)

    def _pair_brackets(self, what: str, file: Path | None) -> None:
        try:
            self._brackets = Brackets(self._text)
        except BracketError as error:
            if len(self.data) <= _EXPLAINED:
                read_json(self.data, what, file)
            before = self.data[: error.offset].decode("utf-8", "replace")
            place = place_in(before, len(before), file)
            raise JsonProblem(f"The {what} is not JSON.", place=place) from error

    def node_at(self, path: Sequence[str | int]) -> Node:
        """Return the node at a path; ``PointerError`` when it leads nowhere."""
        node = self.root
        for part in path:
            position = self._position(node, part)
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
            child = node.child(bucket * BUCKET + at)
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

    def row_of(self, node: Node, row: int) -> Node:
        """Return a row below a node; the row must exist."""
        if node.kind is Kind.BUCKET and node.parent is not None:
            return self._member(node, node.parent, node.row, row)
        contents = self._contents_of(node)
        if contents.count <= BUCKET:
            return self._member(node, node, 0, row)
        part = self._part(node, row)
        return Node(
            self, node, None, Kind.BUCKET, contents.marks[row], part.ends[-1], row, row * BUCKET
        )

    def keys_of(self, node: Node) -> Sequence[str]:
        """Return the names in an object, in order; nothing for other nodes."""
        if node.kind is not Kind.OBJECT:
            return ()
        parts = self._contents_of(node).parts or ()
        return [key for part in parts for key in part.keys or ()]

    def _member(self, parent: Node, container: Node, bucket: int, row: int) -> Node:
        part = self._part(container, bucket)
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

    def _position(self, node: Node, part: str | int) -> int | None:
        if node.kind is Kind.OBJECT and isinstance(part, str):
            for number, members in enumerate(self._contents_of(node).parts or ()):
                if members.keys and part in members.keys:
                    return number * BUCKET + members.keys.index(part)
        elif node.kind is Kind.ARRAY and isinstance(part, int) and 0 <= part < node.child_count:
            return part
        return None

    def _kind_at(self, start: int) -> Kind:
        return _KINDS.get(chr(self.data[start]), Kind.NUMBER)

    def _contents_of(self, node: Node) -> _Contents:
        return self._contents.get((node.start, node.end), lambda: self._found(node))

    def _found(self, node: Node) -> _Contents:
        if node.kind is Kind.OBJECT:
            whole = object_members(self._text, node.start, node.end, self._end_of)
            parts = tuple(_bucket_of(whole, at) for at in range(0, len(whole), BUCKET))
            marks = array("Q", [part.key_starts[0] for part in parts])
            return _Contents(len(whole), marks, parts)
        count, marks = array_marks(self._text, node.start, node.end, self._end_of)
        return _Contents(count, marks, None)

    def _part(self, node: Node, bucket: int) -> Members:
        contents = self._contents_of(node)
        if contents.parts is not None:
            return contents.parts[bucket]
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


def _bucket_of(whole: Members, at: int) -> Members:
    end = at + BUCKET
    dropped = {place - at: n for place, n in whole.dropped.items() if at <= place < end}
    return Members(
        whole.starts[at:end],
        whole.ends[at:end],
        whole.keys[at:end] if whole.keys else None,
        whole.key_starts[at:end],
        dropped,
    )


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for at in range(0, len(data), _CHUNK):
            decoder.decode(view[at : at + _CHUNK], at + _CHUNK >= len(data))
    except UnicodeDecodeError:
        return False
    return True
