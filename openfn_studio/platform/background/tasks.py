"""Tasks that go on until they are told to stop."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger(__name__)


class Tasks:
    """Endless work beside the requests. One that fails is told to the log, the others go on."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[Any]] = []

    def start(self, *works: Coroutine[Any, Any, None]) -> None:
        """Begin some work."""
        loop = asyncio.get_running_loop()
        for work in works:
            task = loop.create_task(work)
            task.add_done_callback(_tell)
            self._tasks.append(task)

    async def stop(self) -> None:
        """End all work and wait for it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _tell(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and task.exception():
        _log.error("A background task ended.", exc_info=task.exception())
