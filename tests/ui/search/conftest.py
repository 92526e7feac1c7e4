"""What the tests of searching share."""

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.searching import SearchBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.folder_files import FolderFiles
from openfn_studio.workbench.projects.project_bench import ProjectBench
from tests.ui.editing.conftest import documents, open_job, project

__all__ = ["documents", "open_job", "project"]


@pytest.fixture
def bench(
    qtbot: QtBot, documents: DocumentBench, project: ProjectBench, lanes: Lanes
) -> SearchBench:
    """A search of the sample project."""
    files = FolderFiles(project, lanes, project)
    qtbot.waitUntil(lambda: bool(files.files))
    return SearchBench(documents, project, files, lanes, project)
