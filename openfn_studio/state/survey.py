"""One pass over a long JSON text in short steps: it is checked, and its plan is drawn.

A parser checks a step's members at once and no step takes long, so other threads get their turn.
Where a step cannot be cut the survey goes into the member that is in the way. It gives up on
anything odd (a name that comes twice, hundreds of levels, what is not JSON): the caller then reads
the text whole, which is slower and says what is wrong.
"""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from openfn_studio.state.buckets import Buckets
from openfn_studio.state.members import (
    STRING,
    Contents,
    Members,
    OddMembers,
    contents_of_scalars,
    object_contents,
    placed_members,
    sizes_of,
)

LONG = 1 << 20
"""Texts of more bytes than this are worth a survey."""
_STEP = 1 << 18
_SHORTEST = 1 << 12
_DEEPEST = 100
_TRIES = 4

_RAW = msgspec.json.Decoder(msgspec.Raw)
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)
_BLANK = re.compile(rb"[ \t\r\n]*")
_COLON = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*")
_SCALAR = re.compile(rb"[^ \t\r\n,\]}]{1,400}")
_NO_SCALAR = re.compile(rb'["\[{\]]')
_NAME = rb'"[^"\\]*(?:\\.[^"\\]*)*"[ \t\r\n]*:[ \t\r\n]*'
_HEAD = re.compile(
    rb"""(?P<brackets>(?:[\[{][ \t\r\n]*){0,6})
    (?P<first>"(?:[^"\\]|\\.){0,80}"(?=[ \t\r\n]*:)|["\]}]|)""",
    re.DOTALL | re.VERBOSE,
)
_NAMED = re.compile(_NAME, re.DOTALL)


class GaveUp(Exception):
    """The text is not one that can be surveyed in steps."""


@dataclass(slots=True)
class _Container:
    """An object or array the survey is inside of."""

    start: int
    at: int
    """Where its next member begins, or its closing bracket is."""
    buckets: Buckets | None
    """The members of an array; None in an object."""
    step: int = _STEP
    keys: list[str] = field(default_factory=list[str])
    named: Members = field(default_factory=Members)
    """The members of an object; the names apart, in ``keys``."""
    told: Contents | None = None

    @property
    def closer(self) -> bytes:
        return b"]" if self.buckets else b"}"

    @property
    def is_empty(self) -> bool:
        return not (self.buckets.count if self.buckets else len(self.named))


def survey(text: bytes) -> Mapping[int, Contents]:
    """Return what the long containers of a JSON text hold, by where they begin.

    Args:
        text: UTF-8; that was checked already.

    Raises:
        GaveUp: It is not JSON, or it is odd.
    """
    return _Survey(text).found


