"""What a job may be given: a choice in words, as an icon, and as the session remembers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

InputKind = Literal["empty", "message", "state", "run_input", "run_result", "last_state"]
"""``message``: a file whose value becomes ``data``; ``state``: a file that is the whole state;
``run_input`` and ``run_result``: where an earlier run began and ended; ``last_state``: where the
job's latest successful run ended, as a cron job is given it."""

_ICONS: dict[InputKind, str] = {
    "empty": "circle-dashed",
    "message": "mail",
    "state": "braces",
    "run_input": "activity",
    "run_result": "activity",
    "last_state": "history",
}


@dataclass(frozen=True, slots=True)
class InputChoice:
    """One choice."""

    kind: InputKind = "empty"
    file: Path | None = None
    run: int | None = None
    """The store's id of the earlier run."""
    number: int | None = None
    """What people call that run."""

    @property
    def name(self) -> str:
        """What it is called, short enough for a button."""
        match self.kind:
            case "message" | "state":
                return self.file.name if self.file else "File"
            case "run_input":
                return f"Input of run {self.number}"
            case "run_result":
                return f"Result of run {self.number}"
            case "last_state":
                return "Last state"
            case "empty":
                return "Empty state"

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return _ICONS[self.kind]

    @property
    def meaning(self) -> str:
        """What the job will receive, one sentence."""
        match self.kind:
            case "message":
                return "The file is a message: the job receives it as state.data."
            case "state":
                return "The file is the whole state the job receives."
            case "run_input":
                return "The state that run began with, as it was shown: secrets are masked."
            case "run_result":
                return "The state that run ended with."
            case "last_state":
                return "Where the job's latest successful run ended, as a cron job is given it."
            case "empty":
                return 'The job receives {"data": {}}.'

    def to_session(self) -> dict[str, Any]:
        """Return it as the session keeps it."""
        kept: dict[str, Any] = {"kind": self.kind}
        if self.file:
            kept["file"] = str(self.file)
        if self.run is not None:
            kept |= {"run": self.run, "number": self.number}
        return kept


def choice_from_session(kept: object) -> InputChoice | None:
    """Return a choice the session kept; None for anything that is none."""
    if not isinstance(kept, Mapping):
        return None
    values = cast(Mapping[str, Any], kept)
    kind, file, run, number = (values.get(key) for key in ("kind", "file", "run", "number"))
    if kind not in get_args(InputKind):
        return None
    needs_file, needs_run = kind in ("message", "state"), str(kind).startswith("run_")
    if needs_file and not isinstance(file, str):
        return None
    if needs_run and not isinstance(run, int):
        return None
    return InputChoice(
        cast(InputKind, kind),
        Path(str(file)) if needs_file else None,
        cast(int, run) if needs_run else None,
        number if isinstance(number, int) else None,
    )
