"""A theme: what each colour role looks like, read from a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place

NAMES = ("light", "dark", "contrast")
"""The themes that ship with the program."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by role. Widgets name roles, never colours."""

    name: str
    """One of ``NAMES``."""
    title: str
    """What people read."""
    is_dark: bool
    hex: Mapping[str, str]
    """Role to ``#rrggbb``: the roles of the sections ``role`` and ``syntax``."""

    @property
    def is_contrast(self) -> bool:
        """True where surfaces share one colour and borders part them."""
        return self.hex["sunken"] == self.hex["surface"]


def load_theme(folder: Path, name: str) -> Theme:
    """Read ``<name>.toml``.

    Raises:
        EnvironmentProblem: The file is missing or no theme: the program's files are damaged.
    """
    file = folder / f"{name}.toml"
    try:
        with file.open("rb") as source:
            written = tomllib.load(source)
        base = written["base"]
        roles = {**written["role"], **written["syntax"]}
        colours = {role: base[colour] for role, colour in roles.items()}
        return Theme(name, written["name"], written["scheme"] == "dark", colours)
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise EnvironmentProblem(
            f"The theme {name} cannot be read: {error}.",
            means="The window cannot be drawn.",
            remedy="Install the program again.",
            place=Place(file),
        ) from error
