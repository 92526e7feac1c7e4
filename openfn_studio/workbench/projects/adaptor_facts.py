"""What the window shows of adaptors, as frozen values: ``ui`` knows these and not ``adaptors``."""

from dataclasses import dataclass, field
from typing import Any

from openfn_studio.errors import StudioError


@dataclass(frozen=True, slots=True)
class ParameterFact:
    """One parameter of a function."""

    name: str
    type: str = ""
    """As the author wrote it: ``string | Array``; empty when not said."""
    description: str = ""
    is_optional: bool = False
    is_rest: bool = False
    """True for ``...operations``: any number of values."""
    default: str = ""
    members: tuple["ParameterFact", ...] = ()
    """The documented keys of an object parameter."""


@dataclass(frozen=True, slots=True)
class ExampleFact:
    """One example of a function."""

    code: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class FunctionFact:
    """One function a job can call."""

    name: str
    """As a job writes it: ``get``, ``http.get``."""
    signature: str
    """The call as people read it: ``get(path, options?)``; the bare name without docs."""
    parameters: tuple[ParameterFact, ...] = ()
    description: str = ""
    """Markdown."""
    examples: tuple[ExampleFact, ...] = ()
    returns: str = ""
    """The type of what it returns; ``Operation`` for most."""
    returns_description: str = ""
    is_common: bool = False
    """True for a function the adaptor passes on from language-common."""
    deprecated: str = ""
    """Why not to use it, when the author says so."""
    has_docs: bool = True
    """False when nothing but the name is known."""

    @property
    def summary(self) -> str:
        """The first sentence of the description, on one line, without marks of code."""
        line = self.description.strip().split("\n\n")[0].replace("\n", " ").replace("`", "")
        head, stop, _ = line.partition(". ")
        return head + stop.strip()


@dataclass(frozen=True, slots=True)
class CredentialFieldFact:
    """One value of the credential an adaptor takes."""

    key: str
    """Its name in ``state.configuration``."""
    title: str
    type: str = "string"
    format: str = ""
    is_required: bool = False
    is_secret: bool = False
    placeholder: str = ""
    """An example to show in the empty field."""
    description: str = ""
    choices: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True, slots=True)
class ConnectionFact:
    """How an adaptor reaches the system it is for."""

    words: str
    """E.g. ``Web API``."""
    icon: str
    """The name of its icon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptorFact:
    """An installed adaptor as it is shown to people."""

    name: str
    """The npm name, ``@openfn/language-http``."""
    short_name: str
    """``http``."""
    version: str
    description: str = ""
    homepage: str = ""
    license: str = ""
    connection: ConnectionFact
    functions: tuple[FunctionFact, ...] = ()
    """What jobs are meant to call, the adaptor's own first."""
    exports: frozenset[str] = frozenset()
    """Every exported name, ``execute`` too."""
    namespaces: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Exported objects and the names in them: ``http`` and ``get``."""
    credential_fields: tuple[CredentialFieldFact, ...] = ()
    says_credential: bool = False
    """True when the package has a credential schema at all."""
    is_oauth: bool = False
    changelog: str = ""
    """Markdown; empty when the package carries none."""
    folder: str = ""
    """Where it lies on this computer."""
    problems: tuple[str, ...] = ()
    """Whole sentences about files of the package that could not be read."""
    is_shipped: bool = False
    """True for the adaptor that is part of this program."""

    @property
    def specifier(self) -> str:
        """``http@7.2.10``."""
        return f"{self.short_name}@{self.version}"


@dataclass(frozen=True, slots=True)
class InstalledFact:
    """An adaptor version on this computer, as the list shows it."""

    name: str
    short_name: str
    version: str
    description: str = ""
    connection: ConnectionFact | None = None
    """None when its package cannot be read."""
    size_bytes: int | None = None
    """What its folder takes on the disk; None when it was not counted."""
    damage: str = ""
    """A sentence when it is damaged and cannot be used."""
    is_shipped: bool = False

    @property
    def specifier(self) -> str:
        """``http@7.2.10``."""
        return f"{self.short_name}@{self.version}"


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """What npm has of an adaptor."""

    name: str
    short_name: str
    versions: tuple[str, ...]
    """Newest first."""
    latest: str
    """What ``latest`` means now; empty when npm does not say."""


@dataclass(frozen=True, slots=True)
class AdaptorsKnown:
    """What is known at the moment about the adaptors somebody asked for."""

    found: tuple[AdaptorFact, ...]
    missing: tuple[str, ...] = ()
    """Specifiers that nothing on this computer fits."""
    problems: tuple[StudioError, ...] = ()
    is_reading: bool = False
    """True while some are still being read; ``known_changed`` follows."""


@dataclass(frozen=True, slots=True)
class InstallFact:
    """An installation or removal that is on."""

    specifier: str
    """As it was asked for."""
    text: str
    """How far it is, a phrase."""
    is_removal: bool = False


@dataclass(frozen=True, slots=True)
class InstallEnd:
    """How an installation or removal ended."""

    specifier: str
    """As it was asked for."""
    text: str = ""
    """What is so now, one sentence; empty after a problem."""
    made: str = ""
    """The version that is installed now, ``http@7.2.10``; empty after a removal or a problem."""
    cautions: tuple[str, ...] = ()
    """Whole sentences: why the adaptor may not work."""
    problem: StudioError | None = None
    """Why it did not end well."""
    is_removal: bool = False
