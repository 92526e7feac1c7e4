"""What the banner above the tree says of a job as a whole. Pure."""

from dataclasses import dataclass

from openfn_studio.workbench.editing.analysing import Analysis

SHOW = "Show"
INSERT_FIRST = "Insert one"
USE_DIALECT = "Use "
"""The button begins with it; the dialect follows."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a banner says."""

    tone: str
    what: str
    means: str = ""
    buttons: tuple[str, ...] = ()


def note_of(analysis: Analysis | None) -> Note | None:
    """Return what is to be said of a job, the most pressing only."""
    if analysis is None:
        return None
    if analysis.has_errors:
        return _broken(analysis)
    if analysis.limit:
        return Note("info", analysis.limit)
    if analysis.tree and not analysis.outline.operations:
        means = "Write an operation, or switch one on."
        return Note("warn", "Nothing to run: no operation found.", means, (INSERT_FIRST,))
    if analysis.other_dialect:
        other = analysis.other_dialect
        means = f"By the rules of {other} it has no errors."
        return Note("info", f"This job reads as {other}.", means, (f"{USE_DIALECT}{other}",))
    return None


def _broken(analysis: Analysis) -> Note:
    line = analysis.error_line
    what = "The text has a syntax error." if line is None else f"Line {line} has a syntax error."
    means = "This is the tree from before." if analysis.good_tree else "This is what can be read."
    return Note("err", what, means, () if line is None else (SHOW,))
