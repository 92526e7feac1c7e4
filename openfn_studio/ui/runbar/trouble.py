"""Why a run did not start, or could not: told under the run bar, with what helps."""

from PySide6.QtCore import Signal

from openfn_studio.domain.run import ExitCode
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.workbench.running.assembly import Running
from openfn_studio.workbench.running.facts import RunFact
from openfn_studio.workbench.running.refusals import RunRefusal

STOP = "Stop it"
REPAIR = "Repair and run"
VALUES = "Enter values"
OPEN = "Open the file"
INSTALL = "Install"
_BUTTONS = {"stop": (STOP,), "repair": (REPAIR,), "values": (VALUES,), "open": (OPEN,), "": ()}


class Trouble(Banner):
    """Tells refusals of the run bench and adaptors that are missing. Gone when a run starts.

    Args:
        look: The look.
        running: The benches that run jobs.

    Signals:
        place_requested: The ``Place`` of the problem is to be opened.
        install_requested: The specifier of an adaptor that is to be installed, as text.
        credential_requested: The user wants to enter values.
    """

    place_requested = Signal(object)
    install_requested = Signal(object)
    credential_requested = Signal()

    def __init__(self, look: Look, running: Running) -> None:
        super().__init__(look)
        self._running = running
        self._refusal: RunRefusal | None = None
        self._missing = ""
        self.pressed.connect(self._on_pressed)
        running.runs.refused.connect(self._on_refused)
        running.runs.started.connect(self._put_away)
        running.runs.finished.connect(self._on_finished)
        running.view.changed.connect(self._put_away)

    def _on_refused(self, refusal: RunRefusal) -> None:
        self._refusal = refusal
        if refusal.offer == "stop":
            problem = refusal.problem
            self.tell("info", problem.what, f"{problem.means} {problem.remedy}", (STOP,))
        else:
            self.tell_problem(refusal.problem, _BUTTONS[refusal.offer])

    def _on_finished(self, run: RunFact) -> None:
        if self._refusal is not None and self._refusal.offer == "stop":
            self._put_away()
        if run.exit_code == ExitCode.NOT_STARTED and run.error is not None:
            self._missing = run.missing_adaptor or ""
            what, stop, means = run.error.message.partition(". ")
            # The remedy names the command line's way; here is a button.
            remedy = "" if self._missing else run.error.fix or ""
            buttons = (INSTALL,) if self._missing else ()
            self.tell("err", what + stop.strip(), f"{means} {remedy}".strip(), buttons)

    def _on_pressed(self, text: str) -> None:
        refusal = self._refusal
        self.hide()
        if text == INSTALL:
            self.install_requested.emit(self._missing)
        elif text == STOP:
            self._running.runs.stop()
        elif text == VALUES:
            self.credential_requested.emit()
        elif text == REPAIR and refusal is not None:
            self._running.inputs.use_repair()
            self._running.runs.run(refusal.buffer, debug=refusal.is_debug)
        elif text == OPEN and refusal is not None:
            self.place_requested.emit(refusal.problem.place)

    def _put_away(self, _: object = None) -> None:
        self._refusal = None
        self.hide()
