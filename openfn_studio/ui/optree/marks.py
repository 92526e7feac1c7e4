"""What stands at the right of a line: the problem it has, and how it ended in the last run."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from openfn_studio.domain.text import TextRange
from openfn_studio.language.operations import Outline
from openfn_studio.language.problem import Problem, Severity
from openfn_studio.workbench.running.facts import OperationFact, RunFact
from openfn_studio.workbench.running.wording import duration

_WORST = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.HINT: 1}
_STATUS = {
    "running": ("loader", "accent", "running"),
    "waiting": ("pause", "warn", "waiting"),
    "finished": ("check", "ok", "succeeded"),
    "failed": ("x", "err", "failed"),
    "interrupted": ("ban", "err", "cut off"),
    "pending": ("minus", "text_faint", "not run"),
}


@dataclass(frozen=True, slots=True)
class RunMark:
    """How an operation stands or ended."""

    icon: str
    tone: str
    words: str
    time: str = ""


class Marks:
    """The marks of all lines of a tree.

    Args:
        problems: What is wrong in the text.
        outline: The operations as they are now.
        run: The last run of the job, if there was one.
    """

    def __init__(
        self,
        problems: Sequence[Problem] = (),
        outline: Outline | None = None,
        run: RunFact | None = None,
    ) -> None:
        self._problems = sorted(problems, key=lambda problem: problem.range.start)
        self._starts = [problem.range.start for problem in self._problems]
        self._runs = _run_marks(outline, run)

    def problem_of(self, where: TextRange) -> Problem | None:
        """Return the worst problem inside a range, the one of just this range before all others."""
        first = bisect_left(self._starts, where.start)
        last = bisect_left(self._starts, max(where.end, where.start + 1))
        inside = [one for one in self._problems[first:last] if one.range.end <= where.end]
        own = [one for one in inside if _is_of(one, where)]
        return max(own or inside, key=lambda one: _WORST[one.severity], default=None)

    def own_problem(self, where: TextRange) -> Problem | None:
        """Return the problem of just this range."""
        found = self.problem_of(where)
        return found if found and _is_of(found, where) else None

    def run_of(self, where: TextRange) -> RunMark | None:
        """Return how the operation at a range ended; None for everything else."""
        return self._runs.get((where.start, where.end))


def _is_of(problem: Problem, where: TextRange) -> bool:
    """Return whether a problem speaks of a range; a semicolon makes no difference."""
    return problem.range.start == where.start and abs(problem.range.end - where.end) <= 1


def _run_marks(outline: Outline | None, run: RunFact | None) -> dict[tuple[int, int], RunMark]:
    """Return the marks by range. Once operations were added or renamed a run says nothing."""
    if outline is None or run is None:
        return {}
    if [one.name for one in outline.operations] != [one.name for one in run.operations]:
        return {}
    pairs = zip(outline.operations, run.operations, strict=True)
    return {(here.range.start, here.range.end): _run_mark(fact) for here, fact in pairs}


def _run_mark(fact: OperationFact) -> RunMark:
    icon, tone, words = _STATUS[fact.status]
    return RunMark(icon, tone, words, duration(fact.took_ms) if fact.took_ms is not None else "")
