"""What the figures were measured on. Names no path, host or user."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """The facts that explain a figure."""

    processors: int
    system: str
    python: str
    node: str
    date: str
    load: float | None
    """How many processes wanted a processor in the last minute; None where nobody counts."""

    def sentence(self) -> str:
        """Return the facts for a reader."""
        busy = "" if self.load is None else f", load {self.load:.1f} at the start"
        return (
            f"{self.date}: {self.processors} processors, {self.system}, "
            f"Python {self.python}, Node.js {self.node}{busy}."
        )

    @property
    def is_busy(self) -> bool:
        """True when others were using the machine, so that figures are provisional."""
        return self.load is not None and self.load > 0.5


def machine_facts(node: Path) -> MachineFacts:
    """Ask the machine; ``node`` is the Node.js that runs the jobs."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return MachineFacts(
        processors=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        node=said.stdout.strip().removeprefix("v"),
        date=datetime.now(UTC).date().isoformat(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    )
