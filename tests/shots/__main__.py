"""Take the pictures: ``python -m tests.shots [view…]``. They go into ``shots/``."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from openfn_studio.ui.theme.theme import NAMES
from tests.shots.scene import Scene

TARGET = Path(__file__).parents[2] / "shots"
SIZES = {"1280": (1280, 720), "1920": (1920, 1080)}
SETTLE_MS = 400

View = Callable[[Scene], None]


def start(scene: Scene) -> None:
    """The start page."""
    scene.until(lambda: all(f.state != "running" for f in scene.bench.computer.findings))


def job_run(scene: Scene) -> None:
    """A job that ran, at its second operation."""
    scene.open_sample()
    scene.run()
    scene.bench.travel.choose(1)


def job_failed(scene: Scene) -> None:
    """A job that failed, with its problem."""
    scene.open_sample()
    scene.until(lambda: scene.window.editing.pane is not None)
    pane = scene.window.editing.pane
    assert pane is not None
    text = scene.bench.documents.text(pane.buffer.id)
    scene.bench.documents.replace_text(pane.buffer.id, text.replace("child.date", "chid.date"))
    scene.run()
    scene.actions.trigger("view:problems")


def tree(scene: Scene) -> None:
    """The operations as a tree."""
    scene.open_sample()
    scene.run()
    scene.actions.trigger("view:tree")


def docs(scene: Scene) -> None:
    """The adaptor's documentation."""
    scene.open_sample()
    scene.actions.trigger("view:docs")


def http(scene: Scene) -> None:
    """Requests."""
    job_run(scene)
    scene.actions.trigger("view:http")


def find(scene: Scene) -> None:
    """Find and replace in the file and in the project."""
    scene.open_sample()
    scene.actions.trigger("edit:find-in-project")
    scene.window.panels.search.field.setText("state")
    scene.actions.trigger("edit:replace")


def palette(scene: Scene) -> None:
    """The command palette."""
    scene.open_sample()
    scene.actions.trigger("go:command")


def settings(scene: Scene) -> None:
    """The settings."""
    scene.actions.trigger("app:preferences")


def shortcuts(scene: Scene) -> None:
    """The list of keys."""
    scene.actions.trigger("help:shortcuts")


def adaptors(scene: Scene) -> None:
    """The adaptors."""
    scene.open_sample()
    scene.actions.trigger("view:adaptors")


def runs(scene: Scene) -> None:
    """Kept runs."""
    scene.open_sample()
    scene.run()
    scene.run()
    scene.actions.trigger("view:runs")


def guide(scene: Scene) -> None:
    """The guide."""
    scene.actions.trigger("help:guide")


def new_job(scene: Scene) -> None:
    """The form for a new job."""
    scene.open_sample()
    scene.actions.trigger("job:new")


def waiting(scene: Scene) -> None:
    """A run that waits at a breakpoint."""
    scene.open_sample()
    buffer = scene.bench.documents.current
    assert buffer is not None
    scene.until(lambda: scene.bench.analyses.analysis(buffer.id) is not None)
    scene.bench.running.breakpoints.toggle(buffer.id, 17)
    scene.until(lambda: not scene.actions.reason_against("run:debug"))
    scene.actions.trigger("run:debug")
    scene.until(lambda: scene.bench.running.runs.is_waiting)


def notice(scene: Scene) -> None:
    """A notice and the list of notices."""
    scene.open_sample()
    scene.bench.notices.tell("warn", "The data folder cannot be written.", "Runs are not kept.")
    scene.actions.trigger("view:notices")


VIEWS: dict[str, View] = {
    view.__name__: view
    for view in (
        start,
        job_run,
        job_failed,
        tree,
        docs,
        http,
        find,
        palette,
        settings,
        shortcuts,
        adaptors,
        runs,
        guide,
        new_job,
        waiting,
        notice,
    )
}


def take(app: QApplication, name: str, theme: str, size: str) -> Path:
    """Take one picture; a dialog that is open stands in it where it would be seen."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(app, Path(folder), theme, SIZES[size])
        scene.show()
        VIEWS[name](scene)
        QTest.qWait(SETTLE_MS)
        picture = scene.frame.grab()
        for dialog in scene.frame.findChildren(QDialog):
            if dialog.isVisible():
                dialog.grab().save(str(TARGET / f"{name}-{theme}-{size}-dialog.png"))
                dialog.reject()
        file = TARGET / f"{name}-{theme}-{size}.png"
        picture.save(str(file))
        if scene.bench.running.runs.is_running:
            scene.bench.running.runs.stop()
            scene.until(lambda: not scene.bench.running.runs.is_busy)
        scene.close()
    return file


def main(words: list[str]) -> int:
    """Take the pictures of the views that are named, or of all."""
    if unknown := [word for word in words if word not in VIEWS]:
        print(f"There is no view {', '.join(unknown)}. There are: {', '.join(VIEWS)}.")
        return 3
    TARGET.mkdir(exist_ok=True)
    app = QApplication([])
    for name in words or VIEWS:
        for theme in NAMES:
            for size in SIZES:
                print(take(app, name, theme, size).name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
