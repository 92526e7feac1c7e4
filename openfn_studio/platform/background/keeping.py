"""Removing what is older than its project keeps: messages with all they hold, then runs."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from openfn_studio.errors import StudioError
from openfn_studio.platform.desk import Desk, OpenProject
from openfn_studio.store.messages.changes import remove_old_messages, remove_old_runs

_log = logging.getLogger(__name__)

_EVERY_S = 60 * 60
_DAY_MS = 24 * 60 * 60 * 1000
_AT_ONCE = 200


class Keeping:
    """Removes what is too old, once an hour.

    Args:
        desk: The platform's belongings.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            try:
                await self.clean()
            except StudioError as problem:
                _log.warning("Old messages and runs could not be removed: %s", problem)
            await asyncio.sleep(_EVERY_S)

    async def clean(self) -> None:
        """Remove from all projects what they do not keep any longer."""
        for project in self._desk:
            row = project.image.row
            await self._remove(project, row.keep_messages_days, remove_old_messages)
            await self._remove(project, row.keep_runs_days, remove_old_runs)

    async def _remove(
        self, project: OpenProject, days: int | None, work: Callable[..., Any]
    ) -> None:
        if days is None:
            return
        before_ms = self._desk.now_ms() - days * _DAY_MS
        removed = 0
        # A few at a time: messages that arrive meanwhile must not wait.
        while count := await self._desk.write(work, project.id, before_ms, limit=_AT_ONCE):
            removed += count
        if removed:
            _log.info("%s old rows were removed from a project.", removed)
