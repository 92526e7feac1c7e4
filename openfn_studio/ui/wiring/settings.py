"""What the settings do to panels, and what becomes of the settings file."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.log.panel import LogPanel
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.workbench import Workbench


class SettingsWiring(QObject):
    """Carries out settings that no panel reads itself, at the start and whenever they change."""

    def __init__(self, frame: Frame, bench: Workbench, log: LogPanel, state: StatePanel) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._log = log
        self._state = state
        self._duties: dict[str, Callable[[], None]] = {
            "editor.font_family": self._use_font,
            "log.follow": self._follow_log,
            "state.mask": self._mask_state,
        }
        preferences = bench.preferences
        for name, carry_out in self._duties.items():
            if preferences.is_changed(name):
                carry_out()
        preferences.changed.connect(self._on_changed)
        preferences.read_failed.connect(bench.notices.tell_problem)
        for problem in preferences.problems:
            bench.notices.tell_problem(problem)
        # The file is written by other windows and by hand.
        frame.activated.connect(preferences.reload)
        bench.documents.saved.connect(self._on_saved)
        masks = frame.actions_of_window.qaction("state:mask")
        masks.triggered.connect(lambda is_on: preferences.set("state.mask", is_on))

    def _on_changed(self, name: str) -> None:
        carry_out = self._duties.get(name)
        if carry_out:
            carry_out()

    def _use_font(self) -> None:
        self._frame.look.use_mono_family(self._bench.preferences.text("editor.font_family"))

    def _follow_log(self) -> None:
        self._log.follow_by_default(self._bench.preferences.flag("log.follow"))

    def _mask_state(self) -> None:
        is_masked = self._bench.preferences.flag("state.mask")
        self._frame.actions_of_window.qaction("state:mask").setChecked(is_masked)
        self._state.pages.mask(is_masked)
        self._state.watches.mask(is_masked)

    def _on_saved(self, buffer: Buffer) -> None:
        if buffer.file == self._bench.preferences.file:
            self._bench.preferences.reload()
