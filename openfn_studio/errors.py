"""Every error this program shows, in one tree.

    StudioError                what happened, what it means, what you can do
    ├── UserInputProblem       something the user gave: a file, a flag, a name
    ├── EnvironmentProblem     the machine: disk, rights, npm, Node
    ├── RemoteProblem          a server answered no, or not at all
    └── RunProblem             a run that could not go on

Anything else that is raised is a bug of ours. Room-specific errors derive from one of these four.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a file, and in it a line and column counted from 1."""

    file: Path | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [str(self.file)] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}" if not parts else str(self.line))
        if self.line is not None and self.column is not None:
            parts.append(f"column {self.column}" if not self.file else str(self.column))
        return (":" if self.file else ", ").join(parts)


class StudioError(Exception):
    """A problem in words a user can act on.

    Args:
        what: What happened, one sentence.
        means: What that means for the user's work, one sentence, or empty.
        remedy: What the user can do, one sentence, or empty.
        place: Where, when there is a place.
    """

    def __init__(
        self, what: str, *, means: str = "", remedy: str = "", place: Place | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.means = means
        self.remedy = remedy
        self.place = place

    def __str__(self) -> str:
        located = f"{self.place}: {self.what}" if self.place else self.what
        return " ".join(part for part in (located, self.means, self.remedy) if part)


class UserInputProblem(StudioError):
    """Something the user gave cannot be used as it is."""


class EnvironmentProblem(StudioError):
    """The machine refused: disk, rights, a missing program."""


class RemoteProblem(StudioError):
    """A server refused, failed or did not answer."""


class RunProblem(StudioError):
    """A run could not be started or could not go on."""
