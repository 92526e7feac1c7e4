"""Which part of a text is on the screen."""

from openfn_studio.ui.editor.scintilla import Surface

_LONG_LINE = 512
"""Bytes of a line, on average, from which on only what is visible of it is meant."""
_BESIDE = 100
"""Bytes beside the visible part of a long line that count as visible too."""


def visible_lines(view: Surface) -> list[tuple[int, int]]:
    """Return the lines that are on the screen, as runs from a first to a last one."""
    first, end = view.firstVisibleLine(), view.lineCount() - 1
    runs: list[tuple[int, int]] = []
    for shown in range(first, first + view.linesOnScreen() + 2):
        line = min(view.docLineFromVisible(shown), end)
        if runs and line <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(line, runs[-1][1]))
        else:
            runs.append((line, line))
    return runs


def visible_stretches(view: Surface) -> list[tuple[int, int]]:
    """Return the positions of what is on the screen; of long lines only what can be seen."""
    stretches: list[tuple[int, int]] = []
    for first, last in visible_lines(view):
        start, end = view.positionFromLine(first), view.lineEndPosition(last)
        if end - start <= _LONG_LINE * (last - first + 1):
            stretches.append((start, end))
        else:
            stretches += [_visible_part(view, line) for line in range(first, last + 1)]
    return stretches


def _visible_part(view: Surface, line: int) -> tuple[int, int]:
    start, end = view.positionFromLine(line), view.lineEndPosition(line)
    if end - start <= _LONG_LINE:
        return start, end
    top = view.pointYFromPosition(start)
    bottom = top + view.textHeight(line) * view.wrapCount(line) - 1
    left = view.positionFromPoint(view.viewport().x(), max(top, 0))
    right = view.positionFromPoint(view.viewport().width(), min(bottom, view.height()))
    # A little more, so that one step of scrolling has its colours.
    first = view.positionBefore(max(start, left - _BESIDE) + 1)
    return max(start, first), view.positionAfter(min(end, right + _BESIDE) - 1)
