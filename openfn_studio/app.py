"""The composition root of the window: builds the look, the frame, the workbench and the window.

The frame is on the screen before the rest is imported, so that the program is seen at once.
"""

import importlib
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from openfn_studio.clock import SystemClock
from openfn_studio.paths import APP, DataFolder, resources
from openfn_studio.settings import settings_file
from openfn_studio.ui.shell.frame import FIRST_SIZE, PROGRAM, Frame
from openfn_studio.ui.theme.fonts import load_fonts
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.garbage import GarbageCollector
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.session import SessionBench

_GEOMETRY = "geometry"
_BEAT_MS = 200

Ready = Callable[["App"], None]
Say = Callable[[str], None]


class App(QObject):
    """A running window. Its parts that take long to load come after the first paint.

    Signals:
        editable: Texts can be opened and written from now on; panels are still to come.

    Args:
        data: The user data folder.
        folder: The project to open; None shows the start page.
        on_ready: Called once everything is there.
    """

    editable = Signal()

    def __init__(
        self, data: DataFolder, folder: Path | None = None, on_ready: Ready | None = None
    ) -> None:
        super().__init__()
        self.qt = _qt_application()
        self.data = data
        self._garbage = GarbageCollector(self)
        self._folder = folder
        self._on_ready = on_ready
        self.lanes = Lanes()
        self.session = SessionBench(data.root, self.lanes, SystemClock())
        self.preferences = PreferenceBench(_settings_of(data), self.lanes.work)
        load_fonts(resources() / "window" / "fonts")
        theme, scale = self.preferences.text("theme"), self.preferences.number("scale")
        self.look = Look(self.qt, theme, scale)
        self.look.use_mono_family(self.preferences.text("editor.font_family"))
        self.frame = Frame(self.look)
        self.frame.closing.connect(self._on_closing)
        self.window: Any = None
        """``ui.window.Window``, once it is there."""
        self._ends: list[Callable[[], None]] = []

    def run(self) -> int:
        """Show the window and return when it was closed."""
        self.frame.painted.connect(self._fill)
        self.frame.open_at(self.session.get_bytes(_GEOMETRY))
        beat = QTimer(self, interval=_BEAT_MS)
        # Python looks for Ctrl+C only while it runs.
        beat.timeout.connect(lambda: None)
        beat.start()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._on_signal)
        code = self.qt.exec()
        for end in reversed(self._ends):
            end()
        self._garbage.close()
        return code

    def _fill(self) -> None:
        """Load the rest and put it on the frame."""
        benches = importlib.import_module("openfn_studio.workbench.workbench")
        windows = importlib.import_module("openfn_studio.ui.window")
        logs = importlib.import_module("openfn_studio.workbench.program_log")
        log = logs.ProgramLog(self.data)
        self._ends.append(log.close)
        early = benches.Early(self.data, self.lanes, self.preferences, self.session)
        bench = benches.Workbench(early, SystemClock(), log)
        self._ends.append(bench.close)
        self._prepare_for_faults(bench, log)
        self.window = windows.Window(self.frame, bench)
        self.window.completed.connect(self._garbage.keep)
        self.editable.emit()
        if self._on_ready is not None:
            self.window.completed.connect(partial(self._on_ready, self))
        opens = self._folder is not None
        if self._folder is not None:
            bench.project.open(self._folder)
        elif self._on_ready is None:
            opens = self.window.projects.reopen_last()
        self.window.complete_soon(after_text=opens)

    def _prepare_for_faults(self, bench: Any, log: Any) -> None:
        diagnostics = importlib.import_module("openfn_studio.workbench.diagnostics")
        copy = QGuiApplication.clipboard().setText
        faults = diagnostics.install_fault_hooks(self.data, log.redact, bench.notices, copy)
        self._ends.append(faults.close)
        if log.problem:
            bench.notices.tell_problem(log.problem)

    def _on_signal(self, number: int, frame: object) -> None:
        self.frame.close()

    def _on_closing(self) -> None:
        self.session.set_bytes(_GEOMETRY, bytes(self.frame.saveGeometry().data()))
        if self.window is not None:
            self.window.keep()


def run_window(data: DataFolder, folder: Path | None) -> int:
    """Open the window, on a project if one is named; return its exit code when it was closed."""
    return App(data, folder).run()


def run_demo(data: DataFolder) -> int:
    """Open the window on the sample and run its first job in test mode."""
    demonstration = importlib.import_module("openfn_studio.ui.demonstration")

    def stay(_: Any) -> None:
        """Leave the window to the user."""

    def show(app: App) -> None:
        demonstration.Demonstration(app.window, stay)

    return App(data, on_ready=show).run()


def run_unattended(data: DataFolder, picture: Path, say: Say) -> int:
    """Do the same with nobody watching: say the result, leave a picture; 0 when the job ran."""
    demonstration = importlib.import_module("openfn_studio.ui.demonstration")
    codes: list[int] = []

    def finish(app: App, told: Any) -> None:
        codes.append(told.leave(picture, say))
        app.frame.close()

    def show(app: App) -> None:
        app.frame.showNormal()
        app.frame.resize(*FIRST_SIZE)
        demonstration.Demonstration(app.window, partial(finish, app))

    code = App(data, on_ready=show).run()
    return codes[0] if codes else code or 1


def _qt_application() -> QApplication:
    QCoreApplication.setApplicationName(PROGRAM)
    QGuiApplication.setDesktopFileName(APP)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(sys.argv[:1])


def _settings_of(data: DataFolder) -> Path:
    """Return the settings file: it moves with a data folder that was moved."""
    is_moved = data.root != platformdirs.user_data_path(APP).absolute()
    return settings_file(data.root if is_moved else None)
