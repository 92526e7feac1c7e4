"""What stands between code: spaces, line ends and comments. Offsets count code points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_WIDE = "".join(chr(code) for code in range(0x2000, 0x200B))
_SPACE = f"\t\v\f \xa0\ufeff\u1680{_WIDE}\u202f\u205f\u3000"
_END = "\n\r\u2028\u2029"
LINE_END = re.compile(f"\r\n|[{_END}]")
"""Where JavaScript ends a line."""
_TOKEN = re.compile(
    f"(?P<space>[{_SPACE}]+)|(?P<end>\r\n|[{_END}])|(?P<line>//[^{_END}]*)"
    f"|(?P<block>/\\*(?s:.*?)\\*/)|(?P<html>(?:<!--|-->)[^{_END}]*)"
)
_SPACES = re.compile(f"[{_SPACE}]*")

TokenKind = Literal["space", "end", "line", "block", "html"]
"""space: on one line; end: of a line; line: ``// …``; block: ``/* … */``; html: ``<!-- …``."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of what stands between code."""

    kind: TokenKind
    start: int
    end: int

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment of any kind."""
        return self.kind not in ("space", "end")


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the spaces, line ends and comments from ``start`` on, until code or ``end`` comes."""
    at = start
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None:
            return
        kind: TokenKind = match.lastgroup  # pyright: ignore[reportAssignmentType]
        yield Token(kind, at, match.end())
        at = match.end()


def line_start(text: str, at: int) -> int:
    """Return where the line of an offset begins; after the byte order mark on the first line."""
    found = max(text.rfind(end, 0, at) for end in _END) + 1
    return found + 1 if found == 0 and at > 0 and text.startswith("\ufeff") else found


def line_end(text: str, at: int) -> int:
    """Return where the line of an offset ends, before its line end."""
    match = LINE_END.search(text, at)
    return match.start() if match else len(text)


def next_line(text: str, at: int) -> int:
    """Return where the next line begins, or the end of the text."""
    match = LINE_END.search(text, at)
    return match.end() if match else len(text)


def spaces_after(text: str, at: int) -> int:
    """Return the offset after the spaces that begin at an offset."""
    match = _SPACES.match(text, at)
    return match.end() if match else at


def spaces_before(text: str, at: int) -> int:
    """Return where the spaces that end at an offset begin."""
    first = line_start(text, at)
    return first + len(text[first:at].rstrip(_SPACE))


def begins_line(text: str, at: int) -> bool:
    """Return whether only spaces stand before an offset on its line."""
    return spaces_before(text, at) == line_start(text, at)


def ends_line(text: str, at: int) -> bool:
    """Return whether only spaces stand after an offset on its line."""
    return spaces_after(text, at) == line_end(text, at)


def indentation(text: str, at: int) -> str:
    """Return the spaces the line of an offset begins with."""
    first = line_start(text, at)
    return text[first : spaces_after(text, first)]


def eol_of(text: str) -> str:
    """Return the line end a text uses: that of its first line, else LF."""
    match = LINE_END.search(text)
    return match[0] if match and match[0] in ("\n", "\r\n", "\r") else "\n"
