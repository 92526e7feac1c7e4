"""Commenting lines out and in. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MARKS = {"job": "//", "yaml": "#"}
"""What begins a comment, by kind of text; JSON has none."""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """An edit inside one line, in code points."""

    line: int
    """Which of the given lines, from 0."""
    start: int
    end: int
    text: str


def toggled(lines: Sequence[str], mark: str) -> list[LineEdit]:
    """Return what comments lines out, or back in when all are commented out.

    Blank lines are left alone; the marks stand in one column.
    """
    filled = [(number, line) for number, line in enumerate(lines) if line.strip()]
    if filled and all(line.lstrip().startswith(mark) for _, line in filled):
        return [_uncommented(number, line, mark) for number, line in filled]
    if not filled:
        # A blank line alone: the user wants to begin a comment.
        filled = [(number, line) for number, line in enumerate(lines)][:1]
    column = min(len(line) - len(line.lstrip(" \t")) for _, line in filled)
    return [LineEdit(number, column, column, f"{mark} ") for number, _ in filled]


def _uncommented(number: int, line: str, mark: str) -> LineEdit:
    start = len(line) - len(line.lstrip())
    end = start + len(mark)
    return LineEdit(number, start, end + line[end:].startswith(" "), "")
