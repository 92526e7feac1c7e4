"""Every bench of a window, built in order and ended in the reverse one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import Clock
from openfn_studio.domain.run import Dialect
from openfn_studio.paths import DataFolder, resources
from openfn_studio.secrets.redactor import Redactor
from openfn_studio.workbench.computer import ComputerBench, probes_of
from openfn_studio.workbench.diagnostics import DiagnosticsBench
from openfn_studio.workbench.editing.analysis import AnalysisBench, Rules
from openfn_studio.workbench.editing.autosave import HistoryKeeper
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.keeping import JournalKeeper
from openfn_studio.workbench.editing.outside import OutsideWatch
from openfn_studio.workbench.editing.searching import SearchBench
from openfn_studio.workbench.editing.versions import VersionBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.notices import NoticeBench
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.program_log import ProgramLog
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.folder_claim import FolderClaim
from openfn_studio.workbench.projects.folder_files import FolderFiles
from openfn_studio.workbench.projects.job_functions import JobFunctions
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.recents import RecentsBench
from openfn_studio.workbench.running.assembly import Running, Seams, Surroundings, build_running
from openfn_studio.workbench.running.exchanges import ExchangeBench
from openfn_studio.workbench.running.log_saving import LogSaver
from openfn_studio.workbench.running.time_travel import TimeTravelBench
from openfn_studio.workbench.session import SessionBench
from openfn_studio.workbench.tasks import TaskBench

RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Early:
    """What is there before the window's first paint: it decides how that looks."""

    data: DataFolder
    lanes: Lanes
    preferences: PreferenceBench
    session: SessionBench


class Workbench:
    """The benches of one window.

    Args:
        early: What is there already; it ends with this.
        clock: What time it is.
        log: The program's own log.
        documents: Where new projects are proposed; None is the user's documents folder.
        seams: What a test replaces of running jobs.
    """

    def __init__(
        self,
        early: Early,
        clock: Clock,
        log: ProgramLog,
        documents: Path | None = None,
        seams: Seams | None = None,
    ) -> None:
        self.data = data = early.data
        self.clock = clock
        self.log = log
        self._hidden: list[Mapping[str, Any]] = []
        self.lanes = lanes = early.lanes
        self.preferences = early.preferences
        self.session = early.session
        self.notices = NoticeBench(clock)
        self.tasks = TaskBench(lanes.work)
        self.recents = RecentsBench(self.session, lanes.work)
        probes = probes_of(data.root)
        self.computer = ComputerBench(probes, lanes.work)
        self.diagnostics = DiagnosticsBench(
            probes, self.preferences, data.root / "logs", log.redact, lanes.work
        )
        self._build_editing(data, documents)
        self._build_running(data, seams)

    def _build_editing(self, data: DataFolder, documents: Path | None) -> None:
        lanes, clock = self.lanes, self.clock
        repository = Repository(
            data.root / "adaptors", Npm.bundled(), clock, resources() / "standin"
        )
        self.adaptors = AdaptorBench(repository, lanes.work, self.tasks)
        self.claim = FolderClaim(data.root)
        self.project = ProjectBench(lanes, data, clock, documents, self.claim)
        self.documents = DocumentBench(self.project, lanes)
        self.history = HistoryKeeper(self.documents, self.project)
        self.journal = JournalKeeper(
            self.documents, self.project, lanes, data.root / RECOVERY, clock
        )
        self.outside = OutsideWatch(self.documents, self.project, lanes)
        self.analyses = AnalysisBench(self.documents, self.project, self.adaptors, lanes.work)
        self.files = FolderFiles(self.project, lanes)
        self.searches = SearchBench(self.documents, self.project, self.files, lanes)
        self.versions = VersionBench(self.project)

    def _build_running(self, data: DataFolder, seams: Seams | None) -> None:
        surroundings = Surroundings(
            self.documents, self.project, self.adaptors, self.session, self.preferences
        )
        seams = replace(seams or Seams(), hide=self._hide)
        self.running: Running = build_running(
            surroundings, data, self.lanes, self.clock, seams=seams
        )
        self.functions = JobFunctions(self.adaptors, self._adaptors_of)
        self.analyses.take_rules_from(self._rules_of)
        self.running.view.changed.connect(self.analyses.refresh)
        self.running.view.changed.connect(self.functions.refresh)
        runs = self.running.runs
        self.travel = TimeTravelBench(self.lanes.work, runs.history, runs.fact)
        self.exchanges = ExchangeBench(self.lanes.work, self._folder)
        self.logs = LogSaver(self.lanes.work)

    def _hide(self, values: Mapping[str, Any]) -> None:
        """Hide a credential's values in the log from now on; a lane may ask."""
        if values not in self._hidden:
            self._hidden.append(values)
            self.log.hide(Redactor(values).text)

    def _adaptors_of(self, buffer: Buffer) -> tuple[str, ...]:
        subject = self.running.view.subject_of(buffer.id)
        return subject.adaptors if subject else ()

    def _rules_of(self, buffer: Buffer) -> Rules:
        subject = self.running.view.subject_of(buffer.id)
        if subject is None:
            return Rules(Dialect.V1, ())
        return Rules(subject.dialect, subject.adaptors)

    def _folder(self) -> Path | None:
        return self.project.fact.folder if self.project.fact else None

    def close(self) -> None:
        """Save what is to be remembered, end processes and threads; waits for all of it."""
        self.journal.put_away()
        self.running.close()
        self.project.close()
        self.session.flush()
        self.preferences.close()
        self.claim.release()
        self.lanes.close()
