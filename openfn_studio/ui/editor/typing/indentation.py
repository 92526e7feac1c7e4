"""How a text is indented. Pure."""

import re
from collections import Counter
from dataclasses import dataclass

_LEAD = re.compile(r"^([ \t]+)\S", re.MULTILINE)
_READ = 100_000
"""Characters that are looked at."""


@dataclass(frozen=True, slots=True)
class Indentation:
    """One step of indentation."""

    width: int
    """Columns."""
    uses_tabs: bool = False

    @property
    def unit(self) -> str:
        """What one step is written as."""
        return "\t" if self.uses_tabs else " " * self.width


def detected(text: str, usual: int) -> Indentation:
    """Return how a text is indented; ``usual`` spaces when it does not show."""
    leads = [match[1] for match in _LEAD.finditer(text[:_READ])]
    tabs = sum(lead.startswith("\t") for lead in leads)
    if tabs * 2 > len(leads):
        return Indentation(usual, uses_tabs=True)
    steps: Counter[int] = Counter()
    before = 0
    for lead in leads:
        width = len(lead)
        if 1 < width - before <= 8:
            steps[width - before] += 1
        before = width
    if not steps:
        return Indentation(usual)
    width, count = steps.most_common(1)[0]
    return Indentation(width if count >= 2 or len(leads) < 4 else usual)


def line_end_of(text: str) -> str:
    """Return the line end most lines of a text have; LF when it has only one line."""
    crlf = text.count("\r\n")
    lf = text.count("\n") - crlf
    cr = text.count("\r") - crlf
    if crlf > lf and crlf >= cr:
        return "\r\n"
    return "\r" if cr > lf else "\n"
