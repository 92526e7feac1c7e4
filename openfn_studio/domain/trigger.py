"""Triggers: what starts a job. Four kinds, as on v1."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Starts a job for every message whose body contains the criteria and not the exclusion."""

    name: str
    criteria: str
    """JSON text exactly as written, because ``8`` and ``8.0`` and large numbers must survive."""
    exclusion: str | None = None
    """JSON text; None excludes nothing (``{}`` would exclude every object)."""


@dataclass(frozen=True, slots=True)
class Cron:
    """Starts a job at times of the clock, in UTC."""

    name: str
    cron: str
    """Five fields, e.g. ``0 * * * *``."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Starts a job after another one succeeded."""

    name: str
    job: str
    """The name of the job that is watched."""


@dataclass(frozen=True, slots=True)
class Catch:
    """Starts a job after another one failed."""

    name: str
    job: str
    """The name of the job that is watched."""


Trigger = MessageFilter | Cron | Flow | Catch
