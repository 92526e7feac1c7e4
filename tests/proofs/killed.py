"""The proof that a kill at any moment of typing and saving loses at most the last second.

A child process types into a job, saves now and then, and tells every change with its time: every
other one with keys in the real window, the rest through its benches, which is faster. It is killed
at a random moment; then the next start must find every file whole, and offer a text that has
everything typed up to a second before the kill.

    python -m tests.proofs killed [ROUNDS] [SEED]
"""

import faulthandler
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from openfn_studio.clock import SystemClock
from openfn_studio.errors import StudioError
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.editing.autosave import HistoryKeeper
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.keeping import JournalKeeper
from openfn_studio.workbench.editing.outside import OutsideWatch
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.session import SessionBench
from openfn_studio.workspace.history import LocalHistory

ROUNDS = 200
MOST_LOST_SECONDS = 1.0
JOB = "send-visits"

_ROOT = Path(__file__).resolve().parents[2]
_TYPE, _TYPE_IN_WINDOW = "--type", "--type-in-window"
_SHORTEST, _LONGEST = 0.15, 2.0
_LONGEST_CHILD = 60
_SAVED, _KEPT = 0.04, 0.05
"""How likely a change is followed by a save, and by a version in the history."""
_PADDING = ("// " + "padding, so that a write takes its time " * 4 + "\n") * 1_000
_HEAD, _TAIL = "// typed: ", f"\n{_PADDING}// end\n"


# ------------------------------------------------------------------ what is typed


def text_of(count: int) -> str:
    """Return the job's text after so many changes: what is whole can be told by looking."""
    return f"{_HEAD}{'x' * count}{_TAIL}"


def count_of(text: str) -> int | None:
    """Return after how many changes a text is; None when it is none of them whole."""
    count = len(text) - len(_HEAD) - len(_TAIL)
    return count if count >= 0 and text == text_of(count) else None


class Desk:
    """The benches of a window around one project, without the window.

    Args:
        folder: The project.
        data: The data folder.
    """

    def __init__(self, folder: Path, data: Path) -> None:
        clock = SystemClock()
        self.lanes = Lanes()
        self.project = ProjectBench(self.lanes, DataFolder(data), clock, folder)
        self.documents = DocumentBench(self.project, self.lanes, self.project)
        self.keeper = JournalKeeper(
            self.documents, self.project, self.lanes, data / "recovery", clock, self.project
        )
        self.history = HistoryKeeper(self.documents, self.project, self.project)
        self.outside = OutsideWatch(self.documents, self.project, self.lanes, self.project)
        self.session = SessionBench(data, self.lanes, clock, self.project)
        self.recovered: list[Buffer] = []
        self.documents.recovered.connect(self.recovered.extend)
        self.project.open(folder)
        wait_for(lambda: self.project.fact is not None)

    def close(self) -> None:
        """End it as a crash would end it, but for its threads."""
        self.keeper.close()
        self.lanes.close()
        # Here and now: what Python collects later, on another thread, Qt objects do not survive.
        shiboken6.delete(self.project)


