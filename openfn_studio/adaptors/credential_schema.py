"""What an adaptor wants in its credential: ``configuration-schema.json``, read leniently."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openfn_studio.adaptors.lenient import as_list, as_object, as_text
from openfn_studio.adaptors.package_file import read_json_object

FILE_NAME = "configuration-schema.json"

_TYPES = frozenset({"string", "integer", "number", "boolean", "object", "array"})


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One value of a credential."""

    key: str
    """Its name in ``state.configuration``."""
    title: str
    type: str = "string"
    """``string``, ``integer``, ``number``, ``boolean``, ``object`` or ``array``."""
    format: str = ""
    """``uri``, ``email``, … or empty."""
    required: bool = False
    write_only: bool = False
    """True when the adaptor says the value is secret; many secrets are not marked."""
    placeholder: str = ""
    """An example to show in the empty field."""
    description: str = ""
    choices: tuple[str, ...] = ()
    """The only values allowed, when the schema lists them."""
    default: Any = None
    """The value an empty field stands for; None when there is none."""


@dataclass(frozen=True, slots=True)
class CredentialSchema:
    """The credential an adaptor takes; without fields when it takes none or does not say."""

    fields: tuple[CredentialField, ...] = ()
    is_oauth: bool = False
    """True when the platform fills the credential by signing in elsewhere (OAuth2)."""
    is_given: bool = False
    """True when the package has a schema file at all."""

    @property
    def write_only(self) -> tuple[str, ...]:
        """The keys whose values must be hidden wherever they are shown."""
        return tuple(field.key for field in self.fields if field.write_only)

    @property
    def required(self) -> tuple[str, ...]:
        """The keys a credential must have."""
        return tuple(field.key for field in self.fields if field.required)


def read_credential_schema(folder: Path) -> CredentialSchema:
    """Return the credential schema of the package in ``folder``; an empty one when it has none.

    Raises:
        AdaptorBroken: The schema file is there and is no JSON object.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return CredentialSchema()
    schema = read_json_object(path)
    properties = as_object(schema.get("properties"))
    needed = as_list(schema.get("required"))
    fields = tuple(_field(key, as_object(value), needed) for key, value in properties.items())
    return CredentialSchema(fields, "oauth" in str(schema.get("$comment", "")).lower(), True)


def _field(key: str, stated: Mapping[str, Any], needed: list[Any]) -> CredentialField:
    example = next(iter(as_list(stated.get("examples"))), "")
    return CredentialField(
        key,
        title=as_text(stated.get("title")) or key,
        type=_type(stated),
        # "string" is written as a format by some adaptors; it says nothing.
        format=as_text(stated.get("format")).removeprefix("string"),
        required=key in needed or stated.get("required") is True,
        write_only=stated.get("writeOnly") is True,
        placeholder=as_text(stated.get("placeholder")) or as_text(example),
        description=as_text(stated.get("description")),
        choices=tuple(str(choice) for choice in as_list(stated.get("enum"))),
        default=stated.get("default"),
    )


def _type(stated: Mapping[str, Any]) -> str:
    """Return the type that is not null, of ``type`` or of the alternatives."""
    named = stated.get("type")
    candidates = [*as_list(named), named]
    for keyword in ("anyOf", "oneOf"):
        alternatives = as_list(stated.get(keyword))
        candidates += [as_object(alternative).get("type") for alternative in alternatives]
    return next(
        (
            str(candidate)
            for candidate in candidates
            if isinstance(candidate, str) and candidate in _TYPES
        ),
        "string",
    )
