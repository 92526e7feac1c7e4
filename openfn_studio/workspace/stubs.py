"""``stubs.yaml`` and other files of stub rules: plain entries with their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from openfn_studio.errors import EnvironmentProblem, Place, UserInputProblem
from openfn_studio.state.reading import read_json
from openfn_studio.workspace.yamltext import YamlText, read_yaml

FILE_NAME = "stubs.yaml"


@dataclass(frozen=True, slots=True)
class StubEntry:
    """One rule as it was written; ``intercept`` says what it means."""

    fields: Mapping[str, Any]
    place: Place


def read_stubs(file: Path) -> tuple[StubEntry, ...]:
    """Return the rules of a YAML or JSON file: a list of them, or one under ``rules:``.

    Raises:
        UserInputProblem: It is missing, not YAML or JSON, or not a list of rules.
        EnvironmentProblem: It cannot be read.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise UserInputProblem(f"There is no file of stub rules {file}.") from error
    except OSError as error:
        raise EnvironmentProblem(
            f"The stub rules cannot be read: {error.strerror}.", place=Place(file)
        ) from error
    return parse_stubs(data, file)


def parse_stubs(data: bytes, file: Path) -> tuple[StubEntry, ...]:
    """Return the rules of a file's bytes; a name that ends in ``.json`` is read as JSON."""
    if file.suffix.lower() == ".json":
        value, yaml = read_json(data, "file of stub rules", file), None
    else:
        yaml = read_yaml(data, file)
        value = yaml.plain
    base: tuple[str | int, ...] = ()
    if isinstance(value, dict) and "rules" in value:
        base, value = ("rules",), cast(dict[str, Any], value)["rules"]
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _no_list(_place(yaml, base, file))
    entries: list[StubEntry] = []
    for index, fields in enumerate(cast(list[Any], value)):
        place = _place(yaml, (*base, index), file)
        if not isinstance(fields, dict):
            raise _no_list(place)
        entries.append(StubEntry(cast(dict[str, Any], fields), place))
    return tuple(entries)


def _place(yaml: YamlText | None, path: tuple[str | int, ...], file: Path) -> Place:
    return yaml.place(path) if yaml else Place(file)


def _no_list(place: Place) -> UserInputProblem:
    return UserInputProblem(
        "Stub rules are a list, and each rule has names and values.",
        means="Nothing was run.",
        remedy="Begin each rule with a dash: - method: GET, then its url: and its body:.",
        place=place,
    )
