"""Adaptors: what a job asks for, and what is installed."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AdaptorSpec:
    """An adaptor as a job asks for it."""

    name: str
    """The npm name, e.g. ``@openfn/language-http``."""
    version: str | None = None
    """An exact version, a range or a tag; None means the latest at run time."""
    path: Path | None = None
    """A local build to use instead of npm."""

    def __str__(self) -> str:
        if self.path:
            return f"{self.name}={self.path}"
        return f"{self.name}@{self.version}" if self.version else self.name


@dataclass(frozen=True, slots=True)
class InstalledAdaptor:
    """An adaptor on this computer, ready to be loaded."""

    name: str
    version: str
    path: Path
    """The folder that holds its ``package.json``."""
