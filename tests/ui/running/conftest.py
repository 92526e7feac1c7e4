"""The benches that run jobs, on a copy of the sample project, with the real engine."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import SystemClock
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of
from openfn_studio.paths import DataFolder, resources
from openfn_studio.secrets.vault import Vault
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.running.assembly import Running, Seams, Surroundings, build_running
from openfn_studio.workbench.running.facts import RunFact, WaitingFact
from openfn_studio.workbench.running.refusals import RunRefusal
from openfn_studio.workbench.session import SessionBench
from openfn_studio.workbench.tasks import TaskBench
from tests.unit.secrets.memory import QUICK, MemoryKeyring, keychain_of


@dataclass
class Bench:
    """Everything a test of running needs."""

    qtbot: QtBot
    around: Surroundings
    running: Running
    folder: Path
    facts: list[RunFact] = field(default_factory=list[RunFact])
    refusals: list[RunRefusal] = field(default_factory=list[RunRefusal])

    def open_project(self) -> None:
        with self.qtbot.waitSignal(self.around.project.opened):
            self.around.project.open(self.folder)

    def open_job(self, name: str) -> Buffer:
        if self.around.project.fact is None:
            self.open_project()
        found: list[Buffer] = []
        self.around.documents.open_job(name, found.append)
        self.qtbot.waitUntil(lambda: bool(found))
        return found[0]

    def type(self, buffer: Buffer, text: str) -> None:
        """Put a text into a buffer, as an editor would."""
        self.around.documents.attach(buffer.id, lambda: text)
        self.around.documents.edited(buffer.id)

    def run(self, buffer: Buffer, *, debug: bool = False) -> RunFact:
        """Run a buffer to its end."""
        with self.qtbot.waitSignal(self.running.runs.finished, timeout=20_000) as told:
            self.running.runs.run(buffer.id, debug=debug)
        return told.args[0]

    def wait_at_gate(self, buffer: Buffer) -> WaitingFact:
        """Debug a buffer until it waits."""
        with self.qtbot.waitSignal(self.running.runs.waiting, timeout=20_000) as told:
            self.running.runs.run(buffer.id, debug=True)
        return told.args[0]

    def go_on(self, act: Callable[[], None]) -> WaitingFact:
        """Leave a gate for the next one."""
        with self.qtbot.waitSignal(self.running.runs.waiting, timeout=20_000) as told:
            act()
        return told.args[0]

    def to_the_end(self, act: Callable[[], None]) -> RunFact:
        """Do something that lets the run end."""
        with self.qtbot.waitSignal(self.running.runs.finished, timeout=20_000) as told:
            act()
        return told.args[0]

    def look_at(self, buffer: Buffer) -> None:
        """Analyse a buffer for its breakpoints, as the analysis bench does."""
        document = Document(self.around.documents.text(buffer.id))
        subject = self.running.view.subject_of(buffer.id)
        assert subject is not None
        operations = outline_of(document, subject.dialect).operations
        self.running.breakpoints.look_at(buffer.id, document, operations)

    def wait_kept(self) -> RunFact:
        """Wait until the latest run is in the history."""
        runs = self.running.runs
        self.qtbot.waitUntil(lambda: runs.current is not None and runs.current.is_kept)
        assert runs.current is not None
        return runs.current


MakeBench = Callable[..., Bench]


@pytest.fixture
def make_bench(
    qtbot: QtBot, lanes: Lanes, data: DataFolder, sample_folder: Path
) -> Generator[MakeBench]:
    """Build benches; a second one on the same data folder is a second start of the program."""
    made: list[tuple[Running, QObject]] = []

    def make(**seams: Any) -> Bench:
        parent, clock = QObject(), SystemClock()
        project = ProjectBench(lanes, data, clock, data.root / "documents", parent=parent)
        repository = Repository(
            data.root / "adaptors", Npm.bundled(), clock, resources() / "standin"
        )
        around = Surroundings(
            DocumentBench(project, lanes, parent),
            project,
            AdaptorBench(repository, lanes.work, TaskBench(lanes.work, parent), parent),
            SessionBench(data.root, lanes, clock, parent),
            PreferenceBench(data.root / "settings.toml", lanes.work, parent),
        )
        keyring = MemoryKeyring()
        seams.setdefault(
            "open_vault", lambda folder: Vault.open(folder, keychain_of(keyring), QUICK)
        )
        running = build_running(around, data, lanes, clock, seams=Seams(**seams), parent=parent)
        made.append((running, parent))
        bench = Bench(qtbot, around, running, sample_folder)
        running.runs.refused.connect(bench.refusals.append)
        running.runs.changed.connect(bench.facts.append)
        return bench

    yield make
    for running, parent in made:
        running.close()
        parent.deleteLater()


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    """The benches, with nothing open."""
    return make_bench()
