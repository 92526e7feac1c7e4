"""Where inputs are fetched: files of the project and runs of the past. Any thread may ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec

from openfn_studio.domain.message import Message
from openfn_studio.domain.trigger import Cron, MessageFilter, Trigger
from openfn_studio.errors import Place, StudioError, UserInputProblem
from openfn_studio.state.reading import JsonProblem, read_json, read_state
from openfn_studio.store.store import Store
from openfn_studio.triggers.criteria import filter_of
from openfn_studio.triggers.initial_state import state_carried_on
from openfn_studio.triggers.jsontext import read_json as read_exact_json
from openfn_studio.workbench.given.choice import InputChoice

SAMPLES = "samples"
MOST_SAMPLES = 200
LARGEST_SAMPLE_LOOKED_AT = 5 << 20
_CREDENTIAL_WORDS = ("credential", "configuration", "secret")
_STATE_KEYS = frozenset({"data", "configuration", "references"})


class Archive(Protocol):
    """Where earlier runs are; ``running.archive.RunArchive`` is one."""

    def store(self) -> Store:
        """Return the store, opened."""
        ...


@dataclass(frozen=True, slots=True)
class InputOwner:
    """The job an input is for."""

    job: str
    """Its name; the path of a file that no project lists."""
    project_key: str
    """Which project's runs are looked at."""
    folder: Path | None = None
    trigger: Trigger | None = None


@dataclass(frozen=True, slots=True)
class InputOrder:
    """Which input a job is to get."""

    owner: InputOwner
    choice: InputChoice | None = None
    """None is what the job usually gets."""
    is_repaired: bool = False
    """A file that is broken is used with the repair its problem offers."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The initial state a job will receive."""

    choice: InputChoice
    state: bytes = field(repr=False)
    """JSON, without ``configuration``."""
    configuration: Mapping[str, Any] | None = field(default=None, repr=False)
    """What the state's own ``configuration`` was: it counts when the job has no credential."""


class InputSources:
    """Fetches inputs.

    Args:
        archive: Where earlier runs are.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def assembled(self, order: InputOrder) -> Assembled:
        """Return the initial state of an order.

        Raises:
            JsonProblem: The file is not JSON; the place and, when there is one, the repair.
            StudioError: The file or the run cannot be read.
        """
        owner, is_repaired = order.owner, order.is_repaired
        chosen = order.choice or self.usual(owner)
        match chosen.kind:
            case "empty":
                return _packed(chosen, {"data": {}})
            case "message":
                body = _read(chosen.file, "message", is_repaired=is_repaired)
                return _packed(chosen, Message(body).initial_state())
            case "state":
                return _packed(chosen, _read(chosen.file, "state", is_repaired=is_repaired))
            case "run_input":
                state = self._archive.store().state_before(chosen.run or 0, 0).result()
                return _packed(chosen, state)
            case "run_result":
                state = self._archive.store().read_final_state(chosen.run or 0).result()
                return _packed(chosen, state_carried_on(state))
            case "last_state":
                return _packed(chosen, self._last_state(owner))

    def usual(self, owner: InputOwner) -> InputChoice:
        """Return what a job is given before anybody chose.

        A job that waits for messages gets the first sample its filter lets through, a cron job its
        last state, any other the empty state.
        """
        match owner.trigger:
            case Cron():
                return InputChoice("last_state")
            case MessageFilter() as trigger:
                return _first_match(trigger, samples_in(owner.folder)) or InputChoice()
            case _:
                return InputChoice()

    def _last_state(self, owner: InputOwner) -> Any:
        store = self._archive.store()
        rows = store.list_runs(owner.project_key, job=owner.job, limit=200).result()
        for row in rows:
            if row.exit_code == 0:
                return state_carried_on(store.read_final_state(row.key.id).result())
        return {}


def samples_in(folder: Path | None) -> tuple[Path, ...]:
    """Return a project's samples by name, but for what looks like a credential."""
    if folder is None:
        return ()
    try:
        found = sorted((folder / SAMPLES).glob("*.json"), key=lambda file: file.name.lower())
    except OSError:
        return ()
    harmless = [
        file for file in found if not any(word in file.stem.lower() for word in _CREDENTIAL_WORDS)
    ]
    return tuple(harmless[:MOST_SAMPLES])


def choice_of_file(file: Path) -> InputChoice:
    """Return a file as the input it most likely is: a whole state, or a message.

    Raises:
        StudioError: The file cannot be read; broken JSON counts as a message.
    """
    data = _bytes_of(file)
    try:
        value = read_json(data, "input", file)
    except JsonProblem:
        return InputChoice("message", file)
    is_state = isinstance(value, dict) and not _STATE_KEYS.isdisjoint(cast(dict[str, Any], value))
    return InputChoice("state" if is_state else "message", file)


def _first_match(trigger: MessageFilter, files: tuple[Path, ...]) -> InputChoice | None:
    try:
        wanted = filter_of(trigger)
    except StudioError:
        return None
    for file in files:
        try:
            if file.stat().st_size > LARGEST_SAMPLE_LOOKED_AT:
                continue
            if wanted.matches(read_exact_json(file.read_bytes(), "sample")):
                return InputChoice("message", file)
        except (OSError, StudioError):
            continue
    return None


def _read(file: Path | None, what: str, *, is_repaired: bool) -> Any:
    if file is None:
        raise UserInputProblem(f"No {what} file is chosen.", remedy="Choose another input.")
    read = read_state if what == "state" else _read_message
    source = _bytes_of(file)
    try:
        return read(source, file)
    except JsonProblem as problem:
        if not is_repaired or problem.repair is None:
            raise
        return read(problem.repair.repaired_text, file)


def _read_message(source: str | bytes, file: Path | None) -> Any:
    return read_json(source, "message", file)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise UserInputProblem(
            f"The input {file.name} is no longer there.",
            means="Nothing was run.",
            remedy="Choose another input.",
            place=Place(file),
        ) from error
    except OSError as error:
        raise UserInputProblem(
            f"The input {file.name} cannot be read: {error.strerror}.",
            means="Nothing was run.",
            remedy="Choose another input, or give your user the right to read it.",
            place=Place(file),
        ) from error


def _packed(choice: InputChoice, state: Any) -> Assembled:
    configuration = None
    if isinstance(state, dict):
        members = cast(dict[str, Any], state)
        own = members.get("configuration")
        configuration = cast(dict[str, Any], own) if isinstance(own, dict) else None
        state = {key: value for key, value in members.items() if key != "configuration"}
    return Assembled(choice, msgspec.json.encode(state), configuration)
