"""What follows from the end of a run, as data: another attempt, flow, catch, the job's state."""

from collections.abc import Sequence
from dataclasses import dataclass

from openfn_studio.domain.run import ExitCode
from openfn_studio.platform.desk import OpenProject
from openfn_studio.platform.dispatch.backoff import MOST_ATTEMPTS, pause_after
from openfn_studio.platform.dispatch.performer import GONE
from openfn_studio.store.queue.settling import EndedRow
from openfn_studio.store.queue.waiting import PlannedRun
from openfn_studio.triggers.decision import EndedRun, decide_end
from openfn_studio.triggers.initial_state import InitialState, job_state_verdict


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from an end."""

    keeps_state: bool
    """Whether the final state is what the job's next cron run begins with."""
    runs: Sequence[PlannedRun]


def what_follows(run: EndedRow, project: OpenProject, now_ms: int) -> Following:
    """Return what follows from the end of a run."""
    if may_try_again(run):
        return Following(False, [_again(run, now_ms)])
    ended = EndedRun(run.job_name, run.exit_code, run.chain)
    decision = decide_end(project.image.project, ended)
    runs = project.planned(decision, source_run_id=run.id)
    return Following(_keeps_state(run), runs)


def may_try_again(run: EndedRow) -> bool:
    """Say whether a run that could not start is tried again."""
    return (
        run.exit_code == ExitCode.NOT_STARTED
        and run.error_name != GONE
        and run.attempt < MOST_ATTEMPTS
    )


def _again(run: EndedRow, now_ms: int) -> PlannedRun:
    return PlannedRun(
        job_id=run.job_id,
        cause=run.cause,
        initial=run.initial,
        trigger_name=run.trigger_name,
        chain=run.chain,
        source_run_id=run.source_run_id,
        attempt=run.attempt + 1,
        not_before_ms=now_ms + pause_after(run.attempt) * 1000,
    )


def _keeps_state(run: EndedRow) -> bool:
    """A cron run moves its job's state; repeating one does so only if nobody else has since."""
    is_of_clock = run.initial == InitialState.LAST_FINAL_STATE
    is_repeated = run.initial == InitialState.SAME_AS_BEFORE and run.message_id is None
    if not is_of_clock and not (is_repeated and run.is_cron_job and run.input_is_job_state):
        return False
    verdict = job_state_verdict(
        succeeded=run.exit_code == ExitCode.SUCCESS, size_bytes=run.final_state_bytes
    )
    return verdict.is_kept
