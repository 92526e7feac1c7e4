"""Debug, Stop and Run; while a run waits at a breakpoint: Stop, Step and Continue."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.layouts import row
from openfn_studio.ui.widgets.tool_button import ToolButton


class RunButtons(QWidget):
    """The right end of the run bar. Each button is an action: its keys, its reason when disabled.

    Args:
        look: The look.
        actions: The window's actions.

    Signals:
        room_changed: Other buttons are shown, or other words: they need another width.
    """

    room_changed = Signal()

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._is_waiting: bool | None = None
        self._is_live = False
        self._is_compact = False
        self.debug = ToolButton.of_action(look, actions.qaction("run:debug"))
        self.stop = ToolButton.of_action(look, actions.qaction("run:stop"))
        self.step = Button(look, "Step", icon="corner-down-right")
        self.run = Button(look, "Run", icon="play!", primary=True)
        self.go_on = Button(look, "Continue", icon="play!", primary=True)
        self.step.clicked.connect(lambda: actions.trigger("run:step"))
        self.run.clicked.connect(lambda: actions.trigger("run:job"))
        self.go_on.clicked.connect(lambda: actions.trigger("run:debug"))
        self.setLayout(row(self.debug, self.stop, self.step, self.run, self.go_on, gap=4))
        actions.changed.connect(self._follow)
        self._word()
        self.show_waiting(is_waiting=False)

    def show_waiting(self, *, is_waiting: bool) -> None:
        """Offer to go on from a breakpoint, or to start a run."""
        if is_waiting == self._is_waiting:
            return
        self._is_waiting = is_waiting
        had_focus = self.run.hasFocus() or self.go_on.hasFocus()
        self.debug.setVisible(not is_waiting)
        self.run.setVisible(not is_waiting)
        self.step.setVisible(is_waiting)
        self.go_on.setVisible(is_waiting)
        if had_focus:
            (self.go_on if is_waiting else self.run).setFocus()
        self._follow()
        self.updateGeometry()
        self.room_changed.emit()

    def show_live(self, *, is_live: bool) -> None:
        """Say on the button that requests are really sent in production."""
        if is_live != self._is_live:
            self._is_live = is_live
            self._word()
            self.room_changed.emit()

    def set_compact(self, *, is_compact: bool) -> None:
        """Show icons without words where there is no room for words."""
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self._word()

    def _word(self) -> None:
        words = {
            self.run: "Run live" if self._is_live else "Run",
            self.step: "Step",
            self.go_on: "Continue",
        }
        for button, word in words.items():
            button.setText("" if self._is_compact else f"\u2002{word}")
            button.setAccessibleName(word)
        # Told at once: the bar decides by our width what else it has room for.
        self.updateGeometry()

    def _follow(self) -> None:
        """Take state and tooltip of the actions."""
        for button, action_id in (
            (self.run, "run:job"),
            (self.step, "run:step"),
            (self.go_on, "run:debug"),
        ):
            action = self._actions.qaction(action_id)
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())
        keys = self._actions.keys_of("run:debug")
        self.go_on.setToolTip(f"Go on to the next breakpoint  {keys}")
