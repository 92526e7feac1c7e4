"""Actions as Qt has them: bound to what they do, enabled when their conditions hold."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.actions.conditions import REASONS
from openfn_studio.ui.actions.spec import ActionSpec
from openfn_studio.ui.actions.table import ACTIONS
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.tool_button import tip_with_keys

NOT_HERE = "This is not possible here."


class Actions(QObject):
    """A window's actions. An action that nobody bound is disabled and says so.

    Args:
        look: For the icons.
        window: The widget whose keys they are.
        specs: The table.

    Signals:
        changed: Which actions are enabled may be different now.
    """

    changed = Signal()

    def __init__(self, look: Look, window: QWidget, specs: Sequence[ActionSpec] = ACTIONS) -> None:
        super().__init__(window)
        self._specs = {spec.id: spec for spec in specs}
        self._handlers: dict[str, Callable[[], object]] = {}
        self._failing: dict[str, str] = dict(REASONS)
        self._actions: dict[str, QAction] = {}
        for spec in specs:
            self._actions[spec.id] = action = self._made(look, spec)
            window.addAction(action)
            self._refresh(spec)

    def __iter__(self) -> Iterator[ActionSpec]:
        return iter(self._specs.values())

    def spec(self, action_id: str) -> ActionSpec:
        """Return an action's row; ``KeyError`` for a name that is not in the table."""
        return self._specs[action_id]

    def qaction(self, action_id: str) -> QAction:
        """Return Qt's action, for a menu or a button."""
        return self._actions[action_id]

    def bind(self, action_id: str, handler: Callable[[], object]) -> None:
        """Say what an action does; a later handler takes an earlier one's place."""
        self._handlers[action_id] = handler
        self._refresh(self._specs[action_id])

    def set_condition(self, name: str, holds: bool, reason: str = "") -> None:
        """Say whether a condition holds, and if not, why in better words than the table's."""
        failing = reason or REASONS[name]
        before = self._failing.get(name)
        if holds:
            self._failing.pop(name, None)
        else:
            self._failing[name] = failing
        if self._failing.get(name) == before:
            return
        for spec in self._specs.values():
            if name in spec.when:
                self._refresh(spec)
        self.changed.emit()

    def reason_against(self, action_id: str) -> str:
        """Return why an action cannot be used now; empty when it can."""
        for name in self._specs[action_id].when:
            if name in self._failing:
                return self._failing[name]
        return "" if action_id in self._handlers else NOT_HERE

    def trigger(self, action_id: str) -> bool:
        """Do what an action does; False when it cannot be used now."""
        action = self._actions[action_id]
        if not action.isEnabled():
            return False
        action.trigger()
        return True

    def keys_of(self, action_id: str) -> str:
        """Return the shortcut that is shown, in the system's own notation."""
        keys = self._specs[action_id].keys
        return native(keys[0]) if keys else ""

    def _made(self, look: Look, spec: ActionSpec) -> QAction:
        action = QAction(spec.title, self)
        if spec.icon:
            action.setIcon(look.icon(spec.icon))
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setCheckable(spec.is_checkable)
        action.setStatusTip(spec.help)
        if spec.is_own_key:
            # The menu shows the key; only the widget that has the keyboard acts on it.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: self._on_triggered(spec.id))
        return action

    def _on_triggered(self, action_id: str) -> None:
        handler = self._handlers.get(action_id)
        if handler is not None:
            handler()

    def _refresh(self, spec: ActionSpec) -> None:
        action = self._actions[spec.id]
        reason = self.reason_against(spec.id)
        action.setEnabled(not reason)
        tip = tip_with_keys(spec.title.removesuffix("…"), self.keys_of(spec.id))
        action.setToolTip(f"{tip}\n{reason}" if reason else tip)


def native(keys: str) -> str:
    """Return a key sequence as the system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
