"""What each job is given when it is run: chosen, pinned, assembled, and known before the run."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.state.reading import JsonProblem
from openfn_studio.state.tree import Document
from openfn_studio.workbench.feeding.choice import InputChoice, choice_from_session
from openfn_studio.workbench.feeding.pantry import (
    Assembled,
    Eater,
    InputOrder,
    Pantry,
    choice_of_file,
    samples_in,
)
from openfn_studio.workbench.lanes import Lane, Ticket
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.session import SessionBench

_KEPT_FILES = 5


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
class _Meal:
    """What is known of one job's input."""

    eater: Eater
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
        pantry: Fetches files and earlier runs.
        session: Remembers pinned inputs and files chosen before.
        lane: Where they are fetched.
    """

    changed = Signal(object)

    def __init__(
        self, pantry: Pantry, session: SessionBench, lane: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pantry = pantry
        self._session = session
        self._lane = lane
        self._meals: dict[str, _Meal] = {}
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
        meal = self._meals.get(key)
        if meal is None:
            return InputFact(key, None)
        repair = meal.problem.repair if isinstance(meal.problem, JsonProblem) else None
        return InputFact(
            key,
            meal.choice or meal.usual,
            is_chosen=meal.choice is not None,
            is_pinned=meal.is_pinned,
            size=meal.size,
            problem=meal.problem,
            repair=repair.title if repair else "",
            is_repaired=meal.is_repaired,
        )

    def choices(self, job: str = "") -> InputOffer:
        """Return what can be chosen: the samples that are there now, and files chosen before."""
        meal = self._meals.get(job or self._current)
        if meal is None:
            return InputOffer((), ())
        found = samples_in(meal.eater.folder)
        before = [Path(file) for file in self._files_of(meal.eater)]
        return InputOffer(
            tuple(InputChoice("message", file) for file in found),
            tuple(InputChoice("message", file) for file in before if file not in found),
        )

    def sample_value(self, job: str) -> Document | None:
        """Return the state the job will receive, as far as it was assembled; for completion."""
        meal = self._meals.get(job)
        return meal.document if meal else None

    def order(self, subject: Subject) -> InputOrder:
        """Return which input a run of a job gets; the job need not be in view."""
        self._introduce(subject)
        meal = self._meals[subject.key]
        return InputOrder(meal.eater, meal.choice or meal.usual, meal.is_repaired)

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
        meal = self._meals.get(job or self._current)
        if meal is None:
            return
        meal.choice, meal.is_repaired = choice, False
        if choice.file and choice.file not in samples_in(meal.eater.folder):
            self._remember_file(meal.eater, choice.file)
        if meal.is_pinned:
            self._remember(meal)
        self._refresh(meal.eater.job)

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
        meal = self._meals.get(job or self._current)
        if meal is not None:
            meal.choice, meal.is_pinned, meal.is_repaired = None, False, False
            self._remember(meal)
            self._refresh(meal.eater.job)

    def pin(self, is_pinned: bool | None = None, job: str = "") -> None:
        """Keep the choice for after this session, or no longer; by default the other way."""
        meal = self._meals.get(job or self._current)
        if meal is None:
            return
        meal.is_pinned = not meal.is_pinned if is_pinned is None else is_pinned
        meal.choice = meal.choice or meal.usual or InputChoice()
        self._remember(meal)
        self.changed.emit(self.fact(meal.eater.job))

    def use_repair(self, job: str = "") -> None:
        """Give the job the repaired text of its broken file; the file stays as it is."""
        meal = self._meals.get(job or self._current)
        if meal is not None and self.fact(meal.eater.job).repair:
            meal.is_repaired = True
            self._refresh(meal.eater.job)

    # ------------------------------------------------------------ inside

    def _introduce(self, subject: Subject) -> None:
        eater = Eater(subject.key, subject.project_key, subject.folder, subject.trigger)
        known = self._meals.get(subject.key)
        if known is None:
            self._meals[subject.key] = self._remembered(eater)
        if known is None or known.eater != eater:
            self._meals[subject.key].eater = eater
            self.refresh(subject.key)

    def _refresh(
        self,
        job: str,
        on_done: Callable[[Assembled], None] | None = None,
        on_failed: Callable[[StudioError], None] | None = None,
    ) -> None:
        meal = self._meals.get(job)
        if meal is None:
            return
        if meal.ticket and on_done is None:
            meal.ticket.cancel()
        chosen, pantry = meal.choice, self._pantry
        order = InputOrder(meal.eater, chosen, meal.is_repaired)

        def done(found: tuple[Assembled, Document]) -> None:
            self._learn(meal, found[0].choice, found[1], None)
            if on_done:
                on_done(found[0])

        def failed(problem: StudioError) -> None:
            self._learn(meal, chosen, None, problem)
            if on_failed:
                on_failed(problem)

        def work(_: Ticket) -> tuple[Assembled, Document]:
            assembled = pantry.assembled(order)
            return assembled, Document(assembled.state)

        meal.ticket = self._lane.run(work, done, failed, owner=self)
        self.changed.emit(self.fact(job))

    def _learn(
        self,
        meal: _Meal,
        choice: InputChoice | None,
        document: Document | None,
        problem: StudioError | None,
    ) -> None:
        if meal.choice is None:
            meal.usual = choice
        elif meal.choice != choice:
            return  # something else was chosen meanwhile
        meal.document, meal.problem = document, problem
        meal.size = len(document.data) if document else None
        self.changed.emit(self.fact(meal.eater.job))

    # ------------------------------------------------------------ the session

    def _remembered(self, eater: Eater) -> _Meal:
        choice = choice_from_session(self._pins(eater).get(eater.job))
        return _Meal(eater, choice, is_pinned=choice is not None)

    def _pins(self, eater: Eater) -> dict[str, Any]:
        kept: object = self._session.get(_pins_key(eater), {})
        return dict(cast(dict[str, Any], kept)) if isinstance(kept, dict) else {}

    def _remember(self, meal: _Meal) -> None:
        kept = self._pins(meal.eater)
        if meal.is_pinned and meal.choice:
            kept[meal.eater.job] = meal.choice.to_session()
        else:
            kept.pop(meal.eater.job, None)
        self._session.set(_pins_key(meal.eater), kept or None)

    def _files_of(self, eater: Eater) -> list[str]:
        kept: object = self._session.get(f"inputs:files:{eater.project_key}", [])
        return [str(file) for file in cast(list[object], kept)] if isinstance(kept, list) else []

    def _remember_file(self, eater: Eater, file: Path) -> None:
        others = [known for known in self._files_of(eater) if known != str(file)]
        self._session.set(f"inputs:files:{eater.project_key}", [str(file), *others][:_KEPT_FILES])


def _pins_key(eater: Eater) -> str:
    return f"inputs:{eater.project_key}"
