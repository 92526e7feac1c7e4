"""Processes that are started before they are needed, so that a run begins at once."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from openfn_studio.clock import Clock, SystemClock
from openfn_studio.errors import StudioError
from openfn_studio.runner.deadlines import Deadline, Deadlines
from openfn_studio.runner.launch import LaunchSpec
from openfn_studio.runner.runner import Runner

MOST_SPARES = 2
IDLE_SECONDS = 300.0

Fingerprint = tuple[tuple[str, int, int], ...]
Start = Callable[[LaunchSpec, Callable[[Runner], None]], Runner]


@dataclass(frozen=True, slots=True)
class _Spare:
    runner: Runner
    fingerprint: Fingerprint
    since: float
    """When it was started or its kind was last used, on the monotonic clock."""
    is_replacement: bool


class Spares:
    """At most two processes that wait for a run. All methods may be called from any thread.

    Args:
        start: Starts a process for a spec and calls back with it when it is gone.
        deadlines: Ends those that wait too long.
        most: How many are kept.
        clock: Says how long they have waited.
    """

    def __init__(
        self,
        start: Start,
        deadlines: Deadlines,
        *,
        most: int = MOST_SPARES,
        clock: Clock | None = None,
    ) -> None:
        self._start = start
        self._deadlines = deadlines
        self._most = most
        self._clock = clock or SystemClock()
        self._lock = threading.RLock()
        self._spares: list[_Spare] = []  # the one used longest ago first
        self._expiry: Deadline | None = None
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._spares)

    def __iter__(self) -> Iterator[Runner]:
        with self._lock:
            return iter([spare.runner for spare in self._spares])

    def take(self, spec: LaunchSpec) -> Runner | None:
        """Return a spare for this spec and give it away; None when there is none.

        One whose adaptors were changed since it was started is ended and not given.
        """
        fitting: list[_Spare] = []
        with self._lock:
            fitting = [spare for spare in self._spares if spare.runner.spec == spec]
            self._spares = [spare for spare in self._spares if spare not in fitting]
        fingerprint = fingerprint_of(spec) if fitting else ()
        chosen: Runner | None = None
        for spare in sorted(fitting, key=lambda one: one.runner.ready is None):
            is_usable = spare.runner.is_free and spare.fingerprint == fingerprint
            if is_usable and chosen is None:
                chosen = spare.runner
            elif is_usable:
                self._keep(spare)
            else:
                spare.runner.close()
        return chosen

    def prepare(self, spec: LaunchSpec, count: int = 1) -> None:
        """See to it that so many spares for this spec are there, or on their way.

        Those used longest ago make room. A process that cannot be started is not an error here:
        the run that needs it will say why.
        """
        fingerprint = fingerprint_of(spec)
        with self._lock:
            there = [spare for spare in self._spares if spare.runner.spec == spec]
            self._spares = [spare for spare in self._spares if spare not in there] + there
        for _ in range(min(count, self._most) - len(there)):
            self._add(spec, fingerprint, is_replacement=False)

    def expire(self) -> None:
        """End the spares that have waited too long."""
        with self._lock:
            oldest = self._clock.monotonic() - IDLE_SECONDS
            stale = [spare for spare in self._spares if spare.since <= oldest]
            self._spares = [spare for spare in self._spares if spare not in stale]
            self._plan_expiry()
        for spare in stale:
            spare.runner.close()

    def close(self) -> None:
        """End all spares and keep none from now on; returns when their processes are gone."""
        with self._lock:
            self._is_closed = True
            spares, self._spares = self._spares, []
            self._deadlines.call_off(self._expiry)
        for spare in spares:
            spare.runner.close()
        for spare in spares:
            spare.runner.wait_until_gone()

    def _add(self, spec: LaunchSpec, fingerprint: Fingerprint, *, is_replacement: bool) -> None:
        with contextlib.suppress(StudioError):
            runner = self._start(spec, self._on_end)
            self._keep(_Spare(runner, fingerprint, self._clock.monotonic(), is_replacement))

    def _keep(self, spare: _Spare) -> None:
        with self._lock:
            is_kept = not self._is_closed and spare.runner.is_free
            if is_kept:
                self._spares.append(spare)
            too_many, self._spares = self._spares[: -self._most], self._spares[-self._most :]
            self._plan_expiry()
        for one in too_many if is_kept else [*too_many, spare]:
            one.runner.close()

    def _plan_expiry(self) -> None:
        self._deadlines.call_off(self._expiry)
        if self._spares:
            waited = self._clock.monotonic() - min(spare.since for spare in self._spares)
            self._expiry = self._deadlines.after(max(IDLE_SECONDS - waited, 0.0), self.expire)

    def _on_end(self, runner: Runner) -> None:
        """Replace a spare that died while it waited; once, lest a sick adaptor keep us busy."""
        with self._lock:
            dead = next((spare for spare in self._spares if spare.runner is runner), None)
            if dead is None or self._is_closed:
                return
            self._spares.remove(dead)
            self._plan_expiry()
        if runner.ready is not None and not dead.is_replacement:
            self._add(runner.spec, fingerprint_of(runner.spec), is_replacement=True)


def fingerprint_of(spec: LaunchSpec) -> Fingerprint:
    """Return what tells that an adaptor's files were changed: its package file and its entries."""
    prints: list[tuple[str, int, int]] = []
    for adaptor in spec.adaptors:
        for file in _watched_files(adaptor.path):
            with contextlib.suppress(OSError):
                status = file.stat()
                prints.append((str(file), status.st_mtime_ns, status.st_size))
    return tuple(prints)


def _watched_files(folder: Path) -> list[Path]:
    package = folder / "package.json"
    try:
        described: Any = json.loads(package.read_bytes())
    except (OSError, ValueError):
        return [package]
    if not isinstance(described, dict):
        return [package]
    known = cast("dict[str, Any]", described)
    entries = [known.get(key) for key in ("main", "module", "exports")]
    return [package, *(folder / name for name in dict.fromkeys(_texts_in(entries)))]


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = list(cast("dict[str, Any]", value).values())
    elif isinstance(value, list):
        inner = cast("list[Any]", value)
    return [text for each in inner for text in _texts_in(each)]
