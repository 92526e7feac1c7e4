"""Problems in the text: underlined, told behind the line, mended by a quick fix."""

from collections.abc import Sequence
from dataclasses import dataclass

from openfn_studio.language.problem import Fix, Problem, Severity
from openfn_studio.ui.editor.marks.notes import Note, Notes
from openfn_studio.ui.editor.numbers import Indicator, Style
from openfn_studio.ui.editor.scintilla import Change, Surface

_MOST = 1_000
"""Problems that are drawn; the list holds all."""
_INDICATORS = {
    Severity.ERROR: Indicator.ERROR,
    Severity.WARNING: Indicator.WARNING,
    Severity.HINT: Indicator.HINT,
}
_STYLES = {
    Severity.ERROR: Style.ERROR_NOTE,
    Severity.WARNING: Style.WARNING_NOTE,
    Severity.HINT: Style.HINT_NOTE,
}
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


@dataclass(frozen=True, slots=True)
class Placed:
    """A problem where it stands on the surface, in bytes."""

    problem: Problem
    start: int
    end: int


class ProblemMarks:
    """Draws the problems of a text; what was drawn moves with it until the next are known."""

    def __init__(self, surface: Surface, notes: Notes) -> None:
        self._surface = surface
        self._notes = notes
        self._placed: tuple[Placed, ...] = ()
        self.is_current = False
        """Whether the text is still the one the problems were found in."""
        surface.text_changed.connect(self._on_changed)
        surface.loaded.connect(lambda: self.show(()))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is drawn, in the order of the text."""
        return tuple(placed.problem for placed in self._placed)

    def show(self, problems: Sequence[Problem]) -> None:
        """Draw the problems of the text as it is now."""
        surface = self._surface
        self._placed = tuple(self._place(problem) for problem in problems[:_MOST])
        self.is_current = True
        for severity, indicator in _INDICATORS.items():
            stretches = [
                (placed.start, placed.end)
                for placed in self._placed
                if placed.problem.severity is severity
            ]
            surface.fill(indicator, stretches)
        worst_first = sorted(self._placed, key=lambda placed: _RANK[placed.problem.severity])
        self._notes.show("problem", [self._note(placed) for placed in worst_first])

    def at(self, position: int) -> list[Placed]:
        """Return the problems at a position, the shortest first."""
        found = [placed for placed in self._placed if placed.start <= position <= placed.end]
        return sorted(found, key=lambda placed: placed.end - placed.start)

    def on_line(self, line: int) -> list[Placed]:
        """Return the problems that begin on one of Scintilla's lines, the worst first."""
        line_of = self._surface.lineFromPosition
        found = [placed for placed in self._placed if line_of(placed.start) == line]
        return sorted(found, key=lambda placed: _RANK[placed.problem.severity])

    def fixes_near(self, position: int) -> list[tuple[Problem, Fix]]:
        """Return what mends the problems at a position, else those of its line."""
        near = self.at(position) or self.on_line(self._surface.lineFromPosition(position))
        return [(placed.problem, fix) for placed in near for fix in placed.problem.fixes]

    def following(self, position: int, *, backwards: bool = False) -> Placed | None:
        """Return the next problem behind a position, from the end on the first one."""
        if not self._placed:
            return None
        if backwards:
            before = [placed for placed in self._placed if placed.start < position]
            return before[-1] if before else self._placed[-1]
        behind = [placed for placed in self._placed if placed.start > position]
        return behind[0] if behind else self._placed[0]

    def _place(self, problem: Problem) -> Placed:
        start = self._surface.position_of(problem.range.start)
        end = self._surface.position_of(problem.range.end)
        # Of a long stretch the first line says enough.
        end = min(end, self._surface.lineEndPosition(self._surface.lineFromPosition(start)))
        # What is missing is nowhere: the letter beside it is underlined.
        return Placed(problem, start, max(end, self._surface.positionAfter(start)))

    def _note(self, placed: Placed) -> Note:
        line = self._surface.lineFromPosition(placed.start)
        return Note(line, _STYLES[placed.problem.severity], placed.problem.message)

    def _on_changed(self, change: Change) -> None:
        self.is_current = False
        shift = len(change.inserted) - len(change.deleted)
        self._placed = tuple(
            placed
            if placed.end < change.position
            else Placed(placed.problem, *_moved(placed, change.position, shift))
            for placed in self._placed
        )


def _moved(placed: Placed, position: int, shift: int) -> tuple[int, int]:
    start = placed.start if placed.start < position else max(position, placed.start + shift)
    return start, max(start, placed.end + shift)
