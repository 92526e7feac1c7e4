"""What can be written at a caret: adaptors' functions, and paths of a sample state with examples.

Pure: text, caret, functions and the shape of a sample in, candidates out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from openfn_studio.domain.run import Dialect
from openfn_studio.language.at_caret import AtCaret, Where, at_caret
from openfn_studio.language.candidates import NOTHING, Candidate, Completions, best_fitting
from openfn_studio.language.state_completion import (
    ShapeLike,
    after_dot,
    in_brackets,
    in_json_path,
)
from openfn_studio.language.state_paths import data_path, key_before, member_before


class ParameterLike(Protocol):
    """One parameter of a function, or one documented key of it."""

    @property
    def name(self) -> str: ...  # noqa: D102 - it says itself
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def description(self) -> str: ...  # noqa: D102
    @property
    def is_rest(self) -> bool: ...  # noqa: D102
    @property
    def members(self) -> "Sequence[ParameterLike]": ...  # noqa: D102


class FunctionLike(Protocol):
    """A function of an adaptor, as its documentation tells."""

    @property
    def name(self) -> str: ...  # noqa: D102 - it says itself
    @property
    def signature(self) -> str: ...  # noqa: D102
    @property
    def parameters(self) -> Sequence[ParameterLike]: ...  # noqa: D102
    @property
    def summary(self) -> str: ...  # noqa: D102
    @property
    def is_common(self) -> bool: ...  # noqa: D102
    @property
    def deprecated(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a job's surroundings offer to completion."""

    dialect: Dialect = Dialect.V1
    functions: Sequence[FunctionLike] = ()
    shape: ShapeLike | None = None
    """The pinned input's shape, of the whole initial state; None when nothing is pinned."""
    indent: str = "  "
    """One step of indentation."""


_TYPED = re.compile(r"(?<![\w$.])(?P<typed>[A-Za-z_$][\w$]*(?:\.[\w$]*)?)$")
_KEY_PLACE = re.compile(r"[{,]\s*(?P<typed>[A-Za-z_$]?[\w$]*)$")
_DECLARED = re.compile(
    r"\b(?:const|let|var|function)\s+([A-Za-z_$][\w$]*)|\(?([A-Za-z_$][\w$]*)\)?\s*=>"
)
_KEYWORDS = (
    "await",
    "const",
    "else",
    "false",
    "for",
    "function",
    "if",
    "let",
    "new",
    "null",
    "return",
    "throw",
    "true",
    "typeof",
    "undefined",
    "while",
)
_WINDOW = 200
_FUNCTIONS_OF_STATE = ("fn", "alterState")
_DATA_PATHS = frozenset({"dataValue", "dataPath"})
_ROOTS: Mapping[str, tuple[str, str]] = {
    "data": ("object", "what came in, or what the last operation answered"),
    "configuration": ("object", "the credential"),
    "references": ("list", "what earlier operations answered"),
}


def complete(text: str, caret: int, known: Knowledge, *, is_asked: bool = True) -> Completions:
    """Return what can be written at a caret, the best first.

    Args:
        text: The job; nothing behind the caret's line is needed.
        caret: Where, in code points.
        known: What the surroundings offer.
        is_asked: Whether the user asked. While typing, nothing is offered before a name begins.
    """
    place = at_caret(text, caret)
    if place.where is Where.STRING:
        return _in_string(text, caret, place, known)
    if place.where is not Where.CODE:
        return NOTHING
    member = member_before(text, caret, place)
    if member is not None:
        shape = _shape_at(known.shape, member.path)
        candidates = after_dot(shape, member, known.dialect)
        if not candidates and not member.path:
            candidates = _without_sample(member.start)
        start = caret - len(member.typed)
        return best_fitting(start, member.typed, candidates, is_asked=is_asked)
    return _name(text, caret, place, known, is_asked)


def _shape_at(shape: ShapeLike | None, path: Sequence[str | int]) -> ShapeLike | None:
    """Return what is known at a path.

    What the sample does not have may have been taken from its data by an earlier operation, as in
    ``{ ...state, cases: state.data.cases }``.
    """
    if shape is None:
        return None
    return shape.at(path) or (shape.at(("data", *path)) if path else None)


