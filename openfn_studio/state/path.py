"""A path into state as people write it in a job: for copying, and for reading what was copied."""

import json
import re
from collections.abc import Sequence

from openfn_studio.state.pointer import Path

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_DOTTED = re.compile(r"[A-Za-z_]\w*", re.ASCII)
# JSONPath as adaptors read it (jsonpath-plus in language-common 1.15, 2.1 and 3.3) takes a key in
# bare brackets unless the key holds one of these, or is an operator by itself.
_NOT_IN_BRACKETS = re.compile(r"""[\[\]();~'"\\?^]""")
_OPERATORS = ("", "*", "..")
_STEP = re.compile(
    r"""\.(?P<name>[^\s.\[\]'"]+)
    | \[\s*(?P<index>\d+)\s*\]
    | \[\s*(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\]
    | \[(?P<bare>[^\[\]'"]+)\]""",
    re.VERBOSE,
)
_DATA_VALUE = re.compile(
    r"""\s*(?P<call>dataValue|sourceValue|lastReferenceValue)\(\s*(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)\s*"""
)


class PathError(ValueError):
    """A text that is no path into state."""


def as_state_expression(path: Sequence[str | int]) -> str:
    """Return the JavaScript for a path: ``state.data.form['@case_id'][0]``."""
    return "state" + "".join(_javascript_step(part) for part in path)


def as_json_path(path: Sequence[str | int]) -> str | None:
    """Return the JSONPath for a path, as ``each`` reads it: ``$.data.form[@case_id]``.

    None when the adaptors' JSONPath cannot say it, e.g. for a key that holds a bracket.
    """
    steps = [_json_path_step(part) for part in path]
    if any(step is None for step in steps):
        return None
    return "$" + "".join(step for step in steps if step)


def as_operation_argument(path: Sequence[str | int]) -> str:
    """Return what an operation takes for a path: ``dataValue('form.case[@case_id]')``.

    Outside ``data`` it is ``sourceValue('$.…')``; where JSONPath cannot say it, a function.
    """
    json_path = as_json_path(path)
    if json_path is None:
        return f"state => {as_state_expression(path)}"
    if len(path) > 1 and path[0] == "data":
        below = json_path.removeprefix("$.data").removeprefix(".")
        return f"dataValue({_single_quoted(below)})"
    return f"sourceValue({_single_quoted(json_path)})"


def parse_path(text: str) -> Path:
    """Return the path of any of the three notations above; ``data.x`` is taken as ``state.data.x``.

    Raises:
        PathError: It is none of them.
    """
    stripped = text.strip()
    call = _DATA_VALUE.fullmatch(stripped)
    if call:
        inner = _unquoted(call["quoted"])
        if call["call"] == "dataValue":
            return ("data", *_steps(inner if inner.startswith("[") else f".{inner}", text))
        return parse_path(inner)
    for root in ("state", "$"):
        rest = stripped.removeprefix(root)
        if rest != stripped and (rest == "" or rest[0] in ".["):
            return _steps(rest, text)
    return _steps(f".{stripped}", text)


def _javascript_step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _IDENTIFIER.fullmatch(part) else f"[{_single_quoted(part)}]"


def _json_path_step(part: str | int) -> str | None:
    if isinstance(part, int):
        return f"[{part}]"
    if _DOTTED.fullmatch(part):
        return f".{part}"
    if part in _OPERATORS or _NOT_IN_BRACKETS.search(part):
        return None
    return f"[{part}]"


def _single_quoted(text: str) -> str:
    inside = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"')
    return "'" + inside.replace("'", "\\'") + "'"


def _unquoted(literal: str) -> str:
    inside = literal[1:-1]
    if literal[0] == "'":
        inside = re.sub(r"\\.|\"", _as_in_double_quotes, inside, flags=re.DOTALL)
    try:
        return json.loads(f'"{inside}"')
    except ValueError as error:
        raise PathError(f"This text has escapes a path cannot have: {literal}") from error


def _as_in_double_quotes(match: re.Match[str]) -> str:
    piece = match.group()
    return {"\\'": "'", '"': '\\"'}.get(piece, piece)


def _steps(text: str, whole: str) -> Path:
    path: list[str | int] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None:
            raise PathError(f"This is no path into state: {whole!r}")
        path.append(_step_value(match))
        position = match.end()
    return tuple(path)


def _step_value(match: re.Match[str]) -> str | int:
    if match["index"] is not None:
        return int(match["index"])
    if match["quoted"] is not None:
        return _unquoted(match["quoted"])
    return match["name"] or match["bare"]
