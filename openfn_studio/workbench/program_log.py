"""The window's own log: what the package logs, what Qt says, each line without secrets."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from openfn_studio.errors import StudioError
from openfn_studio.log import AppLog, Redact
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.diagnostics import program_words

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_qt_log = logging.getLogger("openfn_studio.qt")
_log = logging.getLogger("openfn_studio")


class ProgramLog:
    """Writes the log while the window lives; a disk that refuses is told once and never stops it.

    Args:
        data: The data folder; the log goes into its ``logs``.
    """

    def __init__(self, data: DataFolder) -> None:
        self._redactions: list[Redact] = []
        self._log: AppLog | None = None
        self.problem: StudioError | None = None
        """Why nothing is written; None while something is."""
        try:
            self._log = AppLog(data.logs, self.redact)
        except StudioError as problem:
            self.problem = problem
        self._qt_before = qInstallMessageHandler(_on_qt_message)
        _log.info("Started: %s", ", ".join(program_words().splitlines()))

    def redact(self, text: str) -> str:
        """Hide in a text what is to be hidden now; for diagnostics and reports too."""
        for redact in tuple(self._redactions):
            text = redact(text)
        return text

    def hide(self, redact: Redact) -> Callable[[], None]:
        """Hide more from now on, for example while a credential is open.

        Returns:
            What takes this redaction away again.
        """
        self._redactions.append(redact)
        return lambda: self._redactions.remove(redact)

    def close(self) -> None:
        """Stop writing, and give Qt's messages back to whoever had them."""
        _log.info("Ended")
        qInstallMessageHandler(self._qt_before)
        if self._log:
            self._log.close()


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.INFO), "%s", text)
