"""Adaptor specifiers as the run bar shows and writes them. Pure."""

from dataclasses import dataclass

from openfn_studio.adaptors import specifier
from openfn_studio.errors import StudioError


@dataclass(frozen=True, slots=True)
class AdaptorChoice:
    """What a job asks for, taken apart."""

    name: str
    """The npm name; the text as it stands when it is no specifier."""
    short_name: str
    """``http``."""
    version: str | None = None
    """None is the latest at run time; a range or tag stands as it is."""
    is_local: bool = False
    """True for a build on this computer."""

    @property
    def text(self) -> str:
        """How the run bar shows it: ``http@7.2.10``, ``http latest``, ``http local``."""
        if self.is_local:
            return f"{self.short_name} local"
        if self.name == specifier.STANDIN:
            return "standin"
        return f"{self.short_name}@{self.version}" if self.version else f"{self.short_name} latest"


def adaptor_choice(text: str) -> AdaptorChoice:
    """Return what a specifier asks for; one that cannot be read is shown as it stands."""
    try:
        spec = specifier.parse(text)
    except StudioError:
        return AdaptorChoice(text, text)
    return AdaptorChoice(
        spec.name, specifier.short_name(spec.name), spec.version, spec.path is not None
    )


def written(name: str, version: str | None) -> str:
    """Return how ``project.yaml`` names a version; None is the latest at run time."""
    if version is None or name == specifier.STANDIN:
        return name
    return f"{name}@{version}"
