"""The run bar over real benches."""

from dataclasses import dataclass

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.runbar.bar import RunBar
from openfn_studio.ui.runbar.commands import RunCommands
from openfn_studio.ui.runbar.run_pick import RunPick
from openfn_studio.ui.theme.look import Look
from tests.ui.running.conftest import Bench, bench, make_bench

__all__ = ["bench", "make_bench"]


@dataclass
class Shown:
    """A window with a run bar, on a project."""

    bench: Bench
    window: QWidget
    bar: RunBar
    commands: RunCommands
    actions: Actions
    caret: list[int]

    def menu(self, pick: RunPick) -> list[QAction]:
        """Return the items of a pick's menu, as they are when it opens."""
        menu = pick.menu()
        menu.aboutToShow.emit()
        return [action for action in menu.actions() if not action.isSeparator()]

    def item(self, pick: RunPick, text: str) -> QAction:
        """Return the item that begins with a text."""
        return next(one for one in self.menu(pick) if one.text().startswith(text))

    def submenu(self, pick: RunPick, text: str) -> QMenu:
        """Return a menu in a menu."""
        found = self.item(pick, text).menu()
        assert isinstance(found, QMenu)
        return found


@pytest.fixture
def shown(bench: Bench, look: Look) -> Shown:
    window = QWidget()
    bench.qtbot.addWidget(window)
    actions = Actions(look, window)
    bar = RunBar(look, actions, bench.running, bench.around.adaptors)
    caret = [1]
    commands = RunCommands(
        look,
        actions,
        bar,
        bench.running,
        bench.around.documents,
        bench.around.preferences,
        lambda: caret[0],
    )
    for condition in ("job", "text", "project"):
        actions.set_condition(condition, True)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(bar)
    layout.addStretch(1)
    window.resize(1_100, 200)
    window.show()
    return Shown(bench, window, bar, commands, actions, caret)
