"""How a line of the log reads: folded to one line, unfolded, and as plain text to copy."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from openfn_studio.domain.run import ExitCode
from openfn_studio.state.indented import indented
from openfn_studio.ui.log.lines import LineStore
from openfn_studio.workbench.running.facts import RunFact

FINISHED = "Finished."
"""What the engine says last when all went well, in the platform's words."""
_LONGEST_PREVIEW = 600
"""Characters; no screen is wider."""
_LONGEST_UNFOLDED = 200_000
_SPACE = re.compile(r"\s+")
_BOX = re.compile(r"[╭╮╰╯│─◲◱◳◰]+")
_EXIT_WORDS = {
    ExitCode.SUCCESS: "success",
    ExitCode.JOB_ERROR: "job error",
    ExitCode.TIMEOUT: "took too long",
    ExitCode.NOT_STARTED: "could not start",
    ExitCode.NOT_SAVED: "done, but the result could not be saved",
    ExitCode.UNEXPECTED: "ended unexpectedly",
    ExitCode.ENGINE_FAULT: "fault of the engine, not of the job",
    ExitCode.STOPPED: "stopped",
    ExitCode.OUT_OF_MEMORY: "used too much memory",
}
_MIRRORED = {6: "compile error", 11: "lost"}


def preview(text: str) -> str:
    """Return a message on one line: line breaks become gaps, the box of versions loses its box."""
    start = text[: 2 * _LONGEST_PREVIEW]
    if start.startswith("╭"):
        rows = [_BOX.sub(" ", row).strip() for row in start.splitlines()]
        return "Versions: " + ", ".join(_SPACE.sub(" ", row) for row in rows if row)
    if start.isprintable():
        return start[:_LONGEST_PREVIEW]
    return _SPACE.sub(" ", start).strip()[:_LONGEST_PREVIEW]


@lru_cache(maxsize=2048)
def is_foldable(text: str) -> bool:
    """Tell whether there is more to see than one line: more lines, an object, a long text."""
    return "\n" in text or len(text) > _LONGEST_PREVIEW or _object_start(text) is not None


def unfolded(text: str) -> str:
    """Return a message in full: objects with a line for each value, however deep."""
    if "\n" in text:
        return text
    start = _object_start(text)
    if start is None:
        return text
    laid_out = indented(text[start:]) or text[start:]
    label = text[:start].rstrip()
    return f"{label}\n{laid_out}" if label else laid_out


def _object_start(text: str) -> int | None:
    """Return where the object or array begins that a one-line message ends with."""
    if text[-1:] not in ("}", "]") or len(text) > _LONGEST_UNFOLDED:
        return None
    starts = [found for found in (text.find("{"), text.find("[")) if found >= 0]
    if not starts:
        return None
    start = min(starts)
    laid_out = indented(text[start:])
    return start if laid_out and "\n" in laid_out else None


class Wording:
    """The words beside a line's text: its time, its source, its place.

    Args:
        lines: What they are about.
    """

    def __init__(self, lines: LineStore) -> None:
        self.lines = lines
        self._begin: datetime | None = None
        self._names: tuple[str, ...] = ()

    def about(self, lines: LineStore) -> "Wording":
        """Return the same words about other lines."""
        other = Wording(lines)
        other._begin, other._names = self._begin, self._names
        return other

    def learn(self, run: RunFact) -> bool:
        """Take the run's start and the names of its operations; True when names changed."""
        self._begin = run.started_at.astimezone()
        names = tuple(operation.name for operation in run.operations)
        is_new = names != self._names
        self._names = names
        return is_new

    def time(self, position: int) -> str:
        """Return the time of day of a line, to the millisecond."""
        if self._begin is None:
            return ""
        moment = self._begin + timedelta(milliseconds=self.lines.ms(position))
        return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"

    def source(self, position: int) -> str:
        """Return who wrote a line: ``engine``, ``op 3 each``, ``job`` or ``adaptor``."""
        operation = self.lines.operation(position)
        if operation is not None:
            return self._operation(operation)
        source = self.lines.source(position)
        return "engine" if source == "runner" else source

    def longest_source(self) -> str:
        """Return the widest source of this run, for the column's width."""
        sources = ["engine", *map(self._operation, range(len(self._names)))]
        return max(sources, key=len)

    def place(self, position: int) -> str:
        """Return where in the job a line came from: ``line 12``, or nothing."""
        place = self.lines.place(position)
        return f"line {place[0]}" if place else ""

    def plain(self, position: int) -> str:
        """Return a whole line as text: time, level, source, message, as it is copied and saved."""
        head = f"{self.time(position)}  {self.lines.level(position):5}  {self.source(position)}  "
        text = self.lines.texts[position]
        return head + text.replace("\n", "\n" + " " * len(head))

    def plain_lines(self, positions: Sequence[int]) -> str:
        """Return several lines as text, each ended by a line feed."""
        return "".join(f"{self.plain(position)}\n" for position in positions)

    def _operation(self, index: int) -> str:
        name = f" {self._names[index]}" if index < len(self._names) else ""
        return f"op {index + 1}{name}"


def ending(run: RunFact, *, is_finished_said: bool = False) -> str:
    """Return the last line of a run's log: ``Finished. Exit code 1, job error``.

    Args:
        run: The run, over.
        is_finished_said: The engine said ``Finished.`` itself, as it does when all went well.
    """
    code = run.exit_code if run.exit_code is not None else ExitCode.UNEXPECTED
    known = code in list(ExitCode)
    words = _EXIT_WORDS[ExitCode(code)] if known else _MIRRORED.get(code, "unknown")
    said = f"Exit code {code}, {words}"
    return said if is_finished_said else f"Finished. {said}"
