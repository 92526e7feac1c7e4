"""The program's own log: a few files in the data folder, redacted, for diagnosis."""

import logging
import logging.handlers
import time
from collections.abc import Callable
from pathlib import Path

Redact = Callable[[str], str]

FILE_NAME = "openfn-studio.log"
MAX_BYTES = 2 << 20
FILES = 5
"""How many files are kept, the one being written included."""

_NAME = "openfn_studio"


class AppLog:
    """Writes what the package logs to rotating files, each line redacted.

    A log that cannot be written never stops the program: the line is lost.

    Args:
        folder: The data folder's ``logs``.
        redact: Hides secrets; ``add_redaction`` adds more, e.g. when a credential is opened.
        level: The least important level that is written.
    """

    def __init__(self, folder: Path, redact: Redact, level: int = logging.INFO) -> None:
        self._redactions = [redact]
        self._handler = _QuietFile(
            folder / FILE_NAME,
            maxBytes=MAX_BYTES,
            backupCount=FILES - 1,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        self._handler.setFormatter(_OneLine(self._redacted))
        self._logger = logging.getLogger(_NAME)
        self._logger.setLevel(level)
        self._logger.addHandler(self._handler)
        self._logger.propagate = False

    def add_redaction(self, redact: Redact) -> Callable[[], None]:
        """Hide more from now on.

        Returns:
            What takes this redaction away again.
        """
        self._redactions.append(redact)
        return lambda: self._redactions.remove(redact)

    def close(self) -> None:
        """Stop writing."""
        self._logger.removeHandler(self._handler)
        self._handler.close()

    def _redacted(self, line: str) -> str:
        for redact in tuple(self._redactions):
            line = redact(line)
        return line


class _OneLine(logging.Formatter):
    """Time in UTC, level, room, text; traceback included, so that secrets in it are hidden too."""

    converter = staticmethod(time.gmtime)

    def __init__(self, redact: Redact) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s")
        self.default_time_format = "%Y-%m-%dT%H:%M:%S"
        self.default_msec_format = ""
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text without secrets."""
        return self._redact(super().format(record))


class _QuietFile(logging.handlers.RotatingFileHandler):
    """A rotating file that a full or missing disk does not turn into output on the terminal."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Let the line go."""
