"""Runs: looked through, retried one by one or many at once, stopped; the queue before them."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

from openfn_studio.platform.desk import Desk, OpenProject
from openfn_studio.platform.dispatch.dispatcher import Dispatcher
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.portal.messages import TOO_SOON, Neighbours
from openfn_studio.store.ids import moment_of
from openfn_studio.store.messages.pairs import last_start_ms
from openfn_studio.store.messages.reading import find_message
from openfn_studio.store.problems import FieldProblem, NotThere
from openfn_studio.store.queue import run_pages, waiting
from openfn_studio.store.queue.run_pages import RunEntry, RunQuery
from openfn_studio.store.queue.waiting import PlannedRun, WaitingRow
from openfn_studio.triggers.decision import CannotRunByHand, Cause, decide_retry, decide_run_now
from openfn_studio.triggers.pace import Refused, pace

_AT_ONCE = 200
_NOT_RETRIED_IN_BULK = (Cause.FLOW.value, Cause.CATCH.value)
"""They follow from other runs, which start them again."""


@dataclass(frozen=True, slots=True)
class RetriedFact:
    """What retrying did."""

    runs: int
    skipped: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue stands."""

    waiting: int
    running: int
    estimated_ms: int | None


class RunDesk:
    """What people do with runs.

    Args:
        desk: The platform's belongings.
        dispatcher: Starts what is put into the queue.
    """

    def __init__(self, desk: Desk, dispatcher: Dispatcher) -> None:
        self._desk = desk
        self._dispatcher = dispatcher

    async def page(
        self,
        query: RunQuery,
        *,
        before: int | None = None,
        limit: int = 100,
        is_gone: Awaitable[object] | None = None,
    ) -> list[RunEntry]:
        """Return a page of runs, newest first; it is stopped when ``is_gone`` ends."""
        pages = run_pages.list_platform_runs
        if is_gone is None:
            return await self._desk.read(pages, query, before=before, limit=limit)
        return await self._desk.search(is_gone, pages, query, before=before, limit=limit)

    async def one(self, project: OpenProject, number: int) -> RunEntry:
        """Return a run.

        Raises:
            NotThere: The project has none of that number.
        """
        run_id = await self._desk.read(run_pages.find_run_id, project.id, number)
        return await self._desk.read(run_pages.read_run_entry, run_id)

    async def neighbours(self, query: RunQuery, number: int) -> Neighbours:
        """Return what comes before and after a run in a filtered list."""
        read, pages = self._desk.read, run_pages.list_platform_runs
        newer = await read(pages, query, after=number, limit=1)
        older = await read(pages, query, before=number, limit=1)
        return Neighbours(_number(newer), _number(older))

    async def retry(self, project: OpenProject, number: int) -> int:
        """Repeat a run with its job as it is now; return what it is in the queue.

        Raises:
            Refusal: 429, the job has just been run with this message.
            StudioError: There is no such run, its message is gone, or its job is archived.
        """
        entry = await self.one(project, number)
        planned, message_id = await self._planned(project, entry)
        if message_id is not None:
            await self._refuse_too_soon(message_id, planned.job_id)
        return await self._enqueue(project, planned, message_id)

    async def retry_all(
        self, project: OpenProject, query: RunQuery, *, only_count: bool = False
    ) -> RetriedFact:
        """Repeat runs, the oldest first, but for those that follow from others.

        Args:
            project: Whose runs.
            query: Which.
            only_count: Say what would be done, and do nothing.
        """
        newest = await self.page(query, limit=1)
        last = newest[0].number if newest else 0
        # Those it starts itself are not repeated once more.
        query = replace(query, last_number=min(query.last_number or last, last))
        runs = skipped = after = 0
        while True:
            entries = await self._desk.read(
                run_pages.list_platform_runs, query, after=after, limit=_AT_ONCE
            )
            if not entries:
                return RetriedFact(runs, skipped)
            for entry in entries:
                is_done = await self._retry_in_bulk(project, entry, only_count=only_count)
                runs, skipped = runs + is_done, skipped + (not is_done)
            after = entries[-1].number

    async def run_now(self, project: OpenProject, job: str) -> int:
        """Run a cron job before its time; return what it is in the queue.

        Raises:
            CannotRunByHand: The clock is not what starts it, or it is archived.
        """
        known = project.image.project.job(job)
        assert known is not None  # noqa: S101 - the name is of this project
        decision = decide_run_now(project.image.project, known)
        planned = PlannedRun(
            job_id=project.image.jobs[job].id,
            cause=decision.cause.value,
            initial=decision.initial_state.value,
            trigger_name=decision.trigger,
        )
        return await self._enqueue(project, planned, None)

    async def stop(self, project: OpenProject, number: int) -> RunEntry:
        """End a run that is on.

        Raises:
            FieldProblem: It has ended already.
        """
        entry = await self.one(project, number)
        if not self._dispatcher.stop_run(entry.id):
            raise FieldProblem("id", f"The run {number} is not on.")
        return entry

    # ------------------------------------------------------------ the queue

    async def queue(self, project: OpenProject, *, after: int, limit: int) -> list[WaitingRow]:
        """Return a page of a project's queue, in its order."""
        return await self._desk.read(waiting.list_waiting, project.id, after=after, limit=limit)

    async def queue_state(self, project: OpenProject) -> QueueState:
        """Return how many runs wait and about how long until all have run."""
        count = await self._desk.read(waiting.count_waiting, project.id)
        average = await self._desk.read(waiting.average_run_ms, project.id)
        running = self._dispatcher.running(project.image.row.number)
        estimate = None
        if average is not None:
            estimate = round(average * (count + running) / project.image.row.concurrency)
        return QueueState(count, running, estimate)

    async def take_out(self, queue_id: int) -> None:
        """Take a run out of its queue: it is not started.

        Raises:
            NotThere: It is in no queue.
        """
        await self._desk.read(waiting.find_waiting, queue_id)
        await self._desk.write(waiting.drop_waiting, queue_id)

    # ------------------------------------------------------------ inside

    async def _planned(
        self, project: OpenProject, entry: RunEntry
    ) -> tuple[PlannedRun, int | None]:
        job = project.image.project.job(entry.job_name)
        if job is None:
            raise NotThere(f"The job of run {entry.number} is not there any more.")
        decision = decide_retry(job)
        message_id = None
        if entry.message is not None:
            message_id = await self._desk.read(find_message, project.id, entry.message)
        elif not entry.has_input:
            raise FieldProblem(
                "id", f"What run {entry.number} began with was removed, so it cannot be repeated."
            )
        planned = PlannedRun(
            job_id=entry.job_id,
            cause=decision.cause.value,
            initial=decision.initial_state.value,
            trigger_name=decision.trigger,
            chain=entry.chain,
            source_run_id=entry.id,
        )
        return planned, message_id

    async def _retry_in_bulk(
        self, project: OpenProject, entry: RunEntry, *, only_count: bool
    ) -> bool:
        if entry.cause in _NOT_RETRIED_IN_BULK or entry.exit_code is None:
            return False
        try:
            planned, message_id = await self._planned(project, entry)
        except (CannotRunByHand, NotThere, FieldProblem):
            return False
        if not only_count:
            await self._enqueue(project, planned, message_id)
        return True

    async def _enqueue(
        self, project: OpenProject, planned: PlannedRun, message_id: int | None
    ) -> int:
        queue_id = await self._desk.write(
            waiting.enqueue, project.id, planned, self._desk.now_ms(), message_id=message_id
        )
        self._dispatcher.wake(project.image.row.number)
        return queue_id

    async def _refuse_too_soon(self, message_id: int, job_id: int) -> None:
        last_ms = await self._desk.read(last_start_ms, message_id, job_id)
        last = None if last_ms is None else moment_of(last_ms)
        verdict = pace(last, self._desk.clock.now(), by_hand=True)
        if isinstance(verdict, Refused):
            seconds = str(verdict.seconds_left)
            raise Refusal.because(TOO_SOON, str(verdict), Retry_After=seconds)


def _number(found: Sequence[RunEntry]) -> int | None:
    return found[0].number if found else None
