"""Taking turns: A B A B …, so that a busy minute of the machine meets all variants alike."""

from collections.abc import Callable, Mapping
from typing import TypeVar

Measured = TypeVar("Measured")


def interleaved(
    variants: Mapping[str, Callable[[], Measured]],
    *,
    rounds: int,
    warm_ups: int = 1,
    say: Callable[[str], None] | None = None,
) -> dict[str, list[Measured]]:
    """Measure every variant once a round, in the order given.

    Args:
        variants: Name to what measures it once.
        rounds: How often each is measured.
        warm_ups: Rounds before the first that are not kept.
        say: Told the round's number as a sentence before it begins.

    Returns:
        Name to the measurements, one a round, in the order of the rounds.
    """
    kept: dict[str, list[Measured]] = {name: [] for name in variants}
    for number in range(-warm_ups, rounds):
        if say:
            say("Warming up." if number < 0 else f"Round {number + 1} of {rounds}.")
        for name, measure in variants.items():
            measured = measure()
            if number >= 0:
                kept[name].append(measured)
    return kept
