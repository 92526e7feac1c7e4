"""Edits while they are put together, and the proof that they do what they should."""

from collections.abc import Iterable
from dataclasses import dataclass

from openfn_studio.language.job import Job
from openfn_studio.language.positions import Unit
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.refusal import CannotRework

_NOT_SURE = "Studio is not sure what this would do to the other code. Change the text by hand."


@dataclass(frozen=True, slots=True)
class Splice:
    """Write ``text`` between two offsets, counted in code points."""

    start: int
    end: int
    text: str


class Draft:
    """Changes of one text. Those that touch become one, so that no order of them matters.

    Args:
        job: The job as it is.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._splices: list[Splice] = []

    def replace(self, start: int, end: int, text: str = "") -> None:
        """Write ``text`` instead of what stands between two offsets."""
        self._splices.append(Splice(start, end, text))

    def insert(self, at: int, text: str) -> int:
        """Write ``text`` at an offset, after what was inserted there before.

        Returns:
            Where it will stand when nothing else changes before it.
        """
        before = [one for one in self._splices if one.end <= at]
        self.replace(at, at, text)
        return at + sum(len(one.text) - (one.end - one.start) for one in before)

    @property
    def splices(self) -> list[Splice]:
        """The changes in the order of the text, none touching another."""
        found: list[Splice] = []
        for one in sorted(self._splices, key=lambda one: (one.start, one.end)):
            if found and one.start <= found[-1].end:
                last = found.pop()
                end = max(last.end, one.end)
                found.append(Splice(last.start, end, last.text + one.text))
            else:
                found.append(one)
        return found

    @property
    def text(self) -> str:
        """The text with all changes carried out."""
        source = self.job.document.text
        parts: list[str] = []
        done = 0
        for one in self.splices:
            parts += [source[done : one.start], one.text]
            done = one.end
        return "".join([*parts, source[done:]])

    def edits(self) -> tuple[TextEdit, ...]:
        """Return the changes as edits; those that change nothing are left out."""
        positions, source = self.job.document.positions, self.job.document.text
        return tuple(
            TextEdit(positions.range(one.start, one.end, Unit.CODE_POINT), one.text)
            for one in self.splices
            if source[one.start : one.end] != one.text
        )

    def after(self) -> Job:
        """Return the job with all changes carried out."""
        document = self.job.document.with_text(self.text)
        return Job(document, self.job.dialect, self.job.exports)


def operation_texts(job: Job) -> list[str]:
    """Return the source of each operation, in the order they run."""
    return [job.nodes.text(operation.node) for operation in job.operations]


def is_proven(draft: Draft, expected: Iterable[str | None]) -> bool:
    """Return whether a draft reads without errors and gives the operations expected of it.

    Args:
        draft: The changes.
        expected: The source of each operation afterwards; None where it may be anything.
    """
    after = draft.after()
    if after.document.has_errors:
        return False
    wanted, found = list(expected), operation_texts(after)
    return len(wanted) == len(found) and all(
        want is None or want == text for want, text in zip(wanted, found, strict=True)
    )


def proven(draft: Draft, expected: Iterable[str | None]) -> tuple[TextEdit, ...]:
    """Return a draft's edits once it is sure what they do.

    Raises:
        CannotRework: They would break the text, or change another operation.
    """
    if not is_proven(draft, expected):
        raise CannotRework(_NOT_SURE)
    return draft.edits()


def refuse_broken(job: Job) -> None:
    """Refuse to change a text whose operations are a guess.

    Raises:
        CannotRework: The text has a syntax error.
    """
    if job.document.has_errors:
        raise CannotRework("The text has a syntax error. Mend it first.")
