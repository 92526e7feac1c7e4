"""What the tests of the page for a new job share."""

import pytest

from openfn_studio.clock import SystemClock
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.drafting import DraftBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.editing.conftest import project

__all__ = ["project"]


@pytest.fixture
def draft(project: ProjectBench, lanes: Lanes) -> DraftBench:
    """What checks and makes jobs of the sample project."""
    return DraftBench(project, lanes, SystemClock(), project)
