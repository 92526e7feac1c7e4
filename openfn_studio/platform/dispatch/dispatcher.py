"""Starts the runs that wait: a line for each project, as many at once as the project says."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from openfn_studio.domain.run import Dialect
from openfn_studio.errors import StudioError
from openfn_studio.platform.desk import Desk, OpenProject
from openfn_studio.platform.dispatch.following import what_follows
from openfn_studio.platform.dispatch.performer import Performer
from openfn_studio.store.ids import moment_of
from openfn_studio.store.messages.pairs import last_start_ms
from openfn_studio.store.projects.jobs import read_job
from openfn_studio.store.queue import settling, waiting
from openfn_studio.store.queue.waiting import WaitingRow
from openfn_studio.triggers.pace import StartLater, pace

_log = logging.getLogger(__name__)

_MOST_THREADS = 64
_POSTPONED_S = 5.0
"""After this a line tries again what could not be begun: the disk was full, the vault locked."""


@dataclass
class _Line:
    """The queue of one project, as far as it is being worked off."""

    number: int
    running: dict[int, asyncio.Task[None]] = field(default_factory=dict[int, "asyncio.Task[None]"])
    """By the number in the queue."""
    timer: asyncio.TimerHandle | None = None
    filling: asyncio.Task[None] | None = None
    is_stale: bool = False
    """Somebody asked to look again while it was being looked at."""


class Dispatcher:
    """Works the queues off. Its methods belong to the event loop.

    Args:
        desk: The platform's belongings.
        performer: Carries out one run.
    """

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer
        self._lines: dict[int, _Line] = {}
        self._threads = ThreadPoolExecutor(_MOST_THREADS, "run")
        self._is_working = False
        self.waits_because: StudioError | None = None
        """Why runs that could be started are not; None when nothing is in their way."""

    async def start(self) -> None:
        """Settle what a crash left unsettled, then work off what waits; until then all waits."""
        self._is_working = True
        for ended in await self._desk.read(settling.read_unsettled):
            await self._settle(ended)
        for project in self._desk:
            self.wake(project.image.row.number)

    async def stop(self, grace_s: float) -> None:
        """Start nothing more, wait a while for what is on, then interrupt it."""
        self._is_working = False
        for line in self._lines.values():
            if line.timer:
                line.timer.cancel()
        tasks = [task for line in self._lines.values() for task in self._tasks_of(line)]
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        await asyncio.get_running_loop().run_in_executor(None, self._performer.close)
        await asyncio.gather(*tasks, return_exceptions=True)
        self._threads.shutdown()

    def wake(self, number: int) -> None:
        """Look at a project's queue: something came in, ended, or may start now."""
        if not self._is_working:
            return
        line = self._lines.setdefault(number, _Line(number))
        if line.filling is not None:
            line.is_stale = True
            return
        line.filling = asyncio.get_running_loop().create_task(self._fill(line))

    def wake_all(self) -> None:
        """Look at all queues, e.g. after the vault was opened or the clock was set."""
        for project in self._desk:
            self.wake(project.image.row.number)

    def running(self, number: int) -> int:
        """Return how many runs of a project are on."""
        line = self._lines.get(number)
        return len(line.running) if line else 0

    def stop_run(self, run_id: int) -> bool:
        """End a run that is on; False when it is not."""
        return self._performer.stop(run_id)

    async def until_idle(self) -> None:
        """Return when no run is on and none can be started now."""
        while tasks := [task for line in self._lines.values() for task in self._tasks_of(line)]:
            await asyncio.wait(tasks)

    # ------------------------------------------------------------ one line

    @staticmethod
    def _tasks_of(line: _Line) -> list[asyncio.Task[None]]:
        return [*line.running.values(), *([line.filling] if line.filling else [])]

    async def _fill(self, line: _Line) -> None:
        try:
            while self._is_working:
                line.is_stale = False
                row = await self._next(line)
                if row is None and not line.is_stale:
                    break
                if row is not None and await self._may_start(row):
                    task = asyncio.get_running_loop().create_task(self._carry_out(line, row))
                    line.running[row.id] = task
        except StudioError as problem:
            self._postpone(line, problem)
        finally:
            line.filling = None

    async def _next(self, line: _Line) -> WaitingRow | None:
        """Return the run whose turn it is, None when all wait for something."""
        project = self._desk.project(line.number)
        if len(line.running) >= project.image.row.concurrency:
            return None
        self.waits_because = self._desk.safe.locked
        row = await self._desk.read(
            waiting.next_waiting,
            project.id,
            now_ms=self._desk.now_ms(),
            but=list(line.running),
            with_credentials=self.waits_because is None,
        )
        if row is None:
            await self._set_timer(line, project)
        return row

    async def _may_start(self, row: WaitingRow) -> bool:
        job = await self._desk.read(read_job, row.job_id)
        if job.archived:
            _log.info("Run %s is not started: the job was archived meanwhile.", row.id)
            await self._desk.write(waiting.drop_waiting, row.id)
            return False
        if row.message_id is None:
            return True
        last_ms = await self._desk.read(last_start_ms, row.message_id, row.job_id)
        last = None if last_ms is None else moment_of(last_ms)
        verdict = pace(last, self._desk.clock.now(), by_hand=False)
        if isinstance(verdict, StartLater):
            later_ms = self._desk.now_ms() + round(
                (verdict.at - self._desk.clock.now()).total_seconds() * 1000
            )
            await self._desk.write(waiting.delay_waiting, row.id, later_ms)
            return False
        return True

    async def _carry_out(self, line: _Line, row: WaitingRow) -> None:
        try:
            image = self._desk.project(line.number).image
            dialect = Dialect(image.row.dialect)
            performed = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._performer.perform, row, image.row.name, dialect
            )
            if performed.postponed:
                raise performed.postponed
            ended = performed.run_id and await self._desk.read(
                settling.read_ended, performed.run_id
            )
            if ended:
                await self._settle(ended)
        except StudioError as problem:
            self._postpone(line, problem)
        except Exception:  # noqa: BLE001 - a fault of ours with one run must not stop its line
            _log.exception("A run could not be carried out.")
            self._wake_in(line, _POSTPONED_S)
        else:
            # Before it is taken out, so that nobody thinks all was idle between.
            self.wake(line.number)
        finally:
            del line.running[row.id]
            if line.filling is not None:
                line.is_stale = True

    async def _settle(self, run: settling.EndedRow) -> None:
        project = self._desk.project(run.project)
        following = what_follows(run, project, self._desk.now_ms())
        await self._desk.write(
            settling.settle,
            run,
            keeps_state=following.keeps_state,
            follow_ups=following.runs,
            now_ms=self._desk.now_ms(),
        )

    # ------------------------------------------------------------ waiting

    async def _set_timer(self, line: _Line, project: OpenProject) -> None:
        now_ms = self._desk.now_ms()
        next_ms = await self._desk.read(waiting.next_time_ms, project.id, now_ms)
        if next_ms is not None:
            self._wake_in(line, (next_ms - now_ms) / 1000)

    def _postpone(self, line: _Line, problem: StudioError) -> None:
        _log.warning("A run cannot be started now: %s", problem)
        self.waits_because = problem
        self._wake_in(line, _POSTPONED_S)

    def _wake_in(self, line: _Line, seconds: float) -> None:
        if line.timer:
            line.timer.cancel()
        if not self._is_working:
            return

        def wake() -> None:
            line.timer = None
            self.wake(line.number)

        line.timer = asyncio.get_running_loop().call_later(max(seconds, 0.001), wake)
