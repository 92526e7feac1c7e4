"""Jobs: an expression, its adaptor, what starts it and what it logs in with."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from openfn_studio.domain.run import Dialect


@dataclass(frozen=True, slots=True)
class InlineExpression:
    """Job text that stands in ``project.yaml`` itself."""

    text: str


@dataclass(frozen=True, slots=True)
class ExpressionFile:
    """Job text in a file of the project folder."""

    path: PurePosixPath
    """Relative to the folder, never outside it."""


@dataclass(frozen=True, slots=True)
class ExpressionLink:
    """Job text somewhere on the network; Studio shows the address and does not fetch it."""

    url: str


Expression = InlineExpression | ExpressionFile | ExpressionLink


@dataclass(frozen=True, slots=True)
class JobSettings:
    """What v1 keeps with a job and ``project.yaml`` has no place for."""

    autoprocess: bool = False
    """Whether its trigger starts it; a job is off until somebody switches it on."""
    archived: bool = False
    test_mode: bool | None = None
    """Whether its HTTP requests are answered on this machine; None means as the project says."""
    no_console: bool = False
    long_run: bool = False
    dialect: Dialect | None = None
    """None means the project's."""
    extra_adaptors: tuple[str, ...] = ()
    """Adaptors besides the job's own, as people write them."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a project."""

    name: str
    """The key in ``project.yaml``; unique in a project."""
    expression: Expression
    adaptor: str | None = None
    """As written: ``http``, ``@openfn/language-http@3.1.12``; None is language-common."""
    trigger: str | None = None
    """The name of a trigger."""
    credential: str | None = None
    """The name of a credential."""
    settings: JobSettings = field(default=JobSettings())

    @property
    def adaptors(self) -> tuple[str, ...]:
        """The job's adaptors, its own first, as people write them."""
        own = (self.adaptor,) if self.adaptor else ()
        return own + self.settings.extra_adaptors
