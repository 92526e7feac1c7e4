"""Shows the program on the sample: opens it, runs its first job in test mode, tells the result."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from openfn_studio.errors import StudioError
from openfn_studio.ui.window import Window
from openfn_studio.workbench.running.facts import OperationFact, RunFact
from openfn_studio.workbench.running.inputs import InputFact
from openfn_studio.workbench.running.refusals import RunRefusal

JOB = "register-child"
SHOWN_OPERATION = 1
"""The one that posts: its state and request are worth a look."""
_SETTLE_MS = 700
"""For the last panels to read and paint what they show."""


class Demonstration(QObject):
    """Drives a window as a user would.

    Args:
        window: The window.
        on_done: Called once, when the run is over and shown, or when something went wrong.
    """

    def __init__(self, window: Window, on_done: Callable[["Demonstration"], None]) -> None:
        super().__init__(window)
        self._window = window
        self._on_done = on_done
        self._has_run = False
        self.run: RunFact | None = None
        self.problem: StudioError | None = None
        bench = window.bench
        bench.project.opened.connect(self._on_opened)
        bench.project.failed.connect(self._on_problem)
        bench.running.inputs.changed.connect(self._on_input)
        bench.running.runs.refused.connect(self._on_refused)
        bench.running.runs.finished.connect(self._on_finished)
        bench.project.try_sample()

    def leave(self, picture: Path, say: Callable[[str], None]) -> int:
        """Say what happened and save a picture of the window; return the exit code."""
        for line in self._words():
            say(line)
        is_saved = self._window.frame.grab().save(str(picture))
        say(f"The window is in {picture}." if is_saved else f"{picture} cannot be written.")
        return 0 if is_saved and self.run is not None and self.run.exit_code == 0 else 1

    def _words(self) -> tuple[str, ...]:
        run = self.run
        if run is None:
            return (str(self.problem),)
        return (
            f"{run.job} ran in test mode: exit {run.exit_code}, {run.took_ms or 0:.0f} ms.",
            *(_operation_words(operation) for operation in run.operations),
            f"{len(run.exchanges)} requests were answered on this computer, "
            f"{run.live_requests} were really sent.",
        )

    def _on_opened(self, _: object) -> None:
        self._window.bench.documents.open_job(JOB)

    def _on_input(self, fact: InputFact) -> None:
        bench = self._window.bench
        current = bench.documents.current
        is_here = current is not None and current.job == JOB == fact.job
        if current is None or not is_here or fact.choice is None or self._has_run:
            return
        self._has_run = True
        bench.running.runs.run(current.id)

    def _on_finished(self, fact: RunFact) -> None:
        self.run = fact
        self._window.bench.travel.choose(SHOWN_OPERATION)
        QTimer.singleShot(_SETTLE_MS, self._end)

    def _on_refused(self, refusal: RunRefusal) -> None:
        self._on_problem(refusal.problem)

    def _on_problem(self, problem: StudioError) -> None:
        self.problem = problem
        QTimer.singleShot(_SETTLE_MS, self._end)

    def _end(self) -> None:
        on_done, self._on_done = self._on_done, lambda _: None
        on_done(self)


def _operation_words(operation: OperationFact) -> str:
    took = "" if operation.took_ms is None else f", {operation.took_ms:.0f} ms"
    requests = f", {operation.requests} request" if operation.requests else ""
    return f"  {operation.index + 1} {operation.name}: {operation.status}{took}{requests}"
