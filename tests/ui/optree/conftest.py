"""The sample project, its open texts, the stand-in adaptor and their analyses."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder, resources
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.optree.panel import TreePanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.analysis import AnalysisBench
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.tasks import TaskBench

OpenText = Callable[[str], Buffer]


@pytest.fixture
def project(
    qtbot: QtBot, lanes: Lanes, data: DataFolder, sample_folder: Path, tmp_path: Path
) -> ProjectBench:
    """The sample project, open."""
    bench = ProjectBench(lanes, data, SystemClock(), tmp_path / "documents")
    with qtbot.waitSignal(bench.opened):
        bench.open(sample_folder)
    return bench


@pytest.fixture
def documents(project: ProjectBench, lanes: Lanes) -> DocumentBench:
    """The open texts; none yet."""
    return DocumentBench(project, lanes)


@pytest.fixture
def adaptors(lanes: Lanes, data: DataFolder) -> AdaptorBench:
    """The adaptor that ships with the program, and no other."""
    repository = Repository(
        data.root / "adaptors", Npm.bundled(), SystemClock(), resources() / "standin"
    )
    return AdaptorBench(repository, lanes.work, TaskBench(lanes.work))


@pytest.fixture
def analyses(
    documents: DocumentBench, project: ProjectBench, adaptors: AdaptorBench, lanes: Lanes
) -> AnalysisBench:
    """What is found out about the open texts."""
    return AnalysisBench(documents, project, adaptors, lanes.work)


@pytest.fixture
def open_text(
    qtbot: QtBot, documents: DocumentBench, analyses: AnalysisBench, sample_folder: Path
) -> OpenText:
    """A function that opens the sample's first job with another text, once it is read."""

    def opened(text: str) -> Buffer:
        (sample_folder / "jobs" / "register-child.js").write_bytes(text.encode())
        with qtbot.waitSignal(documents.opened) as waiting:
            documents.open_job("register-child")
        buffer = waiting.args[0]
        qtbot.waitUntil(lambda: _is_read(analyses, buffer))
        return buffer

    return opened


def _is_read(analyses: AnalysisBench, buffer: Buffer) -> bool:
    found = analyses.analysis(buffer.id)
    return found is not None and found.exports is not None


@pytest.fixture
def actions(look: Look, qtbot: QtBot) -> Iterator[Actions]:
    """The actions of a window."""
    window = QWidget()
    qtbot.addWidget(window)
    found = Actions(look, window)
    for condition in ("job", "writable", "text", "project"):
        found.set_condition(condition, holds=True)
    yield found
    window.close()


@pytest.fixture
def panel(
    look: Look,
    actions: Actions,
    analyses: AnalysisBench,
    adaptors: AdaptorBench,
    documents: DocumentBench,
    qtbot: QtBot,
) -> TreePanel:
    """The panel, shown."""
    made = TreePanel(look, actions, analyses, adaptors, documents)
    qtbot.addWidget(made)
    made.resize(364, 640)
    with qtbot.waitExposed(made):
        made.show()
    return made
