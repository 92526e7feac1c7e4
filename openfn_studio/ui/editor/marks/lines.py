"""Marks on lines: breakpoints, the chosen operation, where a run waits, where it failed."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, Signal

from openfn_studio.domain.text import TextRange
from openfn_studio.ui.editor.marks.line_numbers import line_number, position_of_line
from openfn_studio.ui.editor.marks.notes import Note, Notes
from openfn_studio.ui.editor.numbers import Margin, Marker, Style
from openfn_studio.ui.editor.scintilla import Change, Surface


class BreakpointLike(Protocol):
    """A breakpoint; ``workbench.running.breakpoints.BreakpointFact``."""

    @property
    def line(self) -> int: ...  # noqa: D102 - as there
    @property
    def condition(self) -> str: ...  # noqa: D102
    @property
    def is_enabled(self) -> bool: ...  # noqa: D102


class LineMarks(QObject):
    """The marks in the margins of one surface; they move with their lines.

    Signals:
        breakpoint_toggled: The line, from 1.
    """

    breakpoint_toggled = Signal(object)

    def __init__(self, surface: Surface, notes: Notes) -> None:
        super().__init__(surface)
        self._surface = surface
        self._notes = notes
        self.takes_breakpoints = True
        """Whether a click on the margin means a breakpoint: only jobs have them."""
        surface.marginClicked.connect(self._on_margin_clicked)
        surface.text_changed.connect(self._on_changed)
        surface.loaded.connect(self._on_loaded)

    # ------------------------------------------------------------------ breakpoints

    def toggle_breakpoint_at_caret(self) -> None:
        """Ask for a breakpoint on the caret's line, or for none any more."""
        self.breakpoint_toggled.emit(line_number(self._surface, self._surface.currentPos()))

    def show_breakpoints(self, points: Iterable[BreakpointLike]) -> None:
        """Draw these breakpoints and no others."""
        for marker in (Marker.BREAKPOINT, Marker.CONDITIONAL, Marker.DISABLED):
            self._surface.markerDeleteAll(marker)
        for point in points:
            marker = Marker.CONDITIONAL if point.condition else Marker.BREAKPOINT
            marker = marker if point.is_enabled else Marker.DISABLED
            self._surface.markerAdd(self._line(point.line), marker)

    # ------------------------------------------------------------------ operations

    def mark_operation(self, where: TextRange | None) -> None:
        """Draw the bar of the chosen operation; None draws none.

        Another operation than the one before is scrolled to when not all of it is seen, or its
        beginning, if it is longer than the view; the caret stays.
        """
        surface = self._surface
        before = surface.markerNext(0, 1 << Marker.OPERATION)
        surface.markerDeleteAll(Marker.OPERATION)
        if where is None:
            return
        first, last = self._line(where.line), self._line(where.end_line)
        for line in range(first, last + 1):
            surface.markerAdd(line, Marker.OPERATION)
        if first != before:
            self._reveal(first, last)

    def mark_waiting(self, where: TextRange | None) -> None:
        """Draw where a run waits; None: it does not."""
        self._surface.markerDeleteAll(Marker.WAITING)
        self._surface.markerDeleteAll(Marker.WAITING_LINE)
        if where is not None:
            line = self._line(where.line)
            self._surface.markerAdd(line, Marker.WAITING)
            self._surface.markerAdd(line, Marker.WAITING_LINE)

    def mark_failure(self, line: int | None, message: str = "") -> None:
        """Say at a line, from 1, why the last run failed there; None takes it away."""
        self._surface.markerDeleteAll(Marker.FAILED_LINE)
        if line is None:
            self._notes.show("failure", ())
            return
        at = self._line(line)
        self._surface.markerAdd(at, Marker.FAILED_LINE)
        self._notes.show("failure", [Note(at, Style.ERROR_NOTE, message)])

    # ------------------------------------------------------------------ inside

    def _reveal(self, first: int, last: int) -> None:
        surface = self._surface
        top, count = surface.firstVisibleLine(), surface.linesOnScreen()
        start, end = surface.visibleFromDocLine(first), surface.visibleFromDocLine(last)
        bottom = min(end, start + count // 2)
        if top <= start and bottom < top + count:
            return
        # Not past the end: below it is nothing to see.
        most = surface.visibleFromDocLine(surface.lineCount() - 1) + 1 - count
        surface.setFirstVisibleLine(max(0, min(start - count // 4, most)))

    def _line(self, number: int) -> int:
        return self._surface.lineFromPosition(position_of_line(self._surface, number))

    def margin_at(self, point: QPoint) -> Margin | None:
        """Return the margin at a point of the viewport."""
        left = 0
        for margin in Margin:
            left += self._surface.marginWidthN(margin)
            if point.x() < left:
                return margin
        return None

    def _on_margin_clicked(self, position: int, _modifiers: int, margin: int) -> None:
        if margin in (Margin.BREAKPOINTS, Margin.NUMBERS) and self.takes_breakpoints:
            self.breakpoint_toggled.emit(line_number(self._surface, position))

    def _on_changed(self, change: Change) -> None:
        failed = self._surface.markerNext(0, 1 << Marker.FAILED_LINE)
        if failed >= 0 and self._surface.lineFromPosition(change.position) == failed:
            # The line was edited: what was said of it may be mended.
            self._surface.markerDeleteAll(Marker.FAILED_LINE)
            self._notes.show("failure", ())

    def _on_loaded(self) -> None:
        self._notes.show("failure", ())
