"""What all of the platform works with: the store, the clock, the vault, and open projects.

Its methods belong to the event loop; what they wait for is done on the store's lanes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from openfn_studio.clock import Clock
from openfn_studio.domain.message import Message
from openfn_studio.platform.safe import Safe
from openfn_studio.store.database import Connection
from openfn_studio.store.ids import milliseconds
from openfn_studio.store.problems import NotThere
from openfn_studio.store.projects.image import ProjectImage, read_image
from openfn_studio.store.projects.projects import list_projects
from openfn_studio.store.queue.waiting import PlannedRun
from openfn_studio.store.store import Store
from openfn_studio.triggers.decision import Decision, ReadyTriggers, decide_message

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]


@dataclass(frozen=True, slots=True)
class OpenProject:
    """A project as it is now, with its filters and schedules read."""

    image: ProjectImage
    ready: ReadyTriggers

    @property
    def id(self) -> int:
        """The store's id of it."""
        return self.image.row.id

    def matching(self, message: Message) -> list[int]:
        """Return the ids of the triggers whose filters a message passes."""
        return [self.image.triggers[name].id for name in self.ready.matching(message)]

    def started_by(self, message: Message) -> list[PlannedRun]:
        """Return the runs a message starts when it arrives."""
        return self.planned(decide_message(self.ready, message))

    def planned(self, decision: Decision, *, source_run_id: int | None = None) -> list[PlannedRun]:
        """Return a decision's runs as the queue takes them."""
        return [
            PlannedRun(
                job_id=self.image.jobs[run.job.name].id,
                cause=run.cause.value,
                initial=run.initial_state.value,
                trigger_name=run.trigger,
                chain=run.chain,
                source_run_id=source_run_id,
            )
            for run in decision.runs
        ]


class Desk:
    """The platform's shared belongings.

    Args:
        store: The platform's database.
        clock: What time it is.
        safe: Opens and seals credentials.
    """

    def __init__(self, store: Store, clock: Clock, safe: Safe) -> None:
        self.store = store
        self.clock = clock
        self.safe = safe
        self._projects: dict[int, OpenProject] = {}
        self._by_inbox: dict[str, int] = {}
        self._listeners: list[Callable[[int], None]] = []

    def now_ms(self) -> int:
        """Return the time in milliseconds since 1970."""
        return milliseconds(self.clock.now())

    async def read(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a query of the store finds."""
        return await asyncio.wrap_future(self.store.read(work, *args, **kwargs))

    async def search(
        self, is_gone: Awaitable[object], work: Work[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a query finds that may take long; it is stopped when who asked is gone.

        Args:
            is_gone: Ends when nobody waits for the answer any more.
            work: The query.
            *args: What it is given.
            **kwargs: What it is given by name.

        Raises:
            EnvironmentProblem: It was stopped.
        """
        view = uuid4().hex
        found = asyncio.wrap_future(self.store.read_latest(view, work, *args, **kwargs))
        watching = asyncio.ensure_future(is_gone)
        try:
            await asyncio.wait({found, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not found.done():
                self.store.stop_reading(view)
            return await found
        finally:
            watching.cancel()

    async def write(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a change of the store; when this returns it is safe on disk."""
        return await asyncio.wrap_future(self.store.write(work, *args, **kwargs))

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what takes long, such as checking a password, on a thread beside the event loop."""
        return await asyncio.to_thread(work, *args, **kwargs)

    # ------------------------------------------------------------ open projects

    async def open_projects(self) -> None:
        """Read all projects; to be called once, before anything else."""
        for row in await self.read(list_projects):
            await self.refresh(row.number)

    async def refresh(self, number: int) -> OpenProject:
        """Read a project anew after it, or a part of it, was changed."""
        image = await self.read(read_image, number)
        project = OpenProject(image, ReadyTriggers(image.project))
        self._projects[number] = project
        self._by_inbox[image.row.inbox] = number
        for listener in self._listeners:
            listener(number)
        return project

    def on_change(self, listener: Callable[[int], None]) -> None:
        """Call somebody with a project's number whenever it was changed."""
        self._listeners.append(listener)

    def project(self, number: int) -> OpenProject:
        """Return a project.

        Raises:
            NotThere: There is none of that number.
        """
        if number not in self._projects:
            raise NotThere(f"There is no project {number}.")
        return self._projects[number]

    def project_of_inbox(self, inbox: str) -> OpenProject | None:
        """Return the project whose inbox's address ends so."""
        number = self._by_inbox.get(inbox)
        return None if number is None else self._projects[number]

    def __iter__(self) -> Iterator[OpenProject]:
        return iter(list(self._projects.values()))

    @property
    def names(self) -> Mapping[int, str]:
        """The names of all projects, by number."""
        return {number: one.image.row.name for number, one in self._projects.items()}
