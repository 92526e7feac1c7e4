"""Problems as the panel lists them."""

from collections.abc import Iterable
from dataclasses import dataclass

from openfn_studio.domain.text import TextRange
from openfn_studio.language.problem import Fix, Problem, Severity
from openfn_studio.workbench.editing.analysis import Analysis

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.HINT)
WORDS = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.HINT: "Hint"}
TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.HINT: "Hints"}
ICONS = {
    Severity.ERROR: "circle-x",
    Severity.WARNING: "triangle-alert",
    Severity.HINT: "info",
}
ROLES = {Severity.ERROR: "err", Severity.WARNING: "warn", Severity.HINT: "info"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    severity: Severity
    message: str
    range: TextRange | None = None
    """Where; None for what holds for the whole job."""
    fixes: tuple[Fix, ...] = ()

    @property
    def line(self) -> int | None:
        """The line it begins on, from 1."""
        return self.range.line if self.range else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many problems the open jobs have."""

    errors: int = 0
    warnings: int = 0
    hints: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.errors + self.warnings + self.hints

    def of(self, severity: Severity) -> int:
        """Return how many of a severity there are."""
        return (self.errors, self.warnings, self.hints)[SEVERITIES.index(severity)]


def entries_of(analysis: Analysis) -> tuple[Entry, ...]:
    """Return what is to be listed of a job, in the order of its text."""
    entries = [_entry(problem) for problem in analysis.problems]
    if analysis.limit:
        entries.append(Entry(Severity.HINT, analysis.limit))
    return tuple(entries)


def counts_of(entries: Iterable[Entry]) -> Counts:
    """Return how many there are of each severity."""
    severities = [entry.severity for entry in entries]
    return Counts(*(severities.count(severity) for severity in SEVERITIES))


def in_words(counts: Counts) -> str:
    """Return counts as people say them: ``2 errors, 1 warning``."""
    parts: list[str] = []
    for severity in SEVERITIES:
        count = counts.of(severity)
        if count:
            parts.append(f"{count} {WORDS[severity].lower()}{'' if count == 1 else 's'}")
    return ", ".join(parts)


def _entry(problem: Problem) -> Entry:
    return Entry(problem.severity, problem.message, problem.range, problem.fixes)
