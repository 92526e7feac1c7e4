"""A whole window on the sample project, driven from outside."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder, resources
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.theme.fonts import load_fonts
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.window import Window
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.program_log import ProgramLog
from openfn_studio.workbench.running.assembly import Seams
from openfn_studio.workbench.running.facts import RunFact
from openfn_studio.workbench.session import SessionBench
from openfn_studio.workbench.workbench import Early, Workbench

PATIENCE_MS = 20_000
_LOOK_MS = 10


class Scene:
    """The program without its process: frame, workbench and window.

    Args:
        app: Qt's application.
        folder: An empty folder for everything the program keeps.
        theme: One of the themes.
        size: Of the window.
        seams: What a test replaces of running jobs.
        is_complete: False leaves the second stage to the test.
    """

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        theme: str,
        size: tuple[int, int] = (1440, 900),
        seams: Seams | None = None,
        *,
        is_complete: bool = True,
    ) -> None:
        self.app = app
        self.folder = folder
        self.data = DataFolder(folder / "data")
        self.data.root.mkdir(parents=True, exist_ok=True)
        lanes = Lanes()
        preferences = PreferenceBench(folder / "data" / "settings.toml", lanes.work)
        session = SessionBench(self.data.root, lanes, SystemClock())
        self.look = Look(app, theme)
        load_fonts(resources() / "window" / "fonts")
        self.frame = Frame(self.look)
        self.frame.resize(*size)
        early = Early(self.data, lanes, preferences, session)
        self.log = ProgramLog(self.data)
        self.bench = Workbench(early, SystemClock(), self.log, folder)
        if is_complete:
            self.bench.complete(seams)
        self.window = Window(self.frame, self.bench)
        if is_complete:
            self.window.complete()
        self.actions = self.frame.actions_of_window

    def show(self) -> None:
        """Show the window."""
        self.frame.show()
        self.until(self.frame.isVisible)

    def open_sample(self) -> Path:
        """Open a copy of the sample; its first job is in front."""
        project = self.sample()
        self.bench.project.open(project)
        self.until(lambda: self.bench.documents.current is not None)
        return project

    def sample(self) -> Path:
        """Return the folder of a copy of the sample."""
        project = self.folder / "clinic"
        if not project.exists():
            shutil.copytree(resources() / "samples" / "clinic", project)
        return project

    def open_job(self, name: str) -> None:
        """Bring a job to the front."""
        self.bench.documents.open_job(name)
        self.until(lambda: self._is_in_front(name))

    def run(self) -> RunFact:
        """Run the job in front and wait until its end is shown and kept."""
        runs = self.bench.running.runs
        before = runs.current.id if runs.current else None
        self.until(lambda: not self.actions.reason_against("run:job"))
        self.actions.trigger("run:job")
        self.until(lambda: runs.current is not None and runs.current.id != before)
        self.until(lambda: runs.current is not None and runs.current.is_over)
        self.until(lambda: not runs.is_busy)
        fact = runs.current
        assert fact is not None
        return fact

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the program work until something holds.

        Raises:
            TimeoutError: It does not come to hold.
        """
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not holds():
            if deadline.hasExpired():
                raise TimeoutError(f"Waited in vain for {holds}")
            QTest.qWait(_LOOK_MS)

    def close(self) -> None:
        """End everything."""
        self.window.keep()
        self.frame.close()
        self.bench.close()
        self.log.close()
        self.frame.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _is_in_front(self, name: str) -> bool:
        current = self.bench.documents.current
        return current is not None and current.job == name
