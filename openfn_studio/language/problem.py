"""What is wrong with a job, in plain words, and what would mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from openfn_studio.domain.text import TextRange
from openfn_studio.language.positions import Positions, Unit


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    """The job will not run, or will not do what it says."""
    WARNING = "warning"
    """It runs, and probably not as meant."""
    HINT = "hint"
    """Worth knowing."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Write ``new_text`` instead of what stands in ``range``."""

    range: TextRange
    new_text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that makes a problem go away. Its edits do not overlap."""

    title: str
    """What it does, in the imperative."""
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place of a job."""

    code: str
    """One of ``problems.CODES``; never renamed."""
    severity: Severity
    message: str
    """What happens when the job runs, in whole sentences."""
    range: TextRange
    fixes: tuple[Fix, ...] = ()
    """The likeliest first."""


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Return ``text`` with all edits of one fix carried out."""
    positions = Positions(text)
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.range.start):
        start = positions.convert(edit.range.start, Unit.UTF16, Unit.CODE_POINT)
        parts += [positions.text[done:start], edit.new_text]
        done = positions.convert(edit.range.end, Unit.UTF16, Unit.CODE_POINT)
    return "".join([*parts, positions.text[done:]])
