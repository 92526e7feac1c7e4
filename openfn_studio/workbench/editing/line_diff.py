"""What differs between two texts, line by line, and within lines that are alike. Any thread."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, TypeAlias

DiffKind: TypeAlias = Literal["same", "changed", "removed", "added", "gap"]
Span: TypeAlias = tuple[int, int]
"""Start and end, excluded, in characters of a line."""

CONTEXT = 3
"""How many lines that are the same are shown around a change."""

_MOST_COMPARED = 4_000
"""Lines of one side that are compared one by one; past it the middle counts as replaced."""
_LONGEST_COMPARED = 400
_ALIKE = 0.4
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n|$)")
_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Side:
    """A line of one of the texts."""

    number: int
    """From 1."""
    text: str
    """Without its line end."""
    spans: tuple[Span, ...] = ()
    """What is different in it; empty when all of it is, or nothing."""


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A line of the old text beside one of the new; or a gap of lines that are the same."""

    kind: DiffKind
    left: Side | None = None
    right: Side | None = None
    hidden: "tuple[DiffRow, ...]" = ()
    """Of a gap, the rows it stands for."""


@dataclass(frozen=True, slots=True)
class LineDiff:
    """Two texts beside each other."""

    rows: tuple[DiffRow, ...]
    """Gaps folded."""
    added: int
    removed: int
    """How many lines only the new, and only the old text has."""
    changes: int
    """How many places differ."""

    @property
    def is_same(self) -> bool:
        """Whether nothing differs but, at most, line ends."""
        return self.changes == 0


def line_diff(before: str, after: str) -> LineDiff:
    """Return what differs between two texts."""
    rows = list(_rows(_lines(before), _lines(after)))
    folded = tuple(_folded(rows))
    added = sum(row.kind in ("added", "changed") for row in rows)
    removed = sum(row.kind in ("removed", "changed") for row in rows)
    starts = zip([DiffRow("same"), *rows], rows, strict=False)
    changes = sum(row.kind != "same" and old.kind == "same" for old, row in starts)
    return LineDiff(folded, added, removed, changes)


def inline(rows: Iterable[DiffRow]) -> Iterator[DiffRow]:
    """Return rows as one column: the old lines of a change, then its new ones."""
    pending: list[DiffRow] = []
    for row in rows:
        if row.kind != "changed":
            yield from pending
            pending = []
            yield row
            continue
        yield DiffRow("removed", left=row.left)
        pending.append(DiffRow("added", right=row.right))
    yield from pending


def _lines(text: str) -> list[str]:
    lines = _LINE.findall(text)
    # The pattern also finds the nothing after the last line end.
    return [line.rstrip("\r\n") for line in (lines[:-1] if lines[-1] == "" else lines)]


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffRow]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    end, new_end = len(old) - tail, len(new) - tail
    yield from _same(old[:head], 0, 0)
    yield from _middle(old[head:end], new[head:new_end], head)
    yield from _same(old[end:], end, new_end)


def _middle(old: Sequence[str], new: Sequence[str], start: int) -> Iterator[DiffRow]:
    if max(len(old), len(new)) > _MOST_COMPARED:
        yield from _replaced(old, new, start, start)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from _same(old[a:b], start + a, start + c)
        else:
            yield from _replaced(old[a:b], new[c:d], start + a, start + c)


def _same(lines: Sequence[str], old_start: int, new_start: int) -> Iterator[DiffRow]:
    for at, line in enumerate(lines, 1):
        yield DiffRow("same", Side(old_start + at, line), Side(new_start + at, line))


def _replaced(
    old: Sequence[str], new: Sequence[str], old_start: int, new_start: int
) -> Iterator[DiffRow]:
    for at, (left, right) in enumerate(zip_longest(old, new), 1):
        if left is None:
            yield DiffRow("added", right=Side(new_start + at, right))
        elif right is None:
            yield DiffRow("removed", left=Side(old_start + at, left))
        else:
            spans, new_spans = _spans(left, right)
            yield DiffRow(
                "changed",
                Side(old_start + at, left, spans),
                Side(new_start + at, right, new_spans),
            )


def _spans(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return what differs in two lines; nothing when they have too little in common."""
    if max(len(old), len(new)) > _LONGEST_COMPARED:
        return (), ()
    words, new_words = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, words, new_words, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (), ()
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (
        tuple(_span(words, a, b) for _, a, b, _, _ in codes if a < b),
        tuple(_span(new_words, c, d) for _, _, _, c, d in codes if c < d),
    )


def _span(words: Sequence[str], start: int, end: int) -> Span:
    before = sum(map(len, words[:start]))
    return before, before + sum(map(len, words[start:end]))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _folded(rows: Sequence[DiffRow]) -> Iterator[DiffRow]:
    """Return rows with long stretches of the same lines as one gap each."""
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end].kind == "same":
            end += 1
        if end == at:
            yield rows[at]
            at += 1
            continue
        first = at + (CONTEXT if at else 0)
        last = end - (CONTEXT if end < len(rows) else 0)
        if last - first > 1:
            yield from rows[at:first]
            yield DiffRow("gap", hidden=tuple(rows[first:last]))
            yield from rows[last:end]
        else:
            yield from rows[at:end]
        at = end
