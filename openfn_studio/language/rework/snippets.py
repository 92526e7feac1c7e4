"""Putting an example, a few lines of code, into a job where the caret is."""

from collections.abc import Iterable

from openfn_studio.domain.text import TextRange
from openfn_studio.language.operations import OutlineOperation
from openfn_studio.language.positions import Positions, Unit
from openfn_studio.language.problem import TextEdit
from openfn_studio.language.rework.trivia import eol_of


def insert_snippet(
    text: str, operations: Iterable[OutlineOperation], caret: int, code: str
) -> tuple[TextEdit, ...]:
    """Return the edit that puts code on lines of its own.

    It stands behind the operation the caret is in, else behind the caret's line, with an empty line
    between; an empty line that holds the caret is used up.

    Args:
        text: The job.
        operations: Its operations.
        caret: In UTF-16 code units.
        code: What is inserted; its own line ends are replaced by the job's.
    """
    positions = Positions(text)
    around = [one.range for one in operations if one.range.start <= caret <= one.range.end]
    line = max((place.end_line for place in around), default=0)
    line = line or positions.line_column(caret)[0]
    eol = eol_of(text)
    lines = eol.join(code.strip("\r\n").splitlines())
    at, is_blank = _end_of(positions, line)
    written = lines + eol if is_blank and not around else f"{eol}{eol}{lines}{eol}"
    return (TextEdit(_empty_range(positions, at), written),)


def _end_of(positions: Positions, line: int) -> tuple[int, bool]:
    """Return where a line ends, in UTF-16 code units, and whether it is empty."""
    start = positions.offset(line, 1)
    end = positions.offset(line, 1 << 30)
    return end, end == start


def _empty_range(positions: Positions, at: int) -> TextRange:
    return positions.range(at, at, Unit.UTF16)
