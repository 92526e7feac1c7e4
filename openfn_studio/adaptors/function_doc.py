"""What is known about one function of an adaptor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParameterDoc:
    """One parameter of a function."""

    name: str
    type: str = ""
    """As the author wrote it: ``string``, ``string | Array``; empty when not said."""
    description: str = ""
    is_optional: bool = False
    is_rest: bool = False
    """True for ``...operations``: any number of values."""
    default: str = ""
    members: tuple["ParameterDoc", ...] = ()
    """The documented keys of an object parameter."""


@dataclass(frozen=True, slots=True)
class ExampleDoc:
    """One example of a function."""

    code: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class FunctionDoc:
    """One function a job can call."""

    name: str
    """As a job writes it: ``get``, ``http.get``."""
    parameters: tuple[ParameterDoc, ...] = ()
    description: str = ""
    examples: tuple[ExampleDoc, ...] = ()
    returns: str = ""
    """The type of what it returns; ``Operation`` for most."""
    returns_description: str = ""
    is_common: bool = False
    """True for a function the adaptor passes on from language-common."""
    is_private: bool = False
    """True when the author does not mean jobs to call it."""
    deprecated: str = ""
    """Why not to use it, when the author says so."""
    has_docs: bool = True
    """False when nothing but the name is known."""

    @property
    def signature(self) -> str:
        """The call as a person reads it: ``get(path, options?)``; the bare name without docs."""
        if not self.has_docs:
            return self.name
        return f"{self.name}({', '.join(_shown(parameter) for parameter in self.parameters)})"


def _shown(parameter: ParameterDoc) -> str:
    if parameter.is_rest:
        return f"...{parameter.name}"
    return f"{parameter.name}?" if parameter.is_optional else parameter.name
