"""Where the members of one object or array lie, found without making values of them.

A parser that hands out slices does the work; where it gives up (nesting too deep, a name that
comes twice) the members are walked one by one.
"""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add
from typing import cast

import msgspec

BUCKET = 1_000
"""Members that are shown, and located, together."""

STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BEFORE = re.compile(rb"[ \t\r\n,]*")
_COLON = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*")
_SCALAR = re.compile(rb"[^ \t\r\n,\]}]+")
_BLANK = b" \t\r\n"
_LAST_BLANK = 0x20
_THOUSAND = re.compile(rb"(?:[^,]*,){%d}" % BUCKET)

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)

EndOf = Callable[[int], int]
"""Returns where the object or array that begins at an offset ends, its last bracket included."""


def _offsets() -> "array[int]":
    return array("Q")


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Up to a bucket of members in the order of the text; offsets count bytes of the document."""

    starts: "array[int]" = field(default_factory=_offsets)
    ends: "array[int]" = field(default_factory=_offsets)
    keys: Sequence[str] | None = None
    """The names; None in an array."""
    key_starts: "array[int]" = field(default_factory=_offsets)
    """Where each name's opening quote is; empty in an array."""
    dropped: dict[int, int] = field(default_factory=dict[int, int])
    """Position to the number of earlier members of the same name, which do not count."""

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What an object or array holds: how much, and where its buckets begin."""

    count: int
    marks: "array[int]"
    """Where each bucket's first member begins."""
    parts: Mapping[int, Members] = field(default_factory=dict[int, Members])
    """The buckets whose members are known; all of an object's."""


class OddMembers(Exception):
    """The fast way met a name that comes twice."""


def object_members(data: bytes, start: int, end: int, end_of: EndOf) -> Members:
    """Return the members of the object in ``data[start:end]``; of a name that repeats, the last."""
    try:
        decoded = _OBJECT.decode(memoryview(data)[start:end])
        members, last = placed_members(data, start + 1, decoded)
    except (OddMembers, RecursionError):
        return _walked_object(data, start, end_of)
    is_all = _after_blank(data, last) == end - 1
    return members if is_all else _walked_object(data, start, end_of)


def array_members(data: bytes, first: int, end: int, end_of: EndOf) -> Members:
    """Return the members of an array that begin between ``first`` and ``end``.

    Args:
        data: The document.
        first: Where the first of them begins.
        end: Where the next one begins, or the closing bracket is.
        end_of: Finds the end of a nested value where the parser cannot.
    """
    inside = data[first:end].rstrip(_BLANK).removesuffix(b",").rstrip(_BLANK)
    if not inside:
        return Members()
    try:
        sizes = sizes_of(_ARRAY.decode(b"[" + inside + b"]"))
    except RecursionError:
        found = list(_walked_values(data, first, end, end_of))
        return Members(array("Q", [a for a, _ in found]), array("Q", [b for _, b in found]))
    starts = starts_of(data, first, first + len(inside), sizes)
    ends = array("Q", [at + size for at, size in zip(starts, sizes, strict=True)])
    return Members(starts, ends)


def object_contents(members: Members) -> Contents:
    """Return the members of an object in buckets."""
    parts = [_bucket_of(members, at) for at in range(0, len(members), BUCKET)]
    marks = array("Q", [part.key_starts[0] for part in parts])
    return Contents(len(members), marks, dict(enumerate(parts)))


def array_contents(data: bytes, start: int, end: int, end_of: EndOf) -> Contents:
    """Return how many members the array in ``data[start:end]`` has, and its buckets' marks."""
    first = _after_blank(data, start + 1)
    if first == end - 1:
        return Contents(0, array("Q"))
    if all(data.find(sign, start + 1, end) < 0 for sign in (b'"', b"[", b"{")):
        return contents_of_scalars(data, first, end)
    try:
        sizes = sizes_of(_ARRAY.decode(memoryview(data)[start:end]))
    except RecursionError:
        starts = array("Q", [at for at, _ in _walked_values(data, first, end - 1, end_of)])
        return Contents(len(starts), starts[::BUCKET])
    last = len(data[max(start, end - 4096) : end - 1].rstrip(_BLANK)) + max(start, end - 4096)
    return Contents(len(sizes), starts_of(data, first, last, sizes)[::BUCKET])


def text_of(token: bytes) -> str:
    """Return what a string in quotes says."""
    return _TEXT.decode(token)


