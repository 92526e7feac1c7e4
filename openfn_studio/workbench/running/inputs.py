"""What each job is given when it is run: chosen, pinned, assembled, and known before the run."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.state.reading import JsonProblem
from openfn_studio.state.tree import Document
from openfn_studio.workbench.given.choice import InputChoice, choice_from_session
from openfn_studio.workbench.given.input_sources import (
    Assembled,
    InputOrder,
    InputOwner,
    InputSources,
    choice_of_file,
    samples_in,
)
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.session import SessionBench

_KEPT_FILES = 5
_PINS = "inputs:"


@dataclass(frozen=True, slots=True)
class InputFact:
    """What a job is given, as it stands."""

    job: str
    choice: InputChoice | None
    """None while nobody chose and the job's usual input is being looked for."""
    is_chosen: bool = False
    """False for the job's usual input, which nobody chose."""
    is_pinned: bool = False
    """True when the choice outlives this session."""
    size: int | None = None
    """Bytes of the assembled state, once it is known."""
    problem: StudioError | None = None
    """Why it cannot be used."""
    repair: str = ""
    """What a repair of the broken file would do, a sentence; empty when there is none."""
    is_repaired: bool = False
    """True when the job is given the repaired text of a broken file."""

    @property
    def name(self) -> str:
        """What it is called, short enough for a button."""
        return self.choice.name if self.choice else "Usual input"


@dataclass(frozen=True, slots=True)
class InputOffer:
    """What can be chosen for a job without asking for a file."""

    samples: tuple[InputChoice, ...]
    """The project's samples; ``message`` until the file is looked at."""
    files: tuple[InputChoice, ...]
    """Files chosen for this job before."""


@dataclass(slots=True)
class _JobInput:
    """What is known of one job's input."""

    owner: InputOwner
    choice: InputChoice | None = None
    usual: InputChoice | None = None
    is_pinned: bool = False
    is_repaired: bool = False
    problem: StudioError | None = None
    document: Document | None = None
    size: int | None = None
    ticket: Ticket | None = None


