"""Paths into the state as code writes them: what ``cases[0].``, ``item.`` or ``$.data`` stand for.

Where a variable is only another name for a part of the state, that part is found.
"""

import re
from dataclasses import dataclass

from openfn_studio.language.at_caret import AtCaret

Path = tuple[str | int, ...]

_NAME = r"[A-Za-z_$][\w$]*"
_KEY = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\""""
_STEP = rf"(?:\s*\??\.\s*(?!\d){_NAME}|\s*(?:\?\.)?\[\s*(?:\d+|{_KEY})\s*\])"
_CHAIN = rf"(?<![\w$.])(?P<root>{_NAME})(?P<steps>{_STEP}*)"
_BEFORE_DOT = re.compile(rf"{_CHAIN}\s*(?P<dot>\??\.)\s*(?P<typed>[\w$]*)$")
_BEFORE_QUOTE = re.compile(rf"{_CHAIN}\s*(?:\?\.)?\[\s*$")
_ONE_STEP = re.compile(rf"\.\s*(?P<name>{_NAME})|\[\s*(?:(?P<index>\d+)|(?P<key>{_KEY}))\s*\]")
_OVER_ITEMS = "map|filter|forEach|find|findIndex|some|every|flatMap|sort"
_JSON_PATH_STEP = re.compile(
    r"""\.?(?P<name>[^.\[\]'"\s$]+)|\[(?P<index>\d+|\*)\]|\[['"]?(?P<key>[^\]'"]+)['"]?\]"""
)
_DECLARATIONS: tuple[tuple[str, Path | None], ...] = (
    # cases.map(NAME =>, cases.map((NAME, index) =>, cases.map(function (NAME)
    (
        rf"{_CHAIN}\s*\??\.\s*(?:{_OVER_ITEMS})\(\s*(?:async\s*)?(?:function\s*)?\(?\s*NAME\b",
        (0,),
    ),
    (rf"\bfor\s*\(\s*(?:const|let|var)\s+NAME\s+of\s+{_CHAIN}", (0,)),
    (rf"\b(?:const|let|var)\s+NAME\s*=\s*{_CHAIN}\s*(?:;|\n|\|\||$)", ()),
    (rf"\b(?:const|let|var)\s*\{{[^}}]*\bNAME\b[^}}:]*\}}\s*=\s*{_CHAIN}", None),
)
"""How a variable becomes a name for a part of the state, and which steps lead on from what the
form names: an item of it, itself, or (None) its member of the variable's own name."""
_WINDOW = 600
"""Characters before the caret in which an expression is looked for."""
_DECLARED_WITHIN = 8_000
"""Characters before the caret in which a variable's meaning is looked for."""
_MOST_NAMES = 4
"""Names of names that are followed."""


@dataclass(frozen=True, slots=True)
class Member:
    """A place after a dot, or in a bracket's quotes, of a known part of the state."""

    path: Path
    """What stands before it; any position means any item of a list."""
    start: int
    """Offset of the dot; in quotes, of what was typed."""
    typed: str
    is_optional: bool = False
    """Whether the dot is ``?.``."""


def member_before(text: str, caret: int, place: AtCaret) -> Member | None:
    """Return which part of the state stands before the dot before a caret, if any does."""
    window = max(0, caret - _WINDOW)
    match = _BEFORE_DOT.search(text, window, caret)
    if match is None:
        return None
    path = _meaning(match["root"], _steps(match["steps"]), text, match.start(), place)
    if path is None:
        return None
    return Member(path, match.start("dot"), match["typed"], match["dot"] == "?.")


def key_before(text: str, quote: int, caret: int, place: AtCaret) -> Member | None:
    """Return which part of the state stands before ``['`` when the caret is in those quotes."""
    match = _BEFORE_QUOTE.search(text, max(0, quote - _WINDOW), quote)
    if match is None:
        return None
    path = _meaning(match["root"], _steps(match["steps"]), text, match.start(), place)
    return None if path is None else Member(path, quote + 1, text[quote + 1 : caret])


def json_path(text: str) -> Path:
    """Return the steps of a JSONPath, with or without its ``$``; ``[*]`` is any item."""
    path: list[str | int] = []
    for match in _JSON_PATH_STEP.finditer(text.strip().removeprefix("$")):
        if match["index"]:
            path.append(0 if match["index"] == "*" else int(match["index"]))
        else:
            path.append(match["name"] or match["key"])
    return tuple(path)


def data_path(place: AtCaret) -> Path:
    """Return what ``state.data`` is at a caret: an item of the list inside ``each``."""
    path: Path = ("data",)
    for call in place.calls:
        if call.name.rpartition(".")[2] == "each" and call.argument > 0 and call.first_text:
            inner = json_path(call.first_text)
            path = (*path, *inner[1:]) if inner[:1] == ("data",) and len(path) > 1 else inner
    return path


def _steps(text: str) -> Path:
    path: list[str | int] = []
    for match in _ONE_STEP.finditer(text):
        if match["index"]:
            path.append(int(match["index"]))
        else:
            path.append(match["name"] or re.sub(r"\\(.)", r"\1", match["key"][1:-1]))
    return tuple(path)


def _meaning(
    root: str, steps: Path, text: str, at: int, place: AtCaret, names_left: int = _MOST_NAMES
) -> Path | None:
    """Return the path from the state's root that a name followed by steps stands for."""
    if root in ("state", "$"):
        return (*data_path(place), *steps[1:]) if steps[:1] == ("data",) else steps
    if names_left == 0:
        return None
    found = _declared_as(root, text, at)
    if found is None:
        return None
    other, inner, declared_at = found
    path = _meaning(other, inner, text, declared_at, place, names_left - 1)
    return None if path is None else (*path, *steps)


def _declared_as(name: str, text: str, at: int) -> tuple[str, Path, int] | None:
    """Return the name and steps a variable was declared to be, the last declaration before it."""
    begin = max(0, at - _DECLARED_WITHIN)
    before = text[begin:at]
    best: tuple[str, Path, int] | None = None
    if name not in before:
        return None
    for form, tail in _DECLARATIONS:
        steps: Path = (name,) if tail is None else tail
        for match in re.finditer(form.replace("NAME", re.escape(name)), before):
            if best is None or begin + match.start() > best[2]:
                best = match["root"], (*_steps(match["steps"]), *steps), begin + match.start()
    return best
