"""The settings file: TOML that people edit too, so what this program does not know stays in it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from openfn_studio.errors import EnvironmentProblem, Place, StudioError, UserInputProblem
from openfn_studio.settings import BY_NAME, Value
from openfn_studio.workbench.toml_text import changed_text, literal
from openfn_studio.workspace.atomic import save_atomically

_HEAD = "# Settings of OpenFn Studio. The window's preferences page shows and explains them.\n"


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
        changed = changed_text(text, changes, _HEAD)
    except OSError as error:
        raise _unwritable(path, error) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        # Somebody broke it since it was read; that text is kept as at the start.
        _set_aside(path, ValueError())
        changed = changed_text(_HEAD, changes)
    save_atomically(path, changed.encode())


def _flat(stated: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in stated.items():
        if isinstance(value, dict):
            inner = cast("dict[str, Any]", value)
            flat |= {f"{key}.{name}": member for name, member in inner.items()}
        else:
            flat[key] = value
    return flat


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
        means=f"Its default is used: {literal(default)}.",
        remedy="Change it on the preferences page or in the file.",
        place=Place(path),
    )
