"""Changes in a TOML text that people edit too: what is not meant to change stays as it is."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

Scalar: TypeAlias = bool | int | str

_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]\s*(?:#.*)?")
_ANY_TABLE = re.compile(r"\s*\[")


def changed_text(text: str, changes: Mapping[str, Scalar | None], head: str = "") -> str:
    """Return a TOML text with changes made and all else kept.

    Lines are edited where that does what is meant; a text written in an unusual way, such as with
    inline tables, is written anew without its comments.

    Args:
        text: It must be TOML.
        changes: New values by name: ``key`` or ``table.key``. None takes a key out.
        head: Comments with which a text that is written anew begins.

    Raises:
        TOMLDecodeError: ``text`` is no TOML.
    """
    stated = tomllib.loads(text)
    wanted = _merged(stated, changes)
    edited = text
    for name, value in changes.items():
        edited = _with_line(edited, name, value)
    try:
        if tomllib.loads(edited) == wanted:
            return edited
    except tomllib.TOMLDecodeError:
        pass  # an edit within a text of several lines, for example: written anew below
    return head + written(wanted)


def _merged(stated: Mapping[str, Any], changes: Mapping[str, Scalar | None]) -> dict[str, Any]:
    merged: dict[str, Any] = {
        key: dict(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
        for key, value in stated.items()
    }
    for name, value in changes.items():
        table, _, key = name.rpartition(".")
        place = merged
        if table:
            place = cast("dict[str, Any]", merged.setdefault(table, {}))
            if not isinstance(merged[table], dict):
                place = merged[table] = {}
        if value is None:
            place.pop(key, None)
        else:
            place[key] = value
    return merged


# ---------------------------------------------------------------------- editing lines


def _with_line(text: str, name: str, value: Scalar | None) -> str:
    """Set, add or take out one ``key = value`` line in its table."""
    table, _, key = name.rpartition(".")
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start, end = _table_lines(lines, table)
    new = [] if value is None else [f"{key} = {literal(value)}\n"]
    pattern = re.compile(rf"\s*{re.escape(key)}\s*=")
    for number in range(start, end):
        if pattern.match(lines[number]):
            return "".join([*lines[:number], *new, *lines[number + 1 :]])
    if value is None:
        return text
    if table and start == len(lines) and not _has_table(lines, table):
        gap = ["\n"] if lines else []
        return "".join([*lines, *gap, f"[{table}]\n", *new])
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "".join([*lines[:end], *new, *lines[end:]])


def _table_lines(lines: list[str], table: str) -> tuple[int, int]:
    """Return which lines belong to a table, its head left out; the end twice when it is missing."""
    start = 0
    if table:
        heads = [n for n, line in enumerate(lines) if _is_head_of(line, table)]
        if not heads:
            return len(lines), len(lines)
        start = heads[0] + 1
    ends = [n for n in range(start, len(lines)) if _ANY_TABLE.match(lines[n])]
    return start, ends[0] if ends else len(lines)


def _has_table(lines: list[str], table: str) -> bool:
    return any(_is_head_of(line, table) for line in lines)


def _is_head_of(line: str, table: str) -> bool:
    head = _TABLE.fullmatch(line.rstrip("\r\n"))
    return head is not None and head[1] == table


# ---------------------------------------------------------------------- writing anew


def written(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> str:
    """Return a tree as TOML: its own values first, then a table for each inner tree."""
    own = {key: value for key, value in tree.items() if not isinstance(value, dict)}
    inner: dict[str, Any] = {key: each for key, each in tree.items() if isinstance(each, dict)}
    text = "".join(f"{_key(key)} = {literal(value)}\n" for key, value in own.items())
    if path and (own or not inner):
        text = f"\n[{'.'.join(map(_key, path))}]\n{text}"
    for key, value in inner.items():
        text += written(cast("dict[str, Any]", value), (*path, key))
    return text


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else literal(name)


def literal(value: Any) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_escaped(char) for char in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in cast('list[Any]', value))}]"
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value).items()
        return f"{{{', '.join(f'{_key(key)} = {literal(item)}' for key, item in members)}}}"
    # Numbers read as Python writes them; dates and times have the same form in both.
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08X}"
