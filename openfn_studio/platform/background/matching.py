"""Comparing older messages with filters that are newer than they, in the background."""

import asyncio
import logging

import msgspec

from openfn_studio.domain.message import Message
from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.platform.desk import Desk
from openfn_studio.store.messages.matching import read_unmatched, write_matches
from openfn_studio.store.projects.triggers import TriggerRow
from openfn_studio.triggers.criteria import Filter
from openfn_studio.triggers.jsontext import read_json

_log = logging.getLogger(__name__)

_MESSAGES_AT_ONCE = 200


class Matching:
    """Brings stored matches up to date after a filter was made or changed.

    Args:
        desk: The platform's belongings.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._changed = asyncio.Event()
        self._changed.set()
        desk.on_change(lambda _: self._changed.set())

    async def run(self) -> None:
        """Compare until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self.catch_up()
            except StudioError as problem:
                _log.warning("Older messages are not compared with filters now: %s", problem)

    async def catch_up(self) -> None:
        """Compare all messages with all filters they were not compared with."""
        for project in self._desk:
            for name, ready in project.ready.filters.items():
                trigger = project.image.triggers[name]
                if trigger.matches_since_id:
                    await self._catch_up(trigger, ready)
                    await self._desk.refresh(project.image.row.number)

    async def _catch_up(self, trigger: TriggerRow, ready: Filter) -> None:
        since = trigger.matches_since_id
        while since:
            rows = await self._desk.read(read_unmatched, trigger.id, limit=_MESSAGES_AT_ONCE)
            passing = await self._desk.aside(_passing, rows, ready)
            down_to = rows[-1][0] if len(rows) == _MESSAGES_AT_ONCE else 0
            is_kept = await self._desk.write(
                write_matches,
                trigger.id,
                compared_since=since,
                down_to=down_to,
                matches=passing,
            )
            if not is_kept:
                # The filter was changed meanwhile: it is begun anew by that change.
                return
            since = down_to


def _passing(rows: list[tuple[int, str, str]], ready: Filter) -> list[int]:
    return [message_id for message_id, body, query in rows if _passes(body, query, ready)]


def _passes(body: str, query: str, ready: Filter) -> bool:
    try:
        message = Message(read_json(body), msgspec.json.decode(query, type=dict[str, str]))
    except UserInputProblem:
        return False
    return ready.matches(message.initial_state()["data"])