def contents_of_scalars(data: bytes, first: int, end: int) -> Contents:
    """Return the contents of an array of numbers and words, which begin at ``first``.

    Every comma separates, so no member has to become an object.
    """
    marks = array("Q", [first])
    marks.extend(_after_blank(data, m.end()) for m in _THOUSAND.finditer(data, first, end))
    return Contents(data.count(b",", first, end) + 1, marks)


def sizes_of(raws: list[msgspec.Raw]) -> "array[int]":
    """Return the length of each slice."""
    return array("Q", map(len, cast("list[bytes]", raws)))


def starts_of(data: bytes, first: int, last: int, sizes: Sequence[int]) -> "array[int]":
    """Return where each member of an array begins; ``last`` is where the last one ends."""
    if is_compact(first, last, sizes):
        before = accumulate(sizes[:-1], initial=first)
        return array("Q", map(add, before, range(len(sizes))))
    return array("Q", _looked_up(data, first, sizes))


def is_compact(first: int, last: int, sizes: Sequence[int]) -> bool:
    """Return whether nothing but single commas stands between members: the usual case."""
    return sum(sizes) + len(sizes) - 1 == last - first


def _looked_up(data: bytes, at: int, sizes: Sequence[int]) -> Iterator[int]:
    gap = _BEFORE.match(data, at + sizes[0])
    between = gap.group() if gap else b""
    width = len(between)
    yield at
    at += sizes[0]
    for size in sizes[1:]:
        # Mostly every gap is like the first one, and comparing is quicker than looking.
        if data[at : at + width] == between and data[at + width] > _LAST_BLANK:
            at += width
        else:
            at = _after_blank(data, at)
        yield at
        at += size


def _after_blank(data: bytes, at: int) -> int:
    blank = _BEFORE.match(data, at)
    return blank.end() if blank else at


def _walked_values(data: bytes, at: int, end: int, end_of: EndOf) -> Iterator[tuple[int, int]]:
    at = _after_blank(data, at)
    while at < end:
        stop = _end_of_value(data, at, end_of)
        yield at, stop
        at = _after_blank(data, stop)


def _end_of_value(data: bytes, at: int, end_of: EndOf) -> int:
    if data[at] in b"{[":
        return end_of(at)
    token = (STRING if data[at] == 0x22 else _SCALAR).match(data, at)
    if token is None:
        raise AssertionError("the document was checked when it was opened")
    return token.end()


def _key_at(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the name in quotes that begins at ``at``, and where its value begins."""
    name = STRING.match(data, at)
    colon = _COLON.match(data, name.end()) if name else None
    if name is None or colon is None:
        raise OddMembers
    return name.group(), colon.end()


def placed_members(data: bytes, at: int, decoded: Mapping[str, msgspec.Raw]) -> tuple[Members, int]:
    """Return where the decoded members lie that begin at ``at``, and where the last one ends.

    Raises:
        OddMembers: A name comes twice.
    """
    starts, ends, key_starts = array("Q"), array("Q"), array("Q")
    for raw in decoded.values():
        at = _after_blank(data, at)
        key_starts.append(at)
        _, at = _key_at(data, at)
        view = memoryview(raw)
        # Of a name that comes twice the parser tells the last value in the first one's place.
        if not data.startswith(view, at):
            raise OddMembers
        starts.append(at)
        at += view.nbytes
        ends.append(at)
    return Members(starts, ends, tuple(decoded), key_starts), at


def _walked_object(data: bytes, start: int, end_of: EndOf) -> Members:
    kept: dict[str, tuple[int, int, int]] = {}
    dropped: dict[str, int] = {}
    at = _after_blank(data, start + 1)
    while data[at] != 0x7D:
        key_start = at
        name, at = _key_at(data, at)
        stop = _end_of_value(data, at, end_of)
        key = text_of(name)
        if kept.pop(key, None):
            dropped[key] = dropped.get(key, 0) + 1
        kept[key] = (key_start, at, stop)
        at = _after_blank(data, stop)
    return Members(
        array("Q", [value_at for _, value_at, _ in kept.values()]),
        array("Q", [stop for _, _, stop in kept.values()]),
        tuple(kept),
        array("Q", [key_at for key_at, _, _ in kept.values()]),
        {place: dropped[key] for place, key in enumerate(kept) if key in dropped},
    )


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
