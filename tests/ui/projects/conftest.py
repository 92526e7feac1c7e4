"""What the tests of the open project share."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench


@pytest.fixture
def bench(lanes: Lanes, data: DataFolder, tmp_path: Path) -> ProjectBench:
    """A bench without a project."""
    return ProjectBench(lanes, data, SystemClock(), tmp_path / "documents")


@pytest.fixture
def project(qtbot: QtBot, bench: ProjectBench, sample_folder: Path) -> ProjectBench:
    """The sample project, open."""
    with qtbot.waitSignal(bench.opened):
        bench.open(sample_folder)
    return bench
