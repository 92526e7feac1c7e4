"""What a typed bracket, quote, Backspace or Enter does beyond itself. Pure."""

from dataclasses import dataclass

from openfn_studio.language.at_caret import Where

PAIRS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}
_QUOTES = frozenset("\"'`")
_CLOSERS = frozenset(")]}")
_BEFORE_PAIR = frozenset(" \t)]};:,.?=<>")
"""What may stand behind a caret where a pair is written; a word must not be taken into it."""


@dataclass(frozen=True, slots=True)
class Around:
    """A caret's line, and what is selected."""

    before: str
    """The line up to the selection."""
    after: str
    """The line behind it."""
    selected: str = ""
    where: Where = Where.CODE
    is_balanced: bool = True
    """Whether a closing bracket right behind the caret has its opening one."""


@dataclass(frozen=True, slots=True)
class Keystroke:
    """What is written instead of the selection; offsets count from its beginning."""

    insert: str
    caret: int
    """Where the caret stands afterwards."""
    anchor: int
    """Where the selection begins; equal to ``caret`` for none."""
    takes: int = 0
    """Characters behind the selection that are replaced too."""
    gives: int = 0
    """Characters before it that are replaced too."""


def typed(character: str, around: Around) -> Keystroke | None:
    """Return what typing a character does; None for nothing special."""
    if around.selected and character in PAIRS:
        return _wrapped(character, around.selected)
    if around.selected:
        return None
    following = around.after[:1]
    if character in _CLOSERS:
        return _over() if following == character and around.is_balanced else None
    if character not in PAIRS:
        return None
    if character in _QUOTES:
        return _quote(character, around)
    is_free = not following or following in _BEFORE_PAIR
    return _pair(character) if around.where is Where.CODE and is_free else None


def erased(around: Around) -> Keystroke | None:
    """Return what Backspace does: between the two of a pair it takes both."""
    if around.selected or not around.before or not around.after:
        return None
    if PAIRS.get(around.before[-1]) == around.after[0]:
        return Keystroke("", 0, 0, takes=1, gives=1)
    return None


def entered(around: Around, unit: str, line_end: str) -> Keystroke:
    """Return what Enter does: the next line begins as deep as what stands before it asks for.

    Args:
        around: The caret.
        unit: One step of indentation.
        line_end: What ends a line of this text.
    """
    indent = around.before[: len(around.before) - len(around.before.lstrip(" \t"))]
    code = around.before.rstrip()
    if around.where is Where.COMMENT:
        return _next_line(line_end + indent + _comment_lead(code))
    if around.where is not Where.CODE or not code.endswith(("{", "(", "[", "=>", ":")):
        return _next_line(line_end + indent)
    if code.endswith(":") and not code.endswith("::"):
        # Of a case, or a key whose value follows: only then one step.
        is_open = code.lstrip().startswith(("case ", "default")) or around.after.strip() == ""
        return _next_line(line_end + indent + (unit if is_open else ""))
    inner = line_end + indent + unit
    if around.after.lstrip()[:1] == PAIRS.get(code[-1], " "):
        blanks = len(around.after) - len(around.after.lstrip())
        return Keystroke(inner + line_end + indent, len(inner), len(inner), takes=blanks)
    return _next_line(inner)


def _next_line(text: str) -> Keystroke:
    return Keystroke(text, len(text), len(text))


def _comment_lead(code: str) -> str:
    line = code.lstrip()
    if line.startswith("/*"):
        return " * "
    return "* " if line.startswith("*") else ""


def _pair(character: str) -> Keystroke:
    return Keystroke(character + PAIRS[character], 1, 1)


def _over() -> Keystroke:
    """Go over what is already there instead of writing it again."""
    return Keystroke("", 1, 1)


def _wrapped(character: str, selected: str) -> Keystroke:
    text = character + selected + PAIRS[character]
    return Keystroke(text, 1 + len(selected), 1)


def _quote(character: str, around: Around) -> Keystroke | None:
    following = around.after[:1]
    if following == character:
        is_inside = around.where in (Where.STRING, Where.TEMPLATE)
        is_escaped = around.before.endswith("\\")
        return _over() if is_inside and not is_escaped else None
    if around.where is not Where.CODE:
        return None
    before = around.before[-1:]
    is_word = before.isalnum() or before in ("_", "$", "\\", character)
    is_free = not following or following in _BEFORE_PAIR
    return _pair(character) if is_free and not is_word else None