class InputBench(QObject):
    """Knows each job's input. A job is introduced by ``look_at`` and told by its name from then on.

    Signals:
        changed: The ``InputFact`` of a job whose input, or what is known of it, is another.

    Args:
        sources: Fetches files and earlier runs.
        session: Remembers pinned inputs and files chosen before.
        lane: Where they are fetched.
    """

    changed = Signal(object)

    def __init__(
        self,
        sources: InputSources,
        session: SessionBench,
        lane: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sources = sources
        self._session = session
        self._lane = lane
        self._inputs: dict[str, _JobInput] = {}
        self._current = ""

    # ------------------------------------------------------------ asking

    def look_at(self, subject: Subject) -> InputFact:
        """Turn to a job: later calls that name none mean this one."""
        self._introduce(subject)
        self._current = subject.key
        return self.fact(subject.key)

    def fact(self, job: str = "") -> InputFact:
        """Return what is known of a job's input now."""
        key = job or self._current
        given = self._inputs.get(key)
        if given is None:
            return InputFact(key, None)
        repair = given.problem.repair if isinstance(given.problem, JsonProblem) else None
        return InputFact(
            key,
            given.choice or given.usual,
            is_chosen=given.choice is not None,
            is_pinned=given.is_pinned,
            size=given.size,
            problem=given.problem,
            repair=repair.title if repair else "",
            is_repaired=given.is_repaired,
        )

    def choices(self, job: str = "") -> InputOffer:
        """Return what can be chosen: the samples that are there now, and files chosen before."""
        given = self._inputs.get(job or self._current)
        if given is None:
            return InputOffer((), ())
        found = samples_in(given.owner.folder)
        before = [Path(file) for file in self._files_of(given.owner)]
        return InputOffer(
            tuple(InputChoice("message", file) for file in found),
            tuple(InputChoice("message", file) for file in before if file not in found),
        )

    def sample_value(self, job: str) -> Document | None:
        """Return the state the job will receive, as far as it was assembled; for completion."""
        given = self._inputs.get(job)
        return given.document if given else None

    def order(self, subject: Subject) -> InputOrder:
        """Return which input a run of a job gets; the job need not be in view."""
        self._introduce(subject)
        given = self._inputs[subject.key]
        return InputOrder(given.owner, given.choice or given.usual, given.is_repaired)

    def assembled(
        self,
        job: str,
        on_done: Callable[[bytes], None],
        on_failed: Callable[[StudioError], None] | None = None,
    ) -> None:
        """Assemble a job's initial state anew, and hand it over as JSON without ``configuration``.

        This is exactly what the job will receive; the credential is added when it runs.
        """

        def done(assembled: Assembled) -> None:
            on_done(assembled.state)

        self._refresh(job, done, on_failed)

    def refresh(self, job: str) -> None:
        """Look at a job's input again: its file, or its last state, may be another by now."""
        self._refresh(job)

    # ------------------------------------------------------------ choosing

    def choose(self, choice: InputChoice, job: str = "") -> None:
        """Give a job something else from now on. A pin stays: it pins the new choice."""
        given = self._inputs.get(job or self._current)
        if given is None:
            return
        given.choice, given.is_repaired = choice, False
        if choice.file and choice.file not in samples_in(given.owner.folder):
            self._remember_file(given.owner, choice.file)
        if given.is_pinned:
            self._remember(given)
        self._refresh(given.owner.job)

    def choose_file(self, file: Path, job: str = "") -> None:
        """Give a job a file: as its whole state when it looks like one, else as a message."""
        key = job or self._current

        def done(choice: InputChoice) -> None:
            self.choose(choice, key)

        def unreadable(_: StudioError) -> None:
            # Chosen all the same: assembling it says what is wrong.
            self.choose(InputChoice("message", file), key)

        self._lane.run(lambda _: choice_of_file(file), done, unreadable, owner=self)

    def read_file_as(self, kind: str, job: str = "") -> None:
        """Take the chosen file as a ``message`` or as a whole ``state``."""
        choice = self.fact(job).choice
        if choice and choice.file and kind in ("message", "state"):
            self.choose(replace(choice, kind=cast(Any, kind)), job)

    def choose_usual(self, job: str = "") -> None:
        """Go back to what the job is given when nobody chose."""
        given = self._inputs.get(job or self._current)
        if given is not None:
            given.choice, given.is_pinned, given.is_repaired = None, False, False
            self._remember(given)
            self._refresh(given.owner.job)

    def pin(self, is_pinned: bool | None = None, job: str = "") -> None:
        """Keep the choice for after this session, or no longer; by default the other way."""
        given = self._inputs.get(job or self._current)
        if given is None:
            return
        given.is_pinned = not given.is_pinned if is_pinned is None else is_pinned
        given.choice = given.choice or given.usual or InputChoice()
        self._remember(given)
        self.changed.emit(self.fact(given.owner.job))

    def rename(self, project_key: str, old: str, new: str) -> None:
        """Let a job's input be that of its new name, the pinned one too."""
        self._session.rename_entry(f"{_PINS}{project_key}", old, new)
        given = self._inputs.pop(old, None)
        if given is not None:
            given.owner = replace(given.owner, job=new)
            self._inputs[new] = given
        if self._current == old:
            self._current = new

    def use_repair(self, job: str = "") -> None:
        """Give the job the repaired text of its broken file; the file stays as it is."""
        given = self._inputs.get(job or self._current)
        if given is not None and self.fact(given.owner.job).repair:
            given.is_repaired = True
            self._refresh(given.owner.job)

    # ------------------------------------------------------------ inside

    def _introduce(self, subject: Subject) -> None:
        owner = InputOwner(subject.key, subject.project_key, subject.folder, subject.trigger)
        known = self._inputs.get(subject.key)
        if known is None:
            self._inputs[subject.key] = self._remembered(owner)
        if known is None or known.owner != owner:
            self._inputs[subject.key].owner = owner
            self.refresh(subject.key)

    def _refresh(
        self,
        job: str,
        on_done: Callable[[Assembled], None] | None = None,
        on_failed: Callable[[StudioError], None] | None = None,
    ) -> None:
        given = self._inputs.get(job)
        if given is None:
            return
        if given.ticket and on_done is None:
            given.ticket.cancel()
        chosen, sources = given.choice, self._sources
        order = InputOrder(given.owner, chosen, given.is_repaired)

        def done(found: tuple[Assembled, Document]) -> None:
            self._learn(given, found[0].choice, found[1], None)
            if on_done:
                on_done(found[0])

        def failed(problem: StudioError) -> None:
            self._learn(given, chosen, None, problem)
            if on_failed:
                on_failed(problem)

        def work(_: Ticket) -> tuple[Assembled, Document]:
            assembled = sources.assembled(order)
            return assembled, Document(assembled.state)

        given.ticket = self._lane.run(work, done, failed, owner=self)
        self.changed.emit(self.fact(job))

    def _learn(
        self,
        given: _JobInput,
        choice: InputChoice | None,
        document: Document | None,
        problem: StudioError | None,
    ) -> None:
        if given.choice is None:
            given.usual = choice
        elif given.choice != choice:
            return  # something else was chosen meanwhile
        given.document, given.problem = document, problem
        given.size = len(document.data) if document else None
        self.changed.emit(self.fact(given.owner.job))

    # ------------------------------------------------------------ the session

    def _remembered(self, owner: InputOwner) -> _JobInput:
        choice = choice_from_session(self._pins(owner).get(owner.job))
        return _JobInput(owner, choice, is_pinned=choice is not None)

    def _pins(self, owner: InputOwner) -> dict[str, Any]:
        kept: object = self._session.get(_pins_key(owner), {})
        return dict(cast(dict[str, Any], kept)) if isinstance(kept, dict) else {}

    def _remember(self, given: _JobInput) -> None:
        kept = self._pins(given.owner)
        if given.is_pinned and given.choice:
            kept[given.owner.job] = given.choice.to_session()
        else:
            kept.pop(given.owner.job, None)
        self._session.set(_pins_key(given.owner), kept or None)

    def _files_of(self, owner: InputOwner) -> list[str]:
        kept: object = self._session.get(f"inputs:files:{owner.project_key}", [])
        return [str(file) for file in cast(list[object], kept)] if isinstance(kept, list) else []

    def _remember_file(self, owner: InputOwner, file: Path) -> None:
        others = [known for known in self._files_of(owner) if known != str(file)]
        self._session.set(f"inputs:files:{owner.project_key}", [str(file), *others][:_KEPT_FILES])


def _pins_key(owner: InputOwner) -> str:
    return f"{_PINS}{owner.project_key}"
