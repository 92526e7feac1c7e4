"""Builds everything that runs jobs, so that the window's root makes it in one call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from openfn_studio.clock import Clock
from openfn_studio.paths import DataFolder
from openfn_studio.runner.launch import Launcher
from openfn_studio.runner.runner import Patience
from openfn_studio.store.retention import Retention
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.given.input_sources import InputSources
from openfn_studio.workbench.given.sealed_values import OpenVault, SealedValues, open_vault
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.preferences import PreferenceBench
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.projects.project_facts import JobRenamed
from openfn_studio.workbench.running.archive import RunArchive
from openfn_studio.workbench.running.breakpoints import BreakpointBench
from openfn_studio.workbench.running.credentials import CredentialBench
from openfn_studio.workbench.running.dialect_advice import DialectAdvice
from openfn_studio.workbench.running.engine import Engine, MakeLauncher
from openfn_studio.workbench.running.http_mode import HttpModeBench
from openfn_studio.workbench.running.inputs import InputBench
from openfn_studio.workbench.running.job_in_view import Followers, JobInView
from openfn_studio.workbench.running.kept import KeptRunsBench
from openfn_studio.workbench.running.orders import Hide, RequestMaker
from openfn_studio.workbench.running.runs import RunBench, RunRooms
from openfn_studio.workbench.running.subject import Subjects
from openfn_studio.workbench.session import SessionBench


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The benches of the window that running jobs has to do with."""

    documents: DocumentBench
    project: ProjectBench
    adaptors: AdaptorBench
    session: SessionBench
    preferences: PreferenceBench


def _nowhere(_: Mapping[str, Any]) -> None:
    """Hide nothing: there is no log."""


@dataclass(frozen=True, slots=True)
class Seams:
    """What is given from outside, and what a test replaces."""

    launcher: MakeLauncher = Launcher.of_this_program
    patience: Patience | None = None
    open_vault: OpenVault = open_vault
    hide: Hide = _nowhere
    """Hides a credential's values in the program's own log."""


@dataclass(frozen=True, slots=True)
class Running:
    """Everything that runs jobs."""

    runs: RunBench
    view: JobInView
    inputs: InputBench
    credentials: CredentialBench
    breakpoints: BreakpointBench
    http_mode: HttpModeBench
    kept: KeptRunsBench
    advice: DialectAdvice
    archive: RunArchive

    def close(self) -> None:
        """End every process and keep what is to be kept; waits for both."""
        self.runs.close()
        self.archive.close()


def build_running(
    around: Surroundings,
    data: DataFolder,
    lanes: Lanes,
    clock: Clock,
    *,
    seams: Seams | None = None,
    parent: QObject | None = None,
) -> Running:
    """Return the benches that run jobs, made for each other."""
    seams = seams or Seams()
    session, lane = around.session, lanes.work
    archive = RunArchive(data, clock, lambda: _retention(around.preferences))
    sources, sealed = InputSources(archive), SealedValues(data.root, seams.open_vault)
    subjects = Subjects(around.project, session)
    inputs = InputBench(sources, session, lane, parent)
    kept = KeptRunsBench(archive, lane, parent)
    http_mode = HttpModeBench(session, parent)
    credentials = CredentialBench(around.project, around.adaptors, session, sealed, lane, parent)
    followers = Followers(inputs, credentials, http_mode, kept)
    view = JobInView(around.documents, around.project, subjects, followers, parent)
    breakpoints = BreakpointBench(session, view.subject_of, parent)
    repository = around.adaptors.repository
    engine = Engine(repository, launcher=seams.launcher, patience=seams.patience, clock=clock)
    rooms = RunRooms(
        around.documents,
        view,
        inputs,
        credentials,
        breakpoints,
        http_mode,
        kept,
        around.preferences,
    )
    runs = RunBench(
        RequestMaker(engine, sources, sealed, seams.hide), archive, rooms, lane, clock, parent
    )
    advice = DialectAdvice(lane, parent)

    def follow(renamed: JobRenamed) -> None:
        if around.project.fact is not None:
            for room in (inputs, breakpoints, kept):
                room.rename(str(around.project.fact.folder), renamed.old, renamed.new)

    around.project.job_renamed.connect(follow)
    return Running(runs, view, inputs, credentials, breakpoints, http_mode, kept, advice, archive)


def _retention(preferences: PreferenceBench) -> Retention:
    megabytes = preferences.number("runs.kept_mb")
    return Retention(preferences.number("runs.kept_of_a_job"), megabytes << 20)
