"""Which runs something starts."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import pytest

from openfn_studio.domain.job import ExpressionFile, Job, JobSettings
from openfn_studio.domain.message import Message
from openfn_studio.domain.project import Project
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter
from openfn_studio.triggers.decision import (
    CannotRunByHand,
    Cause,
    Decision,
    EndedRun,
    ReadyTriggers,
    RunDecision,
    SkipReason,
    decide_end,
    decide_message,
    decide_message_by_hand,
    decide_retry,
    decide_run_now,
    decide_time,
    next_cron_time,
)
from openfn_studio.triggers.initial_state import InitialState

TRIGGERS = (
    MessageFilter("cases", '{"form":"case"}', '{"practice":true}'),
    MessageFilter("all", "{}"),
    MessageFilter("broken", "{form: 1}"),
    MessageFilter("big", '{"n":12345678901234567890}'),
    MessageFilter("asked", '{"__query_params":{"app":"1"}}'),
    Cron("nightly", "30 2 * * *"),
    Cron("mondays", "30 2 * * 1"),
    Cron("never", "0 0 31 2 *"),
    Flow("after-a", "a"),
    Catch("a-fails", "a"),
    Flow("after-b", "b"),
    Flow("after-f", "f"),
)


def job(name: str, trigger: str | None, *, on: bool = True, archived: bool = False) -> Job:
    settings = JobSettings(autoprocess=on, archived=archived)
    return Job(
        name, ExpressionFile(PurePosixPath(f"jobs/{name}.js")), trigger=trigger, settings=settings
    )


def project(*jobs: Job) -> Project:
    return Project("p", jobs, TRIGGERS)


def ready(*jobs: Job) -> ReadyTriggers:
    return ReadyTriggers(project(*jobs))


def started(decision: Decision) -> list[str]:
    return [run.job.name for run in decision.runs]


def skipped(decision: Decision) -> dict[str, SkipReason]:
    return {one.job: one.reason for one in decision.skipped}


MESSAGE_JOBS = (
    job("z", "all"),
    job("on", "cases"),
    job("off", "cases", on=False),
    job("gone", "cases", archived=True),
    job("broken", "broken"),
    job("clock", "nightly"),
    job("flow", "after-a"),
    job("alone", None),
    job("unknown", "no such trigger"),
    job("twin", "cases"),
)


def test_a_message_starts_the_jobs_that_are_on_in_the_projects_order() -> None:
    decision = decide_message(ready(*MESSAGE_JOBS), Message({"form": "case"}))

    assert started(decision) == ["z", "on", "twin"]
    assert skipped(decision) == {
        "off": SkipReason.OFF,
        "gone": SkipReason.ARCHIVED,
        "broken": SkipReason.BROKEN_TRIGGER,
    }
    assert {(run.cause, run.initial_state) for run in decision.runs} == {
        (Cause.MESSAGE, InitialState.MESSAGE)
    }
    assert [run.trigger for run in decision.runs] == ["all", "cases", "cases"]
    assert all(run.chain == () for run in decision.runs)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"form": "case", "practice": True}, ["z"]),
        ({"form": "visit"}, ["z"]),
        ([], []),
        ("case", []),
    ],
)
def test_a_message_that_does_not_pass_starts_nothing(body: Any, expected: list[str]) -> None:
    decision = decide_message(ready(*MESSAGE_JOBS), Message(body))

    assert started(decision) == expected
    assert skipped(decision)["on"] is SkipReason.NO_MATCH


def test_an_archived_job_is_skipped_as_archived_whether_it_is_on_or_not() -> None:
    decision = decide_message(ready(job("j", "all", on=False, archived=True)), Message({}))

    assert skipped(decision) == {"j": SkipReason.ARCHIVED}


def test_a_broken_trigger_tells_what_is_wrong_and_where() -> None:
    decision = decide_message(ready(job("j", "broken")), Message({}))

    assert "trigger broken cannot be read: line 1, column 2" in decision.skipped[0].why


@pytest.mark.parametrize(
    ("message", "names"),
    [
        (Message({"n": 12345678901234567890}), ("all", "big")),
        (Message({"n": Decimal("12345678901234567890.0")}), ("all", "big")),
        (Message({"n": 12345678901234567891}), ("all",)),
        (Message({}, {"app": "1"}), ("all", "asked")),
        (Message({"form": "case"}), ("cases", "all")),
    ],
)
def test_matching_filters_are_told_without_jobs(message: Message, names: tuple[str, ...]) -> None:
    assert ready().matching(message) == names


def test_triggers_that_cannot_be_read_are_told() -> None:
    assert set(ready().problems) == {"broken", "never"}


FLOW_JOBS = (
    job("a", "all"),
    job("next", "after-a"),
    job("next-off", "after-a", on=False),
    job("caught", "a-fails"),
    job("caught-gone", "a-fails", archived=True),
    job("later", "after-b"),
)


@pytest.mark.parametrize(
    ("exit_code", "name", "not_run", "cause", "initial", "trigger"),
    [
        (0, "next", {"next-off": SkipReason.OFF}, Cause.FLOW,
         InitialState.FINAL_STATE_OF_TRIGGERING_RUN, "after-a"),
        (1, "caught", {"caught-gone": SkipReason.ARCHIVED}, Cause.CATCH,
         InitialState.INITIAL_STATE_OF_FAILED_RUN, "a-fails"),
        (130, "caught", {"caught-gone": SkipReason.ARCHIVED}, Cause.CATCH,
         InitialState.INITIAL_STATE_OF_FAILED_RUN, "a-fails"),
    ],
)  # fmt: skip
def test_the_end_of_a_run_starts_flow_or_catch_jobs(
    exit_code: int,
    name: str,
    not_run: dict[str, SkipReason],
    cause: Cause,
    initial: InitialState,
    trigger: str,
) -> None:
    decision = decide_end(project(*FLOW_JOBS), EndedRun("a", exit_code, ("before",)))

    chosen = next(one for one in FLOW_JOBS if one.name == name)
    assert decision.runs == (RunDecision(chosen, cause, initial, trigger, ("before", "a")),)
    assert skipped(decision) == not_run


def test_a_circle_ends_where_it_would_begin_again() -> None:
    jobs = (job("a", "after-f"), job("b", "after-a"), job("f", "after-b"))
    chain: tuple[str, ...] = ()
    order: list[str] = ["a"]
    while True:
        decision = decide_end(project(*jobs), EndedRun(order[-1], 0, chain))
        if not decision.runs:
            break
        chain = decision.runs[0].chain
        order += started(decision)
        assert len(order) < 10

    assert order == ["a", "b", "f"]
    assert skipped(decision) == {"a": SkipReason.CYCLE}
    assert "a → b → f → a" in decision.skipped[0].why


CLOCK_JOBS = (
    job("night", "nightly"),
    job("monday", "mondays"),
    job("off", "nightly", on=False),
    job("gone", "nightly", archived=True),
    job("never", "never"),
    job("message", "all"),
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 1, 5, 2, 30, 59, tzinfo=UTC), ["night", "monday"]),
        (datetime(2026, 1, 6, 2, 30, tzinfo=UTC), ["night"]),
        (datetime(2026, 1, 6, 2, 31, tzinfo=UTC), []),
    ],
)
def test_a_time_starts_cron_jobs(moment: datetime, expected: list[str]) -> None:
    decision = decide_time(ready(*CLOCK_JOBS), moment)

    assert started(decision) == expected
    assert {(run.cause, run.initial_state) for run in decision.runs} <= {
        (Cause.CRON, InitialState.LAST_FINAL_STATE)
    }
    assert ("off" in skipped(decision)) is bool(expected)
    assert skipped(decision)["never"] is SkipReason.BROKEN_TRIGGER


def test_the_next_cron_time_is_that_of_the_jobs_that_are_on() -> None:
    after = datetime(2026, 1, 6, 2, 30, tzinfo=UTC)

    assert next_cron_time(ready(*CLOCK_JOBS), after) == datetime(2026, 1, 7, 2, 30, tzinfo=UTC)
    mondays = ready(job("m", "mondays"), job("off", "nightly", on=False), job("never", "never"))
    assert next_cron_time(mondays, after) == datetime(2026, 1, 12, 2, 30, tzinfo=UTC)
    assert next_cron_time(ready(job("off", "nightly", on=False)), after) is None


def test_by_hand_a_job_that_is_off_runs() -> None:
    off, clock = job("off", "cases", on=False), job("clock", "nightly", on=False)

    assert decide_message_by_hand(off) == RunDecision(
        off, Cause.BY_HAND, InitialState.MESSAGE, "cases"
    )
    assert decide_run_now(project(clock), clock) == RunDecision(
        clock, Cause.BY_HAND, InitialState.LAST_FINAL_STATE, "nightly"
    )
    assert decide_retry(off) == RunDecision(
        off, Cause.BY_HAND, InitialState.SAME_AS_BEFORE, "cases"
    )


def test_by_hand_an_archived_job_does_not_run() -> None:
    gone = job("gone", "nightly", archived=True)

    for attempt in (
        lambda: decide_message_by_hand(gone),
        lambda: decide_run_now(project(gone), gone),
        lambda: decide_retry(gone),
    ):
        with pytest.raises(CannotRunByHand, match="gone is archived"):
            attempt()


@pytest.mark.parametrize("trigger", ["cases", "after-a", None])
def test_only_cron_jobs_can_be_run_before_their_time(trigger: str | None) -> None:
    one = job("j", trigger)

    with pytest.raises(CannotRunByHand, match="has no cron trigger"):
        decide_run_now(project(one), one)
