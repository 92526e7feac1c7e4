from pathlib import Path

import pytest

from openfn_studio.adaptors.repository import Repository
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.tasks import TaskBench

# A registry on this computer, npm that asks it, and a repository: as the engine's tests have them.
from tests.unit.adaptors.conftest import clock, environ, home, npm, registry, repository, shelf

__all__ = ["clock", "environ", "home", "npm", "registry", "repository", "shelf"]


@pytest.fixture
def tasks(lanes: Lanes) -> TaskBench:
    return TaskBench(lanes.work)


@pytest.fixture
def adaptors(repository: Repository, lanes: Lanes, tasks: TaskBench) -> AdaptorBench:
    return AdaptorBench(repository, lanes.work, tasks)


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """The folder of a local build, within a project."""
    folder = tmp_path / "project" / "build"
    folder.mkdir(parents=True)
    return folder
