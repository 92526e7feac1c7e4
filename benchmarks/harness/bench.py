"""What every benchmark is handed, and what it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.harness.core_peer import CorePeer
from benchmarks.harness.ratio_table import Table

Value = TypeVar("Value")

CORE = "core 1.5.1"
"""How the peer is called in every table."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The circumstances of one measurement."""

    scratch: Path
    """A folder of this benchmark's own, empty, gone afterwards."""
    peer: CorePeer | None
    """None when it could not be installed: ours is measured alone then."""
    is_quick: bool
    """Few repetitions: to see that a benchmark works, not to know a figure."""
    say: Callable[[str], None]
    """Shows one line of progress."""

    def pick(self, normal: Value, quick: Value) -> Value:
        """Return the first, or the second when in a hurry."""
        return quick if self.is_quick else normal


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One idea that is measured."""

    name: str
    about: str
    """One sentence."""
    measure: Callable[[Setting], list[Table]]
