"""A platform's store as its tests use it: a project, a filter, a job, and time that is given."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from openfn_studio.clock import SystemClock
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.store.messages.arrival import MessageKey, NewMessage, store_message
from openfn_studio.store.messages.pages import MessageQuery, list_messages
from openfn_studio.store.projects.jobs import JobRow, add_job
from openfn_studio.store.projects.projects import ProjectRow, add_project
from openfn_studio.store.projects.triggers import TriggerRow, add_trigger
from openfn_studio.store.queue.run_pages import RunQuery, list_platform_runs
from openfn_studio.store.queue.waiting import PlannedRun, WaitingRow, enqueue, next_waiting
from openfn_studio.store.records import RunKey, RunPlace, RunStart
from openfn_studio.store.retention import Retention
from openfn_studio.store.store import Store
from openfn_studio.store.text_index import waiting_for_index

T = TypeVar("T")
NOW = 1_793_000_000_000
"""A moment in 2026, in milliseconds."""


@dataclass
class Desk:
    store: Store
    now_ms: int = NOW
    project: ProjectRow = field(init=False)
    trigger: TriggerRow = field(init=False)
    job: JobRow = field(init=False)

    def __post_init__(self) -> None:
        self.project = self.add_project("Clinic")
        self.trigger = self.add_trigger("births", criteria='{"form":"birth"}')
        self.job = self.add_job(name="register", trigger_id=self.trigger.id, autoprocess=True)

    def do(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        return self.store.write(work, *args, **kwargs).result()

    def see(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        return self.store.read(work, *args, **kwargs).result()

    def add_project(self, name: str, **more: Any) -> ProjectRow:
        return self.do(add_project, name=name, inbox=f"inbox-{name}", now_ms=self.now_ms, **more)

    def add_trigger(self, name: str, **values: Any) -> TriggerRow:
        given = {"name": name, "type": "message", **values}
        return self.do(add_trigger, self.project.id, given, self.now_ms)

    def add_job(self, **values: Any) -> JobRow:
        return self.do(add_job, self.project.id, values, self.now_ms)

    def plan(self, **more: Any) -> PlannedRun:
        given = {"job_id": self.job.id, "cause": "message", "initial": "message", **more}
        return PlannedRun(**given)

    def receive(self, body: str, *, starts: bool = False, match: bool = False, **more: Any) -> Any:
        """Let a message arrive, one second after the one before."""
        self.now_ms += 1000
        message = NewMessage(
            project_id=self.project.id,
            received_at_ms=self.now_ms,
            source="inbox",
            body=body,
            **more,
        )
        matches = [self.trigger.id] if match or starts else []
        key: MessageKey = self.do(store_message, message, matches, [self.plan()] if starts else [])
        return key

    def enqueue(self, message_id: int | None = None, **more: Any) -> int:
        plan = self.plan(**more)
        return self.do(enqueue, self.project.id, plan, self.now_ms, message_id=message_id)

    def next(self, **more: Any) -> WaitingRow | None:
        given = {"now_ms": self.now_ms, **more}
        return self.see(next_waiting, self.project.id, **given)

    def run(self, row: WaitingRow, *events: Any, exit_code: int = 0, **more: Any) -> RunKey:
        """Begin a waiting run, let it do what the events say, and end it."""
        place = RunPlace(
            project_id=row.project_id,
            job_id=row.job_id,
            waiting_id=row.id,
            cause=row.cause,
            initial=row.initial,
            chain=row.chain,
            attempt=row.attempt,
            message_id=row.message_id,
            source_run_id=row.source_run_id,
            **more,
        )
        recorder = self.store.record_run(start_of(row, place))
        for event in events:
            recorder.event(event)
        recorder.event({"type": "finished", "exit_code": exit_code})
        return recorder.close()

    def run_next(self, *events: Any, exit_code: int = 0, **more: Any) -> RunKey:
        row = self.next()
        assert row is not None
        return self.run(row, *events, exit_code=exit_code, **more)

    def messages(self, **more: Any) -> list[int]:
        """Return the numbers of the messages a query finds."""
        page = {key: more.pop(key) for key in ("before", "after", "limit") if key in more}
        query = MessageQuery(project_id=self.project.id, **more)
        return [entry.number for entry in self.see(list_messages, query, **page)]

    def runs(self, **more: Any) -> list[int]:
        """Return the numbers of the runs a query finds."""
        page = {key: more.pop(key) for key in ("before", "after", "limit") if key in more}
        query = RunQuery(project_id=self.project.id, **more)
        return [entry.number for entry in self.see(list_platform_runs, query, **page)]

    def wait_for_index(self) -> None:
        """Return when the writer has indexed all; each write lets it go on."""
        while self.see(waiting_for_index):
            self.store.write(_nothing).result()


def start_of(row: WaitingRow, place: RunPlace) -> RunStart:
    return RunStart(
        "key", "Clinic", row.job_name, "fn(s => s);", Dialect.V1, HttpMode.TEST, place=place
    )


def open_desk(folder: Path, *, keeps_index: bool = False) -> Desk:
    return Desk(open_store(folder, keeps_index=keeps_index))


def open_store(folder: Path, *, keeps_index: bool = False) -> Store:
    return Store(
        folder / "local.sqlite",
        SystemClock(),
        retention=Retention(keeps_all=True),
        keeps_index=keeps_index,
    )


def result(future: Future[T]) -> T:
    return future.result(10)


def _nothing(_: object) -> None:
    return None
