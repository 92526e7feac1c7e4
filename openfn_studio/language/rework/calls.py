"""New calls of an adaptor's functions, with places to fill in, as each dialect writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from openfn_studio.domain.run import Dialect
from openfn_studio.language.job import Job
from openfn_studio.language.rework.quoted import quoted


class ParameterLike(Protocol):
    """What must be known of a parameter; ``adaptors`` and ``workbench`` have such values."""

    @property
    def name(self) -> str:
        """E.g. ``path``."""
        ...

    @property
    def type(self) -> str:
        """As the author wrote it; empty when not said."""
        ...

    @property
    def is_optional(self) -> bool:
        """Whether calls may leave it out."""
        ...


class FunctionLike(Protocol):
    """What must be known of a function."""

    @property
    def name(self) -> str:
        """As a job writes it: ``get``, ``http.get``."""
        ...

    @property
    def parameters(self) -> Sequence[ParameterLike]:
        """In order."""
        ...


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call to write into a job, without the semicolon or comma after it."""

    text: str
    """Lines end with LF."""
    holes: tuple[tuple[int, int], ...] = ()
    """What to fill in: offsets in ``text``, in order."""


_FUNCTION_RUNNERS = frozenset({"fn", "alterState"})
_TEXTS = frozenset({"string", "str", "url", "path"})
_LISTS = ("array", "[]")
_FUNCTIONS = frozenset({"func", "fn", "callback", "cb", "function", "next"})
_OBJECTS = frozenset({"object", "options", "params", "attributes", "headers", "query", "config"})


def call_of(function: FunctionLike, dialect: Dialect, runner: str = "fn") -> NewCall:
    """Return a call of a function with each parameter that it needs.

    Args:
        function: The function.
        dialect: Whose way to read the state: ``$.data`` or ``state => state.data``.
        runner: What runs a function of state in this job: ``fn`` or ``alterState``.
    """
    if function.name in _FUNCTION_RUNNERS:
        return function_call(function.name)
    text = f"{function.name}("
    holes: list[tuple[int, int]] = []
    needed = [parameter for parameter in function.parameters if not parameter.is_optional]
    for count, parameter in enumerate(needed):
        text += ", " if count else ""
        value, first, last = _value(parameter, dialect, runner)
        holes.append((len(text) + first, len(text) + last))
        text += value
    return NewCall(f"{text})", tuple(holes))


def function_call(name: str) -> NewCall:
    """Return a call of ``fn`` or ``alterState`` with a function to fill in."""
    head = f"{name}(state => {{\n  "
    return NewCall(f"{head}return state;\n}})", ((len(head), len(head)),))


def first_call(job: Job) -> NewCall:
    """Return the operation that an empty job may begin with."""
    known = job.function_operation if job.exports is not None else None
    return function_call(known or ("alterState" if job.is_v1 else "fn"))


def _value(parameter: ParameterLike, dialect: Dialect, runner: str) -> tuple[str, int, int]:
    """Return a value to fill in, and which part of it is to be written over."""
    kind, name = parameter.type.lower().split("|")[0].strip(), parameter.name.lower()
    if "operation" in kind or name in ("operation", "operations"):
        value = f"{runner}(state => state)"
        return value, len(value) - 6, len(value) - 1
    if "function" in kind or name in _FUNCTIONS:
        return "state => state", 9, 14
    if kind in ("number", "integer"):
        return "0", 0, 1
    if kind in ("boolean", "bool"):
        return "true", 0, 4
    if "string" in kind or (not kind and name in _TEXTS) or "datasource" in kind + name:
        return _text(parameter.name, kind + name)
    if any(mark in kind for mark in _LISTS):
        return "[]", 1, 1
    if "object" in kind or name in _OBJECTS:
        return "{}", 1, 1
    value = "$.data" if dialect is Dialect.V2 else "state => state.data"
    return value, 0, len(value)


def _text(name: str, about: str) -> tuple[str, int, int]:
    value = quoted("$.data[*]" if "datasource" in about else name)
    return value, 1, len(value) - 1