class _Survey:
    def __init__(self, text: bytes) -> None:
        self.found: dict[int, Contents] = {}
        self._text = text
        self._open: list[_Container] = []
        self._patience = len(text) // 2 + 4 * LONG
        at = self._after_blank(0)
        if text[at : at + 1] not in (b"{", b"["):
            raise GaveUp
        self._enter(at)
        end = at
        while self._open:
            end = self._advance(self._open[-1])
        if self._after_blank(end) != len(text):
            raise GaveUp

    def _after_blank(self, at: int) -> int:
        blank = _BLANK.match(self._text, at)
        return blank.end() if blank else at

    def _waste(self, size: int) -> None:
        self._patience -= size
        if self._patience < 0:
            raise GaveUp

    # ------------------------------------------------------------ going through

    def _advance(self, inside: _Container) -> int:
        """Take some members of the innermost container; return where the survey stands."""
        if inside.is_empty:
            if self._text[inside.at : inside.at + 1] == inside.closer:
                return self._leave(inside, inside.at + 1)
            end = self._scalars(inside)
            if end is not None:
                return self._leave(inside, end + 1)
        cut = self._take_step(inside)
        return self._take_one(inside) if cut is None else self._go_on(inside, cut)

    def _go_on(self, inside: _Container, at: int) -> int:
        """Read what stands behind a member that ends at ``at``."""
        at = self._after_blank(at)
        sign = self._text[at : at + 1]
        if sign == b",":
            inside.at = self._after_blank(at + 1)
            return inside.at
        if sign != inside.closer:
            raise GaveUp
        return self._leave(inside, at + 1)

    def _enter(self, start: int) -> None:
        if len(self._open) >= _DEEPEST:
            raise GaveUp
        buckets = Buckets(self._text) if self._text[start] == 0x5B else None
        self._open.append(_Container(start, self._after_blank(start + 1), buckets))

    def _leave(self, inside: _Container, end: int) -> int:
        self._open.pop()
        self.found[inside.start] = _contents(inside)
        if not self._open:
            return end
        outer = self._open[-1]
        self._note_one(outer, inside.start, end)
        return self._go_on(outer, end)

    # ------------------------------------------------------------ one member

    def _take_one(self, inside: _Container) -> int:
        at = inside.at if inside.buckets else self._named_value(inside)
        sign = self._text[at : at + 1]
        if sign in (b"{", b"["):
            self._enter(at)
            return at
        end = self._end_of_string(at) if sign == b'"' else self._end_of_scalar(at)
        _check(self._text[at:end])
        self._note_one(inside, at, end)
        return self._go_on(inside, end)

    def _named_value(self, inside: _Container) -> int:
        """Note the name of the next member; return where its value begins."""
        name = STRING.match(self._text, inside.at)
        colon = _COLON.match(self._text, name.end()) if name else None
        if name is None or colon is None:
            raise GaveUp
        try:
            inside.keys.append(_TEXT.decode(name.group()))
        except msgspec.DecodeError as error:
            raise GaveUp from error
        inside.named.key_starts.append(inside.at)
        return colon.end()

    def _end_of_string(self, at: int) -> int:
        end = self._text.find(b'"', at + 1)
        while end >= 0:
            behind = end
            while self._text[behind - 1] == 0x5C:
                behind -= 1
            if (end - behind) % 2 == 0:
                return end + 1
            end = self._text.find(b'"', end + 1)
        raise GaveUp

    def _end_of_scalar(self, at: int) -> int:
        scalar = _SCALAR.match(self._text, at)
        if scalar is None:
            raise GaveUp
        return scalar.end()

    def _note_one(self, inside: _Container, start: int, end: int) -> None:
        if inside.buckets:
            inside.buckets.add(start, end, array("Q", [end - start]))
        else:
            inside.named.starts.append(start)
            inside.named.ends.append(end)

    # ------------------------------------------------------------ a step

    def _take_step(self, inside: _Container) -> int | None:
        """Take about a step's members; return where they end, None if none can be cut off."""
        boundary = self._boundary(inside)
        while True:
            for cut in self._cuts(boundary, inside.at, inside.step):
                if self._is_taken(inside, cut):
                    inside.step = min(_STEP, max(inside.step * 2, _SHORTEST))
                    return cut
                self._waste(cut - inside.at + 100)
            if inside.step == 0:
                return None
            inside.step = inside.step // 4 if inside.step > _SHORTEST else 0

    def _boundary(self, inside: _Container) -> re.Pattern[bytes]:
        """Return what stands between members, guessed from how the next one begins.

        A wrong guess costs time only: what is cut off in the midst of a member is not JSON.
        """
        at = inside.at
        prefix = rb",[ \t\r\n]*"
        if inside.buckets is None:
            prefix += _NAME
            name = _NAMED.match(self._text, at)
            at = name.end() if name else at
        return re.compile(prefix + _head(self._text, at), re.DOTALL)

    def _cuts(self, boundary: re.Pattern[bytes], at: int, step: int) -> Iterator[int]:
        # What is looked through costs patience, not what lies behind the end of the text.
        limit = min(at + 2 * step + _SHORTEST, len(self._text))
        begin = at + max(step, 1)
        for _ in range(_TRIES if step <= _SHORTEST else 2):
            found = boundary.search(self._text, begin, limit)
            if found is None:
                self._waste(max(limit - begin, 0) // 4)
                return
            yield found.start()
            begin = found.start() + 1

    def _is_taken(self, inside: _Container, cut: int) -> bool:
        piece = memoryview(self._text)[inside.at : cut]
        try:
            if inside.buckets is None:
                self._note_named(inside, _OBJECT.decode(b"".join((b"{", piece, b"}"))), cut)
                return True
            raws = _ARRAY.decode(b"".join((b"[", piece, b"]")))
        except msgspec.DecodeError:
            return False
        except (RecursionError, OddMembers) as error:
            raise GaveUp from error
        last = cut
        while self._text[last - 1] in b" \t\r\n":
            last -= 1
        inside.buckets.add(inside.at, last, sizes_of(raws))
        return True

    def _note_named(self, inside: _Container, decoded: dict[str, msgspec.Raw], cut: int) -> None:
        members, last = placed_members(self._text, inside.at, decoded)
        if self._after_blank(last) != cut:
            raise OddMembers
        inside.keys.extend(decoded)
        inside.named.starts.extend(members.starts)
        inside.named.ends.extend(members.ends)
        inside.named.key_starts.extend(members.key_starts)

    # ------------------------------------------------------------ numbers and words only

    def _scalars(self, inside: _Container) -> int | None:
        """Take an array of nothing but numbers and words; return where its bracket is."""
        if inside.buckets is None:
            return None
        closer = self._first_of_no_scalar(inside.at)
        if closer is None or self._text[closer] != 0x5D:
            return None
        begin, end = inside.at, inside.at
        while end < closer:
            end = closer
            if closer - begin > _STEP:
                end = max(self._text.rfind(b",", begin, begin + _STEP), begin + 1)
            piece = self._text[begin:end]
            _check(b"[" + piece + b"]")
            if not piece.strip():
                raise GaveUp
            begin = end + 1
        inside.told = contents_of_scalars(self._text, inside.at, closer)
        return closer

    def _first_of_no_scalar(self, at: int) -> int | None:
        for begin in range(at, len(self._text), _STEP):
            found = _NO_SCALAR.search(self._text, begin, begin + _STEP)
            if found:
                return found.start()
        return None


def _head(text: bytes, at: int) -> bytes:
    """Return a pattern of how a value begins: its brackets and its first name, or its kind."""
    head = _HEAD.match(text, at)
    brackets, first = (head["brackets"], head["first"] or b"") if head else (b"", b"")
    signs = [re.escape(bytes([sign])) for sign in brackets if sign in b"{["]
    is_scalar = first[:1] not in (b'"', b"]", b"}")
    signs.append(rb"[-0-9tfn]" if is_scalar else re.escape(first))
    return rb"[ \t\r\n]*".join(signs)


def _contents(inside: _Container) -> Contents:
    if inside.told:
        return inside.told
    if inside.buckets:
        return inside.buckets.contents()
    if len(set(inside.keys)) != len(inside.keys):
        raise GaveUp
    named = inside.named
    return object_contents(Members(named.starts, named.ends, inside.keys, named.key_starts))


def _check(piece: bytes) -> None:
    try:
        _RAW.decode(piece)
    except (msgspec.DecodeError, RecursionError) as error:
        raise GaveUp from error
