from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.paths import DataFolder
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.start.page import StartPage
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.computer import ComputerBench, Finding, Probe
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.recents import RecentsBench
from openfn_studio.workbench.session import SessionBench


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def session(data: DataFolder, lanes: Lanes) -> Iterator[SessionBench]:
    data.root.mkdir()
    bench = SessionBench(data.root, lanes, Noon())
    yield bench
    bench.flush()


@pytest.fixture
def preferences(tmp_path: Path, lanes: Lanes) -> Iterator[PreferenceBench]:
    bench = PreferenceBench(tmp_path / "settings.toml", lanes.work)
    yield bench
    bench.close()


@pytest.fixture
def computer(lanes: Lanes) -> ComputerBench:
    probes = (
        Probe("Job runner", lambda: Finding("Job runner", "ok", "Node 24.19", "It runs jobs.")),
        Probe("Disk", lambda: Finding("Disk", "fail", "Not writable", "Bad.", "Mend it.")),
    )
    return ComputerBench(probes, lanes.work)


@pytest.fixture
def page(
    look: Look,
    computer: ComputerBench,
    session: SessionBench,
    preferences: PreferenceBench,
    lanes: Lanes,
    qtbot: QtBot,
) -> StartPage:
    window = QWidget()
    qtbot.addWidget(window)
    recents = RecentsBench(session, lanes.work)
    made = StartPage(look, Actions(look, window), computer, recents, preferences, Noon())
    qtbot.addWidget(made)
    made.resize(1280, 720)
    return made
