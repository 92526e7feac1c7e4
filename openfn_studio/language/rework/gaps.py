"""What goes with code that is taken out: its lines, and the empty lines around it."""

from openfn_studio.language.rework.trivia import (
    begins_line,
    ends_line,
    line_end,
    line_start,
    next_line,
    spaces_after,
    spaces_before,
)


def span_of_removal(text: str, first: int, last: int) -> tuple[int, int]:
    """Return what to take out with some code so that no hole stays behind.

    Code that has its lines for itself goes with them and with one of the gaps around it; else one
    of the spaces around it goes.

    Args:
        text: The text.
        first: Where the code begins, or the comments that belong to it.
        last: Where it ends.
    """
    begins, ends = begins_line(text, first), ends_line(text, last)
    if begins and ends:
        return _lines_of_removal(text, line_start(text, first), next_line(text, last))
    after = spaces_after(text, last)
    is_last = ends or text[after : after + 1] in (")", "]", "}")
    return (spaces_before(text, first), last) if is_last and not begins else (first, after)


def _lines_of_removal(text: str, start: int, end: int) -> tuple[int, int]:
    following = _next_code(text, end)
    if following is None or text[following] in ")]}":
        begin = _back_over_empty_lines(text, start)
        is_cut_off = end == len(text) and _end_of_line_before(text, end) == end
        return (_end_of_line_before(text, begin) if is_cut_off else begin), end
    if _is_after_gap(text, start):
        return start, line_start(text, following)
    return start, end


def _next_code(text: str, at: int) -> int | None:
    """Return the first offset from a line's start on where no space stands."""
    while at < len(text):
        found = spaces_after(text, at)
        if found < line_end(text, at):
            return found
        at = next_line(text, at)
    return None


def _end_of_line_before(text: str, start: int) -> int:
    """Return where the line before a line's start ends; ``start`` when no line end is there."""
    if text[start - 2 : start] == "\r\n":
        return start - 2
    return start - 1 if text[start - 1 : start] in ("\n", "\r", "\u2028", "\u2029") else start


def _back_over_empty_lines(text: str, start: int) -> int:
    while True:
        end = _end_of_line_before(text, start)
        if end == start or spaces_before(text, end) != line_start(text, end):
            return start
        start = line_start(text, end)


def _is_after_gap(text: str, start: int) -> bool:
    """Return whether an empty line, an opening bracket or nothing stands before a line."""
    end = spaces_before(text, _end_of_line_before(text, start))
    return end == line_start(text, end) or text[end - 1] in "{[("
