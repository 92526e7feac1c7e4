"""How a run gets its credential: the order it is given with, and how it is opened. Knows no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from openfn_studio.domain.run import HttpMode
from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.state.reading import JsonProblem, read_json
from openfn_studio.workbench.given.sealed_values import SealedValues

Source = Literal["none", "missing", "file", "session", "sealed"]
"""``none``: the job names no credential; ``missing``: it has no values on this computer."""


class MissingValues(UserInputProblem):
    """A live run needs values that are not on this computer."""


@dataclass(frozen=True, slots=True)
class CredentialOrder:
    """How a run gets its credential; frozen when the run is asked for."""

    name: str | None
    source: Source
    file: Path | None = None
    id: str = ""
    values: Mapping[str, Any] | None = field(default=None, repr=False)
    samples: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What test mode uses when there are no values."""


@dataclass(frozen=True, slots=True)
class OpenedCredential:
    """What a run is given."""

    body: Mapping[str, Any] | None = field(default=None, repr=False)
    note: str = ""
    """What the log is to say of it, a sentence."""


def opened(order: CredentialOrder, sealed: SealedValues, mode: HttpMode) -> OpenedCredential:
    """Return a credential's values; waits for the disk or the keychain.

    Raises:
        StudioError: They cannot be read; or there are none, and the run would be live.
    """
    match order.source:
        case "none":
            return OpenedCredential()
        case "session":
            return OpenedCredential(order.values)
        case "sealed":
            return OpenedCredential(sealed.read(order.id))
        case "file":
            return OpenedCredential(read_credential(order.file or Path()))
        case "missing":
            return _sample(order, mode)


def read_credential(file: Path) -> dict[str, Any]:
    """Return the credential a JSON file holds. Problems name the place, never the text.

    Raises:
        UserInputProblem: It is missing, not JSON, or no object.
    """
    remedy = 'A credential is an object such as {"username": "…", "password": "…"}.'
    try:
        body = read_json(file.read_bytes(), "credential", file)
    except OSError as error:
        raise UserInputProblem(
            f"The credential {file.name} cannot be read: {error.strerror}.",
            means="Nothing was run.",
            remedy="Choose another file, or enter the values.",
            place=Place(file),
        ) from error
    except JsonProblem as problem:
        raise UserInputProblem(
            f"The credential {file.name} is not JSON.",
            means="Its text is not shown, as it holds secrets.",
            remedy=remedy,
            place=problem.place,
        ) from None
    if isinstance(body, dict):
        return cast(dict[str, Any], body)
    raise UserInputProblem(
        f"The credential {file.name} is JSON, but not an object.",
        remedy=remedy,
        place=Place(file, 1, 1),
    )


def _sample(order: CredentialOrder, mode: HttpMode) -> OpenedCredential:
    if mode is HttpMode.LIVE:
        raise MissingValues(
            f"The credential {order.name} has no values on this computer.",
            means="Nothing was run, so nothing was sent.",
            remedy="Enter its values, or run in test mode.",
        )
    names = ", ".join(order.samples) or "no field"
    return OpenedCredential(
        order.samples,
        f"The credential {order.name} has no values on this computer: "
        f"the job runs with sample values ({names}).",
    )


def without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form filled in, without what was left empty."""
    return {key: value for key, value in values.items() if value not in ("", None)}
