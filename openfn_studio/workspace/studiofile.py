"""``studio.json``: what ``project.yaml`` has no place for. Keys Studio does not know survive.

{
  "name": "Clinic", "dialect": "v1", "test_mode": true,
  "jobs": {"a-job": {"autoprocess": true, "archived": false, "test_mode": true,
           "no_console": false, "long_run": false, "dialect": "v2", "adaptors": ["common"]}},
  "triggers": {"a-filter": {"exclusion": "[1]"}},
  "remotes": {"staging": {"url": "https://…", "project_id": "490", "environment": "staging",
              "ids": {"jobs/a-job": "12"}}}
}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from openfn_studio.domain.job import JobSettings
from openfn_studio.domain.project import Remote
from openfn_studio.domain.run import Dialect
from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.state.reading import read_json

FILE_NAME = "studio.json"
VERSION = 1

_NO_VALUES: dict[str, Any] = {}
_SWITCHES = ("autoprocess", "archived", "no_console", "long_run")


@dataclass(frozen=True, slots=True)
class StudioFile:
    """The content of a ``studio.json``."""

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The whole JSON object, unknown keys too."""
    file: Path | None = None

    @property
    def name(self) -> str | None:
        """The project's name, when it was given one."""
        return self._text(self.values, "name", "name")

    @property
    def dialect(self) -> Dialect:
        """The project's dialect."""
        return self._dialect(self.values, "dialect") or Dialect.V1

    @property
    def test_mode(self) -> bool:
        """Whether runs start in test mode; true until somebody chose live."""
        return self._switch(self.values, "test_mode", "test_mode", default=True)

    def job_settings(self, job: str) -> JobSettings:
        """Return the settings of a job; defaults where nothing is said."""
        where = f"jobs.{job}"
        values = self._mapping(self._mapping(self.values, "jobs", "jobs"), job, where)
        switches = {key: self._switch(values, key, f"{where}.{key}") for key in _SWITCHES}
        test_mode = values.get("test_mode")
        if test_mode is not None:
            test_mode = self._switch(values, "test_mode", f"{where}.test_mode")
        return JobSettings(
            **switches,
            test_mode=test_mode,
            dialect=self._dialect(values, f"{where}.dialect"),
            extra_adaptors=self._texts(values, "adaptors", f"{where}.adaptors"),
        )

    def exclusion(self, trigger: str) -> str | None:
        """Return a message filter's exclusion as JSON text, or None."""
        where = f"triggers.{trigger}"
        values = self._mapping(self._mapping(self.values, "triggers", "triggers"), trigger, where)
        written = values.get("exclusion")
        if written is None or isinstance(written, str):
            return written or None
        return json.dumps(written, ensure_ascii=False)

    def remotes(self) -> tuple[Remote, ...]:
        """Return the platforms this project is on."""
        remotes = self._mapping(self.values, "remotes", "remotes")
        return tuple(self._remote(remotes, name) for name in remotes)

    def with_value(self, path: tuple[str, ...], value: Any) -> "StudioFile":
        """Return the content with one value set, or, for None, removed."""
        return StudioFile(_with(self.values, path, value), self.file)

    def with_job_renamed(self, old: str, new: str) -> "StudioFile":
        """Return the content with a job's settings and ids under its new name."""
        values = _renamed(self.values, ("jobs",), old, new)
        for remote in self._mapping(self.values, "remotes", "remotes"):
            values = _renamed(values, ("remotes", remote, "ids"), f"jobs/{old}", f"jobs/{new}")
        return StudioFile(values, self.file)

    def encoded(self) -> bytes:
        """Return the file's bytes."""
        return (json.dumps(self.values, ensure_ascii=False, indent=2) + "\n").encode()

    def _remote(self, remotes: Mapping[str, Any], name: str) -> Remote:
        where = f"remotes.{name}"
        values = self._mapping(remotes, name, where)
        ids = self._mapping(values, "ids", f"{where}.ids")
        project_id = values.get("project_id")
        return Remote(
            name,
            self._text(values, "url", f"{where}.url") or "",
            # v1's ids are numbers, but they are names to us.
            project_id=None if project_id is None else str(project_id),
            environment=self._text(values, "environment", f"{where}.environment"),
            ids={key: str(value) for key, value in ids.items()},
        )

    def _mapping(self, values: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
        found = values.get(key)
        if found is None:
            return _NO_VALUES
        if not isinstance(found, dict):
            raise self._wrong(where, "an object in curly brackets")
        return cast(dict[str, Any], found)

    def _switch(
        self, values: Mapping[str, Any], key: str, where: str, *, default: bool = False
    ) -> bool:
        found = values.get(key, default)
        if not isinstance(found, bool):
            raise self._wrong(where, "true or false")
        return found

    def _text(self, values: Mapping[str, Any], key: str, where: str) -> str | None:
        found = values.get(key)
        if found is not None and not isinstance(found, str):
            raise self._wrong(where, "text")
        return found

    def _texts(self, values: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        found = values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):  # pyright: ignore[reportUnknownVariableType]
            raise self._wrong(where, "a list of texts")
        return tuple(cast(list[str], found))

    def _dialect(self, values: Mapping[str, Any], where: str) -> Dialect | None:
        found = values.get("dialect")
        if found is None:
            return None
        try:
            return Dialect(found)
        except ValueError as error:
            raise self._wrong(where, '"v1" or "v2"') from error

    def _wrong(self, where: str, wanted: str) -> UserInputProblem:
        return UserInputProblem(
            f"In {FILE_NAME}, {where} must be {wanted}.",
            means="The project was not opened; nothing was changed.",
            remedy="Correct it in a text editor, or delete the entry.",
            place=Place(self.file),
        )


def read_studio_file(data: bytes, file: Path | None = None) -> StudioFile:
    """Return what the bytes of a ``studio.json`` say.

    Raises:
        UserInputProblem: It is not JSON, no object, or written by a newer Studio.
    """
    values = read_json(data, FILE_NAME, file)
    if not isinstance(values, dict):
        raise UserInputProblem(
            f"{FILE_NAME} must be an object in curly brackets.",
            means="The project was not opened; nothing was changed.",
            place=Place(file, 1, 1),
        )
    content = cast(dict[str, Any], values)
    version = content.get("version", VERSION)
    if not isinstance(version, int) or version > VERSION:
        raise UserInputProblem(
            f"{FILE_NAME} was written by a newer version of Studio (its version is {version}).",
            means="The project was not opened; nothing was changed.",
            remedy="Install the newer version.",
            place=Place(file),
        )
    return StudioFile(content, file)


def _with(values: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed = dict(values)
    key, rest = path[0], path[1:]
    if rest:
        inner = changed.get(key)
        changed[key] = _with(cast(dict[str, Any], inner) if inner else {}, rest, value)
        if not changed[key] and value is None:
            del changed[key]
    elif value is None:
        changed.pop(key, None)
    else:
        changed[key] = value
    return changed


def _renamed(
    values: Mapping[str, Any], path: tuple[str, ...], old: str, new: str
) -> Mapping[str, Any]:
    """Return values with a key of the object at a path renamed, its place in the order kept."""
    inner = values.get(path[0]) if path else None
    if path and isinstance(inner, dict):
        return {**values, path[0]: _renamed(cast(dict[str, Any], inner), path[1:], old, new)}
    if path or old not in values:
        return values
    return {new if key == old else key: value for key, value in values.items() if key != new}
