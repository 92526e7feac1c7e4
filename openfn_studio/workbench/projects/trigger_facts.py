"""What starts a job, in words and checked: for lists, tooltips and the page that makes a job."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter, Trigger
from openfn_studio.errors import StudioError
from openfn_studio.triggers.criteria import cautions, filter_of
from openfn_studio.triggers.cron import next_times, parse_cron
from openfn_studio.triggers.cron_words import in_words
from openfn_studio.triggers.explain import explain_filter
from openfn_studio.triggers.jsontext import read_json
from openfn_studio.workbench.given.input_sources import LARGEST_SAMPLE_LOOKED_AT, samples_in

TriggerKind: TypeAlias = Literal["message", "cron", "flow", "catch"]

SHOWN_TIMES = 5
"""How many of the next runs of a cron trigger are told."""

_LONGEST_CRITERIA = 400
_KINDS: dict[type[Any], TriggerKind] = {
    MessageFilter: "message",
    Cron: "cron",
    Flow: "flow",
    Catch: "catch",
}


@dataclass(frozen=True, slots=True)
class CriteriaCheck:
    """What is to be said of the criteria and exclusion of a message filter."""

    problem: StudioError | None = None
    """Why they cannot be used, with line and column; None when they can."""
    is_of_exclusion: bool = False
    """Whether the problem is the exclusion's."""
    cautions: tuple[str, ...] = ()
    """What to know before it is switched on, in sentences."""


@dataclass(frozen=True, slots=True)
class CronCheck:
    """What is to be said of a cron expression."""

    words: str = ""
    """When it fires, e.g. ``At 02:30 every day``; empty when it cannot be used."""
    next_times: tuple[datetime, ...] = ()
    """The next times after now, in UTC."""
    problem: StudioError | None = None


@dataclass(frozen=True, slots=True)
class SampleMatch:
    """Whether a sample message of the project passes a filter, and why."""

    file: Path
    is_match: bool
    sentences: tuple[str, ...]
    """Why it passes or not; of a file that is no message, why it cannot be looked at."""


def kind_of(trigger: Trigger) -> TriggerKind:
    """Return which of the four kinds a trigger is."""
    return _KINDS[type(trigger)]


def words_of(trigger: Trigger) -> str:
    """Return when a trigger starts its jobs, one or two sentences."""
    match trigger:
        case MessageFilter():
            return _filter_words(trigger)
        case Cron():
            check = check_cron(trigger.cron)
            if check.problem:
                return f"The cron expression {trigger.cron} cannot be used: {check.problem.what}"
            return f"{check.words}, in UTC ({trigger.cron})."
        case Flow():
            return f"After {trigger.job} succeeded, with the state it ended with."
        case Catch():
            return f"After {trigger.job} failed, with what it failed on."


def check_criteria(criteria: str, exclusion: str | None) -> CriteriaCheck:
    """Return whether criteria and exclusion can be used."""
    try:
        filter_of(MessageFilter("", criteria))
    except StudioError as problem:
        return CriteriaCheck(problem)
    try:
        ready = filter_of(MessageFilter("", criteria, exclusion))
    except StudioError as problem:
        return CriteriaCheck(problem, is_of_exclusion=True)
    return CriteriaCheck(cautions=cautions(ready))


def check_cron(text: str, now: datetime | None = None) -> CronCheck:
    """Return when a cron expression fires; the next times only when it is told the time."""
    try:
        schedule = parse_cron(text)
    except StudioError as problem:
        return CronCheck(problem=problem)
    times = next_times(schedule, now, SHOWN_TIMES) if now else ()
    return CronCheck(in_words(schedule), times)


def match_samples(
    folder: Path,
    criteria: str,
    exclusion: str | None,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[SampleMatch, ...]:
    """Return for every sample message of a project whether it passes a filter, and why.

    Raises:
        StudioError: Criteria or exclusion cannot be used.
    """
    ready = filter_of(MessageFilter("", criteria, exclusion))
    found: list[SampleMatch] = []
    for file in samples_in(folder):
        if should_stop():
            break
        try:
            explained = explain_filter(ready, _body_of(file))
            found.append(SampleMatch(file, explained.matches, explained.sentences))
        except StudioError as problem:
            found.append(SampleMatch(file, False, (problem.what,)))
        except OSError as error:
            found.append(SampleMatch(file, False, (f"It cannot be read: {error.strerror}.",)))
    return tuple(found)


def _body_of(file: Path) -> Any:
    """Return the message in a sample; of a whole state, its data."""
    if file.stat().st_size > LARGEST_SAMPLE_LOOKED_AT:
        raise StudioError("It is too large to be looked at here.")
    value = read_json(file.read_bytes(), "sample")
    members = cast(dict[str, Any], value) if isinstance(value, dict) else {}
    return members.get("data", value)


def _filter_words(trigger: MessageFilter) -> str:
    criteria = _in_lines(trigger.criteria)
    words = f"For every message that contains\n{criteria}"
    if trigger.exclusion:
        words += f"\nand does not contain\n{_in_lines(trigger.exclusion)}"
    return words


def _in_lines(text: str) -> str:
    """Return JSON laid out; what is no JSON as it is. Cut when it is long."""
    try:
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = text.strip()
    return text if len(text) <= _LONGEST_CRITERIA else f"{text[:_LONGEST_CRITERIA]}…"
