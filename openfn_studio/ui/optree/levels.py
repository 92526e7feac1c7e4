"""How the old lines of one level become the new ones, with as little change as possible. Pure."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """Take the line at ``source`` out and put it back so that it stands at ``target``."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Replace:
    """Take ``removed`` lines out at ``at`` and put ``added`` new ones there."""

    at: int
    removed: int
    added: int


Step = Move | Replace


def steps_between(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Step]:
    """Return the steps, in order, after which every old line that stays stands where it should.

    Lines that only changed stay in their places: none goes for another that comes.

    Args:
        old: The signatures of the lines there are.
        new: The signatures of the lines there are to be.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = list(old[head : len(old) - tail]), list(new[head : len(new) - tail])
    if before == after:
        return []
    if len(before) != len(after):
        same = min(len(before), len(after))
        return [Replace(head + same, len(before) - same, len(after) - same)]
    return _moves(before, after, head) if Counter(before) == Counter(after) else []


def _moves(old: list[Hashable], new: list[Hashable], base: int) -> list[Step]:
    if old[1:] == new[:-1]:
        return [Move(base, base + len(old) - 1)]
    found: list[Step] = []
    for place, wanted in enumerate(new):
        source = old.index(wanted, place)
        if source != place:
            old.insert(place, old.pop(source))
            found.append(Move(base + source, base + place))
    return found
