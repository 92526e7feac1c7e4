"""The inspector as a window has it: real widgets, a real bench, real lanes."""

from collections.abc import Generator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.domain.text import TextRange
from openfn_studio.state.pointer import Path
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.inspector.panel import StatePanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.lanes import Lanes
from tests.ui.inspector.runs import Runs


@pytest.fixture
def runs(lanes: Lanes) -> Runs:
    """No runs yet."""
    return Runs(lanes)


@pytest.fixture
def actions(qtbot: QtBot, look: Look) -> Generator[Actions]:
    """The window's actions."""
    window = QWidget()
    qtbot.addWidget(window)
    made = Actions(look, window)
    made.set_condition("states", True)
    yield made
    made.deleteLater()


def reads(path: Path) -> tuple[TextRange, ...]:
    """The status is read in two places, the priority in one."""
    lines = {"status": (7, 9), "priority": (3,)}.get(str(path[-1]), ())
    return tuple(TextRange(0, 1, line, 1, line, 2) for line in lines)


@pytest.fixture
def panel(qtbot: QtBot, look: Look, actions: Actions, runs: Runs, lanes: Lanes) -> StatePanel:
    """An inspector that looks at nothing yet."""
    made = StatePanel(look, actions, runs.travel, lanes, reads=reads)
    qtbot.addWidget(made)
    made.resize(364, 620)
    made.show()
    qtbot.waitExposed(made)
    return made
