"""The bar at the left edge: one icon a view."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.shell.badge import Badge
from openfn_studio.ui.theme.look import Look

VIEWS = ("view:jobs", "view:runs", "view:search", "view:adaptors")
BELOW = ("view:notices", "help:guide", "app:preferences")


class ActivityBar(QToolBar):
    """One button a view; those below the gap are always there."""

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__("Activity bar")
        self._look = look
        self._icon_of = lambda name: actions.spec(name).icon
        self._current: str | None = None
        self._buttons: dict[str, QToolButton] = {}
        self._badges: dict[str, Badge] = {}
        self._actions: dict[str, QAction] = {}
        self.setObjectName("activity")
        self.setMovable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        # Without a context menu it cannot be hidden by accident.
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for name in VIEWS:
            self._add(name, actions.qaction(name))
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.addWidget(gap)
        for name in BELOW:
            self._add(name, actions.qaction(name))
        self._rescale()
        look.changed.connect(self._rescale)

    def show_current(self, name: str | None) -> None:
        """Mark the view that is shown, by its action's name."""
        self._current = name
        for other, button in self._buttons.items():
            button.setCheckable(other in VIEWS)
            button.setChecked(other == name)
            button.setIcon(self._look.icon(self._icon_of(other), self._role(other == name)))

    def show_badge(self, name: str, role: str | None, words: str = "") -> None:
        """Put a dot on a view's button, or take it away.

        Args:
            name: The view's action.
            role: The colour of the dot; None takes it away.
            words: What the dot says: for who does not see it, and in the tip.
        """
        self._badges[name].show_dot(role)
        button = self._buttons[name]
        button.setAccessibleDescription(words if role else "")
        self._tell_tip(name)

    def _press(self, action: QAction) -> None:
        action.trigger()
        # The click has switched the button; whether the view changed is for others to say.
        self.show_current(self._current)

    @staticmethod
    def _role(is_current: bool) -> str:
        return "accent" if is_current else "icon"

    def _add(self, name: str, action: QAction) -> None:
        button = QToolButton()
        # Not the action's own button: a default action would take the checked state away.
        button.setAccessibleName(action.text())
        button.setEnabled(action.isEnabled())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._press(action))

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            self._tell_tip(name)

        action.changed.connect(follow)
        self.addWidget(button)
        self._buttons[name] = button
        self._badges[name] = Badge(self._look, button)
        self._actions[name] = action
        self._tell_tip(name)

    def _tell_tip(self, name: str) -> None:
        button, tip = self._buttons[name], self._actions[name].toolTip()
        words = button.accessibleDescription()
        button.setToolTip(f"{tip}\n{words}" if words else tip)

    def _rescale(self) -> None:
        side = self._look.px(20)
        self.setIconSize(QSize(side, side))
        self.setFixedWidth(self._look.px(48))
        for name, button in self._buttons.items():
            button.setIcon(self._look.icon(self._icon_of(name), self._role(button.isChecked())))
            button.setIconSize(QSize(side, side))
