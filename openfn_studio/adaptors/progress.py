"""How a long piece of work tells how far it is, and how it is stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an installation is."""

    text: str
    """One sentence for the user."""
    packages: int = 0
    """Packages begun so far; how many there will be is not known beforehand."""
    elapsed_s: float = 0.0
    """Seconds since the work began."""


ProgressSink = Callable[[Progress], None]
"""Called from the thread that does the work."""

Cancel = Event
"""Set from any thread: the work stops within about a tenth of a second."""


def silent(_: Progress) -> None:
    """Take progress and show nothing."""
