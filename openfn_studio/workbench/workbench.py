"""Every bench of a window, built in order and ended in the reverse one.

It is built in two stages, so that a text can be written before the rest is loaded: first what
opens, keeps and saves texts, then what reads them, runs them and shows what happened.
"""

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openfn_studio.clock import Clock
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.editing.autosave import HistoryKeeper
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.keeping import JournalKeeper
from openfn_studio.workbench.editing.outside import OutsideWatch
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.notices import NoticeBench
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.program_log import ProgramLog
from openfn_studio.workbench.projects.folder_claim import FolderClaim
from openfn_studio.workbench.projects.folder_files import FolderFiles
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.recents import RecentsBench
from openfn_studio.workbench.session import SessionBench
from openfn_studio.workbench.tasks import TaskBench

if TYPE_CHECKING:
    from openfn_studio.workbench.computer import ComputerBench
    from openfn_studio.workbench.diagnostics import DiagnosticsBench
    from openfn_studio.workbench.editing.analysis import AnalysisBench
    from openfn_studio.workbench.editing.searching import SearchBench
    from openfn_studio.workbench.editing.versions import VersionBench
    from openfn_studio.workbench.projects.adaptors import AdaptorBench
    from openfn_studio.workbench.projects.job_functions import JobFunctions
    from openfn_studio.workbench.running.assembly import Running, Seams
    from openfn_studio.workbench.running.exchanges import ExchangeBench
    from openfn_studio.workbench.running.log_saving import LogSaver
    from openfn_studio.workbench.running.time_travel import TimeTravelBench
    from openfn_studio.workbench.second_stage import SecondStage

RECOVERY = "recovery"
SECOND_STAGE = (
    "computer",
    "diagnostics",
    "adaptors",
    "analyses",
    "versions",
    "searches",
    "running",
    "functions",
    "travel",
    "exchanges",
    "logs",
)


@dataclass(frozen=True, slots=True)
class Early:
    """What is there before the window's first paint: it decides how that looks."""

    data: DataFolder
    lanes: Lanes
    preferences: PreferenceBench
    session: SessionBench


class Workbench:
    """The benches of one window: those of the first stage, and by ``complete`` the others.

    Those of the second stage are no attributes before ``complete``; ``is_complete`` tells.

    Args:
        early: What is there already; it ends with this.
        clock: What time it is.
        log: The program's own log.
        documents: Where new projects are proposed; None is the user's documents folder.
    """

    def __init__(
        self, early: Early, clock: Clock, log: ProgramLog, documents: Path | None = None
    ) -> None:
        self.data = data = early.data
        self.clock = clock
        self.log = log
        self.lanes = lanes = early.lanes
        self.preferences = early.preferences
        self.session = early.session
        self.notices = NoticeBench(clock)
        self.tasks = TaskBench(lanes.work)
        self.recents = RecentsBench(self.session, lanes.work)
        self.claim = FolderClaim(data.root)
        self.project = ProjectBench(lanes, data, clock, documents, self.claim)
        self.documents = DocumentBench(self.project, lanes)
        self.files = FolderFiles(self.project, lanes)
        self.history = HistoryKeeper(self.documents, self.project)
        recovery = data.root / RECOVERY
        self.journal = JournalKeeper(self.documents, self.project, lanes, recovery, clock)
        self.outside = OutsideWatch(self.documents, self.project, lanes)
        self._second: SecondStage | None = None

    if TYPE_CHECKING:
        computer: ComputerBench
        diagnostics: DiagnosticsBench
        adaptors: AdaptorBench
        analyses: AnalysisBench
        versions: VersionBench
        searches: SearchBench
        running: Running
        functions: JobFunctions
        travel: TimeTravelBench
        exchanges: ExchangeBench
        logs: LogSaver

    @property
    def is_complete(self) -> bool:
        """Whether the second stage is there."""
        return self._second is not None

    def complete(self, seams: "Seams | None" = None) -> None:
        """Build the benches of the second stage, which are loaded only now; once.

        Args:
            seams: What a test replaces of running jobs.
        """
        if self._second is not None:
            return
        room: Any = importlib.import_module("openfn_studio.workbench.second_stage")
        self._second = second = room.SecondStage(self, seams)
        for name in SECOND_STAGE:
            setattr(self, name, getattr(second, name))

    def close(self) -> None:
        """Save what is to be remembered, end processes and threads; waits for all of it."""
        self.journal.put_away()
        if self._second is not None:
            self._second.close()
        self.project.close()
        self.session.flush()
        self.preferences.close()
        self.claim.release()
        self.lanes.close()
