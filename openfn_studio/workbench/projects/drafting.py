"""A job that is about to be made: names that are free, and which samples its filter would take."""

import re
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from openfn_studio.clock import Clock
from openfn_studio.domain.project import Project
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter, Trigger
from openfn_studio.errors import StudioError
from openfn_studio.workbench.lanes import Lanes, Ticket
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.projects.project_facts import JobDraft
from openfn_studio.workbench.projects.trigger_facts import (
    CriteriaCheck,
    CronCheck,
    check_criteria,
    check_cron,
    match_samples,
)

_EMPTY = Project("")
_NOT_IN_NAMES = re.compile(r"[^\w]+")


class DraftBench(QObject):
    """Checks what the user fills in for a new job, and makes it.

    Signals:
        matched: A tuple of ``SampleMatch`` for the filter asked about last.
        made: The name of the job that was made.
        refused: The ``StudioError`` of a job that could not be made; nothing of it is left.

    Args:
        project: Where the job is made.
        lanes: Where samples are read.
        clock: What time it is, for the next runs of a cron trigger.
    """

    matched = Signal(object)
    made = Signal(object)
    refused = Signal(object)

    def __init__(
        self, project: ProjectBench, lanes: Lanes, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = project
        self._lanes = lanes
        self._clock = clock
        self._ticket: Ticket | None = None
        self._is_making = False
        project.job_made.connect(self._on_made)
        project.failed.connect(self._on_failed)

    @property
    def project(self) -> Project:
        """The open project; an empty one when there is none."""
        return self._bench.fact.project if self._bench.fact else _EMPTY

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self._clock.now()

    def job_name_problem(self, name: str) -> str:
        """Return why a job cannot have a name, one sentence; empty when it can."""
        if not name.strip():
            return "Give the job a name."
        if self.project.job(name.strip()):
            return f"There is a job named {name.strip()} already."
        return ""

    def trigger_name_problem(self, name: str) -> str:
        """Return why a trigger cannot have a name, one sentence; empty when it can."""
        if not name.strip():
            return "Give the trigger a name."
        if self.project.trigger(name.strip()):
            return f"There is a trigger named {name.strip()} already."
        return ""

    def trigger_name(self, trigger: Trigger, job: str) -> str:
        """Return a free name that says what a new trigger is."""
        match trigger:
            case MessageFilter():
                words = f"{job or 'new'} message"
            case Cron():
                words = self.check_cron(trigger.cron).words or "new schedule"
            case Flow():
                words = f"after {trigger.job}"
            case Catch():
                words = f"{trigger.job} failed"
        wanted = _NOT_IN_NAMES.sub("-", words).strip("-").lower()
        name, number = wanted, 1
        while self.project.trigger(name):
            number += 1
            name = f"{wanted}-{number}"
        return name

    def check_criteria(self, criteria: str, exclusion: str | None) -> CriteriaCheck:
        """Return whether criteria and exclusion can be used."""
        return check_criteria(criteria, exclusion)

    def check_cron(self, text: str) -> CronCheck:
        """Return when a cron expression fires, and its next times."""
        return check_cron(text, self.now)

    def match(self, criteria: str, exclusion: str | None) -> None:
        """Ask which sample messages pass a filter; ``matched`` follows, for the last one asked."""
        if self._ticket:
            self._ticket.cancel()
        fact = self._bench.fact
        if not fact or check_criteria(criteria, exclusion).problem:
            self.matched.emit(())
            return
        folder = fact.folder
        self._ticket = self._lanes.work.run(
            lambda ticket: match_samples(folder, criteria, exclusion, lambda: ticket.is_cancelled),
            self.matched.emit,
            lambda _: self.matched.emit(()),
            owner=self,
        )

    def make(self, draft: JobDraft) -> None:
        """Make the job; ``made`` or ``refused`` follows."""
        self._is_making = True
        self._bench.new_job(draft)

    def _on_made(self, name: str) -> None:
        if self._is_making:
            self._is_making = False
            self.made.emit(name)

    def _on_failed(self, problem: StudioError) -> None:
        if self._is_making:
            self._is_making = False
            self.refused.emit(problem)
