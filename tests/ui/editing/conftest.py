"""What the tests of open texts share: the sample project, opened, and the benches around it."""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.project_bench import ProjectBench

NOBODY = 65_534

OpenJob = Callable[[str], Buffer]


class Typist:
    """Stands for an editor: it has the living text, and takes what the bench hands it."""

    def __init__(self, documents: DocumentBench, buffer: Buffer) -> None:
        self._documents = documents
        self._id = buffer.id
        self.text = documents.text(buffer.id)
        self.replaced: list[str] = []
        documents.attach(buffer.id, lambda: self.text)
        documents.text_replaced.connect(self._on_replaced)

    def type(self, text: str) -> None:
        """Have another text, as after a key."""
        self.text = text
        self._documents.edited(self._id)

    def _on_replaced(self, replaced: object) -> None:
        if replaced.buffer.id == self._id:
            self.text = replaced.text
            self.replaced.append(self.text)
            # An editor reports this change as any other.
            self._documents.edited(self._id)


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
    """The open texts of the sample project; none yet."""
    return DocumentBench(project, lanes)


@pytest.fixture
def open_job(qtbot: QtBot, documents: DocumentBench) -> OpenJob:
    """A function that opens a job and returns its buffer."""

    def opened(name: str) -> Buffer:
        with qtbot.waitSignal(documents.opened) as waiting:
            documents.open_job(name)
        return waiting.args[0]

    return opened


@pytest.fixture
def ordinary_user(tmp_path: Path) -> Generator[Path]:
    """The rights of a user who is not root, and a folder of theirs."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    for root, folders, files in os.walk(tmp_path):
        for name in (".", *folders, *files):
            os.chown(Path(root, name), NOBODY, NOBODY)
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    yield tmp_path
    os.seteuid(0)
    os.setegid(0)
