"""What completion offers: candidates, how well one fits what was typed, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

CandidateKind = Literal[
    "operation", "function", "key", "item", "method", "option", "variable", "keyword"
]
"""operation: an adaptor's function; function: JavaScript's; key: a name in the state; item: a
position of a list; method: of a value; option: a documented key of an argument."""

_MOST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be written at the caret."""

    label: str
    """What the list shows, and what is matched with what was typed."""
    kind: CandidateKind
    insert: str
    """What is written between ``start`` and the caret."""
    start: int
    """Offset in code points; it may lie before what was typed, e.g. at a dot that has to go."""
    caret: int = -1
    """Where in ``insert`` the caret stands afterwards, in code points; -1 is its end."""
    detail: str = ""
    """A type or a signature."""
    example: str = ""
    """A value from the sample."""
    note: str = ""
    """One sentence, or empty."""
    rank: int = 0
    """Smaller ones come first among those that fit equally well."""


@dataclass(frozen=True, slots=True)
class Completions:
    """The candidates for one caret, the best first."""

    start: int
    """Where what was typed begins, in code points."""
    typed: str
    """What was typed of the name so far."""
    candidates: tuple[Candidate, ...] = ()


NOTHING = Completions(0, "")


def best_fitting(
    start: int, typed: str, candidates: Iterable[Candidate], *, is_asked: bool = True
) -> Completions:
    """Return the candidates that fit what was typed, the best first, at most 200.

    Args:
        start: Where what was typed begins.
        typed: What was typed.
        candidates: All there are; of two with one label the first counts.
        is_asked: Whether the user asked. While typing, a lone candidate that is already written
            in full is not worth a list.
    """
    seen: set[str] = set()
    fitting: list[tuple[int, int, str, int, Candidate]] = []
    for number, candidate in enumerate(candidates):
        distance = fit(candidate.label, typed)
        if distance is None or candidate.label in seen:
            continue
        seen.add(candidate.label)
        name = candidate.label.lower() if typed else ""
        fitting.append((distance, candidate.rank, name, number, candidate))
    fitting.sort(key=lambda entry: entry[:4])
    best = tuple(entry[4] for entry in fitting[:_MOST])
    if not is_asked and len(best) == 1 and best[0].label == typed:
        best = ()
    return Completions(start, typed, best)


def fit(label: str, typed: str) -> int | None:
    """Return how far a label is from what was typed, 0 the closest; None when it does not fit.

    It begins with it; it begins with it but for case or a sign such as ``@``; its humps do
    (``lrv`` is ``lastReferenceValue``); it holds it; or its letters come in that order.
    """
    if not typed:
        return 0
    lower, wanted = label.lower(), typed.lower()
    if label.startswith(typed):
        return 0
    if lower.startswith(wanted) or lower.lstrip("@_$#").startswith(wanted):
        return 1
    if _humps(label).startswith(wanted):
        return 2
    if len(typed) > 1 and wanted in lower:
        return 3
    is_spread = len(typed) > 2 and lower[:1] == wanted[:1] and _in_order(lower, wanted)
    return 4 if is_spread else None


def _humps(label: str) -> str:
    first = [
        letter
        for place, letter in enumerate(label)
        if place == 0 or letter.isupper() or not label[place - 1].isalnum()
    ]
    return "".join(first).lower()


def _in_order(lower: str, wanted: str) -> bool:
    letters = iter(lower)
    return all(letter in letters for letter in wanted)
