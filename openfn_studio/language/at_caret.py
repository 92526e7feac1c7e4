"""What stands before a caret: in a text, a comment or code, and inside which calls.

Read from the text and not from the syntax tree: half-written code is what it is for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n\r]*|/\*.*?(?:\*/|\Z))
    | (?P<string>"(?:[^"\\\n\r]|\\.)*(?:"|(?=[\n\r])|\Z)|'(?:[^'\\\n\r]|\\.)*(?:'|(?=[\n\r])|\Z))
    | (?P<tick>`)
    | (?P<regex>(?<![\w$)\]}'"`\s])\s*
        /(?![/*])(?:[^/\\\[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+/[a-z]*)
    | (?P<bracket>[()\[\]{}])
    | (?P<comma>,)
    | (?P<name>[A-Za-z_$][\w$]*(?:\s*\??\.\s*[A-Za-z_$][\w$]*)*)""",
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_ROOT_CALL = re.compile(r"^[A-Za-z_$][\w$.]*\s*\(", re.MULTILINE)
_LOOK_BACK = 20_000
"""Characters before the caret that are read at most, unless one operation is longer."""


class Where(Enum):
    """What kind of text a caret stands in."""

    CODE = auto()
    STRING = auto()
    TEMPLATE = auto()
    """In the words of a template literal, not in its ``${}``."""
    COMMENT = auto()


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose arguments hold the caret."""

    name: str
    """What is called: ``get``, ``http.get``; empty for what has no name."""
    start: int
    """Offset of the opening bracket."""
    argument: int
    """Which argument, from 0."""
    first_text: str | None = None
    """The first argument, when it is a text: what is between its quotes."""


@dataclass(frozen=True, slots=True)
class AtCaret:
    """What is known of a caret's place; offsets count code points."""

    where: Where
    start: int
    """In a text: the offset behind its quote. Else the caret."""
    calls: tuple[Call, ...]
    """The calls around it, outermost first."""
    object_depth: int = 0
    """How many braces are open inside the innermost call."""
    opened: int | None = None
    """Offset of the innermost bracket that is open."""


@dataclass(slots=True)
class _Open:
    """A bracket that is open."""

    sign: str
    at: int
    name: str
    commas: int = 0
    first_text: str | None = None


def at_caret(text: str, caret: int) -> AtCaret:
    """Return what stands before a caret, an offset in code points."""
    return _Reading(text, max(0, min(caret, len(text)))).result()


class _Reading:
    """One pass over the tokens before the caret."""

    def __init__(self, text: str, caret: int) -> None:
        self._text = text
        self._caret = caret
        self._open: list[_Open] = []
        self._where = Where.CODE
        self._start = caret
        self._name = ""
        self._name_end = -1
        for match in self._tokens(_safe_start(text, caret)):
            self._take(match)

    def result(self) -> AtCaret:
        calls = tuple(
            Call(one.name, one.at, one.commas, one.first_text)
            for one in self._open
            if one.sign == "("
        )
        depth = 0
        for one in reversed(self._open):
            if one.sign == "(":
                break
            depth += one.sign == "{"
        opened = self._open[-1].at if self._open else None
        return AtCaret(self._where, self._start, calls, depth, opened)

    def _tokens(self, at: int) -> Iterator[re.Match[str]]:
        while at < self._caret:
            match = _TOKEN.search(self._text, at, self._caret)
            if match is None:
                return
            at = match.end()
            if match["tick"]:
                at = self._template(match.end())
            elif match["bracket"] == "}" and self._open and self._open[-1].sign == "${":
                self._open.pop()
                at = self._template(match.end())
            else:
                yield match

    def _template(self, at: int) -> int:
        """Read the words of a template literal up to its end, its next ``${`` or the caret."""
        words = _TEMPLATE.match(self._text, at, self._caret)
        end = words.end() if words else at
        if end >= self._caret:
            self._where, self._start = Where.TEMPLATE, at
            return self._caret
        if self._text[end] == "`":
            return end + 1
        self._open.append(_Open("${", end, ""))
        if end + 1 >= self._caret:
            self._where, self._start = Where.TEMPLATE, at
        return end + 2

    def _take(self, match: re.Match[str]) -> None:
        token = match.group()
        if match["name"]:
            self._name, self._name_end = re.sub(r"\s|\?(?=\.)", "", token), match.end()
        elif match["bracket"]:
            self._bracket(token, match.start())
        elif match["comma"] and self._open:
            self._open[-1].commas += 1
        elif match["string"]:
            self._string(token, match)
        elif match["comment"] and match.end() == self._caret:
            is_closed = token.startswith("/*") and token.endswith("*/") and len(token) > 3
            self._where = Where.CODE if is_closed else Where.COMMENT

    def _bracket(self, sign: str, at: int) -> None:
        if sign in "([{":
            between = self._text[self._name_end : at] if self._name_end >= 0 else "x"
            name = self._name if sign == "(" and not between.strip() else ""
            self._open.append(_Open(sign, at, "" if name in _NO_CALLS else name))
        elif self._open:
            self._open.pop()
        self._name_end = -1

    def _string(self, token: str, match: re.Match[str]) -> None:
        is_closed = len(token) > 1 and token[-1] == token[0]
        if match.end() == self._caret and not is_closed:
            self._where, self._start = Where.STRING, match.start() + 1
        elif self._open and self._open[-1].commas == 0 and self._open[-1].first_text is None:
            between = self._text[self._open[-1].at + 1 : match.start()]
            self._open[-1].first_text = None if between.strip() else token[1:-1]


_NO_CALLS = frozenset({"if", "for", "while", "switch", "catch", "with", "return", "typeof"})


def _safe_start(text: str, caret: int) -> int:
    """Return where an operation begins from which on reading is enough."""
    begin = max(0, caret - _LOOK_BACK)
    line_start = max(text.rfind("\n", 0, caret), text.rfind("\r", 0, caret)) + 1
    found = 0 if begin == 0 else -1
    for match in _ROOT_CALL.finditer(text, begin, line_start):
        found = match.start()
    return max(found, 0)
