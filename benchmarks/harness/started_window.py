"""Start the real window in this process and say, in ms since the start, what was there when.

``python -m benchmarks.harness.started_window DATA [FOLDER]``; the environment's
``STARTED_AT`` is the moment the process was asked for, on the clock that all processes share.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer

from openfn_studio import app
from openfn_studio.paths import DataFolder


def main(words: list[str]) -> int:
    """Start, watch, print the times as JSON, leave."""
    began = float(os.environ["STARTED_AT"])
    times: dict[str, float] = {}

    def note(name: str) -> None:
        times.setdefault(name, (time.clock_gettime(time.CLOCK_MONOTONIC) - began) * 1000)

    def watch_texts() -> None:
        note("editable")
        started.window.bench.documents.opened.connect(on_text)

    def on_text(_: Any) -> None:
        note("editor made")
        # Once everything that is queued now was painted, a key would be answered.
        QTimer.singleShot(0, lambda: note("editor usable"))

    def on_complete(_: app.App) -> None:
        note("complete")
        QTimer.singleShot(0, started.frame.close)

    folder = Path(words[1]) if len(words) > 1 else None
    started = app.App(DataFolder(Path(words[0])), folder, on_complete)
    started.editable.connect(watch_texts)
    watcher = Painted(started.frame, lambda: note("first paint"))
    started.frame.installEventFilter(watcher)
    started.run()
    print(json.dumps(times))
    return 0


class Painted(QObject):
    """Tells when a window was painted for the first time."""

    def __init__(self, parent: QObject, tell: Any) -> None:
        super().__init__(parent)
        self._tell = tell

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell after the paint that is coming, not before."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._tell)
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
