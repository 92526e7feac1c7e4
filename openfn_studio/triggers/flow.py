"""Flow and catch: which jobs wait for another one, and the cycles they can make."""

from dataclasses import dataclass

from openfn_studio.domain.job import Job
from openfn_studio.domain.project import Project
from openfn_studio.domain.trigger import Catch, Flow


@dataclass(frozen=True, slots=True)
class Cycle:
    """Jobs that start each other in a circle."""

    jobs: tuple[str, ...]
    """In the order in which they start each other; the last one starts the first."""

    def __str__(self) -> str:
        circle = " → ".join((*self.jobs, self.jobs[0]))
        return (
            f"These jobs start each other in a circle: {circle}. "
            "A chain of runs stops before a job would run in it a second time."
        )


def waiting_jobs(project: Project, job: str, *, succeeded: bool) -> tuple[Job, ...]:
    """Return the jobs whose trigger watches the end of a job, in the project's order.

    Whether they are on is not asked here.
    """
    kind = Flow if succeeded else Catch
    watching = {
        trigger.name
        for trigger in project.triggers
        if isinstance(trigger, kind) and trigger.job == job
    }
    return tuple(one for one in project.jobs if one.trigger in watching)


def cycles(project: Project) -> tuple[Cycle, ...]:
    """Return the circles of flow and catch triggers.

    A job waits for one other at most, so no job is in two circles. Archived jobs start nothing
    and break a circle; a job that is off may be switched on, and does not.
    """
    watched = _watched_jobs(project)
    found: list[Cycle] = []
    seen: set[str] = set()
    for name in watched:
        path: list[str] = []
        at: str | None = name
        while at is not None and at not in seen:
            seen.add(at)
            path.append(at)
            at = watched.get(at)
        if at in path:
            # The path was followed from a job to the one it waits for: backwards in time.
            found.append(Cycle(tuple(reversed(path[path.index(at) :]))))
    return tuple(found)


def _watched_jobs(project: Project) -> dict[str, str]:
    """Return for every job with a flow or catch trigger the job it waits for."""
    watched: dict[str, str] = {}
    for job in project.jobs:
        trigger = project.trigger(job.trigger)
        if isinstance(trigger, (Flow, Catch)) and not job.settings.archived:
            watched[job.name] = trigger.job
    return watched
