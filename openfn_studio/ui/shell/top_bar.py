"""The bar above everything: mark, menus, project, the command field, layout switches."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QMenuBar, QPushButton, QSizePolicy

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.shell.mark import Mark
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import CAPTION, SMALL
from openfn_studio.ui.widgets.chip import Chip
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, row
from openfn_studio.ui.widgets.pick import Pick
from openfn_studio.ui.widgets.tool_button import ToolButton

LAYOUT_SWITCHES = ("layout:sidebar", "layout:panel", "layout:inspector")
_ENVIRONMENTS = {
    "dev": ("info", "flask-conical"),
    "staging": ("info", "flask-conical"),
    "production": ("err", "radio"),
}
"""Tone and icon of each; the word itself is always shown too."""


class TopBar(QFrame):
    """The bar above everything.

    Signals:
        recent_requested: A project of the list was chosen, as a ``Path``.
    """

    recent_requested = Signal(object)

    def __init__(self, look: Look, actions: Actions, menus: QMenuBar) -> None:
        super().__init__()
        self._look = look
        self._actions = actions
        self.setProperty("bar", "chrome")
        self.setProperty("edge", "bottom")
        self._project = Pick(look, "", "folder-git-2", weight=600)
        self._project.setToolTip("Switch project")
        self._recents = QMenu(self._project)
        self._project.setMenu(self._recents)
        self._environment = Chip(look, "", "info", "flask-conical", style="soft")
        self._switches = [
            ToolButton.of_action(look, actions.qaction(name)) for name in LAYOUT_SWITCHES
        ]
        for switch in self._switches:
            switch.setProperty("quiet", "true")
        self._search = CommandField(look)
        self._search.clicked.connect(lambda: actions.trigger("go:anything"))
        left = row(Mark(look), 2, menus, 2, self._project, self._environment, None, gap=4)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.addLayout(left, 0, 0)
        layout.addWidget(self._search, 0, 1)
        layout.addLayout(row(None, *self._switches, gap=2), 0, 2)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)
        self.show_project(None)
        self._rescale()
        look.changed.connect(self._rescale)

    def show_project(self, name: str | None, environment: str | None = None) -> None:
        """Show the project that is open, or none.

        Args:
            name: The project's name.
            environment: Of the platform it is on: dev, staging, production; None for none.
        """
        self._project.setVisible(name is not None)
        self._project.set_text(name or "")
        self._project.setAccessibleName(f"Project {name}")
        for switch in self._switches:
            switch.setVisible(name is not None)
        self._environment.setVisible(environment is not None)
        if environment is not None:
            tone, icon = _ENVIRONMENTS.get(environment, ("info", "flask-conical"))
            self._environment.show_text(environment.capitalize(), tone, icon)

    def show_recents(self, folders: Sequence[Path]) -> None:
        """Fill the menu of projects."""
        self._recents.clear()
        for folder in folders:
            action = self._recents.addAction(self._look.icon("folder-git-2"), folder.name)
            action.setToolTip(str(folder))
            action.triggered.connect(
                lambda _=False, folder=folder: self.recent_requested.emit(folder)
            )
        if folders:
            self._recents.addSeparator()
        for name in ("project:open", "project:import", "project:new", "project:close"):
            self._recents.addAction(self._actions.qaction(name))

    def _rescale(self) -> None:
        self.setFixedHeight(self._look.px(44))
        self._recents.setFont(self._look.font(SMALL))
        self._recents.setToolTipsVisible(True)


class CommandField(QPushButton):
    """Looks like a field and opens the command palette."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("Go to a job, file or command")
        self.setToolTip("Go to a job, file or command  Ctrl+P")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        text = Label(look, "Go to job or command", SMALL, tone="faint")
        keys = Label(look, "Ctrl+P", CAPTION, tone="faint")
        icon = IconView(look, "search", 14, "text_faint")
        inner = bar(row(icon, text, None, keys, margins=(9, 0, 9, 0)), kind="none")
        inner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(row(inner))

    def sizeHint(self) -> QSize:
        """Return the width the mock-up gives it."""
        return QSize(self._look.px(300), self._look.px(28))
