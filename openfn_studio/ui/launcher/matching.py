"""How well a name fits what was typed: its letters in order, better at the beginnings of words."""

import re

_WORD = re.compile(r"[^\W_]+")
_AT_START = 8
_NEXT_TO_LAST = 5
_ANYWHERE = 1
_PER_SKIPPED = 0.05
_WHOLE = 1_000.0


def score(typed: str, name: str) -> float | None:
    """Return how well ``name`` fits, higher is better; None when letters are missing.

    Case and blanks in ``typed`` do not count. An empty text fits everything equally well.
    """
    wanted = typed.casefold().replace(" ", "")
    if not wanted:
        return 0.0
    folded = name.casefold()
    if _initials(folded).startswith(wanted):
        return _WHOLE - len(name) * _PER_SKIPPED
    if wanted in folded.replace(" ", ""):
        # A whole piece beats scattered letters; at the beginning it beats one in the middle.
        return _WHOLE - folded.replace(" ", "").index(wanted) - len(name) * _PER_SKIPPED
    return _scattered(wanted, folded)


def _initials(name: str) -> str:
    return "".join(found.group()[0] for found in _WORD.finditer(name))


def _scattered(wanted: str, name: str) -> float | None:
    starts = {found.start() for found in _WORD.finditer(name)}
    total, last = 0.0, -1
    for letter in wanted:
        at = _next(letter, name, last + 1, starts)
        if at < 0:
            return None
        total += _AT_START if at in starts else _ANYWHERE
        total += _NEXT_TO_LAST if at == last + 1 else 0
        last = at
    return total - len(name) * _PER_SKIPPED


def _next(letter: str, name: str, begin: int, starts: set[int]) -> int:
    """Return where a letter comes next, the beginning of a word before any other place."""
    nearest = name.find(letter, begin)
    if nearest < 0 or nearest in starts or nearest == begin:
        return nearest
    return next((at for at in sorted(starts) if at > nearest and name[at] == letter), nearest)
