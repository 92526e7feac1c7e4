"""What is said when a run was asked for and did not start, or must be agreed to first."""

from dataclasses import dataclass
from typing import Literal

from openfn_studio.errors import RunProblem, StudioError
from openfn_studio.state.reading import JsonProblem
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.given.credential_order import MissingValues

Offer = Literal["", "stop", "repair", "values", "open"]
"""What helps: stop the run that is on, repair the input, enter the credential, open the file."""


@dataclass(frozen=True, slots=True)
class RunRefusal:
    """A run that was asked for and not started, or a step that was not taken."""

    buffer: BufferId
    problem: StudioError
    offer: Offer = ""
    is_debug: bool = False


@dataclass(frozen=True, slots=True)
class LiveConfirmation:
    """What the user is asked once a session before a run sends real requests in production."""

    buffer: BufferId
    is_debug: bool
    project: str
    job: str
    credential: str | None


def busy(job: str) -> RunProblem:
    """Return the problem of a run that is asked for while another is on."""
    return RunProblem(
        f"A run of {job} is going on.",
        means="One job runs at a time in a window.",
        remedy="Stop it first, or wait for its end.",
    )


def offer_for(problem: StudioError) -> Offer:
    """Return what helps against a problem that kept a run from starting."""
    if isinstance(problem, MissingValues):
        return "values"
    if isinstance(problem, JsonProblem) and problem.repair:
        return "repair"
    return "open" if problem.place and problem.place.file else ""
