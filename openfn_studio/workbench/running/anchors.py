"""Which operation of a changed text is which of the text before. Pure."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from openfn_studio.domain.text import TextRange
from openfn_studio.language.document import Document
from openfn_studio.language.operations import OutlineOperation
from openfn_studio.language.positions import Unit


@dataclass(frozen=True, slots=True)
class Anchor:
    """An operation as it is recognised again after an edit."""

    index: int
    name: str
    digest: str
    """Of its text."""
    line: int
    """Where it begins, from 1."""
    end_line: int


def anchors_of(document: Document, operations: Sequence[OutlineOperation]) -> tuple[Anchor, ...]:
    """Return the anchors of a text's operations, in the order they run."""
    return tuple(
        Anchor(
            operation.index,
            operation.name,
            _digest(document, operation.range),
            operation.range.line,
            operation.range.end_line,
        )
        for operation in operations
    )


def moved(before: Sequence[Anchor], after: Sequence[Anchor]) -> dict[int, int]:
    """Return where the operations of the text before are now, by index; deleted ones are missing.

    Operations whose text is unchanged are found first, wherever they were moved to; what was
    edited between them is paired in order, those of one name before others.
    """
    found = _unchanged(before, after)
    left = [anchor for anchor in before if anchor.index not in found]
    taken = set(found.values())
    free = [anchor for anchor in after if anchor.index not in taken]
    for old in left:
        new = _closest(old, free, found, before)
        if new is not None:
            found[old.index] = new.index
            free.remove(new)
    return found


def operation_at(anchors: Sequence[Anchor], line: int) -> Anchor | None:
    """Return the operation a line belongs to: around it, else the next one, else the last."""
    around = [anchor for anchor in anchors if anchor.line <= line <= anchor.end_line]
    if around:
        return min(around, key=lambda anchor: anchor.end_line - anchor.line)
    below = [anchor for anchor in anchors if anchor.line > line]
    if below:
        return min(below, key=lambda anchor: anchor.line)
    return max(anchors, key=lambda anchor: anchor.line, default=None)


def _unchanged(before: Sequence[Anchor], after: Sequence[Anchor]) -> dict[int, int]:
    old = [anchor.digest for anchor in before]
    new = [anchor.digest for anchor in after]
    found: dict[int, int] = {}
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            found[before[block.a + offset].index] = after[block.b + offset].index
    taken = set(found.values())
    for anchor in before:
        if anchor.index in found:
            continue
        same = next(
            (one for one in after if one.digest == anchor.digest and one.index not in taken), None
        )
        if same is not None:
            found[anchor.index] = same.index
            taken.add(same.index)
    return found


def _closest(
    old: Anchor, free: Sequence[Anchor], found: dict[int, int], before: Sequence[Anchor]
) -> Anchor | None:
    """Return the operation that an edited one has most likely become; None when it is gone."""
    known = [one.index for one in before if one.index in found]
    earlier = [index for index in known if index < old.index]
    later = [found[index] for index in known if index > old.index]
    low = max((found[index] for index in earlier), default=-1)
    high = min(later, default=math.inf)
    between = [anchor for anchor in free if low < anchor.index < high]
    named = [anchor for anchor in between if anchor.name == old.name]
    # What stood before it shows how far everything was shifted here.
    shift = found[earlier[-1]] - earlier[-1] if earlier else 0
    return min(
        named or between, key=lambda anchor: abs(anchor.index - old.index - shift), default=None
    )


def _digest(document: Document, place: TextRange) -> str:
    positions = document.positions
    start = positions.convert(place.start, Unit.UTF16, Unit.UTF8)
    end = positions.convert(place.end, Unit.UTF16, Unit.UTF8)
    # Indentation and line ends are no part of what an operation is.
    words = b" ".join(document.data[start:end].split())
    return hashlib.blake2b(words, digest_size=8).hexdigest()
