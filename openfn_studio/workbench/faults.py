"""When this program itself fails: it goes on, a report is written, the user is told."""

import logging
import sys
import threading
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from openfn_studio.errors import StudioError
from openfn_studio.workbench.fault_reports import (
    FaultReport,
    FaultReports,
    current_thread,
    fault_place,
    fault_text,
)

_MOST = 20
"""So many different faults are written down in a session; a broken paint must not fill the disk."""

_log = logging.getLogger(__name__)


class FaultHooks(QObject):
    """Catches what nobody caught, on any thread, until ``uninstall``.

    Signals, on the GUI thread:
        failed: A ``FaultReport``, or None when it could not be written.
        problem: A ``StudioError`` that nobody showed; it has words of its own.
    """

    failed = Signal(object)
    problem = Signal(object)
    _caught = Signal(object)

    def __init__(self, reports: FaultReports, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reports = reports
        self._places: set[str] = set()
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)
        self._handler = _LoggedFaults(self)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        logging.getLogger("openfn_studio").addHandler(self._handler)

    def uninstall(self) -> None:
        """Put back what was there."""
        sys.excepthook, threading.excepthook = self._before
        logging.getLogger("openfn_studio").removeHandler(self._handler)

    def write_down(self, error: BaseException) -> None:
        """Write a report of a fault that somebody else shows; once for each place in the code."""
        if self._is_new(error):
            report = self._reports.write(error, current_thread())
            if report:
                self._reports.mark_told(report)

    # ------------------------------------------------------------------ inside

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):
            # Ctrl+C and exits are no faults.
            self._before[0](kind, error, trace)
        elif isinstance(error, StudioError):
            _log.warning("Nobody showed: %s", error)
            self._caught.emit(error)
        else:
            self._catch(error)

    def _on_thread_exception(self, args: Any) -> None:
        if isinstance(args.exc_value, Exception):
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _catch(self, error: Exception) -> None:
        if self._is_new(error):
            _log.error("The program failed\n%s", fault_text(error))
            self._caught.emit(self._reports.write(error, current_thread()))

    def _is_new(self, error: BaseException) -> bool:
        place = fault_place(error)
        if place in self._places or len(self._places) >= _MOST:
            return False
        self._places.add(place)
        return True

    def _on_caught(self, caught: StudioError | FaultReport | None) -> None:
        if isinstance(caught, StudioError):
            self.problem.emit(caught)
            return
        self.failed.emit(caught)
        if caught:
            self._reports.mark_told(caught)


class _LoggedFaults(logging.Handler):
    """Writes a report of every unexpected error that is logged with its traceback."""

    def __init__(self, hooks: FaultHooks) -> None:
        super().__init__(logging.ERROR)
        self._hooks = hooks

    def emit(self, record: logging.LogRecord) -> None:
        """Write it down: who logged it also shows it, so it counts as told."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, StudioError):
            self._hooks.write_down(error)
