"""Credentials as a project names them. Their bodies live in the vault, never here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential's name and the names of its fields, without any value."""

    name: str
    fields: tuple[str, ...] = ()
    """What the body has, e.g. ``username``; values are masked in project files."""
    file: str | None = None
    """Where the project file says the body is (``file://…``), instead of ``fields``."""
    has_plain_values: bool = False
    """True when the project file holds values that are not masked: the user is to be warned."""
