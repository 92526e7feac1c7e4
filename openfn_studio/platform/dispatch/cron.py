"""The clock: starts cron jobs at the beginning of each minute, in UTC."""

import asyncio
import logging
from datetime import datetime, timedelta

from openfn_studio.errors import StudioError
from openfn_studio.platform.desk import Desk
from openfn_studio.platform.dispatch.dispatcher import Dispatcher
from openfn_studio.store.ids import milliseconds
from openfn_studio.store.queue.clock import enqueue_at
from openfn_studio.triggers.decision import decide_time

_log = logging.getLogger(__name__)

_MINUTE = timedelta(minutes=1)
_LONGEST_SLEEP_S = 20.0
"""A clock that is set forward, or a computer that slept, is noticed after this."""


class CronClock:
    """Starts what the clock starts. A minute that passed while the platform was off is not made up.

    Args:
        desk: The platform's belongings.
        dispatcher: Works the queues off.
    """

    def __init__(self, desk: Desk, dispatcher: Dispatcher) -> None:
        self._desk = desk
        self._dispatcher = dispatcher

    async def run(self) -> None:
        """Keep time until cancelled."""
        last = _minute_of(self._desk.clock.now())
        while True:
            await asyncio.sleep(min(self._until_next_minute(), _LONGEST_SLEEP_S))
            minute = _minute_of(self._desk.clock.now())
            if minute != last:
                last = minute
                await self.strike(minute)

    async def strike(self, minute: datetime) -> None:
        """Start what this minute starts; a minute that was struck before starts nothing."""
        for project in self._desk:
            runs = project.planned(decide_time(project.ready, minute))
            if not runs:
                continue
            try:
                count = await self._desk.write(
                    enqueue_at,
                    project.id,
                    runs,
                    minute_ms=milliseconds(minute),
                    now_ms=self._desk.now_ms(),
                )
            except StudioError as problem:
                _log.warning("Cron jobs could not be started: %s", problem)
                continue
            if count:
                self._dispatcher.wake(project.image.row.number)

    def _until_next_minute(self) -> float:
        now = self._desk.clock.now()
        return (_minute_of(now) + _MINUTE - now).total_seconds()


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
