"""What the figures were measured on. Names no path, host or user."""

import os
import platform
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

STATISTICS = Path("/proc/stat")


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """The facts that explain a figure."""

    processors: int
    system: str
    python: str
    node: str
    date: str

    def sentence(self) -> str:
        """Return the facts for a reader."""
        return (
            f"{self.date}: {self.processors} processors, {self.system}, "
            f"Python {self.python}, Node.js {self.node}."
        )


def machine_facts(node: Path) -> MachineFacts:
    """Ask the machine; ``node`` is the Node.js that runs the jobs."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return MachineFacts(
        processors=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        node=said.stdout.strip().removeprefix("v"),
        date=datetime.now(UTC).date().isoformat(),
    )


def busy_share(seconds: float = 1.0) -> float | None:
    """Return how much of all processors is in use now, from 0 to 1, by watching for a while.

    Asked while nothing of ours runs it says what others take. None where there is no ``/proc``.
    """
    if not STATISTICS.exists():
        return None
    before = _ticks()
    time.sleep(seconds)
    idle, total = (now - then for now, then in zip(_ticks(), before, strict=True))
    return 1 - idle / total if total else None


def _ticks() -> tuple[int, int]:
    """Return the ticks all processors were idle, and all ticks, since the machine started."""
    words = STATISTICS.read_text().split(maxsplit=9)[1:9]
    ticks = [int(word) for word in words]
    return ticks[3] + ticks[4], sum(ticks)
