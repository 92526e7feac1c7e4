"""Where a run's result and events go: a file, stdout, and, if all else fails, the data folder."""

import contextlib
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TextIO

import msgspec

from openfn_studio.cli.terminal import Terminal
from openfn_studio.errors import EnvironmentProblem, StudioError, UserInputProblem
from openfn_studio.paths import DataFolder
from openfn_studio.runner import protocol
from openfn_studio.workspace.atomic import save_atomically

STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where the flags want the final state and the events."""

    state_file: Path | None
    state_to_stdout: bool
    events: Path | None

    def check(self) -> None:
        """Refuse two things on one stdout before anything is run.

        Raises:
            UserInputProblem: Two outputs were sent to stdout.
        """
        if self.state_to_stdout and self.events == STDOUT:
            raise UserInputProblem(
                "The final state and the events cannot both go to standard output.",
                remedy="Give one of them a file: -o FILE or --events FILE.",
            )


class EventsFile:
    """Writes events as JSON lines, each as it comes; shows what ``redacted`` events show."""

    def __init__(self, target: Path | None) -> None:
        self._target = target
        self._stream: BinaryIO | None = None
        self.problem: StudioError | None = None
        """Why the events after some point could not be written."""
        if target == STDOUT:
            self._stream = _stdout()
        elif target:
            self._stream = _opened(target)

    def __call__(self, event: protocol.AnyEvent) -> None:
        """Write one event. None holds the exact final state: ``-o`` writes it.

        What cannot be written ends the record, never the run: see ``problem``.
        """
        if self._stream is None or self.problem is not None:
            return
        try:
            self._stream.write(msgspec.json.encode(event) + b"\n")
            self._stream.flush()
        except OSError as error:
            self.problem = EnvironmentProblem(
                f"The events could not all be written to {self._name}: {error.strerror}.",
                means="The run went on without them; what is there ends in the middle.",
                remedy="Make room or choose another file, and run the job again.",
            )

    @property
    def _name(self) -> str:
        return "standard output" if self._target == STDOUT else str(self._target)

    def __enter__(self) -> "EventsFile":
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; stdout stays open."""
        if self._stream and self._target != STDOUT:
            # What could not be written is told already.
            with contextlib.suppress(OSError):
                self._stream.close()


def write_state(
    state_json: bytes | None,
    wanted: Destinations,
    data: DataFolder,
    now: datetime,
    terminal: Terminal,
) -> bool:
    """Write the final state where it was asked for, and return whether it got there.

    Where it cannot be written it is kept in the data folder and that place is told.
    """
    if not wanted.state_file and not wanted.state_to_stdout:
        return True
    if state_json is None:
        terminal.note("The job left no state, so there is none to write.")
        return True
    body = _readable(state_json) + b"\n"
    try:
        if wanted.state_file:
            save_atomically(wanted.state_file, body)
        if wanted.state_to_stdout:
            stdout = _stdout()
            stdout.write(body)
            stdout.flush()
    except (StudioError, OSError) as error:
        _keep(body, error, data, now, terminal)
        return False
    return True


def _readable(state_json: bytes) -> bytes:
    """Return the state with line breaks; one that JavaScript takes and JSON hardly, as it came.

    Such are half a surrogate pair in a text, and thousands of levels.
    """
    try:
        return msgspec.json.format(state_json, indent=2)
    except (msgspec.DecodeError, RecursionError):
        return state_json


def _stdout() -> BinaryIO:
    """Return standard output, for bytes.

    Raises:
        EnvironmentProblem: The program was started without one.
    """
    # Python gives None for a stream that was closed before the program began.
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise EnvironmentProblem(
            "There is no standard output: it was closed before the program began.",
            remedy="Write into a file instead: -o FILE or --events FILE.",
        )
    return stream.buffer


def _keep(
    body: bytes, error: Exception, data: DataFolder, now: datetime, terminal: Terminal
) -> None:
    what = str(error) if isinstance(error, StudioError) else f"Writing it failed: {error}."
    kept = data.results / f"{now:%Y%m%dT%H%M%S}-{os.getpid()}.json"
    try:
        save_atomically(kept, body)
    except (StudioError, OSError) as second:
        terminal.problem(what, means=f"It could not be kept in {kept} either: {second}.")
        return
    terminal.problem(
        f"The final state could not be written. {what}",
        means="The job ran to its end, and its result is kept.",
        remedy=f"It is in {kept}",
    )


def _opened(target: Path) -> BinaryIO:
    try:
        return target.open("wb")
    except OSError as error:
        raise UserInputProblem(
            f"The events file {target} cannot be written: {error.strerror}.",
            means="Nothing was run.",
            remedy="Choose another file for --events.",
        ) from error
