"""Which runs something starts, as data: a message, the end of a run, a time, a person.

Nothing is started here. Jobs are looked at in the project's order, which is the order of the runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openfn_studio.domain.job import Job
from openfn_studio.domain.message import Message
from openfn_studio.domain.project import Project
from openfn_studio.domain.run import ExitCode
from openfn_studio.domain.trigger import Cron, MessageFilter, Trigger
from openfn_studio.errors import UserInputProblem
from openfn_studio.triggers.criteria import Filter, filter_of
from openfn_studio.triggers.cron import Schedule, fires_at, next_times, parse_cron
from openfn_studio.triggers.flow import waiting_jobs
from openfn_studio.triggers.initial_state import InitialState


class Cause(StrEnum):
    """What a run is started by."""

    MESSAGE = "message"
    """A message that arrived, or that is reprocessed: arrival is simulated."""
    CRON = "cron"
    FLOW = "flow"
    CATCH = "catch"
    BY_HAND = "by hand"


class SkipReason(StrEnum):
    """Why a job whose trigger fired, or could have, is not run."""

    ARCHIVED = "archived"
    OFF = "off"
    NO_MATCH = "no match"
    BROKEN_TRIGGER = "broken trigger"
    CYCLE = "cycle"


class CannotRunByHand(UserInputProblem):
    """A job that cannot be run in the way somebody asked for."""


@dataclass(frozen=True, slots=True)
class RunDecision:
    """One run that shall be started."""

    job: Job
    cause: Cause
    initial_state: InitialState
    trigger: str | None = None
    """The name of the job's trigger; by hand it is told although it did not fire."""
    chain: tuple[str, ...] = ()
    """The jobs that ran one after the other until this one starts, oldest first."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """One job that is not run."""

    job: str
    reason: SkipReason
    why: str
    """A whole sentence."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is started and what is not."""

    runs: tuple[RunDecision, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class EndedRun:
    """A run that has ended for good: nobody will try it again."""

    job: str
    exit_code: int
    chain: tuple[str, ...] = ()
    """The chain of the decision that started it."""

    @property
    def succeeded(self) -> bool:
        """Whether it ended well; every exit code but 0 is a failure."""
        return self.exit_code == ExitCode.SUCCESS


class ReadyTriggers:
    """A project whose filters and cron expressions have been read once, for many decisions.

    A trigger that cannot be read breaks no other: ``problems`` tells it, and it starts nothing.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.filters: dict[str, Filter] = {}
        """By trigger name."""
        self.schedules: dict[str, Schedule] = {}
        """By trigger name."""
        self.problems: dict[str, UserInputProblem] = {}
        """By trigger name."""
        for trigger in project.triggers:
            try:
                self._read(trigger)
            except UserInputProblem as problem:
                self.problems[trigger.name] = problem

    def _read(self, trigger: Trigger) -> None:
        if isinstance(trigger, MessageFilter):
            self.filters[trigger.name] = filter_of(trigger)
        elif isinstance(trigger, Cron):
            self.schedules[trigger.name] = parse_cron(trigger.cron)

    def matching(self, message: Message) -> tuple[str, ...]:
        """Return the names of the filters a message passes, whether or not a job uses them."""
        data = message.initial_state()["data"]
        return tuple(name for name, ready in self.filters.items() if ready.matches(data))

    def jobs_with(self, kind: type[MessageFilter] | type[Cron]) -> Iterator[tuple[Job, Trigger]]:
        """Return the jobs that have a trigger of one kind, in the project's order."""
        by_name = {trigger.name: trigger for trigger in self.project.triggers}
        for job in self.project.jobs:
            trigger = by_name.get(job.trigger or "")
            if isinstance(trigger, kind):
                yield job, trigger


def decide_message(ready: ReadyTriggers, message: Message) -> Decision:
    """Return the runs a message starts, when it arrives and when it is reprocessed."""
    matching = set(ready.matching(message))
    runs: list[RunDecision] = []
    skipped: list[Skipped] = []
    for job, trigger in ready.jobs_with(MessageFilter):
        skip = _skip(job) or _broken(ready, job, trigger)
        if skip is None and trigger.name not in matching:
            why = f"The message does not pass the filter {trigger.name}."
            skip = Skipped(job.name, SkipReason.NO_MATCH, why)
        if skip:
            skipped.append(skip)
        else:
            runs.append(_started_by(trigger, job, Cause.MESSAGE, InitialState.MESSAGE))
    return Decision(tuple(runs), tuple(skipped))


def decide_end(project: Project, ended: EndedRun) -> Decision:
    """Return the runs the end of a run starts: flow after success, catch after failure."""
    if ended.succeeded:
        cause, initial = Cause.FLOW, InitialState.FINAL_STATE_OF_TRIGGERING_RUN
    else:
        cause, initial = Cause.CATCH, InitialState.INITIAL_STATE_OF_FAILED_RUN
    chain = (*ended.chain, ended.job)
    runs: list[RunDecision] = []
    skipped: list[Skipped] = []
    for job in waiting_jobs(project, ended.job, succeeded=ended.succeeded):
        skip = _skip(job) or _cycle(job, chain)
        if skip:
            skipped.append(skip)
        else:
            runs.append(RunDecision(job, cause, initial, job.trigger, chain))
    return Decision(tuple(runs), tuple(skipped))


def decide_time(ready: ReadyTriggers, moment: datetime) -> Decision:
    """Return the runs that cron starts in the minute of a moment that has a time zone."""
    runs: list[RunDecision] = []
    skipped: list[Skipped] = []
    for job, trigger in ready.jobs_with(Cron):
        skip = _broken(ready, job, trigger)
        if skip is None:
            if not fires_at(ready.schedules[trigger.name], moment):
                continue
            skip = _skip(job)
        if skip:
            skipped.append(skip)
        else:
            runs.append(_started_by(trigger, job, Cause.CRON, InitialState.LAST_FINAL_STATE))
    return Decision(tuple(runs), tuple(skipped))


def next_cron_time(ready: ReadyTriggers, after: datetime) -> datetime | None:
    """Return when cron starts a run next, in UTC; None when no cron job is on."""
    schedules = {
        trigger.name: ready.schedules[trigger.name]
        for job, trigger in ready.jobs_with(Cron)
        if _skip(job) is None and trigger.name in ready.schedules
    }
    return min((next_times(one, after, 1)[0] for one in schedules.values()), default=None)


def decide_message_by_hand(job: Job) -> RunDecision:
    """Return the run of a job with a message somebody chose.

    The job may be off, and the message need not pass its filter.

    Raises:
        CannotRunByHand: The job is archived.
    """
    return _by_hand(job, InitialState.MESSAGE)


def decide_run_now(project: Project, job: Job) -> RunDecision:
    """Return the run of a cron job before its time; the job may be off.

    Raises:
        CannotRunByHand: The job is archived, or the clock is not what starts it.
    """
    if not isinstance(project.trigger(job.trigger), Cron):
        raise CannotRunByHand(
            f"The job {job.name} has no cron trigger, so it has no time to be run before.",
            remedy="Run it with a message instead.",
        )
    return _by_hand(job, InitialState.LAST_FINAL_STATE)


def decide_retry(job: Job) -> RunDecision:
    """Return the run that repeats an earlier one with the job as it is now; it may be off.

    Raises:
        CannotRunByHand: The job is archived.
    """
    return _by_hand(job, InitialState.SAME_AS_BEFORE)


def _by_hand(job: Job, initial_state: InitialState) -> RunDecision:
    if job.settings.archived:
        raise CannotRunByHand(f"The job {job.name} is archived.", remedy="Restore it, then run it.")
    return RunDecision(job, Cause.BY_HAND, initial_state, job.trigger)


def _started_by(trigger: Trigger, job: Job, cause: Cause, initial: InitialState) -> RunDecision:
    return RunDecision(job, cause, initial, trigger.name)


def _skip(job: Job) -> Skipped | None:
    """Return why no trigger starts a job, None when its trigger may."""
    if job.settings.archived:
        return Skipped(job.name, SkipReason.ARCHIVED, f"The job {job.name} is archived.")
    if not job.settings.autoprocess:
        why = f"The job {job.name} is off: only by hand is it run."
        return Skipped(job.name, SkipReason.OFF, why)
    return None


def _broken(ready: ReadyTriggers, job: Job, trigger: Trigger) -> Skipped | None:
    problem = ready.problems.get(trigger.name)
    if problem is None:
        return None
    why = f"The trigger {trigger.name} cannot be read: {problem}"
    return Skipped(job.name, SkipReason.BROKEN_TRIGGER, why)


def _cycle(job: Job, chain: tuple[str, ...]) -> Skipped | None:
    if job.name not in chain:
        return None
    circle = " → ".join((*chain[chain.index(job.name) :], job.name))
    why = f"The job {job.name} has already run in this chain: {circle}. The circle ends here."
    return Skipped(job.name, SkipReason.CYCLE, why)
