"""Binds the actions of running to the benches, and says when each can be used."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.runbar.bar import RunBar
from openfn_studio.ui.runbar.condition_dialog import ConditionDialog
from openfn_studio.ui.runbar.confirm_live import ConfirmLive
from openfn_studio.ui.runbar.credential_dialog import CredentialDialog
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.running.assembly import Running
from openfn_studio.workbench.running.refusals import LiveConfirmation

BREAK_ON_ERROR = "run.break_on_error"


class RunCommands(QObject):
    """Carries out the actions of running.

    Args:
        look: The look.
        actions: The window's actions.
        bar: The run bar.
        running: The benches that run jobs.
        documents: The open texts.
        preferences: The settings.
        caret_line: Where the caret is, from 1; None outside an editor.
        edited_state: The state the user edited while the run waits, as JSON; None leaves it.
    """

    def __init__(
        self,
        look: Look,
        actions: Actions,
        bar: RunBar,
        running: Running,
        documents: DocumentBench,
        preferences: PreferenceBench,
        caret_line: Callable[[], int | None],
        edited_state: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        super().__init__(bar)
        self._look = look
        self._actions = actions
        self._bar = bar
        self._running = running
        self._documents = documents
        self._preferences = preferences
        self._caret_line = caret_line
        self._edited_state = edited_state
        self._bind()
        runs = running.runs
        for signal in (runs.busy_changed, runs.started, runs.changed, runs.finished, runs.waiting):
            signal.connect(self._follow)
        runs.confirmation_needed.connect(self._confirm)
        bar.credential_requested.connect(self.enter_credential)
        preferences.changed.connect(self._on_preference)
        self._on_preference(BREAK_ON_ERROR)
        self._follow()

    def enter_credential(self) -> None:
        """Let the user enter the values of the credential of the job in view."""
        subject = self._running.view.subject
        if subject is not None and subject.credential:
            dialog = CredentialDialog(
                self._look, subject, self._running.credentials, self._bar.window()
            )
            dialog.open()

    # ------------------------------------------------------------ binding

    def _bind(self) -> None:
        runs, bind = self._running.runs, self._actions.bind
        bind("run:job", lambda: self._run(is_debug=False))
        bind("run:debug", self._debug)
        bind("run:stop", runs.stop)
        bind("run:step", lambda: runs.step(self._edited_state()))
        bind("run:breakpoint", self._toggle_breakpoint)
        bind("run:breakpoint-condition", self._ask_condition)
        bind("run:break-on-error", self._toggle_break_on_error)
        bind("run:input", self._bar.input.open_menu)
        bind("run:pin-input", lambda: self._running.inputs.pin())
        bind("run:http-mode", self._bar.mode.showMenu)

    def _run(self, *, is_debug: bool) -> None:
        current = self._documents.current
        if current is not None:
            self._running.runs.run(current.id, debug=is_debug)

    def _debug(self) -> None:
        if self._running.runs.is_waiting:
            self._running.runs.resume(self._edited_state())
        else:
            self._run(is_debug=True)

    def _toggle_breakpoint(self) -> None:
        buffer_id, line = self._here()
        if buffer_id is not None:
            self._running.breakpoints.toggle(buffer_id, line)

    def _ask_condition(self) -> None:
        buffer_id, line = self._here()
        breakpoints = self._running.breakpoints
        if buffer_id is None:
            return
        if breakpoints.at(buffer_id, line) is None:
            breakpoints.toggle(buffer_id, line)
        point = breakpoints.at(buffer_id, line)
        if point is not None:
            ConditionDialog(self._look, breakpoints, buffer_id, point, self._bar.window()).open()

    def _toggle_break_on_error(self) -> None:
        self._preferences.set(BREAK_ON_ERROR, not self._preferences.flag(BREAK_ON_ERROR))

    def _here(self) -> tuple[BufferId | None, int]:
        current, line = self._documents.current, self._caret_line()
        if current is None or line is None:
            return None, 0
        return current.id, line

    # ------------------------------------------------------------ following

    def _follow(self, _: object = None) -> None:
        runs = self._running.runs
        self._actions.set_condition("idle", not runs.is_busy)
        self._actions.set_condition("running", runs.is_busy)
        self._actions.set_condition("waiting", runs.is_waiting)
        self._bar.buttons.show_waiting(is_waiting=runs.is_waiting)

    def _on_preference(self, name: str) -> None:
        if name == BREAK_ON_ERROR:
            action = self._actions.qaction("run:break-on-error")
            action.setChecked(self._preferences.flag(BREAK_ON_ERROR))

    def _confirm(self, confirmation: LiveConfirmation) -> None:
        dialog = ConfirmLive(self._look, confirmation, self._bar.window())
        dialog.accepted.connect(lambda: self._running.runs.confirm(confirmation))
        dialog.open()
