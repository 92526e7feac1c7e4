"""The platform without its socket: the store, the queues, and everything people do with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openfn_studio.clock import Clock
from openfn_studio.domain.project import Project
from openfn_studio.platform.background.keeping import Keeping
from openfn_studio.platform.background.matching import Matching
from openfn_studio.platform.background.tasks import Tasks
from openfn_studio.platform.desk import Desk
from openfn_studio.platform.dispatch.cron import CronClock
from openfn_studio.platform.dispatch.dispatcher import Dispatcher
from openfn_studio.platform.dispatch.order import OrderDesk, ParseAdaptors
from openfn_studio.platform.dispatch.performer import Hide, Performer
from openfn_studio.platform.portal.importing import Seal, import_project
from openfn_studio.platform.safe import Safe
from openfn_studio.platform.security.access import Access
from openfn_studio.platform.security.inbox_guard import InboxGuard
from openfn_studio.runs.runs import Runs
from openfn_studio.store.accounts.users import add_user
from openfn_studio.store.projects.projects import ProjectRow, find_by_source
from openfn_studio.store.store import Store

OWNER_EMAIL = "owner@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a platform is built of; who builds them also closes the store."""

    store: Store
    clock: Clock
    runs: Runs
    """Closed by the platform when it stops, because that ends the runs that are on."""
    safe: Safe
    parse_adaptors: ParseAdaptors
    hide: Hide | None = None
    start_token: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """A project to be taken in."""

    project: Project
    texts: Mapping[str, str]
    """The jobs' texts, by name."""
    source: str
    """Its folder; a project is imported from a folder once."""
    bodies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    """Bodies of credentials, by name; without the vault's key they are left out."""


class Platform:
    """Everything behind the addresses. Its methods belong to the event loop.

    Args:
        parts: What it is built of.
        needs_keys: Whether inboxes without a key take nothing, because others can reach them.
    """

    def __init__(self, parts: Parts, *, needs_keys: bool = False) -> None:
        self.desk = Desk(parts.store, parts.clock, parts.safe)
        self.access = Access(self.desk, parts.start_token)
        self.guard = InboxGuard(self.desk, needs_keys=needs_keys)
        orders = OrderDesk(parts.store, parts.safe, parts.parse_adaptors)
        performer = Performer(parts.store, orders, parts.runs, parts.clock, parts.hide)
        self.dispatcher = Dispatcher(self.desk, performer)
        self.cron = CronClock(self.desk, self.dispatcher)
        self.matching = Matching(self.desk)
        self.keeping = Keeping(self.desk)
        self._tasks = Tasks()

    async def open(self, *, starts_runs: bool = True) -> None:
        """Read what there is, and begin to work.

        Args:
            starts_runs: Whether queues are worked off; else what comes in only waits.
        """
        await self.access.load()
        if self.access.owner is None:
            await self._make_owner()
        await self.guard.load()
        await self.desk.open_projects()
        if not starts_runs:
            return
        await self.dispatcher.start()
        self._tasks.start(self.cron.run(), self.matching.run(), self.keeping.run())

    async def close(self, grace_s: float) -> None:
        """Stop working: wait a while for the runs that are on, then interrupt them."""
        await self._tasks.stop()
        await self.dispatcher.stop(grace_s)

    async def take_in(self, wanted: Import) -> tuple[ProjectRow, bool]:
        """Import a project unless it was imported from its folder before.

        Returns:
            The project, and whether it is new.
        """
        known = await self.desk.read(find_by_source, wanted.source)
        if known:
            return known, False
        owner = self.access.owner
        row = await self.desk.write(
            import_project,
            wanted.project,
            wanted.texts,
            self._sealer(wanted.bodies),
            source=wanted.source,
            owner=owner.number if owner else None,
            now_ms=self.desk.now_ms(),
        )
        await self.desk.refresh(row.number)
        return row, True

    def _sealer(self, bodies: Mapping[str, Mapping[str, Any]]) -> Seal:
        def sealed(name: str, seal_name: str) -> bytes | None:
            if name not in bodies or self.desk.safe.locked:
                return None
            return self.desk.safe.seal(seal_name, bodies[name])

        return sealed

    async def _make_owner(self) -> None:
        await self.desk.write(
            add_user,
            email=OWNER_EMAIL,
            name="Owner",
            password=None,
            is_owner=True,
            now_ms=self.desk.now_ms(),
        )
        await self.access.load()
