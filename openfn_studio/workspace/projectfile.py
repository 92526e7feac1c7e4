"""``project.yaml``: read in every shape v1 wrote, changed without touching other lines."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from openfn_studio.domain.credential import Credential
from openfn_studio.domain.job import (
    Expression,
    ExpressionFile,
    ExpressionLink,
    InlineExpression,
    Job,
)
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter, Trigger
from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.workspace.filenames import path_of_uri
from openfn_studio.workspace.yamledit import with_name, with_value, with_values, without
from openfn_studio.workspace.yamltext import YamlText, read_yaml

FILE_NAME = "project.yaml"
TRIGGER_KINDS = ("criteria", "cron", "success", "failure")

_SECTIONS = ("jobs", "triggers", "credentials")
_LINKS = ("https://", "http://", "gcs://")
_MASK = "*"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a user should know about a file that could nevertheless be opened."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """The nouns of a ``project.yaml``, and its text."""

    yaml: YamlText
    jobs: tuple[Job, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    credentials: tuple[Credential, ...] = ()
    notices: tuple[Notice, ...] = field(default=())

    def with_entry(self, section: str, name: str, value: Any) -> "ProjectFile":
        """Return the file with a job, trigger or credential set; other lines stay as they are.

        Raises:
            UserInputProblem: The new content is not a valid project, or the file is written in a
                way that cannot be changed safely.
        """
        return interpret(with_value(self.yaml, (section, name), value))

    def with_section(self, section: str, entries: Mapping[str, Any]) -> "ProjectFile":
        """Return the file with all entries of a section set at once."""
        return interpret(with_value(self.yaml, (section,), entries))

    def with_field(self, section: str, name: str, key: str, value: Any) -> "ProjectFile":
        """Return the file with one field of an entry set, or, for None, removed."""
        path = (section, name, key)
        if value is not None:
            return interpret(with_value(self.yaml, path, value))
        entries = cast(dict[str, Any], self.yaml.plain)[section]
        return interpret(without(self.yaml, path)) if key in entries[name] else self

    def with_fields(self, section: str, values: Mapping[tuple[str, str], Any]) -> "ProjectFile":
        """Return the file with fields replaced that are there, keyed by entry and field."""
        changes = [((section, *where), value) for where, value in values.items()]
        return interpret(with_values(self.yaml, changes))

    def with_job_renamed(self, old: str, new: str) -> "ProjectFile":
        """Return the file with a job renamed, also where triggers watch it.

        Raises:
            UserInputProblem: The file is written in a way that cannot be changed safely.
            KeyError: There is no such job.
        """
        watching = [
            (("triggers", trigger.name, "success" if isinstance(trigger, Flow) else "failure"), new)
            for trigger in self.triggers
            if isinstance(trigger, (Flow, Catch)) and trigger.job == old
        ]
        return interpret(with_values(with_name(self.yaml, ("jobs", old), new), watching))

    def without_entry(self, section: str, name: str) -> "ProjectFile":
        """Return the file without an entry.

        Raises:
            KeyError: There is none of that name.
        """
        return interpret(without(self.yaml, (section, name)))


def read_project_file(data: bytes, file: Path | None = None) -> ProjectFile:
    """Return what the bytes of a ``project.yaml`` say.

    Raises:
        UserInputProblem: It is not YAML, a project of v2, or has a part of the wrong shape; with
            the place.
    """
    return interpret(read_yaml(data, file))


def interpret(yaml: YamlText) -> ProjectFile:
    """Return the nouns of a document."""
    reader = _Reader(yaml)
    found = ProjectFile(
        yaml,
        tuple(reader.job(name, value) for name, value in reader.section("jobs")),
        tuple(reader.trigger(name, value) for name, value in reader.section("triggers")),
        tuple(reader.credential(name, value) for name, value in reader.section("credentials")),
    )
    return replace(found, notices=(*reader.notices, *_dangling(found)))


class _Reader:
    """Reads a plain document; every refusal names the place."""

    def __init__(self, yaml: YamlText) -> None:
        self._yaml = yaml
        self.notices: list[Notice] = []
        if yaml.plain is not None and not isinstance(yaml.plain, dict):
            raise self._wrong((), "A project file holds jobs:, triggers: and credentials:.")

    def section(self, name: str) -> Iterator[tuple[str, Any]]:
        """Return the entries of a section; a missing or empty one has none."""
        content = cast(dict[str, Any], self._yaml.plain or {}).get(name)
        if content is None:
            return iter(())
        if not isinstance(content, dict):
            raise self._wrong((name,), f"{name}: must hold names, each with its {name[:-1]}.")
        return iter(cast(dict[str, Any], content).items())

    def job(self, name: str, value: Any) -> Job:
        path = ("jobs", name)
        fields = self._mapping(path, value, "a job has an expression, an adaptor and a trigger")
        return Job(
            name,
            self._expression(path, fields.get("expression")),
            adaptor=self._text(path, fields, "adaptor"),
            trigger=self._text(path, fields, "trigger"),
            credential=self._text(path, fields, "credential"),
        )

    def trigger(self, name: str, value: Any) -> Trigger:
        path = ("triggers", name)
        fields = self._mapping(path, value, "a trigger has criteria, cron, success or failure")
        kinds = [kind for kind in TRIGGER_KINDS if fields.get(kind) is not None]
        if len(kinds) != 1:
            says = f"has {' and '.join(kinds)}" if kinds else "has none"
            raise self._wrong(path, f"The trigger {name} {says}, but a trigger has exactly one of "
                              "criteria, cron, success and failure.")  # fmt: skip
        if kinds[0] == "criteria":
            return MessageFilter(name, self._criteria(path, fields["criteria"]))
        text = str(self._text(path, fields, kinds[0]))
        return {"cron": Cron, "success": Flow, "failure": Catch}[kinds[0]](name, text)

    def credential(self, name: str, value: Any) -> Credential:
        path = ("credentials", name)
        if isinstance(value, str):
            return Credential(name, file=value)
        if value is None:
            return Credential(name)
        body = self._mapping(path, value, "a credential has fields, their values masked")
        has_plain = any(_is_plain_secret(secret) for secret in body.values())
        if has_plain:
            self._note(path, f"The credential {name} holds values that are not masked: anyone who "
                       "gets this file can read them.")  # fmt: skip
        return Credential(name, tuple(body), has_plain_values=has_plain)

    def _expression(self, path: tuple[str, ...], value: Any) -> Expression:
        where = (*path, "expression")
        if value is None:
            self._note(path, f"The job {path[-1]} has no expression: it does nothing.")
            return InlineExpression("")
        if not isinstance(value, str):
            raise self._wrong(where, "An expression is text, or a file:// path.")
        if value.startswith("file://"):
            try:
                return ExpressionFile(path_of_uri(value.strip()))
            except UserInputProblem as error:
                place = self._yaml.place(where)
                raise UserInputProblem(
                    error.what, means=error.means, remedy=error.remedy, place=place
                ) from error
        if value.startswith(_LINKS) and "\n" not in value.strip():
            return ExpressionLink(value.strip())
        return InlineExpression(value)

    def _criteria(self, path: tuple[str, ...], value: Any) -> str:
        where = (*path, "criteria")
        if not isinstance(value, str):
            # The platform's API writes an object; project.yaml should hold its text.
            return json.dumps(value, ensure_ascii=False)
        try:
            json.loads(value)
        except ValueError:
            self._note(where, f"The criteria of {path[-1]} are not JSON, so they match nothing.")
        return value

    def _mapping(self, path: tuple[str, ...], value: Any, means: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._wrong(path, f"{path[-1]} must hold names and values: {means}.")
        return cast(dict[str, Any], value)

    def _text(self, path: tuple[str, ...], fields: dict[str, Any], key: str) -> str | None:
        value = fields.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, (dict, list)):
            raise self._wrong((*path, key), f"{key} is one text, not a list or mapping.")
        return str(value)

    def _note(self, path: tuple[str, ...], text: str) -> None:
        self.notices.append(Notice(text, self._yaml.place(path)))

    def _wrong(self, path: tuple[str, ...], what: str) -> UserInputProblem:
        return UserInputProblem(
            what,
            means="The project was not opened; nothing was changed.",
            remedy="Correct it in a text editor.",
            place=self._yaml.place(path),
        )


def _is_plain_secret(value: Any) -> bool:
    return bool(value) and not (isinstance(value, str) and value.strip(_MASK) == "")


def _dangling(project: ProjectFile) -> Iterator[Notice]:
    """Yield a notice for every name that leads nowhere."""
    jobs = {job.name for job in project.jobs}
    triggers = {trigger.name for trigger in project.triggers}
    credentials = {credential.name for credential in project.credentials}
    for job in project.jobs:
        for kind, name, known in (
            ("trigger", job.trigger, triggers),
            ("credential", job.credential, credentials),
        ):
            if name and name not in known:
                place = project.yaml.place(("jobs", job.name, kind))
                yield Notice(
                    f"The job {job.name} names the {kind} {name}, which is not here.", place
                )
    for trigger in project.triggers:
        if isinstance(trigger, (Flow, Catch)) and trigger.job not in jobs:
            place = project.yaml.place(("triggers", trigger.name))
            yield Notice(
                f"The trigger {trigger.name} watches the job {trigger.job}, which is not here.",
                place,
            )
