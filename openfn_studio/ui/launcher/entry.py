"""What the palette lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from openfn_studio.ui.launcher.matching import score

MOST_SHOWN = 200
_RECENT_BONUS = 3.0


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to go to, or to do."""

    id: str
    """Tells it from all others; the ones used lately come first by it."""
    title: str
    detail: str = ""
    """Where it is, or why it cannot be used."""
    keys: str = ""
    icon: str = ""
    act: Callable[[], None] | None = None
    """None for one that cannot be used now."""
    also: str = ""
    """Other words it is found by, such as its file's name; not shown."""


def ranked(typed: str, entries: Iterable[Entry], recent: Sequence[str]) -> tuple[Entry, ...]:
    """Return the entries that fit, the best first; of equals, those used lately, then as given."""
    order = {name: len(recent) - place for place, name in enumerate(recent)}
    found: list[tuple[float, int, Entry]] = []
    for place, entry in enumerate(entries):
        by_title = score(typed, entry.title)
        by_detail = _by_all(typed, entry) if by_title is None else None
        value = by_title if by_title is not None else by_detail
        if value is not None:
            bonus = _RECENT_BONUS + order[entry.id] / 100 if entry.id in order else 0.0
            penalty = 0.5 if entry.act is None else 0.0
            found.append((-(value + bonus - penalty), place, entry))
    found.sort(key=lambda one: one[:2])
    return tuple(entry for _, _, entry in found[:MOST_SHOWN])


def _by_all(typed: str, entry: Entry) -> float | None:
    return score(typed, f"{entry.title} {entry.detail} {entry.also}")
