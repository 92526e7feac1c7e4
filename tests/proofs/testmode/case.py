"""A case: one attempt to reach the network from a sealed process, and what must come of it."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.testmode.node import NODE

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """One attempt."""

    file: str
    """The file of ``cases/`` without its ending."""
    name: str
    kind: str | None
    """The kind of ``blocked`` event it must cause; None when it must be answered 200."""

    @property
    def needs_packages(self) -> bool:
        """True when packages of npm must be there."""
        return not self.file.endswith("_builtin")

    @property
    def page(self) -> str:
        """The last part of the URL that an HTTP case asks for."""
        return self.name.replace(" ", "-")


def all_cases() -> list[Case]:
    """Return all cases, as the JavaScript files have them."""
    command = [NODE, str(HERE / "list.mjs")]
    listed = subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout
    return [Case(**each) for each in json.loads(listed)]
