"""Messages: looked through, added and edited by hand, run, reprocessed, deleted."""

from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from openfn_studio.domain.message import Message
from openfn_studio.errors import UserInputProblem
from openfn_studio.platform.desk import Desk, OpenProject
from openfn_studio.platform.dispatch.dispatcher import Dispatcher
from openfn_studio.platform.http.problems import Refusal
from openfn_studio.platform.inbox.endpoint import receive
from openfn_studio.platform.inbox.reading import Reading, plain_text, read_message_body
from openfn_studio.platform.security.access import Actor
from openfn_studio.store.database import Connection
from openfn_studio.store.ids import moment_of
from openfn_studio.store.messages import changes, pages, reading
from openfn_studio.store.messages.arrival import MessageKey, NewMessage
from openfn_studio.store.messages.pages import MessageEntry, MessageQuery
from openfn_studio.store.messages.pairs import last_start_ms
from openfn_studio.store.messages.reading import MessageRow
from openfn_studio.store.problems import FieldProblem, NotThere
from openfn_studio.store.queue.waiting import PlannedRun, enqueue
from openfn_studio.triggers.decision import decide_message_by_hand
from openfn_studio.triggers.jsontext import read_json
from openfn_studio.triggers.pace import Refused, pace

_AT_ONCE = 200
TOO_SOON = 429


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands beside something in a filtered list."""

    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class ReprocessedFact:
    """What reprocessing did."""

    messages: int
    runs: int


class Messages:
    """What people do with messages.

    Args:
        desk: The platform's belongings.
        dispatcher: Starts what is put into the queue.
    """

    def __init__(self, desk: Desk, dispatcher: Dispatcher) -> None:
        self._desk = desk
        self._dispatcher = dispatcher

    async def page(
        self,
        query: MessageQuery,
        *,
        before: int | None = None,
        limit: int = 100,
        is_gone: Awaitable[object] | None = None,
    ) -> list[MessageEntry]:
        """Return a page of messages, newest first; it is stopped when ``is_gone`` ends."""
        if is_gone is None:
            return await self._desk.read(pages.list_messages, query, before=before, limit=limit)
        return await self._desk.search(
            is_gone, pages.list_messages, query, before=before, limit=limit
        )

    async def one(self, project: OpenProject, number: int) -> MessageRow:
        """Return a message with its edits and attachments.

        Raises:
            NotThere: The project has none of that number.
        """
        message_id = await self._desk.read(reading.find_message, project.id, number)
        return await self._desk.read(reading.read_message, message_id)

    async def neighbours(self, query: MessageQuery, number: int) -> Neighbours:
        """Return what comes before and after a message in a filtered list."""
        newer = await self._desk.read(pages.list_messages, query, after=number, limit=1)
        older = await self._desk.read(pages.list_messages, query, before=number, limit=1)
        return Neighbours(_number(newer), _number(older))

    async def add(
        self, project: OpenProject, actor: Actor, body: bytes, content_type: str
    ) -> MessageKey:
        """Add a message by hand; it starts what it would have started by arriving.

        Raises:
            FieldProblem: The body is neither JSON nor anything else the inbox takes.
        """
        read = await self._read(body, content_type)
        message = NewMessage(
            project_id=project.id,
            received_at_ms=self._desk.now_ms(),
            source="hand",
            body=read.text,
            content_type=content_type,
            plain=plain_text(read.text, read.value),
            received=read.received,
            attachments=read.attachments,
            user=actor.user.number,
        )
        return await receive(self._desk, self._dispatcher, project, message, read.value, {})

    async def edit(
        self, project: OpenProject, number: int, actor: Actor, body: bytes, content_type: str
    ) -> MessageRow:
        """Give a message another body. The one it had stays with it; nothing is started.

        Raises:
            NotThere: The project has none of that number.
            FieldProblem: The body is neither JSON nor anything else the inbox takes.
        """
        known = await self.one(project, number)
        read = await self._read(body, content_type)
        query = msgspec.json.decode(known.query, type=dict[str, str])
        await self._desk.write(
            changes.edit_message,
            known.entry.id,
            body=read.text,
            plain=plain_text(read.text, read.value),
            matches=project.matching(Message(read.value, query)),
            user=actor.user.number,
            now_ms=self._desk.now_ms(),
        )
        return await self.one(project, number)

    async def delete(self, project: OpenProject, number: int) -> None:
        """Remove a message for good; its runs keep their log.

        Raises:
            NotThere: The project has none of that number.
        """
        message_id = await self._desk.read(reading.find_message, project.id, number)
        await self._desk.write(changes.remove_messages, [message_id])

    async def run(self, project: OpenProject, number: int, jobs: Sequence[str]) -> list[int]:
        """Run jobs with a message, whether or not they are on and it passes their filters.

        Returns:
            What they are in the queue.

        Raises:
            Refusal: 429, one of them has just been run with it.
            StudioError: There is no such message or job, or a job is archived.
        """
        message_id = await self._desk.read(reading.find_message, project.id, number)
        planned = [self._planned(project, name) for name in jobs]
        for run in planned:
            await self._refuse_too_soon(message_id, run.job_id)
        ids = await self._desk.write(
            _enqueue_all, project.id, planned, message_id, self._desk.now_ms()
        )
        self._dispatcher.wake(project.image.row.number)
        return ids

    def matching_jobs(self, project: OpenProject, message: MessageRow) -> list[str]:
        """Return the names of the jobs whose filters a message passes, but for archived ones."""
        return [
            job.name
            for job in project.image.jobs.values()
            if job.trigger in message.entry.matches and not job.archived
        ]

    async def reprocess(
        self, project: OpenProject, query: MessageQuery, *, only_count: bool = False
    ) -> ReprocessedFact:
        """Let messages arrive once more, in the order in which they came: jobs that are on run.

        Args:
            project: Whose messages.
            query: Which.
            only_count: Say what would be done, and do nothing.
        """
        newest = await self.page(query, limit=1)
        last = newest[0].number if newest else 0
        # Those that arrive meanwhile are processed as they arrive.
        query = replace(query, last_number=min(query.last_number or last, last))
        messages = runs = after = 0
        while ids := await self._desk.read(pages.find_ids, query, after=after, limit=_AT_ONCE):
            started = [(one, await self._started_by(project, one)) for one in ids]
            messages += len(ids)
            runs += sum(len(planned) for _, planned in started)
            after = (await self._desk.read(pages.read_entry, ids[-1])).number
            if not only_count:
                await self._desk.write(_enqueue_again, project.id, started, self._desk.now_ms())
                self._dispatcher.wake(project.image.row.number)
        return ReprocessedFact(messages, runs)

    async def _started_by(self, project: OpenProject, message_id: int) -> list[PlannedRun]:
        """Return the runs a message starts now, as if it arrived; one that is gone starts none."""
        try:
            row = await self._desk.read(reading.read_message, message_id)
        except NotThere:
            return []
        return await self._desk.aside(_started, project, row.body, row.query)

    async def _read(self, body: bytes, content_type: str) -> Reading:
        try:
            return await self._desk.aside(read_message_body, body, content_type, [])
        except UserInputProblem as problem:
            raise FieldProblem("body", str(problem)) from problem

    async def _refuse_too_soon(self, message_id: int, job_id: int) -> None:
        last_ms = await self._desk.read(last_start_ms, message_id, job_id)
        last = None if last_ms is None else moment_of(last_ms)
        verdict = pace(last, self._desk.clock.now(), by_hand=True)
        if isinstance(verdict, Refused):
            seconds = str(verdict.seconds_left)
            raise Refusal.because(TOO_SOON, str(verdict), Retry_After=seconds)

    @staticmethod
    def _planned(project: OpenProject, name: str) -> PlannedRun:
        job = project.image.project.job(name)
        assert job is not None  # noqa: S101 - the name is of this project
        decision = decide_message_by_hand(job)
        return PlannedRun(
            job_id=project.image.jobs[name].id,
            cause=decision.cause.value,
            initial=decision.initial_state.value,
            trigger_name=decision.trigger,
        )


def _number(found: Sequence[MessageEntry]) -> int | None:
    return found[0].number if found else None


def _started(project: OpenProject, body: str, query: str) -> list[PlannedRun]:
    given = msgspec.json.decode(query, type=dict[str, str])
    return project.started_by(Message(read_json(body), given))


def _enqueue_all(
    connection: Connection,
    project_id: int,
    planned: Sequence[PlannedRun],
    message_id: int,
    now_ms: int,
) -> list[int]:
    return [enqueue(connection, project_id, run, now_ms, message_id=message_id) for run in planned]


def _enqueue_again(
    connection: Connection,
    project_id: int,
    started: Iterable[tuple[int, list[PlannedRun]]],
    now_ms: int,
) -> None:
    for message_id, planned in started:
        _enqueue_all(connection, project_id, planned, message_id, now_ms)