def _without_sample(dot: int) -> list[Candidate]:
    return [
        Candidate(name, "key", f".{name}", dot, detail=kind, note=note, rank=number)
        for number, (name, (kind, note)) in enumerate(_ROOTS.items())
    ]


def _in_string(text: str, caret: int, place: AtCaret, known: Knowledge) -> Completions:
    if known.shape is None:
        return NOTHING
    key = key_before(text, place.start - 1, caret, place)
    if key is not None:
        candidates = in_brackets(_shape_at(known.shape, key.path), key, text[place.start - 1])
        return best_fitting(key.start, key.typed, candidates)
    call = place.calls[-1].name.rpartition(".")[2] if place.calls else ""
    written = text[place.start : caret]
    is_first = bool(place.calls) and place.calls[-1].argument == 0
    if call in _DATA_PATHS and is_first:
        return in_json_path(known.shape, data_path(place), place.start, written)
    if written.startswith("$"):
        return in_json_path(known.shape, (), place.start, written)
    return NOTHING


def _name(text: str, caret: int, place: AtCaret, known: Knowledge, is_asked: bool) -> Completions:
    """Return what fits a name that begins before the caret, or could begin there."""
    before = text[max(0, caret - _WINDOW) : caret]
    match = _TYPED.search(before)
    typed = match["typed"] if match else ""
    if not typed and (not is_asked or before.rstrip(" ")[-1:] == "."):
        return NOTHING
    start = caret - len(typed)
    options = list(_options(before, start, place, known))
    if options and not typed:
        return best_fitting(start, typed, options)
    is_called = text[caret : caret + 1] == "("
    found = [*options, *_functions(start, known, _indent_of(text, start), is_called=is_called)]
    found += [Candidate(name, "variable", name, start, rank=1) for name in _variables(text, start)]
    found.append(Candidate("state", "variable", "state", start, note="the state so far", rank=1))
    found += [Candidate(word, "keyword", word, start, rank=4) for word in _KEYWORDS]
    return best_fitting(start, typed, found, is_asked=is_asked)


def _functions(
    start: int, known: Knowledge, indent: str, *, is_called: bool
) -> Iterator[Candidate]:
    for function in known.functions:
        rank = 2 + function.is_common + 3 * bool(function.deprecated)
        note = f"Deprecated: {function.deprecated}" if function.deprecated else function.summary
        insert, caret = (function.name, -1) if is_called else (f"{function.name}()", -1)
        if not is_called and function.parameters:
            caret = len(insert) - 1
        detail = function.signature.removeprefix(function.name)
        if function.name in _FUNCTIONS_OF_STATE and not is_called:
            head = f"{function.name}(state => {{\n{indent}{known.indent}"
            insert, caret = f"{head}\n{indent}{known.indent}return state;\n{indent}}})", len(head)
        yield Candidate(
            function.name, "operation", insert, start, caret, detail, note=note, rank=rank
        )


def _indent_of(text: str, at: int) -> str:
    """Return the blanks the line of an offset begins with."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _options(before: str, start: int, place: AtCaret, known: Knowledge) -> Iterator[Candidate]:
    """Yield the documented keys of an object that is an argument, where a key could begin."""
    match = _KEY_PLACE.search(before)
    if match is None or not place.calls or place.object_depth != 1:
        return
    call = place.calls[-1]
    function = next((one for one in known.functions if one.name == call.name), None)
    if function is None or call.argument >= len(function.parameters):
        return
    for number, option in enumerate(function.parameters[call.argument].members):
        yield Candidate(
            option.name,
            "option",
            f"{option.name}: ",
            start,
            detail=option.type,
            note=option.description.split("\n", 1)[0],
            rank=-100 + number,
        )


def _variables(text: str, caret: int) -> list[str]:
    """Return the names declared before the caret, the nearest first."""
    names: dict[str, None] = {}
    for match in _DECLARED.finditer(text, max(0, caret - 8_000), caret):
        name = match[1] or match[2]
        names.pop(name, None)
        names[name] = None
    return [name for name in reversed(names) if name != "state"]
