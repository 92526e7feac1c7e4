"""Refusals as every part of the platform answers them: a status and JSON that says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from starlette.responses import Response

from openfn_studio.errors import EnvironmentProblem, StudioError
from openfn_studio.store.problems import ChangedMeanwhile, FieldProblem, NotThere

DETAIL = "detail"
"""The field of an error that belongs to no field."""
JSON = "application/json"


@dataclass(frozen=True, eq=False)
class Refusal(Exception):
    """A request that is answered with a reason instead of a result."""

    status: int
    errors: Mapping[str, Sequence[str]]
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def because(cls, status: int, text: str, **headers: str) -> "Refusal":
        """Return a refusal with one sentence that belongs to no field.

        Args:
            status: The HTTP status.
            text: The sentence.
            **headers: Headers, with underscores for hyphens.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, {DETAIL: [text]}, named)

    def response(self) -> Response:
        """Return the answer."""
        body = msgspec.json.encode({"errors": self.errors})
        return Response(body, self.status, dict(self.headers), media_type=JSON)


def refusal_of(problem: StudioError) -> Refusal:
    """Return how a problem of the engine is answered."""
    says = str(problem)
    match problem:
        case NotThere():
            return Refusal.because(404, says)
        case ChangedMeanwhile():
            return Refusal.because(409, says)
        case FieldProblem():
            return Refusal(422, {problem.field: [says]})
        case EnvironmentProblem():
            # The disk is full or busy, the vault is locked: it may be tried again later.
            return Refusal.because(503, says, Retry_After="10")
        case _:
            return Refusal.because(422, says)