def wait_for(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Let events happen until something is so."""
    end = time.monotonic() + seconds
    loop = QEventLoop()
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("It did not happen in time.")
        QTimer.singleShot(5, loop.quit)
        loop.exec()


class Typing:
    """Presses keys at random moments, saves now and then, and tells every change.

    Args:
        seed: Of the moments.
        press: Makes one change.
        save: Saves.
        keep: Adds a version to the local history.
    """

    def __init__(
        self,
        seed: int,
        press: Callable[[], None],
        save: Callable[[], None],
        keep: Callable[[], None],
    ) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - to be repeated
        self._press, self._save, self._keep = press, save, keep
        self._count = 0

    def go_on(self) -> None:
        """Make a change, and come back for the next."""
        self._press()
        self._count += 1
        print(f"{time.monotonic_ns()} {self._count}", flush=True)
        if self._dice.random() < _SAVED:
            self._save()
        if self._dice.random() < _KEPT:
            self._keep()
        QTimer.singleShot(self._dice.randint(1, 25), self.go_on)


def type_until_killed(folder: Path, data: Path, seed: int) -> None:
    """Type through the benches; never returns."""
    app = QCoreApplication([])
    desk = Desk(folder, data)
    desk.documents.open_job(JOB)
    wait_for(lambda: desk.documents.current is not None)
    buffer = desk.documents.current
    assert buffer
    typed = 0
    desk.documents.attach(buffer.id, lambda: text_of(typed))

    def press() -> None:
        nonlocal typed
        typed += 1
        desk.documents.edited(buffer.id)
        desk.session.set("change", typed)

    save = partial(desk.documents.save, buffer.id)
    typing = Typing(seed, press, save, desk.history.keep_now)
    typing.go_on()
    app.exec()


def type_in_window_until_killed(folder: Path, data: Path, seed: int) -> None:
    """Type with keys in the window; never returns."""
    # Only here: the other children start without the window.
    from openfn_studio.app import App

    def begin(app: App) -> None:
        documents = app.window.bench.documents
        wait_for(lambda: documents.current is not None)
        pane = app.window.editing.pane_of(documents.current.id)
        pane.go_to(1, len(_HEAD) + 1)
        pane.focus_editor()
        widget = QApplication.focusWidget()
        typing = Typing(
            seed,
            lambda: QTest.keyClick(widget, Qt.Key.Key_X),
            lambda: app.frame.actions_of_window.trigger("file:save"),
            app.window.bench.history.keep_now,
        )
        # Qt keeps no reference to what it calls.
        typings.append(typing)
        typing.go_on()

    typings: list[Typing] = []
    App(DataFolder(data), folder, begin).run()


# ------------------------------------------------------------------ what is left


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kill left."""

    typed: int
    """How many changes had been made."""
    kept: int
    """How many the next start has."""
    lost_ms: float
    """How old the oldest lost change was at the kill; 0 when none is lost."""
    problems: tuple[str, ...]


def one_round(folder: Path, seed: int) -> Outcome:
    """Start, kill, start again and look."""
    project, data = folder / "project", folder / "data"
    _make_project(project)
    changes, killed_at = _kill_while_typing(project, data, seed)
    problems = [*_half_written(project, data)]
    kept, found = _text_at_next_start(project, data)
    problems += found
    if not changes:
        problems.append("The child never typed anything.")
    lost = [moment for moment, count in changes if count > kept]
    lost_ms = (killed_at - min(lost)) / 1e6 if lost else 0.0
    if lost_ms > MOST_LOST_SECONDS * 1_000:
        problems.append(f"Changes of {lost_ms:.0f} ms before the kill are lost.")
    return Outcome(len(changes), kept, lost_ms, tuple(problems))


def _make_project(project: Path) -> None:
    (project / "jobs").mkdir(parents=True)
    text = f"jobs:\n  {JOB}:\n    expression: file://jobs/{JOB}.js\n"
    (project / "project.yaml").write_text(text, encoding="utf-8")
    (project / f"jobs/{JOB}.js").write_text(text_of(0), encoding="utf-8")


def _kill_while_typing(project: Path, data: Path, seed: int) -> tuple[list[tuple[int, int]], int]:
    """Return the changes that were told, as time and number, and when the child was killed."""
    how = _TYPE_IN_WINDOW if seed % 2 else _TYPE
    words = [sys.executable, "-m", "tests.proofs.killed", how, str(project), str(data), str(seed)]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(words, cwd=_ROOT, env=environ, stdout=subprocess.PIPE) as child:
        assert child.stdout
        first = child.stdout.readline()
        dice = random.Random(seed)  # noqa: S311 - to be repeated
        time.sleep(dice.uniform(_SHORTEST, _LONGEST))
        killed_at = time.monotonic_ns()
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    lines = [line.split() for line in (first + rest).splitlines()]
    # The last line may be cut: a pipe is no file.
    return [(int(line[0]), int(line[1])) for line in lines if len(line) == 2], killed_at


def _half_written(project: Path, data: Path) -> list[str]:
    problems: list[str] = []
    if count_of((project / f"jobs/{JOB}.js").read_text("utf-8")) is None:
        problems.append("The job's file is half-written.")
    session = data / "session.json"
    if session.exists():
        json.loads(session.read_text("utf-8"))
    history = LocalHistory(data / "history", project)
    for file in history.files():
        for version in history.versions(file):
            text = history.read(version).decode("utf-8")
            if file.suffix == ".js" and count_of(text) is None:
                problems.append("A version in the local history is half-written.")
    return problems


def _text_at_next_start(project: Path, data: Path) -> tuple[int, list[str]]:
    """Return how many changes the next start has, and what is wrong with how it has them."""
    on_disk = count_of((project / f"jobs/{JOB}.js").read_text("utf-8")) or 0
    desk = Desk(project, data)
    try:
        door = desk.project.door
        wait_for(lambda: door is not None and not door.is_busy and desk.keeper.is_settled)
        if not desk.documents.buffers:
            return on_disk, []
        kept = count_of(desk.documents.text(desk.documents.buffers[0].id))
        problems = [] if kept is not None else ["The recovered text is not whole."]
        if kept != on_disk and not desk.recovered:
            problems.append("Unsaved changes came back without being offered.")
        if kept is not None and kept < on_disk:
            problems.append("The recovered text is older than the saved one.")
        return kept or 0, problems
    except StudioError as problem:
        return 0, [str(problem)]
    finally:
        desk.close()


def main(words: list[str]) -> int:
    """Kill as often as the words say; 1 when anything was lost that must not be."""
    rounds = int(words[0]) if words else ROUNDS
    seed = int(words[1]) if len(words) > 1 else random.SystemRandom().randrange(1_000_000)
    app = QCoreApplication.instance() or QCoreApplication([])
    print(f"{rounds} kills, from seed {seed}")
    outcomes: list[Outcome] = []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            outcome = one_round(Path(folder), seed + number)
        outcomes.append(outcome)
        for problem in outcome.problems:
            print(f"seed {seed + number}: {problem}")
    lost = sorted(outcome.lost_ms for outcome in outcomes)
    typed = sum(outcome.typed for outcome in outcomes)
    print(f"{typed} changes typed; lost: median {lost[len(lost) // 2]:.0f} ms, "
          f"worst {lost[-1]:.0f} ms of typing")  # fmt: skip
    app.processEvents()
    return 1 if any(outcome.problems for outcome in outcomes) else 0


if __name__ == "__main__":
    ways = {_TYPE: type_until_killed, _TYPE_IN_WINDOW: type_in_window_until_killed}
    if sys.argv[1:] and sys.argv[1] in ways:
        # One that hangs is killed before long, and says where it was.
        faulthandler.dump_traceback_later(_LONGEST_CHILD, exit=True)
        ways[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
        sys.exit("Somebody ended it in peace.")
    sys.exit(main(sys.argv[1:]))
