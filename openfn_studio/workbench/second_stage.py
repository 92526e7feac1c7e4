"""The benches that read texts, run jobs and look at what happened."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.domain.run import Dialect
from openfn_studio.paths import resources
from openfn_studio.secrets.redactor import Redactor
from openfn_studio.workbench.computer import ComputerBench, probes_of
from openfn_studio.workbench.diagnostics import DiagnosticsBench
from openfn_studio.workbench.editing.analysis import AnalysisBench, Rules
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.searching import SearchBench
from openfn_studio.workbench.editing.versions import VersionBench
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.job_functions import JobFunctions
from openfn_studio.workbench.running.assembly import Running, Seams, Surroundings, build_running
from openfn_studio.workbench.running.exchanges import ExchangeBench
from openfn_studio.workbench.running.log_saving import LogSaver
from openfn_studio.workbench.running.time_travel import TimeTravelBench

if TYPE_CHECKING:
    from openfn_studio.workbench.workbench import Workbench


class SecondStage:
    """Built when texts can be written already; it takes up whatever is open by then.

    Args:
        first: The benches of the first stage.
        seams: What a test replaces of running jobs.
    """

    def __init__(self, first: "Workbench", seams: Seams | None = None) -> None:
        self._first = first
        self._hidden: list[Mapping[str, Any]] = []
        lanes, data = first.lanes, first.data
        probes = probes_of(data.root)
        self.computer = ComputerBench(probes, lanes.work)
        self.diagnostics = DiagnosticsBench(
            probes, first.preferences, data.root / "logs", first.log.redact, lanes.work
        )
        standin = resources() / "standin"
        repository = Repository(data.root / "adaptors", Npm.bundled(), first.clock, standin)
        self.adaptors = AdaptorBench(repository, lanes.work, first.tasks)
        self.analyses = AnalysisBench(first.documents, first.project, self.adaptors, lanes.work)
        self.versions = VersionBench(first.project)
        self.searches = SearchBench(first.documents, first.project, first.files, lanes)
        self.running = self._build_running(seams or Seams())
        self.functions = JobFunctions(self.adaptors, self._adaptors_of)
        self.analyses.take_rules_from(self._rules_of)
        self.running.view.changed.connect(self.analyses.refresh)
        self.running.view.changed.connect(self.functions.refresh)
        runs = self.running.runs
        self.travel = TimeTravelBench(lanes.work, runs.history, runs.fact)
        self.exchanges = ExchangeBench(lanes.work, self._folder)
        self.logs = LogSaver(lanes.work)
        for signal in (first.project.opened, first.project.changed, first.project.closed):
            signal.connect(self._tell_adaptors)
        self._tell_adaptors()

    def close(self) -> None:
        """End processes and keep what is to be kept; waits for both."""
        self.running.close()

    def _tell_adaptors(self, _: object = None) -> None:
        """Let adaptors be known by the project's own folder, and by the jobs that use them."""
        fact = self._first.project.fact
        self.adaptors.set_folder(fact.folder if fact else None)
        jobs = fact.project.jobs if fact else ()
        self.adaptors.set_uses({job.name: job.adaptors for job in jobs})
        self.functions.refresh()

    def _build_running(self, seams: Seams) -> Running:
        first = self._first
        around = Surroundings(
            first.documents, first.project, self.adaptors, first.session, first.preferences
        )
        seams = replace(seams, hide=self._hide)
        return build_running(around, first.data, first.lanes, first.clock, seams=seams)

    def _hide(self, values: Mapping[str, Any]) -> None:
        """Hide a credential's values in the log from now on; a lane may ask."""
        if values not in self._hidden:
            self._hidden.append(values)
            self._first.log.hide(Redactor(values).text)

    def _adaptors_of(self, buffer: Buffer) -> tuple[str, ...]:
        subject = self.running.view.subject_of(buffer.id)
        return subject.adaptors if subject else ()

    def _rules_of(self, buffer: Buffer) -> Rules:
        subject = self.running.view.subject_of(buffer.id)
        if subject is None:
            return Rules(Dialect.V1, ())
        return Rules(subject.dialect, subject.adaptors)

    def _folder(self) -> Path | None:
        return self._first.project.fact.folder if self._first.project.fact else None
