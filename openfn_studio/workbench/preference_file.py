"""The settings file: TOML that people edit too, so what this program does not know stays in it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from openfn_studio.errors import EnvironmentProblem, Place, StudioError, UserInputProblem
from openfn_studio.settings import BY_NAME, Value
from openfn_studio.workspace.atomic import save_atomically

_HEAD = "# Settings of OpenFn Studio. The window's preferences page shows and explains them.\n"
_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]\s*(?:#.*)?")
_ANY_TABLE = re.compile(r"\s*\[")


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a settings file says."""

    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """The known settings that are there and have a possible value."""
    problems: tuple[StudioError, ...] = ()
    is_damaged: bool = False
    """True when nothing could be read of a file that is there."""


def read(path: Path, *, may_set_aside: bool = True) -> FileContent:
    """Return what the file says; a damaged one is set aside and told among the problems.

    A value that cannot be is told and stays in the file. That there is no file is no problem.

    Args:
        path: The file.
        may_set_aside: False while somebody may be at work on it: a damaged one then stays.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        stated = tomllib.loads(text)
    except FileNotFoundError:
        return FileContent()
    except OSError as error:
        return FileContent(problems=(_unreadable(path, error),), is_damaged=True)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problem = _set_aside(path, error) if may_set_aside else _damaged(path, error)
        return FileContent(problems=(problem,), is_damaged=True)
    values: dict[str, Value] = {}
    problems: list[StudioError] = []
    for name, value in _flat(stated).items():
        setting = BY_NAME.get(name)
        if setting is None:
            continue
        wrong = setting.problem_with(value)
        if wrong:
            problems.append(_impossible(path, name, wrong, setting.default))
        else:
            values[name] = cast("Value", value)
    return FileContent(values, tuple(problems))


def change(path: Path, changes: Mapping[str, Value | None]) -> None:
    """Change some settings in the file and leave all else in it as it is.

    Args:
        path: The file; it and its folder are made when needed.
        changes: New values by name; None takes a setting out, so that its default holds.

    Raises:
        EnvironmentProblem: The file cannot be written; it is then as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else _HEAD
        before = tomllib.loads(text)
    except OSError as error:
        raise _unwritable(path, error) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        # Somebody broke it since it was read; that text is kept as at the start.
        _set_aside(path, ValueError())
        text, before = _HEAD, {}
    save_atomically(path, changed_text(text, before, changes).encode())


def changed_text(text: str, stated: Mapping[str, Any], changes: Mapping[str, Value | None]) -> str:
    """Return the TOML ``text``, which says ``stated``, with ``changes`` made and all else kept.

    Lines are edited where that does what is meant; a file written in an unusual way, such as with
    inline tables, is written anew without its comments.
    """
    wanted = _merged(stated, changes)
    edited = text
    for name, value in changes.items():
        edited = _with_line(edited, name, value)
    try:
        if tomllib.loads(edited) == wanted:
            return edited
    except tomllib.TOMLDecodeError:
        pass  # an edit within a text of several lines, for example: written anew below
    return _HEAD + _written(wanted)


def _flat(stated: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in stated.items():
        if isinstance(value, dict):
            inner = cast("dict[str, Any]", value)
            flat |= {f"{key}.{name}": member for name, member in inner.items()}
        else:
            flat[key] = value
    return flat


def _merged(stated: Mapping[str, Any], changes: Mapping[str, Value | None]) -> dict[str, Any]:
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


def _with_line(text: str, name: str, value: Value | None) -> str:
    """Set, add or take out one ``key = value`` line in its table."""
    table, _, key = name.rpartition(".")
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start, end = _table_lines(lines, table)
    new = [] if value is None else [f"{key} = {_literal(value)}\n"]
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


def _written(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> str:
    """Return a tree as TOML: its own values first, then a table for each inner tree."""
    own = {key: value for key, value in tree.items() if not isinstance(value, dict)}
    inner: dict[str, Any] = {key: each for key, each in tree.items() if isinstance(each, dict)}
    text = "".join(f"{_key(key)} = {_literal(value)}\n" for key, value in own.items())
    if path and (own or not inner):
        text = f"\n[{'.'.join(map(_key, path))}]\n{text}"
    for key, value in inner.items():
        text += _written(cast("dict[str, Any]", value), (*path, key))
    return text


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _literal(name)


def _literal(value: Any) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_escaped(char) for char in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in cast('list[Any]', value))}]"
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value).items()
        return f"{{{', '.join(f'{_key(key)} = {_literal(item)}' for key, item in members)}}}"
    # Numbers read as Python writes them; dates and times have the same form in both.
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08X}"


# ---------------------------------------------------------------------- problems


def _set_aside(path: Path, error: Exception) -> StudioError:
    """Move a damaged file out of the way; it is kept, since somebody may have typed it."""
    where = _position(error)
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as refusal:
        return _unreadable(path, refusal)
    return UserInputProblem(
        f"The settings file could not be read{where}.",
        means="The default settings are used.",
        remedy=f"Your file is kept as {aside.name}, beside the new one.",
        place=Place(aside),
    )


def _damaged(path: Path, error: Exception) -> StudioError:
    return UserInputProblem(
        f"The settings file could not be read{_position(error)}.",
        means="The settings stay as they are.",
        remedy="Correct the file and save it again.",
        place=Place(path),
    )


def _position(error: Exception) -> str:
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    return f": something is wrong in line {found[1]}, column {found[2]}" if found else ""


def _unreadable(path: Path, error: OSError) -> StudioError:
    return EnvironmentProblem(
        f"The settings file cannot be read: {error.strerror}.",
        means="The default settings are used.",
        remedy="Check the rights of the file.",
        place=Place(path),
    )


def _unwritable(path: Path, error: OSError) -> StudioError:
    return EnvironmentProblem(
        f"The settings cannot be saved: {error.strerror}.",
        means="They hold until the program ends.",
        remedy="Check the rights of the file and its folder, and the room on the disk.",
        place=Place(path),
    )


def _impossible(path: Path, name: str, wrong: str, default: Value) -> StudioError:
    return UserInputProblem(
        f"The setting {name} has a value that cannot be: {wrong}.",
        means=f"Its default is used: {_literal(default)}.",
        remedy="Change it on the preferences page or in the file.",
        place=Place(path),
    )
