"""From bytes to lines. Sans-I/O: takes chunks split anywhere, gives whole lines.

Events carry a mark (U+001E and the run's token) that the job does not know, so whatever else is
written to the same pipe, by a native library or ``fs.writeSync(1, …)``, is told apart from them.
"""

from dataclasses import dataclass

MAX_EVENT_BYTES = 256 << 20
"""The longest event line that is read; a longer one is a fault of the process."""

MAX_STRAY_BYTES = 64 << 10
"""How much is kept of a line that is no event."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """The JSON text of one event, without its mark and line feed."""

    text: bytes


@dataclass(frozen=True, slots=True)
class StrayLine:
    """Bytes that something other than the runner wrote, without the line feed."""

    text: bytes
    is_cut: bool = False
    """True when the line was longer than what is kept of it."""


@dataclass(frozen=True, slots=True)
class OverlongEvent:
    """An event line that passed the limit; ``start`` is its beginning."""

    start: bytes


Line = EventLine | StrayLine | OverlongEvent


class Framing:
    """Joins chunks into lines. Bytes after the last line feed wait for more.

    Args:
        token: The run's token, as the process was told it.
        max_event_bytes: The longest event line accepted.
        max_stray_bytes: How much is kept of any other line.
    """

    def __init__(
        self,
        token: str,
        *,
        max_event_bytes: int = MAX_EVENT_BYTES,
        max_stray_bytes: int = MAX_STRAY_BYTES,
    ) -> None:
        self._mark = b"\x1e" + token.encode()
        self._max_line = max_event_bytes + len(self._mark)
        self._max_stray = max_stray_bytes
        self._parts: list[bytes] = []
        self._room = self._max_line
        self._is_overlong = False

    def feed(self, chunk: bytes) -> list[Line]:
        """Take a chunk and return the lines it completes."""
        first, *others = chunk.split(b"\n")
        self._keep(first)
        lines: list[Line] = []
        for other in others:
            lines += self._complete()
            self._keep(other)
        return lines

    def finish(self) -> list[Line]:
        """Return what waits when the pipe has ended. Half an event is dropped."""
        return [line for line in self._complete() if isinstance(line, StrayLine) and line.text]

    def _keep(self, part: bytes) -> None:
        if len(part) > self._room:
            self._is_overlong = True
        if part and self._room:
            self._parts.append(part[: self._room])
            self._room -= len(self._parts[-1])

    def _complete(self) -> list[Line]:
        line = b"".join(self._parts)
        is_overlong = self._is_overlong
        self._parts.clear()
        self._room = self._max_line
        self._is_overlong = False
        return self._classify(line, is_overlong)

    def _classify(self, line: bytes, is_overlong: bool) -> list[Line]:
        # JSON escapes U+001E, so the mark stands only where an event begins. Text before the first
        # was written by somebody else without a line feed; an event with another one in it was
        # broken off by the control thread, which had to end the process.
        before, *events = line.split(self._mark)
        lines: list[Line] = [self._stray(before)] if before or not events else []
        if not events:
            return lines
        last = events[-1]
        lines.append(OverlongEvent(last[: self._max_stray]) if is_overlong else EventLine(last))
        return lines

    def _stray(self, line: bytes) -> StrayLine:
        text = line.removesuffix(b"\r")
        return StrayLine(text[: self._max_stray], is_cut=len(text) > self._max_stray)
